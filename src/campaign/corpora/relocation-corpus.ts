/**
 * The relocation guard: links the kept cases of `corpus/relocations` on the given targets, directly, through `-r` and with
 * `--emit-relocs`, and compares every payload that has relocation sites, byte for byte, with what is kept beside it.
 * In: the folder of the project and the targets. Out: one result for each link, way and target.
 * Not here: the form of the cases (`generators/relocation-guard/guard-file.ts`) and where their answers come from
 * (`paper-linker.ts` there); reading the output (`linked-payloads.ts`).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type GuardFile,
  type GuardLink,
  type GuardObject,
  type GuardPayload,
  type GuardSite,
  type GuardWay,
  guardWays,
  parseBytes,
} from '../../../generators/relocation-guard/guard-file.ts';
import { guardKinds, siteBytes } from '../../../generators/relocation-guard/guard-kinds.ts';
import { guardObject } from '../../../generators/relocation-guard/guard-object.ts';
import { guardFileSchema } from '../../../generators/relocation-guard/guard-schema.ts';
import { bytesFromHex, hexFromBytes } from '../../../generators/scenario/hex.ts';
import type { LinkOutcome, Target } from '../../targets/target.ts';
import { parseStored, StoredDataError } from '../findings/finding.ts';
import { type LinkedPayload, type LinkedPayloads, linkedPayloads } from './linked-payloads.ts';

export interface GuardResult {
  /** Of the relocation, without `R_WASM_`. */
  readonly kind: string;
  readonly link: string;
  readonly way: GuardWay;
  readonly target: string;
  /** `skipped`: the case says why this way cannot be gone. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What differs, a line each; empty when it passed. */
  readonly details: readonly string[];
  /** How many sites were compared. */
  readonly sites: number;
}

export interface VerifyRelocationsOptions {
  readonly targets: readonly Target[];
  /** Default: all. */
  readonly ways?: readonly GuardWay[];
  /** Called once a result, with a line for people. */
  readonly log?: (line: string) => void;
}

export const relocationsIn = (root: string): string => join(root, 'corpus', 'relocations');

/** In alphabetical order of the kinds. */
export async function readGuard(directory: string): Promise<readonly GuardFile[]> {
  const names = await readdir(directory).catch(() => {
    throw new StoredDataError(`${directory}: there are no relocation cases`);
  });
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) throw new StoredDataError(`${directory}: there are no relocation cases`);
  return Promise.all(files.map((name) => readGuardFile(join(directory, name))));
}

async function readGuardFile(path: string): Promise<GuardFile> {
  return parseStored(guardFileSchema, await readFile(path, 'utf8'), path);
}

/** Replays every case. A linker that does wrong is a result, never an exception. */
export async function verifyRelocations(
  files: readonly GuardFile[],
  { targets, ways = guardWays, log = () => {} }: VerifyRelocationsOptions,
): Promise<readonly GuardResult[]> {
  const results: GuardResult[] = [];
  for (const target of targets) {
    for (const file of files) {
      for (const link of file.links) {
        for (const way of ways) {
          const result = await verifyLink({ file, link, way, target });
          results.push(result);
          log(`${result.outcome}  ${file.kind} ${link.name}, ${way}, on ${target.name}`);
        }
      }
    }
  }
  return results;
}

interface GuardCase {
  readonly file: GuardFile;
  readonly link: GuardLink;
  readonly way: GuardWay;
  readonly target: Target;
}

async function verifyLink(one: GuardCase): Promise<GuardResult> {
  const { file, link, way, target } = one;
  const about = { kind: file.kind, link: link.name, way, target: target.name };
  const reason = link.not?.[way];
  if (reason !== undefined) return { ...about, outcome: 'skipped', details: [reason], sites: 0 };
  const outcome = await linkGuard(one);
  if (outcome.kind !== 'linked') return { ...about, outcome: 'failed', details: [describe(outcome)], sites: 0 };
  const { details, sites } = compareLink(one, outcome.bytes);
  return { ...about, outcome: details.length === 0 ? 'passed' : 'failed', details, sites };
}

async function linkGuard({ file, link, way, target }: GuardCase): Promise<LinkOutcome> {
  const files = new Map(link.objects.map((object) => [object.name, guardObject(object, file.code, link.memory64)]));
  const names = [...files.keys()];
  if (way === 'direct') return target.link({ files, args: [...link.args, ...names] });
  if (way === '--emit-relocs') return target.link({ files, args: [...link.args, '--emit-relocs', ...names] });
  const machine = link.args.filter((arg) => arg.startsWith('-m'));
  const joined = await target.link({ files, args: ['-r', ...machine, ...names], outputName: 'joined.o' });
  if (joined.kind !== 'linked') return joined;
  return target.link({ files: new Map([['joined.o', joined.bytes]]), args: [...link.args, 'joined.o'] });
}

function describe(outcome: Exclude<LinkOutcome, { kind: 'linked' }>): string {
  const what = outcome.kind === 'crashed' ? `crashed: ${outcome.reason}` : outcome.kind;
  return [what, ...outcome.messages.slice(0, 3)].join(': ');
}

/** A payload of the case, and what the output has in its place. */
interface Pair {
  readonly place: string;
  readonly wanted: GuardPayload;
  readonly found: LinkedPayload | undefined;
}

