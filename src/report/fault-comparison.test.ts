/** Two results of the bench of faults, made up, side by side. */
import { describe, expect, it } from 'vitest';
import type { Trial, TrialRecord } from '../campaign/faults/trial-record.ts';
import { faultComparison } from './fault-comparison.ts';
import { faultComparisonMarkdown, faultComparisonTable } from './fault-table.ts';

const at = (cases: number) => ({ cases, ms: cases * 100, cpuMs: cases * 200 });

/** Detected after so many cases; not at all when there is no number. */
function record(fault: string, cases: number | undefined, change: Partial<Trial> = {}): TrialRecord {
  const detected = cases && { ...at(cases), property: 'layout', key: 'k', index: cases, properties: ['layout'] };
  const plan = {
    seed: 1,
    profile: 'default',
    guided: false,
    together: false,
    budgetMs: 9_000,
    jobs: 2,
    end: at(cases ?? 45),
  };
  return { schemaVersion: 1, fault, patch: '', trial: { ...plan, ...(detected && { detected }), ...change } };
}

const guided = { guided: true };
const faults = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const before = { name: 'before', records: faults.map((fault, at) => record(fault, 10 * (at + 1))) };
/** Slow where the other is fast: the slowest quarter is another one. */
const after = { name: 'after', records: faults.map((fault, at) => record(fault, 40 - 5 * at, guided)) };

describe('faultComparison', () => {
  it('takes the median of all faults, and of the slowest quarter of each result', () => {
    const { faults, campaigns, leftOut, results } = faultComparison(before, after);
    expect({ faults, campaigns, leftOut }).toEqual({ faults: 8, campaigns: 8, leftOut: 0 });
    expect(results).toEqual([
      {
        name: 'before',
        guided: false,
        detected: 8,
        medianCases: 45,
        slowestQuarterCases: 75,
        medianCpuSeconds: 9,
        slowestQuarterCpuSeconds: 15,
        sooner: 2,
      },
      {
        name: 'after',
        guided: true,
        detected: 8,
        medianCases: 22.5,
        slowestQuarterCases: 37.5,
        medianCpuSeconds: 4.5,
        slowestQuarterCpuSeconds: 7.5,
        sooner: 5,
      },
    ]);
  });

  it('takes the middle of a fault’s campaigns, where what was not detected comes last', () => {
    const seeds = (...cases: (number | undefined)[]) => cases.map((each, seed) => record('a', each, { seed }));
    const [most, few] = faultComparison(
      { name: 'most', records: seeds(30, undefined, 10) },
      { name: 'few', records: seeds(undefined, 20, undefined) },
    ).results;
    expect([most.medianCases, most.detected, most.sooner]).toEqual([30, 2, 1]);
    expect([few.medianCases, few.detected, few.sooner]).toEqual([undefined, 1, 0]);
  });

  it.each<[string, TrialRecord]>([
    ['another seed', record('a', 1, { seed: 2 })],
    ['another budget', record('a', 1, { budgetMs: 1_000 })],
    ['another profile', record('a', 1, { profile: 'plain' })],
    ['other workers', record('a', 1, { jobs: 1 })],
    ['many together', record('a', 1, { together: true })],
    ['a changed patch', { ...record('a', 1), patch: 'changed' }],
  ])('leaves out %s', (_, odd) => {
    const compared = faultComparison(
      { name: 'x', records: [record('a', 1), odd] },
      { name: 'y', records: [record('a', 1)] },
    );
    expect(compared).toMatchObject({ campaigns: 1, leftOut: 1 });
  });

  it('counts no control', () => {
    const control = { name: 'x', records: [record('control', undefined)] };
    expect(faultComparison(control, control)).toMatchObject({ faults: 0, campaigns: 0, leftOut: 0 });
  });
});

describe('faultComparisonTable', () => {
  it('sets both side by side', () => {
    const late = { ...after, records: [...after.records, record('z', undefined)] };
    const lines = faultComparisonTable(faultComparison(before, late)).split('\n');
    expect(lines[0]).toMatch(/ before +after \(guided\)$/);
    expect(lines).toContainEqual(expect.stringMatching(/^cases, slowest quarter +75 +37\.5$/));
    expect(lines).toContainEqual(expect.stringMatching(/^CPU s, slowest quarter +15 +7\.5$/));
    expect(lines.at(-1)).toBe('8 faults, 8 campaigns in both; 1 that only one of them has are left out');
  });

  it('has a row for each fault in Markdown, the slowest first', () => {
    const text = faultComparisonMarkdown(faultComparison(before, after));
    expect(text).toContain('8 faults, 8 campaigns in both, seeds 1.');
    const rows = text.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(8);
    expect(rows[0]).toBe('| `h` | 80 | 5 | 16 | 1.0 |');
  });

  it('says what was not detected', () => {
    const missed = { name: 'missed', records: [record('a', undefined)] };
    expect(faultComparisonTable(faultComparison(before, missed))).toMatch(
      /^CPU s, slowest quarter +2\.0 +not detected$/m,
    );
  });
});
