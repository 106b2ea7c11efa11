/**
 * Differences of released linkers that are known, `corpus/divergences.json`: by target and version, property and key, each
 * with its reason, where that is written, and a case that shows it (`corpus/divergences/KEY.json`). A campaign counts a
 * failure that matches one and goes on; `linksmith corpus verify` fails for an entry whose case no longer shows it, so
 * that no entry outlives its bug and hides the next one.
 * Not here: bugs that are known from the scenario alone (`generators/model/reference-bugs.ts`), the replay (`replay.ts`).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseStored } from './finding.ts';
import { includesAll } from './signature.ts';

export const divergenceSchema = z.strictObject({
  /** Unique, kebab-case; also the name of its case. */
  key: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** By linker: a text that the version has to contain, as `LLD 22`. */
  targets: z.record(z.string(), z.string().min(1)).refine((targets) => Object.keys(targets).length > 0),
  property: z.string().min(1),
  /** The property's key; a `*` at its end stands for anything. */
  failure: z.string().min(1),
  /** Features that a case must have to be taken for this. */
  features: z.array(z.string()),
  /** Why this is no finding: what differs, and who is right. */
  reason: z.string().min(20),
  /** A document, a commit or a public report. */
  reference: z.string().min(5),
  /** When it was looked at: `2026-11-25`. */
  date: z.iso.date(),
});

export const divergencesSchema = z
  .strictObject({ schemaVersion: z.literal(1), divergences: z.array(divergenceSchema) })
  .refine(({ divergences }) => new Set(divergences.map(({ key }) => key)).size === divergences.length, 'a key repeats');

export type Divergence = z.infer<typeof divergenceSchema>;

/** What of a failure decides. */
export interface MatchedFailure {
  readonly property: string;
  readonly key: string;
  readonly features: readonly string[];
}

export interface MatchedTarget {
  readonly linker: string;
  readonly version: string;
}

export const divergencesFile = (root: string): string => join(root, 'corpus', 'divergences.json');
export const divergenceCase = (root: string, key: string): string => join(root, 'corpus', 'divergences', `${key}.json`);

/** None when there is no such file. Throws `StoredDataError` when it is not as its schema says. */
export function readDivergences(root: string): readonly Divergence[] {
  const path = divergencesFile(root);
  if (!existsSync(path)) return [];
  return parseStored(divergencesSchema, readFileSync(path, 'utf8'), path).divergences;
}

/**
 * The first entry that a failure on a target matches. Where two linkers are compared, the entry's may be the other one:
 * what is missing in its output is more in this one's.
 */
export function divergenceOf(
  failure: MatchedFailure,
  { target, others = [] }: { readonly target: MatchedTarget; readonly others?: readonly MatchedTarget[] },
  divergences: readonly Divergence[],
): Divergence | undefined {
  const isSeen = (entry: Divergence, key: string) =>
    entry.property === failure.property && isKey(entry.failure, key) && includesAll(failure.features, entry.features);
  return divergences.find(
    (entry) =>
      (isOf(entry, target) && isSeen(entry, failure.key)) ||
      (comparing.has(entry.property) &&
        others.some((other) => isOf(entry, other)) &&
        isSeen(entry, seenFromTheOther(failure.key))),
  );
}

/** Properties that hold a target against another of the campaign. */
const comparing: ReadonlySet<string> = new Set(['differential']);

const seenFromTheOther = (key: string): string =>
  key.replace(/\.(more|missing)$/, (_, word) => (word === 'more' ? '.missing' : '.more'));

export function isOf({ targets }: Divergence, { linker, version }: MatchedTarget): boolean {
  const wanted = targets[linker];
  return wanted !== undefined && version.includes(wanted);
}

export const isKey = (pattern: string, key: string): boolean =>
  pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern;
