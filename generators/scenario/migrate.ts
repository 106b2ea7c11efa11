/**
 * Stored scenarios of older schema versions, brought up to today's. A version's step takes JSON of that version and gives
 * JSON of the next; whoever raises `scenarioSchemaVersion` adds the step from the version before.
 * Not here: whether the result is as the schema says (`schema.ts`).
 */
import { scenarioSchemaVersion } from './scenario.ts';

/** A stored scenario is not one, or not one that can be read today. Its message is one line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

export type VersionedJson = Readonly<Record<string, unknown>>;
/** Makes version n + 1 of version n. What it does not check, the schema checks at the end. */
export type MigrationStep = (old: VersionedJson) => VersionedJson;

/** By the version that a step starts from. Version 1 was the first. */
const migrations: ReadonlyMap<number, MigrationStep> = new Map();

/**
 * Throws `ScenarioError`. The step's result need not name its version.
 *
 * @internal
 */
export function migrateScenario(json: unknown, steps: ReadonlyMap<number, MigrationStep> = migrations): unknown {
  let current = versioned(json);
  while (current.version !== scenarioSchemaVersion) {
    const { version } = current;
    const step = steps.get(version);
    if (version > scenarioSchemaVersion || step === undefined) throw new ScenarioError(unknownVersion(version));
    current = { version: version + 1, json: { ...step(current.json), schemaVersion: version + 1 } };
  }
  return current.json;
}

function versioned(json: unknown): { readonly version: number; readonly json: VersionedJson } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new ScenarioError('scenario: no object');
  const { schemaVersion } = json as VersionedJson;
  if (schemaVersion === undefined) throw new ScenarioError('schemaVersion: missing');
  if (!Number.isSafeInteger(schemaVersion)) throw new ScenarioError('schemaVersion: not a whole number');
  return { version: schemaVersion as number, json: json as VersionedJson };
}

function unknownVersion(version: number): string {
  return version > scenarioSchemaVersion
    ? `schemaVersion: ${version} is of a newer linksmith; this one reads up to ${scenarioSchemaVersion}`
    : `schemaVersion: there is no way from ${version} to ${scenarioSchemaVersion}`;
}
