/** Guided cases on the toy harness: who chooses them, what is learnt, and that neither depends on who was faster. */
import { describe, expect, it } from 'vitest';
import type { StreamPlan } from '../engine/case-stream.ts';
import { RangeRunner } from '../engine/range-runner.ts';
import { type RangeReport, slotLength } from '../engine/tasks.ts';
import { harness, valuesAt } from '../engine/toy-harness.fixture.ts';
import { sha256 } from '../findings/store.ts';
import { behaviourOf, complaintOf } from './behaviour.ts';
import { chooseCase } from './choose-case.ts';
import { Guide } from './guide.ts';
import { guidedCases } from './guided-cases.ts';
import { countWords, nothingSeen, noveltyOf } from './novelty.ts';

const never = new AbortController().signal;
const place = { profile: 'default', seed: 7, index: 3 };

function plan(end: number): StreamPlan {
  const task = { profile: 'default', seed: 7, targets: ['bad'], canary: false };
  return { task, first: 0, end, jobs: 1, stop: never, giveUp: never };
}

/** So many cases had these words. */
function seenOften(words: readonly string[], cases = 100) {
  const seen = nothingSeen();
  for (let i = 0; i < cases; i++) countWords(words, seen);
  return seen;
}

/** The campaign's reports; each range takes a while that `delay` tells. */
async function guidedReports(end: number, delay: (first: number) => number): Promise<RangeReport[]> {
  const runner = new RangeRunner(harness);
  const reports: RangeReport[] = [];
  const runRange = async (task: Parameters<RangeRunner['runRange']>[0]) => {
    await new Promise((resolve) => setTimeout(resolve, delay(task.first)));
    return { kind: 'done', value: await runner.runRange(task, new Int32Array(slotLength)) } as const;
  };
  for await (const report of guidedCases(runRange, plan(end))) reports.push(report);
  return reports;
}

/** What was seen goes by its digest: a table is long to compare. */
const told = (reports: readonly RangeReport[]) =>
  reports.map(({ first, count, failures, sights }) => ({
    first,
    count,
    failures: failures.map(({ guide, ...failure }) => ({ ...failure, ...guide, seen: sha256(guide!.seen) })),
    sights,
  }));

describe('guidedCases', () => {
  it('are the same whoever is faster, and every one is run once', async () => {
    const [even, uneven] = [await guidedReports(90, () => 0), await guidedReports(90, (first) => (first % 3) * 2)];
    expect(told(uneven)).toEqual(told(even));
    expect(even.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i))).toEqual(
      Array.from({ length: 90 }, (_, i) => i),
    );
  });

  it('are made again from what the failure was told', async () => {
    const runner = new RangeRunner(harness);
    const failures = (await guidedReports(90, () => 0)).flatMap((report) => report.failures);
    expect(failures.some(({ guide }) => guide!.ancestors.length > 0)).toBe(true);
    for (const { index, guide, evidence } of failures) {
      const { scenario } = await runner.describe({ kind: 'describe', place: { ...place, index }, guide });
      const { values } = scenario as { values: number[] };
      expect(evidence).toContain(`expected ${values.reduce((left, right) => left + right, 0)},`);
    }
  });
});

describe('chooseCase', () => {
  it('takes the candidate with what was seen least', () => {
    const seen = seenOften(['even', 'odd']);
    const over = Array.from({ length: 40 }, (_, index) =>
      chooseCase(harness, { ...place, index }, { seen, ancestors: [] }).features.includes('over-90'),
    );
    const fresh = Array.from({ length: 40 }, (_, index) => valuesAt(7, index).some((value) => value > 90));
    const many = (list: readonly boolean[]) => list.filter(Boolean).length;
    expect(many(over)).toBeGreaterThan(many(fresh) * 1.3);
  });

  it('varies a case with rare behaviour from some point on', () => {
    const tape = [91, 92, 93, 94, 95, 96];
    const guide = { seen: seenOften(['even', 'odd']), ancestors: [{ profile: 'default', tape }] };
    const varied = Array.from({ length: 40 }, (_, index) => chooseCase(harness, { ...place, index }, guide).made.tape);
    expect(varied.filter(([first, second]) => first === 91 && second === 92).length).toBeGreaterThan(5);
    expect(varied).not.toContainEqual(tape);
  });
});

describe('Guide', () => {
  it('counts behaviour and pairs of it, and keeps the shortest case of what is rare', () => {
    const guide = new Guide();
    const made = (length: number) => ({ profile: 'default', tape: Array.from({ length }, () => length) });
    for (let i = 0; i < 9; i++) guide.learn({ behaviour: ['common'], made: made(1) });
    guide.learn({ behaviour: ['common', 'rare'], made: made(5) });
    guide.learn({ behaviour: ['rare'], made: made(3) });
    guide.learn({ behaviour: ['rare'], made: made(4) });
    const { seen, ancestors } = guide.snapshot();
    expect(ancestors).toEqual([made(3)]);
    expect(noveltyOf(['common'], seen)).toBeCloseTo(1 / 11);
    expect(noveltyOf(['common', 'rare'], seen)).toBeCloseTo(1 / 11 + 1 / 4 + 1 / 2);
  });
});

describe('noveltyOf', () => {
  it.each<[string, string[], number]>([
    ['nothing', [], 0],
    ['a word that was seen', ['a'], 1 / 101],
    ['two that were never seen together', ['a', 'c'], 1 / 101 + 1 / 101 + 1],
    ['two that were, in either order', ['b', 'a'], 3 / 101],
    ['a word that was never seen', ['d'], 1],
  ])('of %s', (_, words, novelty) => {
    const seen = seenOften(['a', 'b']);
    for (let i = 0; i < 100; i++) countWords(['c'], seen);
    expect(noveltyOf(words, seen)).toBeCloseTo(novelty, 6);
  });

  it('ends at what was seen often', () => {
    expect(noveltyOf(['a'], seenOften(['a'], 256))).toBeCloseTo(1 / 256, 6);
  });
});

describe('behaviour', () => {
  it.each([
    ['wasm-ld: error: a.o: undefined symbol: foo', 'undefined symbol'],
    ['wasm-ld-19: warning: function signature mismatch: f', 'function signature mismatch'],
    ["error: unknown argument '--x'", 'unknown argument …'],
    ['wasm-ld: error: initial memory too small, 65536 bytes needed', 'initial memory too small, … bytes needed'],
  ])('%s is a complaint of: %s', (message, complaint) => {
    expect(complaintOf(message)).toBe(complaint);
  });

  it('is features, ends, codes and shapes, each once', () => {
    const bytes = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 10, 1, 0]);
    const linked = { kind: 'linked', bytes, messages: [] } as const;
    const rejected = { kind: 'rejected', codes: ['duplicate-symbol'], messages: ['x'] } as const;
    expect(
      behaviourOf(
        ['odd'],
        new Map<string, typeof linked | typeof rejected>([
          ['a', linked],
          ['b', rejected],
        ]),
      ),
    ).toEqual(['odd', 'a: linked', 'a: sections code', 'a: up to 16 bytes', 'b: rejected', 'b: duplicate-symbol']);
  });
});
