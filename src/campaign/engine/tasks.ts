/**
 * What the campaign asks of a worker and what it answers: plain values that survive `postMessage`. Also the names of the
 * statement that the engine itself makes about every case, beside the properties: that it ends.
 * Not here: how a worker does it (`worker.ts`, `range-runner.ts`), how it is watched (`worker-pool.ts`).
 */
import type { Verdict } from '../../../properties/property.ts';
import type { LinkJob, LinkOutcome } from '../../targets/target.ts';
import type { GuideSnapshot, Sight } from '../guidance/guide.ts';
import type { CasePlace } from './harness.ts';
import type { Tally } from './tally.ts';

/** So many cases of a seed from `first` on, each on every target. */
export interface RangeTask {
  readonly kind: 'range';
  readonly profile: string;
  readonly seed: number;
  readonly first: number;
  readonly count: number;
  /** From the index of one case to that of the next; absent: 1. A shard's cases are not neighbours. */
  readonly step?: number | undefined;
  readonly targets: readonly string[];
  /** Names; absent: all. */
  readonly properties?: readonly string[] | undefined;
  /** The targets spoil their output: `canary.ts`. */
  readonly canary: boolean;
  /** In a guided campaign, what decides the cases beside their numbers. */
  readonly guide?: GuideSnapshot | undefined;
}

export interface RangeReport {
  readonly first: number;
  readonly count: number;
  readonly tally: Tally;
  /** In ascending order of index; for one index in the order of the targets, then of the properties. */
  readonly failures: readonly Failure[];
  readonly elapsedMs: number;
  /** What the worker's heap held when the range was done; absent when the worker was lost. */
  readonly heapBytes?: number;
  /** In a guided campaign, of each case. */
  readonly sights?: readonly Sight[];
}

/** One property that failed for one case on one target. */
export interface Failure {
  readonly index: number;
  readonly target: string;
  readonly property: string;
  readonly key: string;
  readonly evidence: string;
  /** What is behind it, where the property can tell. */
  readonly cause?: string;
  /** Features of the case. */
  readonly features: readonly string[];
  /** In a guided campaign, what the case was chosen with. */
  readonly guide?: GuideSnapshot | undefined;
}

/** One scenario (or one job without scenario) on one target. */
export interface EvaluateTask {
  readonly kind: 'evaluate';
  readonly scenario?: unknown;
  /** Absent: lowered from the scenario. */
  readonly job?: LinkJob;
  readonly target: string;
  readonly companions: readonly string[];
  readonly properties?: readonly string[] | undefined;
  /** For choices that properties make: `caseSeed`. */
  readonly seed: number;
  readonly canary: boolean;
}

export interface Evaluation {
  readonly verdicts: readonly { readonly property: string; readonly verdict: Verdict }[];
  /** How the job ended, by target name. */
  readonly outcomes: ReadonlyMap<string, LeanOutcome>;
}

/** An outcome without what only properties need: it goes from thread to thread. */
export type LeanOutcome =
  | { readonly kind: 'linked'; readonly bytes: Uint8Array; readonly messages: readonly string[] }
  | { readonly kind: Exclude<LinkOutcome['kind'], 'linked'>; readonly messages: readonly string[] };

/** Makes the case at a place, or lowers a given scenario: in a worker, because generators and lowering may hang too. */
export type DescribeTask = { readonly kind: 'describe' } & (
  | { readonly place: CasePlace; readonly guide?: GuideSnapshot | undefined }
  | { readonly scenario: unknown }
);

export interface Description {
  readonly scenario: unknown;
  readonly job: LinkJob;
  readonly features: readonly string[];
}

/** Opens targets and says what is there: the first thing that a campaign asks, so that a missing program ends it at once. */
export interface GreetTask {
  readonly kind: 'greet';
  readonly targets: readonly string[];
}

export interface Greeting {
  readonly targets: readonly { readonly name: string; readonly version: string; readonly linker?: string }[];
}

export type WorkerTask = RangeTask | EvaluateTask | DescribeTask | GreetTask;

/** What the worker was at when it was last heard of, in a `SharedArrayBuffer` of this many 32-bit integers. */
export const slotLength = 3;
export const Slot = { SignsOfLife: 0, CaseInRange: 1, TargetInList: 2 } as const;

export const caseEnds = {
  name: 'case-ends',
  statement: 'Every case is generated, lowered, linked and judged to its end, without hanging or ending its worker',
} as const;

/** Seed for the choices that properties make, from the place of the case. */
export function caseSeed(seed: number, index: number): number {
  let hash = 0x811c9dc5;
  for (const word of [seed % 0x1_0000_0000, Math.floor(seed / 0x1_0000_0000), index]) {
    hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
    hash = (hash ^ (hash >>> 15)) >>> 0;
  }
  return hash;
}
