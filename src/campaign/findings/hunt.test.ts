/** The hunt's order of cases, on the toy harness. */
import { describe, expect, it } from 'vitest';
import { RangeRunner } from '../engine/range-runner.ts';
import { type RangeTask, slotLength } from '../engine/tasks.ts';
import { harness } from '../engine/toy-harness.fixture.ts';
import { type HuntOptions, hunt } from './hunt.ts';

const stop = new AbortController().signal;
const runner = new RangeRunner(harness);
const runRange = async (task: RangeTask) =>
  ({ kind: 'done', value: await runner.runRange(task, new Int32Array(slotLength)) }) as const;
const options = {
  pool: { jobs: 1, runRange },
  profile: 'default',
  seed: 7,
  targets: [{ name: 'bad', version: '1' }],
  canary: false,
} as unknown as HuntOptions;

describe('hunt', () => {
  it.each([true, false])('gives the failures of the first case that has any; guided: %s', async (guided) => {
    const failures = await hunt(options, { guided, cases: 200, stop, isQuarry: () => true });
    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures.map(({ index }) => index)).size).toBe(1);
    expect(failures.every(({ guide }) => (guide !== undefined) === guided)).toBe(true);
  });
});
