/**
 * What the records of planted faults come to, as data: for each fault in how many campaigns it was reached, triggered and
 * detected, by what, how fast, and how small the finding became; for all together medians, and how many faults were still
 * hidden after how long.
 * Not here: the text of it (`fault-table.ts`).
 */
import type { Fault } from '../campaign/faults/fault-bank.ts';
import type { Detection, Moment, Trial, TrialRecord } from '../campaign/faults/trial-record.ts';

export interface FaultRow {
  readonly id: string;
  readonly story: string;
  readonly category: string;
  readonly source?: string | undefined;
  /** Campaigns. */
  readonly trials: number;
  readonly reached: number;
  readonly triggered: number;
  readonly detected: number;
  /** What detected it first, the most frequent before the others. */
  readonly properties: readonly string[];
  /** One of the properties that the bank names failed in a case that detected it. */
  readonly asExpected: boolean;
  /** Found by nothing but that the linker broke down, in some campaign. */
  readonly byCrashAlone: boolean;
  /** Medians of the campaigns that detected it. */
  readonly cases?: number | undefined;
  readonly seconds?: number | undefined;
  readonly cpuSeconds?: number | undefined;
  readonly objects?: number | undefined;
  readonly symbols?: number | undefined;
  /** Each of its findings fails again, and does not fail without the fault. */
  readonly replays: boolean;
}

/** What a property is worth: ids of faults. */
export interface PropertyRow {
  readonly property: string;
  /** It was the first that failed in some campaign. */
  readonly first: readonly string[];
  /** And nothing else failed in that case. */
  readonly alone: readonly string[];
}

export interface CurvePoint {
  readonly seconds: number;
  /** Shares of all campaigns with a fault, from 0 to 1. */
  readonly reached: number;
  readonly triggered: number;
  readonly detected: number;
}

export interface FaultReport {
  readonly schemaVersion: 1;
  readonly profile: string;
  readonly guided: boolean;
  readonly budgetSeconds: number;
  readonly jobs: number;
  readonly seeds: readonly number[];
  readonly summary: {
    readonly faults: number;
    readonly detectedAlways: number;
    readonly detectedSometimes: number;
    readonly trials: number;
    readonly detectedTrials: number;
    readonly medianSeconds?: number | undefined;
    readonly slowestSeconds?: number | undefined;
    readonly medianCpuSeconds?: number | undefined;
    readonly slowestCpuSeconds?: number | undefined;
    readonly medianCases?: number | undefined;
    readonly medianObjects?: number | undefined;
    readonly medianSymbols?: number | undefined;
    readonly findings: number;
    readonly findingsThatReplay: number;
    readonly byCrashAlone: readonly string[];
  };
  /** Campaigns without any fault, and what they found. */
  readonly control: { readonly trials: number; readonly cases: number; readonly findings: number };
  readonly curve: readonly CurvePoint[];
  readonly faults: readonly FaultRow[];
  /** Those that were first for most before the others. */
  readonly properties: readonly PropertyRow[];
}

type FaultFacts = Pick<Fault, 'id' | 'story' | 'category' | 'source' | 'expected'>;

export function faultReport(records: readonly TrialRecord[], bank: readonly FaultFacts[]): FaultReport {
  const trialsOf = (id: string) => records.filter(({ fault }) => fault === id).map(({ trial }) => trial);
  const faults = bank.flatMap((fault) => {
    const trials = trialsOf(fault.id);
    return trials.length === 0 ? [] : [rowOf(fault, trials)];
  });
  const planted = records.filter(({ fault }) => fault !== 'control').map(({ trial }) => trial);
  const [first] = records;
  return {
    schemaVersion: 1,
    profile: first?.trial.profile ?? '',
    guided: first?.trial.guided ?? false,
    budgetSeconds: (first?.trial.budgetMs ?? 0) / 1000,
    jobs: first?.trial.jobs ?? 0,
    seeds: [...new Set(records.map(({ trial }) => trial.seed))].sort((left, right) => left - right),
    summary: summaryOf(faults, planted),
    control: controlOf(trialsOf('control')),
    curve: curveOf(planted),
    faults,
    properties: propertiesOf(records),
  };
}

