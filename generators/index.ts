/**
 * The public face of the generators: the scenario model, cases by name, what must come out of them, and the files and
 * command line that a linker gets. What has the tag `@internal` is for the other rooms and not promised to anyone else.
 *
 * @module linksmith/generators
 */

export { arbitraries, scenario } from './arbitraries.ts';
export { type DistributionRow, distribution } from './features/distribution.ts';
export { featuresOf, featureWords } from './features/features.ts';
export { argumentsOf, commandLine, type LoweredScenario, lower } from './lower/lower.ts';
export { lowerObject, objectSource } from './lower/lower-object.ts';
export { printScenario } from './lower/print.ts';
export { type CaseName, caseAt, caseFromTape, caseWithTape } from './make/case.ts';
export { Choices } from './make/choices.ts';
export { type Profile, type ProfileName, profileNames, profiles, type Range } from './make/profiles.ts';
export type { CallOutcome } from './model/evaluate.ts';
export {
  type Expectation,
  type ExpectedCall,
  type ExpectedExport,
  expectationOf,
} from './model/expect.ts';
export type { ExpectedImport } from './model/expected-import.ts';
export { isExportedName, type Payload, type Reach, reach, slotKey, visitKeptReferences } from './model/reach.ts';
export { explains, knownBugs, type ReferenceBug, referenceBugs } from './model/reference-bugs.ts';
export { type Problem, type ProblemCode, type Resolution, type Resolved, resolve } from './model/resolve.ts';
export { invalidity } from './model/validate.ts';
export { bytesFromHex, hexFromBytes } from './scenario/hex.ts';
export { migrateScenario, ScenarioError } from './scenario/migrate.ts';
export * from './scenario/scenario.ts';
export { parseScenario, scenarioJsonSchema } from './scenario/schema.ts';
export { foldResults, hostValue, resultAt, sameSignature, signatureText, throughType } from './scenario/values.ts';
export { scenarioSize, shrinkScenario } from './shrink/shrink.ts';
