/**
 * Claim: a link leaves the bytes of its input files as they were.
 * Targets: all; it has something to see where the target links in this process. Oracle: copies made before the first link.
 * Cannot see: writes that are undone, or that put in what was there.
 * Fault that it catches: relocations applied in the input's buffer, which spoils the second link of the same objects.
 */
import { bytesDifference } from './outcome-difference.ts';
import { fails, holds, type Property } from './property.ts';

export const inputUntouched: Property = {
  name: 'input-untouched',
  statement: 'A link does not write to its input files.',
  blindSpot: 'Writes that are undone before the link ends, and what a program does to files on disk.',
  appliesTo: () => true,
  async check(subject) {
    await subject.link();
    for (const [name, before] of subject.pristine) {
      const difference = bytesDifference(before, subject.job.files.get(name)!, ['before', 'after']);
      if (difference !== undefined) return fails(difference.key, `${name} was changed: ${difference.evidence}`);
    }
    return holds;
  },
};
