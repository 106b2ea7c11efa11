/**
 * One link as a row of data: small objects, a command line of wasm-ld, and what must come of it. `describeLinks` turns rows
 * into tests. Each row is linked lazily and eagerly, which must agree to the byte and leave the inputs alone; where
 * wasm-ld 19 is installed, it must make the same bytes and say the same words, or the row says why not.
 * Not here: what objects are made of (`small-object.fixture.ts`, `small-parts.fixture.ts`).
 */
import { describe, expect, test } from 'vitest';
import { type EngineGlobal, type EngineInstance, engine } from '../observe/engine.ts';
import { decodeModule } from '../wasm/decode.ts';
import { encodeArchive } from '../wasm/encode-archive.ts';
import type { WasmModule } from '../wasm/model.ts';
import { parseCommandLine } from './command-line/parse-command-line.ts';
import { printDiagnostics } from './command-line/print-diagnostics.ts';
import type { DiagnosticCode } from './diagnostics.ts';
import { type LinkResult, link } from './link.ts';
import { printLinkMap } from './map-file.ts';
import type { FileAccess, LinkOptions } from './options.ts';
import { type SmallObject, smallObject } from './small-object.fixture.ts';
import {
  hasReference,
  type Job,
  linkWithReference,
  type Outcome,
  referenceName,
  withoutEmptyLines,
} from './wasm-ld.fixture.ts';

/** A file: an object, or its bytes, or its text. */
export type SmallFile = SmallObject | Uint8Array | string;

interface Inputs {
  readonly name: string;
  /** `a.o`, `b.o`, … */
  readonly objects?: readonly SmallObject[];
  /** `m0.o`, `m1.o`, … of the archive `lib.a`. */
  readonly members?: readonly SmallObject[];
  /** Further files by name. */
  readonly files?: Readonly<Record<string, SmallFile>>;
  /**
   * wasm-ld's arguments, split at blanks. When they name no input, all objects and the archive follow them.
   * `--no-entry` stands before them, but not with `-shared`.
   */
  readonly args?: string;
  /** What no argument says. */
  readonly options?: Partial<LinkOptions>;
  /** Without `-o`, which wasm-ld gets all the same. */
  readonly nowhere?: true;
  /** Why wasm-ld 19 makes or says something else. */
  readonly differs?: string;
}

export interface Linked extends Inputs {
  readonly check: (module: WasmModule, run: Runner, result: Success) => void;
}

/** Code and text of each diagnostic. */
type Words = readonly (readonly [code: DiagnosticCode, text: RegExp])[];

export interface Refused extends Inputs {
  readonly refused: Words;
}

/** It links, and says something all the same. */
export interface Warned extends Inputs {
  readonly warned: Words;
}

export type LinkCase = Linked | Refused | Warned;
export type Success = Extract<LinkResult, { ok: true }>;
/** Calls an export, or reads it when it is a global. */
export type Runner = (exportName: string) => unknown;

export function describeLinks(subject: string, cases: readonly LinkCase[]): void {
  describe(subject, () => {
    for (const given of cases) test(given.name, () => checkLink(given));
  });

  describe.skipIf(!hasReference)(`${subject}: wasm-ld 19 (skipped where it is not on PATH)`, () => {
    for (const given of cases) test(given.name, () => compareWithReference(given));
  });
}

/** Links a row both ways and compares; for facts that no row can say. */
export function linkBoth(given: Inputs): { result: LinkResult; options: LinkOptions } {
  const { files, args } = jobOf(given);
  const before = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
  const line = parseCommandLine([...args, ...(given.nowhere ? [] : ['-o', 'out.wasm'])], accessTo(files));
  const options = { ...line.options, ...given.options };
  const lazy = link(line.inputs, options);
  const eager = link(line.inputs, { ...options, atoms: 'eager' });
  expect(files).toEqual(before);
  expect(eager.diagnostics).toEqual(lazy.diagnostics);
  expect(eager.printed).toEqual(lazy.printed);
  if (lazy.ok && eager.ok) expect(eager.bytes).toEqual(lazy.bytes);
  return { result: lazy, options };
}

export function runnerOf(bytes: Uint8Array): Runner {
  let instance: EngineInstance | undefined;
  return (exportName) => {
    instance ??= new engine.Instance(new engine.Module(Uint8Array.from(bytes)), { env: { host: () => 77 } });
    const value = instance.exports[exportName];
    return typeof value === 'function' ? value() : (value as EngineGlobal).value;
  };
}

