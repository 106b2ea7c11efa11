/**
 * What a property is: a named statement about the outcome of linking one case, with its verdict as a value.
 * A property never throws to say "fails"; a throw is a bug of the harness.
 * Not here: the properties (a file each), the list of them (`index.ts`), how cases are run (`src/campaign`).
 */
import type { LinkJob, LinkOutcome, Target } from '../src/targets/target.ts';

/** One link to judge: from a scenario, or from real files (then there is no scenario). */
export interface PropertyCase<ScenarioType = unknown> {
  readonly job: LinkJob;
  /** Copies of the job's files, made before anything was linked. */
  readonly pristine: ReadonlyMap<string, Uint8Array>;
  /** The scenario that the files were lowered from; properties that need it do not apply without. */
  readonly scenario?: ScenarioType;
  /**
   * Links `job` (or a variant of it) on the target under test. Calls with an equal job are answered from memory, so that
   * twenty properties cost one link; `again` forces a fresh link.
   */
  link(job?: LinkJob, how?: { readonly again?: boolean }): Promise<LinkOutcome>;
  /** Another target, for properties that compare two; undefined when the campaign has none of that name. */
  linkOn(targetName: string, job?: LinkJob): Promise<LinkOutcome | undefined>;
  /** Names that `linkOn` knows beside the target under test. */
  readonly others: readonly string[];
  /** The linker behind a target of that name. */
  linkerOf(targetName: string): string;
  readonly target: Target;
  /** A seed for choices that a property makes itself (a permutation, a split). */
  readonly seed: number;
}

/** What a property says of one case. */
export type Verdict =
  | { readonly kind: 'holds' }
  /**
   * `key` is stable and short, the same for the same bug: it is part of the finding's signature. `evidence` is for people.
   * `cause`, where it can be told, is what is behind it: the same words whatever property, kind or place shows the bug.
   */
  | { readonly kind: 'fails'; readonly key: string; readonly evidence: string; readonly cause?: string }
  | { readonly kind: 'not-applicable'; readonly reason: string };

/**
 * A statement about the outcome of a link. `properties` lists those that come with linksmith; write your own likewise.
 */
export interface Property<ScenarioType = unknown> {
  /** kebab-case, as on the command line: `lazy-equals-eager`. */
  readonly name: string;
  /** One sentence that can be false. */
  readonly statement: string;
  /** What it cannot see, in one sentence. */
  readonly blindSpot: string;
  /** What is behind a failure is told by its key where nothing else tells it: it is what a reader of the module says. */
  readonly keyIsCause?: true;
  /** It links the case in other ways too: what is behind its failure may be absent from the link that others judge. */
  readonly linksVariants?: true;
  /** Which targets it can be asked of. */
  appliesTo(target: Target): boolean;
  /** Judges one case. Never throws to say that it fails; what it throws is a bug of the property. */
  check(subject: PropertyCase<ScenarioType>): Promise<Verdict>;
}

/** The verdict of a property that found nothing wrong. */
export const holds: Verdict = { kind: 'holds' };
/** The verdict of a property that is false of this case. */
export const fails = (key: string, evidence: string, cause?: string): Verdict => ({
  kind: 'fails',
  key,
  evidence,
  ...(cause === undefined ? {} : { cause }),
});
/** The verdict of a property that cannot be asked of this case, and why. */
export const notApplicable = (reason: string): Verdict => ({ kind: 'not-applicable', reason });
