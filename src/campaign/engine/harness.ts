/**
 * What a campaign needs from the other rooms, as one value: cases by number, their objects, their features, how they
 * shrink, the properties, the targets. The engine knows nothing else of generators and linkers, so that its own tests
 * can run it on a toy (`toy-harness.fixture.ts`).
 * Workers load it by module address; what a worker can run is therefore decided by who starts it, never by a message.
 * Not here: the wiring of the real rooms (`linksmith-harness.ts`).
 */
import type { Property } from '../../../properties/property.ts';
import type { LinkJob, Target } from '../../targets/target.ts';
import type { Divergence } from '../findings/divergences.ts';

/** Where a case is: the same place gives the same case, on any machine. */
export interface CasePlace {
  readonly profile: string;
  readonly seed: number;
  readonly index: number;
}

/** What is asked of the cases of a profile, and what may be seen in them. */
export interface Lane {
  /** Names. */
  readonly properties: readonly string[];
  /** Every feature word that `featuresOf` may give, for telling what was never seen. */
  readonly features: readonly string[];
}

export interface Harness<ScenarioType = unknown> {
  readonly profiles: readonly string[];
  readonly properties: readonly Property<ScenarioType>[];
  lane(profile: string): Lane;
  caseAt(place: CasePlace): ScenarioType;
  /** The case, and the choices that it is made of; of a tape, those come first. Absent: no guided campaigns. */
  drawCase?(
    place: CasePlace,
    tape: readonly number[],
  ): { readonly scenario: ScenarioType; readonly tape: readonly number[] };
  /** Profiles that have more of something that this one has; default none. */
  profilesNear?(profile: string): readonly string[];
  lower(scenario: ScenarioType): LinkJob;
  featuresOf(scenario: ScenarioType): readonly string[];
  /** Names of the relocation kinds in the job's objects, each once. */
  relocationKindsOf(job: LinkJob): readonly string[];
  /** Simpler scenarios, the simplest first; each strictly smaller. */
  shrinkScenario(scenario: ScenarioType): Iterable<ScenarioType>;
  printScenario(scenario: ScenarioType): string;
  /** Checks JSON that was stored; throws an Error that says what is wrong with it. */
  parseScenario(value: unknown): ScenarioType;
  /** Throws `TargetMissingError`. */
  openTarget(name: string): Promise<Target>;
  /** The profile for a campaign that names none: one of which its targets do enough. Default `default`. */
  profileFor?(targets: readonly string[]): Promise<string>;
  /** Targets that any campaign may compare with, beside those that it tests: they run in the process. */
  readonly companions: readonly string[];
  /** Linkers that a finding of a released linker is shown to, for its report; default none. */
  witnesses?(): Promise<readonly { readonly name: string; readonly version: string }[]>;
  /** Known differences of released linkers; default none. */
  readonly divergences?: readonly Divergence[];
}

/** Loads the harness that the module at `address` exports under the name `harness`. */
export async function loadHarness(address: string): Promise<Harness> {
  const module = (await import(address)) as { readonly harness?: Harness };
  if (module.harness === undefined) throw new Error(`no harness is exported by ${address}`);
  return module.harness;
}
