/**
 * What a campaign has seen, in numbers. Plain JSON and sums only, so that tallies of ranges, shards and sessions add up
 * to the same whatever the order.
 * Not here: what failed (`triage.ts`), how it is shown (`src/report/table.ts`).
 */
import type { Verdict } from '../../../properties/property.ts';
import type { LinkOutcome } from '../../targets/target.ts';
import type { CaseResult } from './case-runner.ts';

export interface VerdictCounts {
  readonly held: number;
  readonly failed: number;
  readonly notApplicable: number;
}

export type Counts = Readonly<Record<string, number>>;

export interface Tally {
  readonly cases: number;
  /** Links performed, those for comparisons included. */
  readonly links: number;
  /** By property name. */
  readonly properties: Readonly<Record<string, VerdictCounts>>;
  /** The same by `target: property`. */
  readonly verdicts: Readonly<Record<string, VerdictCounts>>;
  /** By feature word: in how many cases. */
  readonly features: Counts;
  /** By name of the kind: in how many cases. */
  readonly relocationKinds: Counts;
  /** By `target: outcome`. */
  readonly outcomes: Counts;
  /** By `target: what it does not do`: cases that were not given to it. */
  readonly skipped: Counts;
  /** By key: failures that are known divergences of released linkers. */
  readonly divergences: Counts;
}

export const emptyTally: Tally = {
  cases: 0,
  links: 0,
  properties: {},
  verdicts: {},
  features: {},
  relocationKinds: {},
  outcomes: {},
  skipped: {},
  divergences: {},
};

export function addTallies(left: Tally, right: Tally): Tally {
  return {
    cases: left.cases + right.cases,
    links: left.links + right.links,
    properties: merge(left.properties, right.properties, addVerdicts),
    verdicts: merge(left.verdicts, right.verdicts, addVerdicts),
    features: merge(left.features, right.features, add),
    relocationKinds: merge(left.relocationKinds, right.relocationKinds, add),
    outcomes: merge(left.outcomes, right.outcomes, add),
    skipped: merge(left.skipped, right.skipped, add),
    divergences: merge(left.divergences, right.divergences, add),
  };
}

/** The tally of one case, without the case itself: a case on two targets is one case. */
export function tallyOfResult(targetName: string, result: CaseResult): Tally {
  const outcome: LinkOutcome | undefined = result.outcomes.get(targetName);
  const verdicts = result.verdicts.map(({ property, verdict }) => [property, countOf(verdict)] as const);
  return {
    ...emptyTally,
    links: result.links,
    properties: Object.fromEntries(verdicts),
    verdicts: Object.fromEntries(verdicts.map(([property, count]) => [`${targetName}: ${property}`, count])),
    outcomes: outcome === undefined ? {} : { [`${targetName}: ${outcome.kind}`]: 1 },
    skipped: result.lacks === undefined ? {} : { [`${targetName}: ${result.lacks}`]: 1 },
  };
}

const countOf = ({ kind }: Verdict): VerdictCounts => ({
  held: kind === 'holds' ? 1 : 0,
  failed: kind === 'fails' ? 1 : 0,
  notApplicable: kind === 'not-applicable' ? 1 : 0,
});

/** The tally of having had one case: its features and relocation kinds. */
export function tallyOfCase(seen: {
  readonly features: readonly string[];
  readonly relocationKinds: readonly string[];
}): Tally {
  return {
    ...emptyTally,
    cases: 1,
    features: once(seen.features),
    relocationKinds: once(seen.relocationKinds),
  };
}

const once = (words: readonly string[]): Counts => Object.fromEntries(words.map((word) => [word, 1]));

const add = (left: number, right: number): number => left + right;

const addVerdicts = (left: VerdictCounts, right: VerdictCounts): VerdictCounts => ({
  held: left.held + right.held,
  failed: left.failed + right.failed,
  notApplicable: left.notApplicable + right.notApplicable,
});

function merge<T>(
  left: Readonly<Record<string, T>>,
  right: Readonly<Record<string, T>>,
  join: (left: T, right: T) => T,
): Readonly<Record<string, T>> {
  const sum: Record<string, T> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const present = sum[key];
    sum[key] = present === undefined ? value : join(present, value);
  }
  return sum;
}