function propertiesOf(records: readonly TrialRecord[]): PropertyRow[] {
  const found = records.flatMap(({ fault, trial: { detected } }) => {
    return detected === undefined || fault === 'control' ? [] : [{ fault, detected }];
  });
  const ids = (detections: typeof found) => [...new Set(detections.map(({ fault }) => fault))].sort();
  const rows = [...new Set(found.map(({ detected }) => detected.property))].map((property) => {
    const own = found.filter(({ detected }) => detected.property === property);
    return { property, first: ids(own), alone: ids(own.filter(({ detected }) => detected.properties.length === 1)) };
  });
  return rows.sort((left, right) => right.first.length - left.first.length);
}

function rowOf(fault: FaultFacts, trials: readonly Trial[]): FaultRow {
  const detections = trials.flatMap(({ detected }) => detected ?? []);
  const findings = trials.flatMap(({ finding }) => finding ?? []);
  const { id, story, category, source, expected } = fault;
  return {
    id,
    story,
    category,
    source,
    trials: trials.length,
    reached: trials.filter(({ reached }) => reached).length,
    triggered: trials.filter(({ triggered }) => triggered).length,
    detected: detections.length,
    properties: byFrequency(detections.map(({ property }) => property)),
    asExpected: detections.some(({ properties }) => properties.some((property) => expected.includes(property))),
    byCrashAlone: !expected.includes('survives-anything') && detections.some(isCrashAlone),
    cases: median(detections.map(({ cases }) => cases)),
    seconds: median(detections.map(({ ms }) => ms / 1000)),
    cpuSeconds: median(detections.map(({ cpuMs }) => cpuMs / 1000)),
    objects: median(findings.map(({ objects }) => objects)),
    symbols: median(findings.map(({ symbols }) => symbols)),
    replays: findings.every(({ replays, blamesTheFault }) => replays && blamesTheFault),
  };
}

/** Found by nothing but that the linker, or the worker with it, broke down. */
const isCrashAlone = ({ properties }: Detection): boolean =>
  properties.every((property) => property === 'case-ends' || property === 'survives-anything');

function summaryOf(faults: readonly FaultRow[], trials: readonly Trial[]): FaultReport['summary'] {
  const detections = trials.flatMap(({ detected }) => detected ?? []);
  const findings = trials.flatMap(({ finding }) => finding ?? []);
  const seconds = detections.map(({ ms }) => ms / 1000);
  const cpuSeconds = detections.map(({ cpuMs }) => cpuMs / 1000);
  return {
    faults: faults.length,
    detectedAlways: faults.filter((row) => row.detected === row.trials).length,
    detectedSometimes: faults.filter((row) => row.detected > 0 && row.detected < row.trials).length,
    trials: trials.length,
    detectedTrials: detections.length,
    medianSeconds: median(seconds),
    slowestSeconds: largest(seconds),
    medianCpuSeconds: median(cpuSeconds),
    slowestCpuSeconds: largest(cpuSeconds),
    medianCases: median(detections.map(({ cases }) => cases)),
    medianObjects: median(findings.map(({ objects }) => objects)),
    medianSymbols: median(findings.map(({ symbols }) => symbols)),
    findings: findings.length,
    findingsThatReplay: findings.filter(({ replays, blamesTheFault }) => replays && blamesTheFault).length,
    byCrashAlone: faults.filter((row) => row.byCrashAlone).map(({ id }) => id),
  };
}

const controlOf = (trials: readonly Trial[]): FaultReport['control'] => ({
  trials: trials.length,
  cases: trials.reduce((sum, { end }) => sum + end.cases, 0),
  findings: trials.filter(({ detected }) => detected).length,
});

const curveSeconds = [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600];

/** Up to the budget. */
function curveOf(trials: readonly Trial[]): CurvePoint[] {
  const budget = (trials[0]?.budgetMs ?? 0) / 1000;
  const share = (seconds: number, momentOf: (trial: Trial) => Moment | undefined) =>
    trials.filter((trial) => (momentOf(trial)?.ms ?? Number.POSITIVE_INFINITY) <= seconds * 1000).length /
    trials.length;
  return curveSeconds
    .filter((seconds) => trials.length > 0 && seconds <= budget)
    .map((seconds) => ({
      seconds,
      reached: share(seconds, ({ reached }) => reached),
      triggered: share(seconds, ({ triggered }) => triggered),
      detected: share(seconds, ({ detected }) => detected),
    }));
}

const largest = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(...values);

/** Infinity is a value like others. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle];
  return sorted.length === 0 ? undefined : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function byFrequency(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left).map(([word]) => word);
}
