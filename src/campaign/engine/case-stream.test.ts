import { describe, expect, it } from 'vitest';
import { casesInOrder, type RunRange, type StreamPlan } from './case-stream.ts';
import { emptyTally } from './tally.ts';
import type { RangeReport } from './tasks.ts';

const never = new AbortController().signal;

const plan = (change: Partial<StreamPlan> = {}): StreamPlan => ({
  task: { profile: 'default', seed: 1, targets: ['one', 'two'], canary: false },
  first: 0,
  end: 100,
  jobs: 2,
  stop: never,
  giveUp: never,
  ...change,
});

const report = (first: number, count: number): RangeReport => ({
  first,
  count,
  tally: { ...emptyTally, cases: count },
  failures: [],
  elapsedMs: count * 10,
});

/** Ranges end in any order. */
const runWell: RunRange = async ({ first, count }) => {
  for (let turn = (first * 7) % 5; turn > 0; turn--) await Promise.resolve();
  return { kind: 'done', value: report(first, count) };
};

const casesOf = ({ first, count, step = 1 }: { first: number; count: number; step?: number }) =>
  Array.from({ length: count }, (_, i) => first + i * step);

/** Loses its worker at these cases; with `once` only the first time each. */
function runLosing(bad: readonly number[], once = false): RunRange {
  const seen = new Set<number>();
  return async ({ first, count, step = 1 }) => {
    const hit = bad.find((index) => casesOf({ first, count, step }).includes(index) && !seen.has(index));
    if (hit === undefined) return { kind: 'done', value: report(first, count) };
    if (once) seen.add(hit);
    return { kind: 'lost', how: 'hung', reason: 'silence', caseInRange: (hit - first) / step, targetInList: 1 };
  };
}

async function indices(run: RunRange, change: Partial<StreamPlan> = {}) {
  const seen: number[] = [];
  const failures = [];
  const { step = 1 } = plan(change).task;
  for await (const { first, count, failures: failed } of casesInOrder(run, plan(change))) {
    seen.push(...casesOf({ first, count, step }));
    failures.push(...failed);
  }
  return { seen, failures };
}

const upTo = (end: number, first = 0) => Array.from({ length: end - first }, (_, i) => first + i);

describe('casesInOrder', () => {
  it.each([
    [0, 100],
    [17, 18],
    [40, 1000],
  ])('gives every case from %i up to %i once, in order', async (first, end) => {
    expect((await indices(runWell, { first, end })).seen).toEqual(upTo(end, first));
  });

  it('records a case that is lost twice, and runs all others', async () => {
    const { seen, failures } = await indices(runLosing([0, 13, 14, 99]));
    expect(seen).toEqual(upTo(100));
    expect(failures.map(({ index, target, property, key }) => [index, target, property, key])).toEqual(
      [0, 13, 14, 99].map((index) => [index, 'two', 'case-ends', 'timed-out']),
    );
  });

  it('gives every third case once, also around one that is lost', async () => {
    const task = { ...plan().task, step: 3 };
    const { seen, failures } = await indices(runLosing([16, 97]), { task, first: 1, end: 100 });
    expect(seen).toEqual(upTo(33).map((i) => 1 + 3 * i));
    expect(failures.map(({ index }) => index)).toEqual([16, 97]);
  });

  it('forgives a case that is lost once', async () => {
    const { seen, failures } = await indices(runLosing([5, 50], true));
    expect(seen).toEqual(upTo(100));
    expect(failures).toEqual([]);
  });

  it('begins no range after it is stopped, and gives those under way', async () => {
    const stop = new AbortController();
    const begun: number[] = [];
    const run: RunRange = async (task, options) => {
      begun.push(task.first);
      if (begun.length === 6) stop.abort();
      return runWell(task, options);
    };
    const { seen } = await indices(run, { end: Number.POSITIVE_INFINITY, stop: stop.signal });
    expect(begun).toHaveLength(6);
    expect(seen).toEqual(upTo(seen.length));
    expect(seen.length).toBeGreaterThan(begun[5]!);
  });

  it('ends at what is given up, without a hole', async () => {
    const run: RunRange = async (task, options) => (task.first > 20 ? { kind: 'aborted' } : runWell(task, options));
    const { seen } = await indices(run);
    expect(seen).toEqual(upTo(seen.length));
    expect(seen.length).toBeLessThan(100);
  });

  it('passes on an error of the harness', async () => {
    const run: RunRange = async (task, options) => {
      if (task.first > 20) throw new Error('broken');
      return runWell(task, options);
    };
    await expect(indices(run)).rejects.toThrow('broken');
  });

  it('makes ranges longer while cases are quick, and short when they are slow', async () => {
    const lengths: number[] = [];
    const timed =
      (msPerCase: number): RunRange =>
      async ({ first, count }) => {
        lengths.push(count);
        return { kind: 'done', value: { ...report(first, count), elapsedMs: count * msPerCase } };
      };
    await indices(timed(1), { end: 2000 });
    expect(Math.max(...lengths)).toBeGreaterThan(100);
    lengths.length = 0;
    await indices(timed(200), { end: 40 });
    expect(lengths.at(-1)).toBe(1);
  });
});