interface Compared {
  readonly details: readonly string[];
  readonly sites: number;
}

function compareLink({ file, link, way }: GuardCase, output: Uint8Array): Compared {
  const linked = readOutput(output);
  if (typeof linked === 'string') return { details: [linked], sites: 0 };
  const pairs = link.objects.flatMap((object) => pairsOf(object, linked));
  const details = pairs.flatMap((pair) => compareBytes(pair));
  const kept = way === '--emit-relocs' ? pairs.flatMap((pair) => compareKept(pair, file.code, linked)) : [];
  const sites = pairs.reduce((sum, { wanted }) => sum + (wanted.sites?.length ?? 0), 0);
  return { details: [...details, ...kept], sites };
}

function pairsOf(
  { functions = [], segments = [], customs = [] }: GuardObject,
  linked: LinkedPayloads,
): readonly Pair[] {
  return [
    ...functions.flatMap(({ index, ...wanted }) =>
      index === undefined ? [] : [{ place: `function ${index}`, wanted, found: linked.functionBody(index) }],
    ),
    ...segments.flatMap(({ address, ...wanted }) =>
      address === undefined
        ? []
        : [{ place: `memory at ${address}`, wanted, found: linked.memory(address, parseBytes(wanted.bytes).length) }],
    ),
    ...customs.flatMap(({ offset, ...wanted }) => {
      if (offset === undefined) return [];
      const found = linked.custom(wanted.name, offset, parseBytes(wanted.bytes).length);
      return [{ place: `${wanted.name} at ${offset}`, wanted, found }];
    }),
  ];
}

function readOutput(bytes: Uint8Array): LinkedPayloads | string {
  try {
    return linkedPayloads(bytes);
  } catch (error) {
    return `the output cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Sites first, since each says what it is about; then what lies between them, and the length. */
function compareBytes({ place, wanted, found }: Pair): readonly string[] {
  if (found === undefined) return [`${place}: not there`];
  const details: string[] = [];
  const { bytes, sites } = relocated(wanted);
  for (const { site, at } of sites) {
    const there = hexFromBytes(found.read(at, site.holds!.length / 2));
    if (there !== site.holds) details.push(`${place}: ${siteText(site)}: expected ${site.holds}, got ${there}`);
  }
  if (details.length > 0) return details;
  const [expected, got] = [hexFromBytes(bytes), hexFromBytes(found.bytes)];
  return expected === got ? [] : [`${place}: changed between its sites: expected ${expected}, got ${got}`];
}

interface Relocated {
  readonly bytes: Uint8Array;
  /** Each site with where it stands now: sites that got shorter move those behind them. */
  readonly sites: readonly { readonly site: GuardSite; readonly at: number }[];
}
function relocated({ bytes: text, sites = [] }: GuardPayload): Relocated {
  const input = parseBytes(text);
  const bytes = [...input];
  const places: { site: GuardSite; at: number }[] = [];
  let moved = 0;
  for (const site of sites) {
    const holds = bytesFromHex(site.holds!);
    const at = site.at + moved;
    places.push({ site, at });
    // A site in front of the body is no part of it.
    if (site.at < 0) continue;
    const width = placeholderWidth(input, site.at);
    bytes.splice(at, width, ...holds);
    moved += holds.length - width;
  }
  return { bytes: Uint8Array.from(bytes), sites: places };
}

/** Placeholders are runs of `ee`. */
function placeholderWidth(bytes: Uint8Array, begin: number): number {
  let end = begin;
  while (bytes[end] === 0xee) end++;
  return end - begin;
}

/** With `--emit-relocs` each site has its relocation still. Of what is dead wasm-ld says no symbol. */
function compareKept({ place, wanted, found }: Pair, code: number, linked: LinkedPayloads): readonly string[] {
  if (found === undefined) return [];
  const { form, meaning } = guardKinds[code]!;
  return (wanted.sites ?? []).flatMap((site) => {
    const kept = linked.relocationAt(found, site.at);
    if (kept === undefined) return [`${place}: ${siteText(site)}: no relocation is kept`];
    const isRightType = () => hexFromBytes(siteBytes(BigInt(kept.to!), form)) === site.holds;
    const isRight = meaning === 'type index' ? isRightType() : refersTo(kept.to, site);
    if (kept.code !== code || !isRight) return [`${place}: ${siteText(site)}: keeps kind ${kept.code} to ${kept.to}`];
    // The offset in a section is one in the output's then.
    const add =
      meaning === 'section offset' ? readSite(site.holds!) : site.add === undefined ? undefined : BigInt(site.add);
    return kept.add === add ? [] : [`${place}: ${siteText(site)}: keeps addend ${kept.add}`];
  });
}

/** Nothing, where the target is dead; the linker's stub where it is weak and undefined. */
const refersTo = (name: string | undefined, { to }: GuardSite): boolean =>
  name === undefined || name === to || name === `undefined_weak:${to}`;

/** Of a site of four bytes. */
const readSite = (hex: string): bigint => BigInt(new DataView(bytesFromHex(hex).buffer).getInt32(0, true));

const siteText = ({ at, to, add, edge }: GuardSite): string =>
  `${edge ?? 'addend'} (byte ${at}, ${to}${add === undefined ? '' : ` + ${add}`})`;
