/**
 * The regression corpus, `corpus/regressions/`: one JSON file a case, a scenario with the property that it once broke and
 * where it came from. A case is a value, not a seed: it stays what it is when the generators change. A corpus that cannot
 * be read is an error, never an empty corpus.
 * Not here: the real programs (`real-corpus.ts`), running a case (`replay.ts`).
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { writeDurably } from '../engine/durable.ts';
import { type FindingFolder, parseStored, StoredDataError, signatureSchema } from '../findings/finding.ts';
import { type ReplayCase, type ReplayResult, type ReplaySurroundings, replayCase } from '../findings/replay.ts';
import { signatureId } from '../findings/signature.ts';

export const corpusCaseSchema = z.strictObject({
  schemaVersion: z.literal(1),
  property: z.string().min(1),
  signature: signatureSchema,
  /** Targets that the property compares with. */
  companions: z.array(z.string()).optional(),
  profile: z.string(),
  seed: z.int().nonnegative(),
  index: z.int().nonnegative(),
  /** The commit of this project at which the case was added, or `unknown`. */
  commit: z.string(),
  /** Version of linksmith that found it. */
  linksmith: z.string(),
  /** What the bug was, for people. */
  note: z.string(),
  scenario: z.json(),
});

export type CorpusCase = z.infer<typeof corpusCaseSchema>;

export interface StoredCase {
  readonly path: string;
  readonly name: string;
  readonly case: CorpusCase;
}

const extension = '.json';

export const regressionsIn = (root: string): string => join(root, 'corpus', 'regressions');

/** All cases in alphabetical order of their names. Throws `StoredDataError` when there is none, or one cannot be read. */
export async function readCorpus(directory: string): Promise<StoredCase[]> {
  const names = await readdir(directory).catch(() => {
    throw new StoredDataError(`${directory}: there is no corpus`);
  });
  const files = names.filter((name) => name.endsWith(extension)).sort();
  if (files.length === 0) throw new StoredDataError(`${directory}: the corpus is empty`);
  return Promise.all(files.map((name) => readCorpusCase(join(directory, name))));
}

export async function readCorpusCase(path: string): Promise<StoredCase> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StoredDataError(`${path}: cannot be read: ${error.code}`);
  });
  const name = path.split(/[/\\]/).at(-1)!.slice(0, -extension.length);
  return { path, name, case: parseStored(corpusCaseSchema, text, path) };
}

export interface AddOptions {
  readonly commit: string;
  readonly note: string;
}

/** Stores a finding as a case. The same finding gives the same name: then what is there stays, and `added` is false. */
export async function addToCorpus(
  directory: string,
  { finding, scenario }: FindingFolder,
  { commit, note }: AddOptions,
): Promise<{ readonly path: string; readonly added: boolean }> {
  const { property, signature, profile, seed, index, linksmith, companions } = finding;
  if (scenario === null) throw new StoredDataError('the finding has no scenario: its case cannot be generated');
  const path = join(directory, `${signatureId(signature)}${extension}`);
  if (await exists(path)) return { path, added: false };
  const stored = corpusCaseSchema.parse({
    schemaVersion: 1,
    property,
    signature,
    ...(companions === undefined ? {} : { companions }),
    profile,
    seed,
    index,
    commit,
    linksmith,
    note: note === '' ? (finding.message.split('\n')[0] ?? '') : note,
    scenario,
  });
  await writeDurably(path, `${JSON.stringify(stored, undefined, 2)}\n`);
  return { path, added: true };
}

/** Any stored case that can be asked something. */
export type ReplayableCase = Pick<StoredCase, 'path' | 'name'> & { readonly case: ReplayCase };

export interface CaseVerdict {
  readonly name: string;
  readonly target: string;
  readonly result: ReplayResult;
}

/** Replays every case on every target, as many at a time as the pool has workers. Results in the order of the cases. */
export async function verifyCases(
  cases: readonly ReplayableCase[],
  targets: readonly string[],
  surroundings: ReplaySurroundings & { readonly onResult?: (verdict: CaseVerdict) => void },
): Promise<CaseVerdict[]> {
  const work = cases.flatMap((stored) => targets.map((target) => ({ stored, target })));
  const verdicts = new Array<CaseVerdict>(work.length);
  const queue = work.entries();
  const lane = async () => {
    for (const [position, { stored, target }] of queue) {
      const result = await replayStored(stored, target, surroundings);
      const verdict = { name: stored.name, target, result };
      verdicts[position] = verdict;
      surroundings.onResult?.(verdict);
    }
  };
  await Promise.all(Array.from({ length: surroundings.pool.jobs }, lane));
  return verdicts;
}

/** What is wrong with a scenario is told with the file that it stands in. */
async function replayStored(
  stored: ReplayableCase,
  target: string,
  surroundings: ReplaySurroundings,
): Promise<ReplayResult> {
  try {
    return await replayCase(stored.case, target, surroundings);
  } catch (error) {
    throw error instanceof StoredDataError ? new StoredDataError(`${stored.path}: ${error.message}`) : error;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