export const functionNames = (module: WasmModule) =>
  (module.names?.functions ?? []).map(({ name }) => name).filter((name) => name !== '__wasm_call_ctors');
export const exportNames = (module: WasmModule) => module.exports.map(({ name }) => name);
export const importNames = (module: WasmModule) => module.imports.map(({ module, field }) => `${module}.${field}`);
export const globalNames = (module: WasmModule) => (module.names?.globals ?? []).map(({ name }) => name);
export const segmentNames = (module: WasmModule) => (module.names?.dataSegments ?? []).map(({ name }) => name);
export const customNames = (module: WasmModule) =>
  module.sections.flatMap(({ name }) => (name === undefined ? [] : [name]));
export const customContent = (module: WasmModule, wanted: string) => [
  ...module.sections.find(({ name }) => name === wanted)!.content,
];

function checkLink(given: LinkCase): void {
  const { result } = linkBoth(given);
  if ('check' in given) given.check(...unpack(result));
  else if ('refused' in given) expectWords(result, false, given.refused);
  else expectWords(result, true, given.warned);
}

function unpack(result: LinkResult): Parameters<Linked['check']> {
  if (result.ok) return [decodeModule(result.bytes), runnerOf(result.bytes), result];
  throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
}

function expectWords(result: LinkResult, links: boolean, words: Words): void {
  expect(result.diagnostics.map(({ code }) => code)).toEqual(words.map(([code]) => code));
  for (const [i, [, text]] of words.entries()) expect(result.diagnostics[i]!.message).toMatch(text);
  expect(result.ok).toBe(links);
  // Who reads diagnostics as data finds the file there too.
  for (const { message, object, severity } of result.diagnostics) {
    const named = message.match(/\b\w+\.(?:o|so|a)(?:\(\w+\.o\))?/g) ?? [];
    if (named.length > 0 && severity !== 'note')
      expect(
        named.some((name) => object?.startsWith(name)),
        message,
      ).toBe(true);
  }
}

function compareWithReference(given: LinkCase): void {
  const theirs = linkWithReference(jobOf(given));
  if (given.differs === undefined) expect(oursOf(given)).toEqual(theirs);
  else expect(oursOf(given), 'no longer differs').not.toEqual(theirs);
}

/** What the linker made and printed, in the form that wasm-ld's is in. */
function oursOf(given: Inputs): Outcome {
  const { result, options } = linkBoth(given);
  const printed = [...result.printed];
  if (options.mapFile === '-' && result.map) printed.push(printLinkMap(result.map));
  const told = printDiagnostics(result.diagnostics, { program: referenceName });
  return {
    words: withoutEmptyLines([told, ...printed].join('\n')),
    module: result.ok ? Buffer.from(result.bytes).toString('hex') : 'rejected',
  };
}

function jobOf(given: Inputs): Job {
  const { objects = [], members = [], files = {}, args = '' } = given;
  const inputs = new Map(objects.map((object, i) => [`${'abcdef'[i]}.o`, smallObject(object)]));
  if (members.length > 0) inputs.set('lib.a', archiveOf(members));
  const words = args.split(' ').filter((word) => word !== '');
  const named = words.some((word) => inputs.has(word) || word in files);
  return {
    files: new Map([...inputs, ...Object.entries(files).map(([name, file]) => [name, bytesOf(file)] as const)]),
    args: [...(words.includes('-shared') ? [] : ['--no-entry']), ...words, ...(named ? [] : inputs.keys())],
  };
}

export function archiveOf(members: readonly SmallObject[]): Uint8Array {
  return encodeArchive({ members: members.map((member, i) => ({ name: `m${i}.o`, bytes: smallObject(member) })) });
}

function bytesOf(file: SmallFile): Uint8Array {
  if (typeof file === 'string') return new TextEncoder().encode(file);
  return file instanceof Uint8Array ? file : smallObject(file);
}

function accessTo(files: ReadonlyMap<string, Uint8Array>): FileAccess {
  return {
    read: (path) => files.get(path) ?? 'No such file or directory',
    exists: (path) => files.has(path),
    checkWritable: (path) => (path.startsWith('nowhere/') ? 'No such file or directory' : undefined),
  };
}
