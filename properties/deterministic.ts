/**
 * Claim: linking the same files with the same arguments again gives the same bytes, or the same refusal.
 * Targets: all. Oracle: the target's own first answer.
 * Cannot see: what depends on the machine, the time of day or the process, when both links share them; an order that is
 * arbitrary but stable.
 * Fault that it catches: state kept between links, input relocated in place, an order taken from addresses or hashes.
 */
import { differenceOf } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';

export const deterministic: Property = {
  name: 'deterministic',
  statement: 'A second link of the same files gives the same bytes, or the same errors.',
  blindSpot: 'What depends on machine, time or process, since both links share them.',
  appliesTo: () => true,
  async check(subject) {
    const first = await subject.link();
    if (first.kind !== 'linked' && first.kind !== 'rejected')
      return notApplicable(`nothing was linked (${first.kind})`);
    const second = await subject.link(undefined, { again: true });
    const difference = differenceOf(first, second, ['first', 'second']);
    return difference === undefined ? holds : fails(difference.key, difference.evidence);
  },
};
