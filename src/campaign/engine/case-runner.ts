/**
 * Runs one case on one target: asks every property, hands back verdicts as values, and what each target made of the job.
 * A target that throws has crashed; a property that throws is a bug of the harness and becomes a failure of its own key,
 * so that it is seen and the campaign goes on.
 * Not here: which links are remembered (`properties/subject.ts`), where cases come from (`range-runner.ts`), limits on
 * time (`worker-pool.ts`).
 */
import { fails, jobSubject, type Property, type PropertyCase, type Verdict } from '../../../properties/index.ts';
import type { LinkJob, LinkOutcome, Target } from '../../targets/target.ts';
import { linkerOf, TargetMissingError } from '../../targets/target.ts';

export interface CaseInput<ScenarioType> {
  readonly job: LinkJob;
  readonly scenario?: ScenarioType;
  /** For choices that properties make. */
  readonly seed: number;
  /** Features of the case: whether a target does them is asked before it is called. */
  readonly features?: readonly string[];
}

export interface CaseSurroundings<ScenarioType> {
  readonly target: Target;
  readonly properties: readonly Property<ScenarioType>[];
  /** Targets that properties may compare with. */
  readonly companions: readonly Target[];
  /** Called whenever something has been done, so that a watchdog can tell slow from stuck. */
  readonly signOfLife: () => void;
}

export interface CaseResult {
  readonly verdicts: readonly { readonly property: string; readonly verdict: Verdict }[];
  /** How the case's own job ended, by target name: the target under test, and those that it was compared with. */
  readonly outcomes: ReadonlyMap<string, LinkOutcome>;
  /** Links that were really performed. */
  readonly links: number;
  /** What the target does not do, when nothing was asked because of it. */
  readonly lacks?: string;
}

export async function runCase<ScenarioType>(
  { job, scenario, seed, features = [] }: CaseInput<ScenarioType>,
  { target, properties, companions, signOfLife }: CaseSurroundings<ScenarioType>,
): Promise<CaseResult> {
  const lacks = target.lacks({ features, args: job.args });
  if (lacks !== undefined) {
    return { verdicts: [], outcomes: new Map([[target.name, unsupported(target, lacks)]]), links: 0, lacks };
  }
  const record = new LinkRecord({ job, features }, signOfLife);
  const others = new Map(companions.map((companion) => [companion.name, record.of(companion)]));
  const subject = {
    ...jobSubject(job, { target: record.of(target), others, seed }),
    ...(scenario === undefined ? {} : { scenario }),
  } as PropertyCase<ScenarioType>;
  const verdicts = [];
  for (const property of properties) {
    if (!property.appliesTo(target)) continue;
    verdicts.push({ property: property.name, verdict: await verdictOf(property, subject) });
    signOfLife();
  }
  return { verdicts, outcomes: record.outcomes, links: record.links };
}

async function verdictOf<ScenarioType>(
  property: Property<ScenarioType>,
  subject: PropertyCase<ScenarioType>,
): Promise<Verdict> {
  try {
    return await property.check(subject);
  } catch (error) {
    if (error instanceof TargetMissingError) throw error;
    const { name, stack } = error instanceof Error ? error : new Error(String(error));
    return fails(`property-threw-${name}`, `the property itself threw, which is a bug of the harness:\n${stack}`);
  }
}

/**
 * Looks over the shoulder of targets: counts their links, and keeps how the case's own job ended the first time. A job
 * that a target does not do never reaches it.
 */
class LinkRecord {
  links = 0;
  readonly outcomes = new Map<string, LinkOutcome>();
  readonly #job: LinkJob;
  readonly #features: readonly string[];
  readonly #signOfLife: () => void;

  constructor({ job, features }: Required<Pick<CaseInput<unknown>, 'job' | 'features'>>, signOfLife: () => void) {
    this.#job = job;
    this.#features = features;
    this.#signOfLife = signOfLife;
  }

  of(target: Target): Target {
    return {
      name: target.name,
      linker: linkerOf(target),
      version: () => target.version(),
      lacks: (wanted) => target.lacks(wanted),
      link: (job) => this.#link(target, job),
    };
  }

  async #link(target: Target, job: LinkJob): Promise<LinkOutcome> {
    const lacks = target.lacks({ features: this.#features, args: job.args });
    if (lacks !== undefined) return unsupported(target, lacks);
    this.links++;
    const outcome = await linkSafely(target, job);
    if (job === this.#job && !this.outcomes.has(target.name)) this.outcomes.set(target.name, outcome);
    this.#signOfLife();
    return outcome;
  }
}

const unsupported = ({ name }: Target, lacks: string): LinkOutcome => ({
  kind: 'unsupported',
  reason: `${name} does not do ${lacks}`,
  messages: [],
});

async function linkSafely(target: Target, job: LinkJob): Promise<LinkOutcome> {
  try {
    return await target.link(job);
  } catch (error) {
    if (error instanceof TargetMissingError) throw error;
    const messages = error instanceof Error ? (error.stack ?? error.message).split('\n') : [];
    return { kind: 'crashed', reason: String(error), messages };
  }
}
