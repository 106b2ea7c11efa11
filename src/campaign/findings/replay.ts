/**
 * Runs again what failed once: a stored finding, a corpus case, or the case at a seed and index. In a worker, under the
 * same watchdog as in a campaign. A finding is replayed from its stored inputs, not from a fresh lowering, so that it stays
 * what it was when the generators change.
 * Not here: reading what is stored (`store.ts`, `corpus.ts`), exit codes (`src/cli/repro.ts`).
 */
import type { LinkJob, LinkOutcome } from '../../targets/target.ts';
import type { CasePlace, Harness } from '../engine/harness.ts';
import type { EvaluateTask, Evaluation } from '../engine/tasks.ts';
import { caseEnds, caseSeed } from '../engine/tasks.ts';
import type { CasePool, TaskEnd } from '../engine/worker-pool.ts';
import type { FindingFolder } from './finding.ts';
import { lostKey, lostSilenceLimitMs } from './investigation.ts';

export interface ReplaySurroundings {
  readonly pool: CasePool;
  readonly harness: Harness;
  /** Replays on this target and not on the one where it was found. */
  readonly target?: string | undefined;
  readonly canary?: boolean;
  /** In a worker that has linked nothing before. */
  readonly fresh?: boolean;
}

export interface ReplayResult {
  readonly fails: boolean;
  readonly target: string;
  /** What was asked and how it ended: one a property. */
  readonly verdicts: readonly ReplayVerdict[];
}

export interface ReplayVerdict {
  readonly property: string;
  readonly kind: 'holds' | 'fails' | 'not-applicable';
  /** Of a failure. */
  readonly key?: string;
  /** Evidence of a failure, or why the property does not apply. */
  readonly detail: string;
}

export function replayFinding(folder: FindingFolder, surroundings: ReplaySurroundings): Promise<ReplayResult> {
  const { finding, scenario, inputs } = folder;
  const target = surroundings.target ?? finding.target.name;
  if (scenario === null) return replayPlace(finding, { ...surroundings, target });
  const { args, outputName } = finding.job;
  const task = taskOf(surroundings, target, {
    properties: finding.property === caseEnds.name ? undefined : [finding.property],
    seed: caseSeed(finding.seed, finding.index),
    scenario: surroundings.harness.parseScenario(scenario),
    companions: finding.companions ?? [],
    job: { files: inputs, args, ...(outputName === undefined ? {} : { outputName }) },
  });
  return replayTask(task, surroundings, finding.property === caseEnds.name ? lostSilenceLimitMs : undefined);
}

/** A scenario with the property that it once broke. */
export interface ReplayCase {
  /** Absent: all. */
  readonly property?: string | undefined;
  readonly companions?: readonly string[] | undefined;
  readonly scenario: unknown;
  readonly seed: number;
  readonly index: number;
}

export function replayCase(
  stored: ReplayCase,
  target: string,
  surroundings: ReplaySurroundings,
): Promise<ReplayResult> {
  const task = taskOf(surroundings, target, {
    properties: stored.property === undefined || stored.property === caseEnds.name ? undefined : [stored.property],
    seed: caseSeed(stored.seed, stored.index),
    scenario: surroundings.harness.parseScenario(stored.scenario),
    companions: stored.companions ?? [],
  });
  return replayTask(task, surroundings);
}

/** All properties on the case at a place. */
export async function replayPlace(
  { profile, seed, index }: CasePlace,
  surroundings: ReplaySurroundings & { readonly target: string },
): Promise<ReplayResult> {
  const place = { profile, seed, index };
  const end = await surroundings.pool.describe({ kind: 'describe', place }).catch((error: Error) => error);
  if (end instanceof Error) return lostReplay(surroundings.target, 'harness-threw', end.message);
  if (end.kind === 'lost') return lostReplay(surroundings.target, lostKey(end.how), end.reason);
  if (end.kind === 'aborted') throw new Error('the replay was aborted');
  const { scenario, job } = end.value;
  const task = taskOf(surroundings, surroundings.target, { scenario, job, seed: caseSeed(seed, index) });
  return replayTask(task, surroundings);
}

/** What a target makes of real files, and what the properties that need no scenario say. */
export interface JobReplay extends ReplayResult {
  readonly outcome: { readonly kind: LinkOutcome['kind'] | 'lost'; readonly messages: readonly string[] };
}

export async function replayJob(
  job: LinkJob,
  target: string,
  { pool, companions }: ReplaySurroundings & { readonly companions: readonly string[] },
): Promise<JobReplay> {
  const end = await pool.evaluate({ kind: 'evaluate', job, target, companions, seed: 0, canary: false });
  const result = resultOf(end, target);
  const outcome = end.kind === 'done' ? end.value.outcomes.get(target) : undefined;
  const { kind = 'lost', messages = [] } = outcome ?? {};
  return { ...result, outcome: { kind, messages } };
}

function taskOf(
  surroundings: ReplaySurroundings,
  target: string,
  rest: Pick<EvaluateTask, 'properties' | 'seed' | 'scenario'> & Partial<Pick<EvaluateTask, 'job' | 'companions'>>,
): EvaluateTask {
  return { kind: 'evaluate', target, companions: [], canary: surroundings.canary ?? false, ...rest };
}

async function replayTask(
  task: EvaluateTask,
  { pool, fresh }: ReplaySurroundings,
  limitMs: number = pool.silenceLimitMs,
): Promise<ReplayResult> {
  const silenceLimitMs = Math.min(limitMs, pool.silenceLimitMs);
  return resultOf(await pool.evaluate(task, { fresh, silenceLimitMs }), task.target);
}

function resultOf(end: TaskEnd<Evaluation>, target: string): ReplayResult {
  if (end.kind === 'aborted') throw new Error('the replay was aborted');
  if (end.kind === 'lost') return lostReplay(target, lostKey(end.how), end.reason);
  const verdicts = end.value.verdicts.map(({ property, verdict }): ReplayVerdict => {
    if (verdict.kind === 'fails') return { property, kind: 'fails', key: verdict.key, detail: verdict.evidence };
    return { property, kind: verdict.kind, detail: verdict.kind === 'holds' ? '' : verdict.reason };
  });
  return { fails: verdicts.some(({ kind }) => kind === 'fails'), target, verdicts };
}

const lostReplay = (target: string, key: string, detail: string): ReplayResult => ({
  fails: true,
  target,
  verdicts: [{ property: caseEnds.name, kind: 'fails', key, detail }],
});
