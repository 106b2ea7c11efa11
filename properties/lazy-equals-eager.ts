/**
 * Claim: making atoms lazily or eagerly gives the same bytes, or the same refusal with the same words.
 * Targets: `lazy`, compared with `eager`. Oracle: the eager strategy, which copies every payload and scans for its
 * relocations, as the linker did before atoms were lazy.
 * Cannot see: what both do wrong. Everything but the opening of atoms is one code.
 * Fault that it catches: a relocation range that ends one relocation late or early; a lazily made atom with another
 * payload's bytes.
 */
import { differenceOf } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';

export const lazyEqualsEager: Property = {
  name: 'lazy-equals-eager',
  statement: 'Lazy and eager atoms give the same bytes, or the same errors.',
  blindSpot: 'Mistakes that both strategies make, which share everything but the opening of atoms.',
  appliesTo: (target) => target.name === 'lazy',
  async check(subject) {
    const eager = await subject.linkOn('eager');
    if (eager === undefined) return notApplicable('there is no target eager to compare with');
    const difference = differenceOf(await subject.link(), eager, ['lazy', 'eager']);
    return difference === undefined ? holds : fails(difference.key, difference.evidence);
  },
};
