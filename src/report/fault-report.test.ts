import { describe, expect, it } from 'vitest';
import type { Trial, TrialRecord } from '../campaign/faults/trial-record.ts';
import { faultReport } from './fault-report.ts';
import { faultReportMarkdown, faultReportTable, trialLine } from './fault-table.ts';

const at = (cases: number) => ({ cases, ms: cases * 100, cpuMs: cases * 200 });

const plan = { seed: 1, profile: 'default', guided: false, together: false, budgetMs: 2_000, jobs: 2 } as const;
const found = (cases: number, property = 'self-check', change: Partial<Trial> = {}): Trial => ({
  ...plan,
  end: at(cases),
  reached: at(1),
  triggered: at(1),
  detected: { ...at(cases), property, key: 'k', index: cases, properties: [property] },
  finding: { objects: 1, symbols: cases, complete: true, ms: 5, replays: true, blamesTheFault: true },
  ...change,
});
const record = (fault: string, trial: Trial): TrialRecord => ({ schemaVersion: 1, fault, patch: '', trial });

const bank = [
  { id: 'a', story: 'Does a | wrong.', category: 'atoms', expected: ['layout', 'self-check'] },
  { id: 'b', story: 'Does b wrong.', category: 'table', expected: ['layout'] },
  { id: 'c', story: 'Not tried.', category: 'table', expected: ['layout'] },
] as const;

const unsound = { objects: 3, symbols: 9, complete: false, ms: 5, replays: true, blamesTheFault: false };
const records = [
  record('control', { ...plan, end: at(20) }),
  record('a', found(2)),
  record('a', { ...found(4), seed: 2 }),
  record('b', found(10, 'survives-anything', { finding: unsound })),
  record('b', { ...plan, seed: 2, end: at(20), reached: at(12) }),
];
const report = faultReport(
  records,
  bank.map((fault) => ({ ...fault, expected: [...fault.expected] })),
);

describe('faultReport', () => {
  it('counts each fault and takes medians', () => {
    expect(report.faults).toEqual([
      expect.objectContaining({
        id: 'a',
        trials: 2,
        detected: 2,
        cases: 3,

        symbols: 3,
        asExpected: true,
      }),
      expect.objectContaining({ id: 'b', trials: 2, reached: 2, triggered: 1, detected: 1, asExpected: false }),
    ]);
    expect(report.faults.map(({ replays, byCrashAlone }) => [replays, byCrashAlone])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('sums up, without the control', () => {
    expect(report.summary).toMatchObject({ faults: 2, detectedAlways: 1, detectedSometimes: 1, trials: 4 });
    expect(report.summary).toMatchObject({ findings: 3, findingsThatReplay: 2, byCrashAlone: ['b'] });
    expect(report.control).toEqual({ trials: 1, cases: 20, findings: 0 });
  });

  it('says what each property was the first to see, and alone', () => {
    const both = { ...found(2, 'layout'), detected: { ...found(2, 'layout').detected!, properties: ['layout', 'x'] } };
    const { properties } = faultReport([record('c', both), record('b', found(1)), record('a', found(1))], []);
    expect(properties).toEqual([
      { property: 'self-check', first: ['a', 'b'], alone: ['a', 'b'] },
      { property: 'layout', first: ['c'], alone: [] },
    ]);
  });

  it('says how many were still hidden after a time', () => {
    expect(report.curve.map(({ seconds, detected }) => [seconds, detected])).toEqual([
      [0.25, 0.25],
      [0.5, 0.5],
      [1, 0.75],
      [2, 0.75],
    ]);
  });
});

describe('the text of it', () => {
  it.each([
    [records[0]!, 'control, seed 1: not detected in 20 cases, 2.0 s; nothing planted'],
    [records[1]!, 'a, seed 1: self-check after 2 cases, 0.2 s; 1 objects, 2 symbols'],
    [records[3]!, /it fails without the fault too$/],
    [records[4]!, 'b, seed 2: not detected in 20 cases, 2.0 s; reached'],
  ])('is a line for a trial', (each, text) => {
    expect(trialLine(each)).toMatch(text);
  });

  it('is a table, and Markdown that a name cannot break', () => {
    expect(faultReportTable(report)).toMatch(/^a +2\/2 +2\/2 +2\/2 +self-check/m);
    expect(faultReportMarkdown(report)).toContain('| `a` | Does a \\| wrong. | 2/2 |');
  });

  it('has no time where nothing was detected', () => {
    const text = faultReportTable(faultReport([records[0]!], []));
    expect(text).toContain('nothing was detected\n');
    expect(text).not.toContain('median');
  });
});
