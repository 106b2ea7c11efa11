/**
 * The real harness: this project's generators, properties and targets as the engine wants them. Workers load this module.
 * Not here: what the engine does with it (`harness.ts` says what it needs).
 */
import {
  caseAt,
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
import { archiveIn, moduleIn, properties } from '../../properties/index.ts';
import { openTarget } from '../targets/index.ts';
import type { LinkJob } from '../targets/target.ts';
import { isArchive, relocationKinds } from '../wasm/index.ts';
import { StoredDataError } from './finding.ts';
import type { Harness } from './harness.ts';

const scenarioHarness: Harness<Scenario> = {
  profiles: profileNames,
  features: featureWords,
  properties,
  caseAt: ({ profile, seed, index }) => caseAt({ profile: profile as ProfileName, seed, index }),
  lower,
  featuresOf,
  relocationKindsOf,
  shrinkScenario,
  printScenario,
  parseScenario: parseStoredScenario,
  openTarget: async (name) => openTarget(name),
  companions: ['lazy', 'eager'],
};

export const harness = scenarioHarness as Harness;

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
