/**
 * Which objects a job's command line names, in its order, which of them wait in an archive, and which names it asks for.
 * Knows the flags that stand between inputs and the options that make a difference to an audit; what it cannot follow
 * (libraries by name, response files, shared objects) it says.
 */

import { archiveIn, moduleIn } from '../../src/observe/decoded-files.ts';
import type { LinkJob } from '../../src/targets/target.ts';
import { DecodeError, isArchive, isObject } from '../../src/wasm/index.ts';
import type { AuditOptions } from './audit-module.ts';
import type { AuditInput } from './input-symbols.ts';

/** The inputs of a link, or why they cannot be told from its command line. */
export type JobInputs =
  | { readonly kind: 'inputs'; readonly inputs: readonly AuditInput[]; readonly options: AuditOptions }
  | { readonly kind: 'cannot-follow'; readonly reason: string };

/** Reads the files that the arguments name, archives too. Never throws for bad files. */
export function inputsOfJob({ files, args }: Pick<LinkJob, 'files' | 'args'>): JobInputs {
  const obstacle = args.find((arg) => isObstacle(arg, files));
  if (obstacle !== undefined) return { kind: 'cannot-follow', reason: `the job has ${obstacle}` };
  try {
    return { kind: 'inputs', inputs: readInputs(files, args), options: optionsOf(args) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: 'cannot-follow', reason: `an input cannot be decoded: ${error.message}` };
  }
}

const unfollowed = /^(-l|-L|@|--?library\b|--?plugin-opt)/;

function isObstacle(arg: string, files: LinkJob['files']): boolean {
  return !files.has(arg) && unfollowed.test(arg);
}

function readInputs(files: LinkJob['files'], args: readonly string[]): AuditInput[] {
  const inputs: AuditInput[] = [];
  let whole = false;
  let lazy = false;
  for (const arg of args) {
    if (isFlag(arg, 'whole-archive')) whole = true;
    else if (isFlag(arg, 'no-whole-archive')) whole = false;
    else if (isFlag(arg, 'start-lib')) lazy = true;
    else if (isFlag(arg, 'end-lib')) lazy = false;
    const bytes = files.get(arg);
    if (bytes === undefined) continue;
    if (!isArchive(bytes)) inputs.push(...readObject(arg, bytes, lazy));
    else {
      for (const { name, bytes: member } of archiveIn(bytes).members) {
        // A thin archive holds names of files.
        const content = member ?? files.get(name);
        if (content !== undefined) inputs.push(...readObject(`${arg}(${name})`, content, !whole));
      }
    }
  }
  return inputs;
}

/** What is no relocatable object takes no part. */
function readObject(name: string, bytes: Uint8Array, lazy: boolean): AuditInput[] {
  const module = moduleIn(bytes);
  return isObject(module) ? [{ name, object: module, lazy }] : [];
}

function optionsOf(args: readonly string[]): AuditOptions {
  const has = (name: string) => args.some((arg) => isFlag(arg, name));
  const entry = has('no-entry') ? [] : [valuesOf(args, 'entry', '-e').at(-1) ?? '_start'];
  return {
    roots: [
      ...valuesOf(args, 'undefined', '-u'),
      ...valuesOf(args, 'export'),
      ...valuesOf(args, 'export-if-defined'),
      ...entry,
    ],
    wrapped: valuesOf(args, 'wrap'),
    compressed: has('compress-relocations'),
    sharedMemory: has('shared-memory'),
    keepsAll: has('no-gc-sections') || has('relocatable') || args.includes('-r'),
  };
}

const isFlag = (arg: string, name: string): boolean => arg === `--${name}` || arg === `-${name}`;

/** `--export=f`, `--export f`, each also with one dash; `short` is one more name for the form of two words. */
function valuesOf(args: readonly string[], name: string, short = `--${name}`): string[] {
  return args.flatMap((arg, at) => {
    if (isFlag(arg, name) || arg === short) return args.slice(at + 1, at + 2);
    return new RegExp(`^--?${name}=(.*)$`, 's').exec(arg)?.slice(1) ?? [];
  });
}
