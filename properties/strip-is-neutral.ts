/**
 * Claim: `--strip-all` takes custom sections away and changes nothing else.
 * Targets: all. Oracle: the same link without it, in one case of four.
 * Cannot see: what both do wrong.
 * Fault that it catches: names, debug information or features that influence layout, numbering or what is kept.
 */

import { sectionsOf } from '../src/observe/sections.ts';
import { SectionId } from '../src/wasm/index.ts';
import { causeOf } from './failure-cause.ts';
import { bytesDifference, outcomeText } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';
import { isSampled, type Sample } from './sampling.ts';

export const stripSample: Sample = { every: 4, salt: 4 };

/** With these, stripping is more than leaving out, is done already, or is refused. */
const notNeutral = ['--compress-relocations', '--strip-all', '-s', '-r', '--relocatable', '--emit-relocs'];

export const stripIsNeutral: Property = {
  name: 'strip-is-neutral',
  statement: 'Stripping removes custom sections and changes nothing else.',
  blindSpot: 'What both links do wrong.',
  linksVariants: true,
  appliesTo: () => true,
  async check({ job, seed, link }) {
    if (!isSampled(seed, stripSample)) return notApplicable(`one case in ${stripSample.every} is asked`);
    const obstacle = job.args.find((arg) => notNeutral.includes(arg));
    if (obstacle !== undefined) return notApplicable(`the job has ${obstacle}`);
    const whole = await link();
    if (whole.kind !== 'linked') return notApplicable(`nothing was linked (${whole.kind})`);
    const stripped = await link({ ...job, args: ['--strip-all', ...job.args] });
    if (stripped.kind !== 'linked') {
      return fails(`outcome.${stripped.kind}`, `stripped: ${outcomeText(stripped)}`, causeOf(stripped));
    }
    const [left, right] = [coreSections(whole.bytes), coreSections(stripped.bytes)];
    const difference = bytesDifference(left, right, ['whole', 'stripped']);
    return difference === undefined ? holds : fails(difference.key, difference.evidence);
  },
};

/** The module without its custom sections. */
function coreSections(bytes: Uint8Array): Uint8Array {
  const kept = sectionsOf(bytes).filter(({ id }) => id !== SectionId.Custom);
  return Buffer.concat([
    bytes.subarray(0, 8),
    ...kept.map((place) => bytes.subarray(place.fileOffset, place.endOffset)),
  ]);
}
