/**
 * The real harness: this project's generators, properties and targets as the engine wants them. Workers load this module.
 * Not here: what the engine does with it (`harness.ts` says what it needs).
 */

import {
  type HostileCase,
  hostileAt,
  hostileProfiles,
  isHostile,
  isHostileProfile,
  lowerHostile,
  mutatorNames,
  parseHostileCase,
  printHostile,
  shrinkHostile,
} from '../../generators/hostile/index.ts';
import {
  caseAt,
  caseWithTape,
  featuresOf,
  featureWords,
  invalidity,
  lower,
  type ProfileName,
  parseScenario,
  printScenario,
  profileNames,
  type Scenario,
  ScenarioError,
  shrinkScenario,
} from '../../generators/index.ts';
import {
  archiveIn,
  hostileProperties,
  moduleIn,
  notApplicable,
  type Property,
  type PropertyCase,
  properties,
  scenarioProperties,
} from '../../properties/index.ts';
import { listTargets, openTarget, packageRoot } from '../targets/index.ts';
import type { LinkJob } from '../targets/target.ts';
import { isArchive, relocationKinds } from '../wasm/index.ts';
import type { Harness, Lane } from './engine/harness.ts';
import { readDivergences } from './findings/divergences.ts';
import { StoredDataError } from './findings/finding.ts';

/** What the model knows all about, or what was broken on purpose. */
type Case = Scenario | HostileCase;

const namesOf = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
/** Each has much of what `default` has a little of; in cases of the same size. */
const areaProfiles = profileNames.filter((name) => !['default', 'tiny', 'plain', 'large', 'torture'].includes(name));
const scenarioLane: Lane = { features: featureWords, properties: namesOf(scenarioProperties) };
const hostileLane: Lane = { features: mutatorNames, properties: namesOf(hostileProperties) };

const caseHarness: Harness<Case> = {
  profiles: [...profileNames, ...hostileProfiles],
  properties: properties.map(inItsLane),
  lane: (profile) => (isHostileProfile(profile) ? hostileLane : scenarioLane),
  caseAt: ({ profile, seed, index }) =>
    isHostileProfile(profile)
      ? hostileAt({ profile, seed, index })
      : caseAt({ profile: profile as ProfileName, seed, index }),
  drawCase: ({ profile, seed, index }, tape) =>
    isHostileProfile(profile)
      ? { scenario: hostileAt({ profile, seed, index }), tape: [] }
      : caseWithTape({ profile: profile as ProfileName, seed, index }, tape),
  profilesNear: (profile) => (profile === 'default' ? areaProfiles : []),
  lower: (given) => (isHostile(given) ? lowerHostile(given) : lower(given)),
  featuresOf: (given) => (isHostile(given) ? mutatorsOf(given) : featuresOf(given)),
  relocationKindsOf,
  shrinkScenario: (given) => (isHostile(given) ? shrinkHostile(given) : shrinkScenario(given)),
  printScenario: (given) => (isHostile(given) ? printHostile(given) : printScenario(given)),
  parseScenario: parseStoredCase,
  openTarget: async (name) => openTarget(name),
  profileFor,
  companions: ['lazy', 'eager'],
  witnesses: memoised(installedLinkers),
  divergences: readDivergences(packageRoot()),
};

/** What every linker does, where a target does hardly anything of the default. */
async function profileFor(targets: readonly string[]): Promise<ProfileName> {
  for (const name of targets) if (!(await doesEnough(name))) return 'plain';
  return 'default';
}

async function doesEnough(name: string): Promise<boolean> {
  const target = openTarget(name);
  let done = 0;
  for (let index = 0; index < casesLookedAt && done < casesWanted; index++) {
    const scenario = caseAt({ profile: 'default', seed: 1, index });
    if (target.lacks({ features: featuresOf(scenario), args: lower(scenario).args }) === undefined) done++;
  }
  await target.close?.();
  return done === casesWanted;
}

const casesLookedAt = 64;
const casesWanted = 8;

/** Every linker that is here once: not the other ways to run one. */
async function installedLinkers(): Promise<readonly { readonly name: string; readonly version: string }[]> {
  const listed = await listTargets();
  return listed.flatMap((target) =>
    target.kind === 'available' && target.name !== 'eager' && !/-(npm|server)$/.test(target.name) ? [target] : [],
  );
}

function memoised<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export const harness = caseHarness as Harness;

/** A hostile case has no scenario, and is asked only what can be asked without one. */
function inItsLane(property: Property<Scenario>): Property<Case> {
  const isAsked = hostileLane.properties.includes(property.name);
  return {
    ...property,
    async check({ scenario, ...subject }: PropertyCase<Case>) {
      if (scenario === undefined) return property.check(subject);
      if (!isHostile(scenario)) return property.check({ ...subject, scenario });
      return isAsked ? property.check(subject) : notApplicable('the files are wrong on purpose');
    },
  };
}

const mutatorsOf = ({ mutations }: HostileCase): string[] => [...new Set(mutations.map(({ mutator }) => mutator))];

function parseStoredCase(value: unknown): Case {
  if (!isHostile(value)) return parseStoredScenario(value);
  try {
    return parseHostileCase(value);
  } catch (error) {
    if (error instanceof ScenarioError) throw new StoredDataError(`not a hostile case: ${error.message}`);
    throw error;
  }
}

/** A scenario that was stored: as the schema says, whatever its version was, and one that holds together. */
export function parseStoredScenario(value: unknown): Scenario {
  const scenario = shaped(value);
  const fault = faultIn(scenario);
  if (fault !== undefined) throw new StoredDataError(`not a valid scenario: ${fault}`);
  return scenario;
}

function shaped(value: unknown): Scenario {
  try {
    return parseScenario(value);
  } catch (error) {
    if (error instanceof ScenarioError) throw new StoredDataError(`not a scenario: ${error.message}`);
    throw error;
  }
}

/** What does not hold together at all makes the check itself stumble. */
function faultIn(scenario: Scenario): string | undefined {
  try {
    return invalidity(scenario);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Names of the kinds in all objects of a job. Files that do not decode have none that count. */
export function relocationKindsOf({ files }: LinkJob): string[] {
  const codes = new Set<number>();
  for (const bytes of files.values()) {
    for (const object of objectsIn(bytes)) addCodes(object, codes);
  }
  return [...codes].sort((left, right) => left - right).map((code) => relocationKinds[code]!.name);
}

function addCodes(object: Uint8Array, codes: Set<number>): void {
  for (const { relocations } of decoded(() => moduleIn(object).sections) ?? []) {
    for (const code of relocations.codes) codes.add(code);
  }
}

function objectsIn(bytes: Uint8Array): readonly Uint8Array[] {
  if (!isArchive(bytes)) return [bytes];
  const members = decoded(() => archiveIn(bytes).members) ?? [];
  return members.flatMap(({ bytes: member }) => member ?? []);
}

function decoded<Result>(decode: () => Result): Result | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
