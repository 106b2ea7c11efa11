/**
 * Claim: no atom is made that is not marked alive, none is made twice, and no byte is copied but those that the output
 * holds.
 * Targets: those that count their work and make atoms lazily. Oracle: the target's own counters, held against each other
 * and against the sizes of the output and of the input; the atoms that it tells, held against each other.
 * Cannot see: work that is not counted.
 * Fault that it catches: an atom made for a symbol that lost or is collected, or once more for an alias; a payload copied
 * when it is opened.
 */
import { sectionsOf } from '../src/observe/sections.ts';
import type { LinkJob, RangeAnswer } from '../src/targets/target.ts';
import { SectionId } from '../src/wasm/index.ts';
import { InputObjects } from './input-objects.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';

export const laziness: Property = {
  name: 'laziness',
  statement: 'Lazy linking makes one atom of each marked payload and no other, and copies only bytes that come out.',
  blindSpot: 'Work that the linker does not count.',
  appliesTo: (target) => target.name === 'lazy',
  async check(subject) {
    const outcome = await subject.link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    if (outcome.stats === undefined) return notApplicable('the target counts nothing');
    const { atomsParsed, atomsMarked, bytesCopied } = outcome.stats;
    if (atomsParsed !== atomsMarked) {
      return fails('atoms', `${atomsParsed} atoms were parsed, ${atomsMarked} are marked`);
    }
    const twice = madeTwice(outcome.ranges ?? [], subject.job.files);
    if (twice !== undefined) return fails('twice', `${twice} was made an atom more than once`);
    const live = payloadBytes(outcome.bytes);
    // Compressed sites come out shorter than they went in.
    const shrunk = subject.job.args.includes('--compress-relocations');
    if (bytesCopied > live && !shrunk) {
      return fails('bytes', `${bytesCopied} bytes were copied, the output holds ${live}`);
    }
    return holds;
  },
};

/** A payload of which there are more atoms than objects of that name. */
function madeTwice(atoms: readonly RangeAnswer[], files: LinkJob['files']): string | undefined {
  const counts = new Map<string, number>();
  let objects: InputObjects | undefined;
  for (const { object, sectionIndex, begin } of atoms) {
    const payload = `offset ${begin} in section ${sectionIndex} of ${object}`;
    const count = (counts.get(payload) ?? 0) + 1;
    counts.set(payload, count);
    if (count === 1) continue;
    objects ??= new InputObjects(files);
    if (count > objects.named(object).length) return payload;
  }
  return undefined;
}

/** What atoms become: the code, data and custom sections. */
function payloadBytes(bytes: Uint8Array): number {
  let sum = 0;
  for (const { id, contentOffset, endOffset } of sectionsOf(bytes)) {
    if (id === SectionId.Code || id === SectionId.Data || id === SectionId.Custom) sum += endOffset - contentOffset;
  }
  return sum;
}
