/**
 * The covering corpus, `corpus/cover/`: the fewest and smallest cases which together show every feature and every relocation
 * kind that the generators were seen to give. Stored as values with where they come from, so that they stay what they are
 * when the generators change; each is asked every property.
 * Not here: which are the fewest (`set-cover.ts`), cases that broke something once, and the replay (`corpus.ts`).
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../engine/durable.ts';
import type { CasePlace, Harness } from '../engine/harness.ts';
import { parseStored, StoredDataError } from '../findings/finding.ts';
import { type Coverer, minimalCover } from './set-cover.ts';

const coverCaseSchema = z.strictObject({
  schemaVersion: z.literal(1),
  profile: z.string(),
  seed: z.int().nonnegative(),
  index: z.int().nonnegative(),
  /** Version of linksmith that generated it. */
  linksmith: z.string(),
  /** What it shows. */
  words: z.array(z.string()),
  scenario: z.json(),
});

export type CoverCase = z.infer<typeof coverCaseSchema>;

export interface StoredCover extends Coverer {
  /** Its file; of a fresh case that it would have. */
  readonly path: string;
  readonly case: CoverCase;
}

const extension = '.json';

export const coverIn = (root: string): string => join(root, 'corpus', 'cover');

/** In alphabetical order. Throws `StoredDataError` when there is none, or one cannot be read. */
export async function readCover(directory: string): Promise<StoredCover[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith(extension)).sort();
  if (names.length === 0) throw new StoredDataError(`${directory}: there is no covering corpus`);
  return Promise.all(names.map((name) => readCoverCase(directory, name)));
}

async function readCoverCase(directory: string, name: string): Promise<StoredCover> {
  const path = join(directory, name);
  const text = await readFile(path, 'utf8');
  const stored = parseStored(coverCaseSchema, text, path);
  return { path, name: name.slice(0, -extension.length), words: stored.words, size: text.length, case: stored };
}

export interface FreshCases extends Omit<CasePlace, 'index'> {
  readonly count: number;
  readonly linksmith: string;
}

/** The cases of a seed with what they show. */
export function* freshCover(harness: Harness, { profile, seed, count, linksmith }: FreshCases): Generator<StoredCover> {
  for (let index = 0; index < count; index++) {
    const scenario = harness.caseAt({ profile, seed, index });
    const words = wordsOf(harness, scenario);
    const made = { schemaVersion: 1, profile, seed, index, linksmith, words, scenario } as const;
    const name = `${profile}-${seed}-${index}`;
    yield { path: `${name}${extension}`, name, words, size: textOf(made as CoverCase).length, case: made as CoverCase };
  }
}

/** A stored case with what it shows by the words of today. */
export function renewed(harness: Harness, { case: before, ...stored }: StoredCover): StoredCover {
  const words = wordsOf(harness, harness.parseScenario(before.scenario));
  return { ...stored, words, case: { ...before, words } };
}

const wordsOf = (harness: Harness, scenario: unknown): string[] =>
  [...harness.featuresOf(scenario), ...harness.relocationKindsOf(harness.lower(scenario))].sort();

/** The fewest of what is there and what comes; only those that may be needed are held. */
export function pruned(present: readonly StoredCover[], fresh: Iterable<StoredCover>): StoredCover[] {
  let kept = [...present];
  let batch: StoredCover[] = [];
  for (const item of fresh) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    kept = minimalCover([...kept, ...batch]);
    batch = [];
  }
  return minimalCover([...kept, ...batch]);
}

const batchSize = 256;

/** Writes what is new before it removes what is superfluous: a kill in between leaves too much, not too little. */
export async function writeCover(directory: string, cases: readonly StoredCover[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  const wanted = new Set(cases.map(({ name }) => `${name}${extension}`));
  for (const { name, case: each } of cases) await writeDurably(join(directory, `${name}${extension}`), textOf(each));
  for (const name of await readdir(directory)) {
    if (name.endsWith(extension) && !wanted.has(name)) await rm(join(directory, name));
  }
}

const textOf = (stored: CoverCase): string => `${JSON.stringify(stored)}\n`;
