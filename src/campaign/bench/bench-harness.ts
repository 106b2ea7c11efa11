/**
 * The benchmark of the harness: what a case costs on one core, the whole of it as a worker runs it.
 * In: a harness and which cases. Out: plain numbers. Not here: how they are shown (`src/cli/bench-harness.ts`).
 */
import type { Harness } from '../engine/harness.ts';
import { RangeRunner } from '../engine/range-runner.ts';
import { slotLength } from '../engine/tasks.ts';

export interface BenchPlan {
  readonly profile: string;
  readonly seed: number;
  /** Cases. */
  readonly runs: number;
}

export interface ProfileMeasurement {
  readonly profile: string;
  readonly casesPerSecond: number;
  readonly msPerCase: number;
}

/** The same cases twice: the first time warms up, the second counts. */
export async function measureProfile(
  harness: Harness,
  { profile, seed, runs }: BenchPlan,
): Promise<ProfileMeasurement> {
  const runner = new RangeRunner(harness);
  const slot = new Int32Array(slotLength);
  const task = { kind: 'range', profile, seed, first: 0, count: runs, targets: ['lazy'], canary: false } as const;
  await runner.runRange(task, slot);
  const { elapsedMs } = await runner.runRange(task, slot);
  return { profile, casesPerSecond: (1000 * runs) / elapsedMs, msPerCase: elapsedMs / runs };
}
