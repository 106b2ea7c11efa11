/**
 * The public face of the generators: the scenario model, cases by name, what must come out of them, and the files and
 * command line that a linker gets.
 */

export { arbitraries, scenario } from './arbitraries.ts';
export { type CaseName, caseAt, caseFromTape, caseWithTape } from './case.ts';
export { Choices } from './choices.ts';
export { type DistributionRow, distribution } from './distribution.ts';
export type { CallOutcome } from './evaluate.ts';
export {
  type Expectation,
  type ExpectedCall,
  type ExpectedExport,
  expectationOf,
} from './expect.ts';
export type { ExpectedImport } from './expected-import.ts';
export { featuresOf, featureWords } from './features.ts';
export { bytesFromHex, hexFromBytes } from './hex.ts';
export { argumentsOf, commandLine, type LoweredScenario, lower } from './lower.ts';
export { lowerObject, objectSource } from './lower-object.ts';
export { migrateScenario, ScenarioError } from './migrate.ts';
export { printScenario } from './print.ts';
export { type Profile, type ProfileName, profileNames, profiles } from './profiles.ts';
export { isExportedName, type Payload, type Reach, reach, slotKey, visitKeptReferences } from './reach.ts';
export { knownBugs, type ReferenceBug, referenceBugs } from './reference-bugs.ts';
export { type Problem, type ProblemCode, type Resolution, type Resolved, resolve } from './resolve.ts';
export * from './scenario.ts';
export { parseScenario, scenarioJsonSchema } from './schema.ts';
export { scenarioSize, shrinkScenario } from './shrink.ts';
export { invalidity } from './validate.ts';
export { foldResults, hostValue, resultAt, sameSignature, signatureText, throughType } from './values.ts';
