/**
 * The canary: before a campaign, the same machinery runs on the first target with a fault planted in it (`canary-target.ts`).
 * The fault has to be found, shrunk, stored, read back and replayed; when any of it stays green, the campaign says nothing
 * about the linker and has to fail. All properties are asked, whatever the campaign was narrowed to: the canary tests the
 * machinery, each property's own test tests the property.
 * Not here: the campaign (`campaign.ts`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { casesInOrder } from './case-stream.ts';
import { replayFinding } from './replay.ts';
import { listFindings, readFinding } from './store.ts';
import type { Failure } from './tasks.ts';
import { caseEnds } from './tasks.ts';
import { Triage, type TriageOptions } from './triage.ts';

export type CanaryResult =
  | { readonly kind: 'found'; readonly property: string; readonly key: string; readonly cases: number }
  /** The campaign was interrupted before the canary could be found. */
  | { readonly kind: 'interrupted'; readonly cases: number }
  /** What stayed green. */
  | { readonly kind: 'missed'; readonly reason: string; readonly cases: number };

export type CanaryOptions = Omit<TriageOptions, 'directory' | 'known' | 'shrinkBudget' | 'canary'>;

/** Cases in which the fault has to show. */
const canaryCases = 64;
const canaryShrinkBudget = 24;

export async function runCanary(options: CanaryOptions): Promise<CanaryResult> {
  const directory = await mkdtemp(join(tmpdir(), 'linksmith-canary-'));
  try {
    return await runIn(directory, options);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runIn(directory: string, options: CanaryOptions): Promise<CanaryResult> {
  const { failure, cases } = await firstFailure(options);
  if (options.stop.aborted) return { kind: 'interrupted', cases };
  if (failure === undefined) return { kind: 'missed', reason: `no property failed in ${cases} spoiled cases`, cases };
  const triage = new Triage({ ...options, canary: true, directory, shrinkBudget: canaryShrinkBudget });
  await triage.take(failure);
  const [stored] = await listFindings(directory);
  if (stored === undefined) return { kind: 'missed', reason: 'the failure was not stored', cases };
  const { pool, harness } = options;
  const replayed = await replayFinding(await readFinding(stored), { pool, harness, canary: true });
  if (!replayed.fails) return { kind: 'missed', reason: 'the stored failure did not fail again', cases };
  return { kind: 'found', property: failure.property, key: failure.key, cases };
}

async function firstFailure(options: CanaryOptions): Promise<{ failure: Failure | undefined; cases: number }> {
  const { pool, profile, seed, targets, stop } = options;
  let cases = 0;
  const names = targets.slice(0, 1).map(({ name }) => name);
  const task = { profile, seed, targets: names, canary: true };
  const plan = { task, first: 0, end: canaryCases, jobs: pool.jobs, stop, giveUp: stop };
  for await (const report of casesInOrder(pool.runRange.bind(pool), plan)) {
    cases += report.count;
    const failure = report.failures.find(({ property }) => property !== caseEnds.name);
    if (failure !== undefined) return { failure, cases };
  }
  return { failure: undefined, cases };
}
