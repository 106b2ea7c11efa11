/**
 * Claim: a module that comes out of a link is valid, says binaryen.
 * Targets: all. Oracle: binaryen. It costs a millisecond even for a tiny module, so one case in 32 is asked, by the
 * case's seed; how often it ran stands in the campaign's table like any property's count.
 * Cannot see: a valid module that does the wrong thing; custom sections.
 * Fault that it catches: as `valid-everywhere`; it reads some things (names, features) that the others do not.
 */
import { notApplicable, type Property } from './property.ts';
import { isSampled, type Sample } from './sampling.ts';
import { judgeModule } from './valid-everywhere.ts';

export const binaryenSample: Sample = { every: 32, salt: 1 };

export const validInBinaryen: Property = {
  name: 'valid-in-binaryen',
  statement: 'What is linked is a valid module for binaryen.',
  blindSpot: 'Valid modules that do the wrong thing, custom sections, and the cases that are not asked.',
  keyIsCause: true,
  appliesTo: () => true,
  async check(subject) {
    if (!isSampled(subject.seed, binaryenSample)) return notApplicable(`one case in ${binaryenSample.every} is asked`);
    const outcome = await subject.link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    return judgeModule(outcome.bytes, ['binaryen']);
  },
};
