/**
 * `progress.json`: how far a campaign has come, so that it can go on after any end. What is counted in it is exactly the
 * cases below `nextIndex`; a kill between two writes only means that the cases since then run again.
 * Not here: the report of a campaign (`src/report/json.ts`).
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseStored, StoredDataError, signatureSchema } from '../findings/finding.ts';
import { writeDurably } from './durable.ts';
import { addTallies, emptyTally, type Tally } from './tally.ts';

const counts = z.record(z.string(), z.int().nonnegative());
const verdictCounts = z.strictObject({
  held: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  notApplicable: z.int().nonnegative(),
});

export const tallySchema = z.strictObject({
  cases: z.int().nonnegative(),
  links: z.int().nonnegative(),
  properties: z.record(z.string(), verdictCounts),
  /** Absent in campaigns that were begun before they were counted by target. */
  verdicts: z.record(z.string(), verdictCounts).default({}),
  features: counts,
  relocationKinds: counts,
  outcomes: counts,
  /** Absent in campaigns that were begun before targets could lack something. */
  skipped: counts.default({}),
  divergences: counts.default({}),
});

export const knownFindingSchema = z.strictObject({
  id: z.string().min(1),
  signature: signatureSchema,
  message: z.string(),
  count: z.int().positive(),
  indices: z.array(z.int().nonnegative()),
  cause: z.string().optional(),
  /** Absent in campaigns that were begun before findings had causes. */
  sights: z.array(z.strictObject({ property: z.string(), key: z.string(), features: z.array(z.string()) })).default([]),
});

const shardSchema = z
  .strictObject({ index: z.int().positive(), of: z.int().positive() })
  .refine(({ index, of }) => index <= of, 'a shard beyond the last');

/** What one process, or one after the other, did of a campaign. */
const partSchema = z.strictObject({
  shard: shardSchema,
  /** Of the cases below it, the shard's are done. */
  nextIndex: z.int().nonnegative(),
  /** Time spent in all sessions, in milliseconds. */
  elapsedMs: z.number().nonnegative(),
  tally: tallySchema,
  /** By kind: failures that are not in the log, since there were so many. */
  unlogged: counts,
  /** What was said to those who watched, in all sessions. */
  warnings: z.array(z.string()).default([]),
});

const timelineSchema = z.strictObject({
  everyMs: z.number().positive(),
  points: z.array(
    z.strictObject({
      elapsedMs: z.number().nonnegative(),
      cases: z.int().nonnegative(),
      findings: z.int().nonnegative(),
      features: z.int().nonnegative(),
      rssMiB: z.number().nonnegative(),
      heapMiB: z.number().nonnegative(),
    }),
  ),
});

const progressSchema = z.strictObject({
  schemaVersion: z.literal(2),
  linksmith: z.string(),
  profile: z.string(),
  seed: z.int().nonnegative(),
  targets: z.array(z.string()).min(1),
  /** By target, once they were greeted. */
  versions: z.record(z.string(), z.string()),
  properties: z.array(z.string()).optional(),
  guided: z.boolean().optional(),
  /** One, until shards are merged. */
  parts: z.array(partSchema).min(1),
  findings: z.array(knownFindingSchema),
  timeline: timelineSchema,
});

export type Progress = z.infer<typeof progressSchema>;
export type Part = z.infer<typeof partSchema>;

/** Of all parts. */
export const tallyOf = ({ parts }: Pick<Progress, 'parts'>): Tally =>
  parts.map(({ tally }) => tally as Tally).reduce(addTallies, emptyTally);

const progressName = 'progress.json';

export const writeProgress = (directory: string, progress: Progress): Promise<void> =>
  writeDurably(join(directory, progressName), `${JSON.stringify(progress)}\n`);

/** Throws `StoredDataError` when there is none or it is not as it must be. */
export async function readProgress(directory: string): Promise<Progress> {
  const path = join(directory, progressName);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new StoredDataError(`${path}: is missing: no campaign to go on with`);
  });
  return parseStored(progressSchema, text, path);
}

export const hasProgress = (directory: string): Promise<boolean> =>
  readFile(join(directory, progressName)).then(
    () => true,
    () => false,
  );
