/**
 * All properties, in the order in which a campaign asks them: what ends a case first, then what costs most last.
 * A property a file; what one is says `property.ts`.
 *
 * @module linksmith/properties
 */
import type { Scenario } from '../generators/scenario/scenario.ts';
import { auditSurvives } from './audit-survives.ts';
import { besideKnownBugs } from './beside-known-bugs.ts';
import { deterministic } from './deterministic.ts';
import { differential } from './differential.ts';
import { inputUntouched } from './input-untouched.ts';
import { layout } from './layout.ts';
import { laziness } from './laziness.ts';
import { lazyEqualsEager } from './lazy-equals-eager.ts';
import { partialLink } from './partial-link.ts';
import { permutation } from './permutation.ts';
import type { Property } from './property.ts';
import { reachability } from './reachability.ts';
import { readerAgreement } from './reader-agreement.ts';
import { readersSurvive } from './readers-survive.ts';
import { refusalNamesItsCause } from './refusal-names-its-cause.ts';
import { relocationAudit } from './relocation-audit.ts';
import { resolution } from './resolution.ts';
import { responseFilesAreNeutral } from './response-files-are-neutral.ts';
import { searchEqualsScan } from './search-equals-scan.ts';
import { selfCheck } from './self-check.ts';
import { splitAndJoin } from './split-and-join.ts';
import { stripIsNeutral } from './strip-is-neutral.ts';
import { survivesAnything } from './survives-anything.ts';
import { unreferencedMemberIsInvisible } from './unreferenced-member-is-invisible.ts';
import { validEverywhere } from './valid-everywhere.ts';
import { validIfInputsAre } from './valid-if-inputs-are.ts';
import { validInBinaryen } from './valid-in-binaryen.ts';

export { archiveIn, moduleIn } from '../src/observe/decoded-files.ts';
export {
  type Audit,
  type AuditFinding,
  type AuditInput,
  type AuditOptions,
  auditModule,
} from './audit/audit-module.ts';
export { inputsOfJob, type JobInputs } from './audit/job-inputs.ts';
export { auditSurvives } from './audit-survives.ts';
export { crashPlace } from './failure-cause.ts';
export * from './property.ts';
export { readAny } from './readers-survive.ts';
export { jobSubject, type SubjectParts, scenarioSubject } from './subject.ts';
export { validIfInputsAre } from './valid-if-inputs-are.ts';

/** Those that are asked of generated scenarios. */
export const scenarioProperties: readonly Property<Scenario>[] = [
  survivesAnything,
  validEverywhere,
  selfCheck,
  resolution,
  reachability,
  layout,
  relocationAudit,
  lazyEqualsEager,
  searchEqualsScan,
  laziness,
  inputUntouched,
  deterministic,
  stripIsNeutral,
  responseFilesAreNeutral,
  unreferencedMemberIsInvisible,
  partialLink,
  permutation,
  splitAndJoin,
  refusalNamesItsCause,
  differential,
  readerAgreement,
  validInBinaryen,
].map(besideKnownBugs);

/**
 * Those that can be asked of files that are wrong on purpose: nothing is known of what must come out. Validity is asked only
 * of sound code: linkers move code and do not type-check it, so that what was invalid stays so.
 */
export const hostileProperties: readonly Property[] = [
  survivesAnything,
  readersSurvive,
  refusalNamesItsCause,
  validIfInputsAre,
  lazyEqualsEager,
  inputUntouched,
  deterministic,
  auditSurvives,
];

/**
 * All of them, in the order in which a campaign asks.
 *
 * @example Ask each of one case
 * ```ts
 * import { caseAt } from 'linksmith/generators';
 * import { properties, scenarioSubject } from 'linksmith/properties';
 * import { openTarget } from 'linksmith/targets';
 *
 * const target = openTarget('lazy');
 * const subject = scenarioSubject(caseAt({ seed: 7, index: 1, profile: 'tiny' }), { target });
 * for (const property of properties.filter((one) => one.appliesTo(target))) {
 *   const verdict = await property.check(subject);
 *   if (verdict.kind === 'fails') console.log(property.name, verdict.key, verdict.evidence);
 * }
 * ```
 */
export const properties: readonly Property<Scenario>[] = [
  ...scenarioProperties,
  readersSurvive,
  validIfInputsAre,
  auditSurvives,
];

/** The property of that name; undefined when there is none. */
export function propertyNamed(name: string): Property<Scenario> | undefined {
  return properties.find((property) => property.name === name);
}
