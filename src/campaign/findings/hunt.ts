/**
 * Looks for one failure and settles it: runs cases until a property fails, shrinks the failure, stores it as a finding,
 * reads it back and replays it. What a campaign does with each failure, done once, for those who know that there is
 * something to be found: the canary, and trials of planted faults.
 * Not here: what is planted (`canary-target.ts`, `fault-copies.ts`).
 */
import { casesInOrder } from '../engine/case-stream.ts';
import type { Failure, RangeReport } from '../engine/tasks.ts';
import { guidedCases } from '../guidance/guided-cases.ts';
import type { FindingFolder } from './finding.ts';
import { type ReplayResult, replayFinding } from './replay.ts';
import { listFindings, readFinding } from './store.ts';
import { Triage, type TriageOptions } from './triage.ts';

export interface HuntPlan {
  /** Cases to run at most. */
  readonly cases?: number;
  /** What has been seen decides, beside the seed, which cases come next. */
  readonly guided: boolean;
  /** Ends the search. */
  readonly stop: AbortSignal;
  readonly isQuarry: (failure: Failure) => boolean;
  /** Asked after each report: ends the search before its last case. */
  readonly isEnough?: () => boolean;
  readonly onReport?: (report: RangeReport) => void;
}

/** The first failures, all of one case; none when there is nothing to be found in time. */
export async function hunt(options: HuntOptions, plan: HuntPlan): Promise<readonly Failure[]> {
  const { pool, profile, seed, targets, canary } = options;
  const { cases = Number.POSITIVE_INFINITY, guided, stop, isQuarry, isEnough, onReport } = plan;
  const task = { profile, seed, targets: targets.slice(0, 1).map(({ name }) => name), canary };
  const range = { task, first: 0, end: cases, jobs: pool.jobs, stop, giveUp: stop };
  const stream = guided ? guidedCases : casesInOrder;
  for await (const report of stream(pool.runRange.bind(pool), range)) {
    onReport?.(report);
    const first = report.failures.find(isQuarry);
    if (first !== undefined) return report.failures.filter((each) => each.index === first.index && isQuarry(each));
    if (isEnough?.()) return [];
  }
  return [];
}

export type HuntOptions = Omit<TriageOptions, 'known'>;

export type Settled =
  | { readonly kind: 'not-stored' }
  | { readonly kind: 'stored'; readonly finding: FindingFolder; readonly replayed: ReplayResult };

/** Shrinks and stores the failure, and replays what was stored. */
export async function settle(failure: Failure, options: HuntOptions): Promise<Settled> {
  await new Triage(options).take(failure);
  const [stored] = await listFindings(options.directory);
  if (stored === undefined) return { kind: 'not-stored' };
  const finding = await readFinding(stored);
  return { kind: 'stored', finding, replayed: await replayStored(finding, options) };
}

/** What does not fail where much has been linked may still fail where nothing was. */
async function replayStored(finding: FindingFolder, { pool, harness, canary }: HuntOptions): Promise<ReplayResult> {
  const replayed = await replayFinding(finding, { pool, harness, canary });
  return replayed.fails ? replayed : replayFinding(finding, { pool, harness, canary, fresh: true });
}
