import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../campaign/engine/campaign.ts';
import { emptyTally } from '../campaign/engine/tally.ts';
import { progressText, shareDone } from './campaign-progress.ts';

const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  tally: { ...emptyTally, cases: 5312 },
  findings: [],
  elapsedMs: 12_400,
  casesPerSecond: 431.4,
  phase: 'cases',
  ...change,
});

describe('progressText', () => {
  it.each<[Partial<Snapshot>, { timeMs?: number; runs?: number }, string]>([
    [{}, { timeMs: 20_000 }, '12 s of 20 s, 5312 cases, 431 a second, 0 findings'],
    [{}, { runs: 6000 }, '12 s, 5312 of 6000 cases, 431 a second, 0 findings'],
    [{ phase: 'canary' }, {}, 'looking for the canary'],
    [{ phase: 'shrinking' }, {}, '12 s, 5312 cases, 431 a second, 0 findings, shrinking a failure'],
  ])('of %j with %j is %j', (change, limits, text) => {
    expect(progressText(snapshot(change), { quiet: false, ...limits })).toBe(text);
  });
});

describe('shareDone', () => {
  it.each([
    [{ timeMs: 24_800 }, 0.5],
    [{ runs: 10_624 }, 0.5],
    [{ timeMs: 24_800, runs: 6_640 }, 0.8],
    [{ timeMs: 1 }, 1],
    [{}, 0],
  ])('with %j is %f', (limits, share) => {
    expect(shareDone(snapshot(), { quiet: false, ...limits })).toBe(share);
  });
});
