/**
 * Two results of the bench of faults side by side, as data: campaigns against the same fault with the same seed, profile and
 * budget, so that what differs is how they went about it: guided, say, or another version of the harness.
 * What was not detected counts as later than everything that was. The slowest quarter is each result's own: faults chosen
 * because one result was slow on them would make the other look better by chance.
 * Not here: the text of it (`fault-table.ts`).
 */
import type { Trial, TrialRecord } from '../campaign/faults/trial-record.ts';
import { median } from './fault-report.ts';

export interface FaultResult {
  readonly name: string;
  readonly records: readonly TrialRecord[];
}

/** Medians over faults, of each fault's median over its campaigns; absent where the middle was not detected. */
export interface ComparedResult {
  readonly name: string;
  readonly guided: boolean;
  /** Campaigns. */
  readonly detected: number;
  readonly medianCases?: number | undefined;
  readonly slowestQuarterCases?: number | undefined;
  readonly medianCpuSeconds?: number | undefined;
  readonly slowestQuarterCpuSeconds?: number | undefined;
  /** Faults that it detected with less CPU time than the other. */
  readonly sooner: number;
}

/** Of one fault, in each result: absent where the middle of its campaigns did not detect it. */
export interface ComparedFault {
  readonly fault: string;
  readonly cases: readonly [number | undefined, number | undefined];
  readonly cpuSeconds: readonly [number | undefined, number | undefined];
}

export interface FaultComparison {
  readonly schemaVersion: 1;
  readonly faults: number;
  readonly seeds: readonly number[];
  /** Of each result. */
  readonly campaigns: number;
  /** Campaigns of either result that the other has not. */
  readonly leftOut: number;
  readonly results: readonly [ComparedResult, ComparedResult];
  /** What took the first result most cases comes first. */
  readonly rows: readonly ComparedFault[];
}

export function faultComparison(left: FaultResult, right: FaultResult): FaultComparison {
  const [lefts, rights] = [byPlan(left), byPlan(right)];
  const shared = new Set([...lefts.keys()].filter((plan) => rights.has(plan)));
  const kept = (trials: typeof lefts) => [...trials].filter(([plan]) => shared.has(plan)).map(([, record]) => record);
  const [before, after] = [timesOf(kept(lefts)), timesOf(kept(rights))];
  return {
    schemaVersion: 1,
    faults: before.length,
    seeds: [...new Set(kept(lefts).map(({ trial }) => trial.seed))].sort((one, other) => one - other),
    campaigns: shared.size,
    leftOut: lefts.size + rights.size - 2 * shared.size,
    results: [resultOf(left, kept(lefts), [before, after]), resultOf(right, kept(rights), [after, before])],
    rows: rowsOf(before, after),
  };
}

function rowsOf(before: readonly FaultTimes[], after: readonly FaultTimes[]): ComparedFault[] {
  const pairs = before.map((left, at) => [left, after[at]!] as const);
  pairs.sort(([one], [other]) => (one.cases < other.cases ? 1 : -1));
  return pairs.map(([left, right]) => ({
    fault: left.fault,
    cases: [finite(left.cases), finite(right.cases)],
    cpuSeconds: [finite(left.cpuSeconds), finite(right.cpuSeconds)],
  }));
}

/** A changed patch is another fault. */
function byPlan({ records }: FaultResult): Map<string, TrialRecord> {
  const planted = records.filter(({ fault }) => fault !== 'control');
  return new Map(
    planted.map((record) => {
      const { seed, profile, together, budgetMs, jobs } = record.trial;
      return [JSON.stringify([record.fault, record.patch, seed, profile, together, budgetMs, jobs]), record];
    }),
  );
}

/** Of one fault: Infinity when most of its campaigns did not detect it. */
interface FaultTimes {
  readonly fault: string;
  readonly cases: number;
  readonly cpuSeconds: number;
}

/** In the order of the faults' names. */
function timesOf(records: readonly TrialRecord[]): FaultTimes[] {
  const faults = [...new Set(records.map(({ fault }) => fault))].sort();
  return faults.map((fault) => {
    const trials = records.filter((record) => record.fault === fault).map(({ trial }) => trial);
    const middle = (timeOf: (found: NonNullable<Trial['detected']>) => number) =>
      median(trials.map(({ detected }) => (detected ? timeOf(detected) : Number.POSITIVE_INFINITY)))!;
    return { fault, cases: middle(({ cases }) => cases), cpuSeconds: middle(({ cpuMs }) => cpuMs / 1000) };
  });
}

function resultOf(
  { name }: FaultResult,
  kept: readonly TrialRecord[],
  [own, other]: readonly [readonly FaultTimes[], readonly FaultTimes[]],
): ComparedResult {
  const cases = own.map((times) => times.cases);
  const cpuSeconds = own.map((times) => times.cpuSeconds);
  return {
    name,
    guided: kept.some(({ trial }) => trial.guided),
    detected: kept.filter(({ trial }) => trial.detected).length,
    medianCases: finite(median(cases)),
    slowestQuarterCases: finite(median(slowestQuarter(cases))),
    medianCpuSeconds: finite(median(cpuSeconds)),
    slowestQuarterCpuSeconds: finite(median(slowestQuarter(cpuSeconds))),
    sooner: own.filter((times, at) => times.cpuSeconds < other[at]!.cpuSeconds).length,
  };
}

const slowestQuarter = (values: readonly number[]): number[] =>
  [...values].sort((left, right) => (left < right ? 1 : -1)).slice(0, Math.ceil(values.length / 4));

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;
