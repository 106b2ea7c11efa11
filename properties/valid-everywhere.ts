/**
 * Claim: a module that comes out of a link is valid, say V8 and wabt.
 * Targets: all. Oracle: two validators that share no code with the linker or with each other; one that does not know a
 * feature is not asked.
 * Cannot see: a valid module that does the wrong thing; most custom sections.
 * Fault that it catches: an index or a type that is not renumbered, a size that is off by one.
 * binaryen, which costs a hundred times as much, is a property of its own (`valid-in-binaryen.ts`).
 */
import { firstInvalid, type Judge, validate } from '../src/observe/validate.ts';
import { messageSlug } from './message-slug.ts';
import { fails, holds, notApplicable, type Property, type Verdict } from './property.ts';

export const validEverywhere: Property = {
  name: 'valid-everywhere',
  statement: 'What is linked is a valid module for V8 and wabt.',
  blindSpot: 'Valid modules that do the wrong thing, and most custom sections.',
  keyIsCause: true,
  appliesTo: () => true,
  async check(subject) {
    const outcome = await subject.link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    return judgeModule(outcome.bytes, ['v8', 'wabt']);
  },
};

/** Holds when no judge that is asked calls the module invalid and at least one can judge it. */
export async function judgeModule(bytes: Uint8Array, judges: readonly Judge[]): Promise<Verdict> {
  const validation = await validate(bytes, judges);
  const invalid = firstInvalid(validation);
  if (invalid !== undefined) {
    const others = judges.map((judge) => `${judge}: ${validation[judge]?.kind}`).join(', ');
    return fails(
      `${invalid.judge}.${messageSlug(invalid.message)}`,
      `${invalid.judge}: ${invalid.message}\n(${others})`,
    );
  }
  if (judges.some((judge) => validation[judge]?.kind === 'valid')) return holds;
  return notApplicable('no validator knows the features that the module uses');
}
