/**
 * Claim: the relocations that the linker's search gives an atom are those that a scan of the section's whole list finds
 * between the atom's first byte and its end, and what it searches for is an atom: one function, one segment, one custom
 * section.
 * Targets: those that tell what their search answered. Oracle: the scan below, over the list as `src/wasm` decodes it.
 * In one case of four it also links a variant in which a relocation begins exactly where an atom ends, at the size of
 * the next function: no compiler writes it, and only it tells `end` from `end + 1`. There lazy and eager atoms are
 * compared too, and lists out of order, or in two sections, are tried (`relocation-list-variants.ts`).
 * Cannot see: searches that are not told; a list that is decoded wrongly.
 * Fault that it catches: an end that is one byte too far, `<=` for `<`, an atom's own bounds used for its neighbour.
 */
import type { LinkJob, LinkOutcome, RangeAnswer } from '../src/targets/target.ts';
import {
  encodeObject,
  type ObjectSymbol,
  type RelocationList,
  relocationKindNamed,
  SectionId,
  SymbolFlag,
  toSource,
  type WasmObject,
} from '../src/wasm/index.ts';
import { InputObjects } from './input-objects.ts';
import { differenceOf, outcomeText } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property, type PropertyCase, type Verdict } from './property.ts';
import { checkLists } from './relocation-list-variants.ts';
import { isSampled, type Sample } from './sampling.ts';

/** The cases that are also linked with a relocation at the end of an atom. */
export const boundarySample: Sample = { every: 4, salt: 2 };
/** Of these, the ones that are linked with other lists. */
export const listSample: Sample = { every: 3, salt: 2 };

export const searchEqualsScan: Property = {
  name: 'search-equals-scan',
  statement: 'The search for an atom’s relocations finds what a scan of the section’s list finds.',
  blindSpot: 'Searches that the target does not tell, and a relocation list that is decoded wrongly.',
  appliesTo: () => true,
  async check(subject) {
    const { job } = subject;
    const outcome = await subject.link();
    if (outcome.kind !== 'linked') return notApplicable(`nothing was linked (${outcome.kind})`);
    if (outcome.ranges === undefined) return notApplicable('the target does not tell its searches');
    const verdict = checkRanges(outcome.ranges, job.files);
    if (verdict.kind !== 'holds' || !isSampled(subject.seed, boundarySample)) return verdict;
    const variant = withSiteAtEnd(job, outcome.ranges);
    const atEnd = variant === undefined ? holds : await checkVariant(variant, outcome, subject);
    return atEnd.kind === 'holds' && isSampled(subject.seed, listSample) ? checkLists(subject, outcome) : atEnd;
  },
};

async function checkVariant(variant: Variant, before: LinkOutcome, subject: PropertyCase): Promise<Verdict> {
  const after = await subject.link(variant.job);
  if (after.kind === 'crashed') return fails('site-at-end.crashed', outcomeText(after));
  if (after.kind === 'linked' && after.ranges !== undefined) {
    const verdict = checkRanges(after.ranges, variant.job.files);
    if (verdict.kind === 'fails') return fails(`site-at-end.${verdict.key}`, verdict.evidence);
  }
  const eager = subject.target.name === 'lazy' ? await subject.linkOn('eager', variant.job) : undefined;
  const disagreement = eager && differenceOf(after, eager, ['lazy', 'eager']);
  if (disagreement !== undefined) return fails(`site-at-end.eager.${disagreement.key}`, disagreement.evidence);
  if (!variant.siteIsDead) return holds;
  const difference = differenceOf(before, after, ['without the site', 'with it']);
  if (difference === undefined) return holds;
  return fails('site-at-end.output', `a site in a dead function changes the output: ${difference.evidence}`);
}

function checkRanges(ranges: readonly RangeAnswer[], files: LinkJob['files']): Verdict {
  const objects = new InputObjects(files);
  for (const answer of ranges) {
    const candidates = objects.named(answer.object);
    if (candidates.length === 0) return fails('object', `${answer.object} is none of the inputs`);
    let problem: Problem | undefined;
    for (const object of candidates) {
      problem = problemWith(answer, object);
      if (problem === undefined) break;
    }
    if (problem !== undefined) return fails(problem.key, `${answerText(answer)}: ${problem.evidence}`);
  }
  return holds;
}

interface Problem {
  readonly key: string;
  readonly evidence: string;
}

function problemWith(answer: RangeAnswer, object: WasmObject): Problem | undefined {
  const section = object.sections[answer.sectionIndex];
  if (section === undefined) return { key: 'section', evidence: 'there is no such section' };
  if (!isAtom(answer, object)) return { key: 'bounds', evidence: 'these are not the bounds of one atom' };
  const scanned = scan(section.relocations, answer.begin, answer.end);
  if (scanned.first === answer.first && scanned.last === answer.last) return undefined;
  const key = scanned.first !== answer.first ? 'first' : 'last';
  return { key, evidence: `a scan finds ${scanned.first} up to ${scanned.last}` };
}

/** Positions of the relocations that begin in [begin, end), by looking at every one. */
export function scan(list: RelocationList, begin: number, end: number): { first: number; last: number } {
  let before = 0;
  let inside = 0;
  for (let i = 0; i < list.length; i++) {
    const offset = list.offsets[i]!;
    if (offset < begin) before++;
    else if (offset < end) inside++;
  }
  return { first: before, last: before + inside };
}

function isAtom({ sectionIndex, begin, end }: RangeAnswer, object: WasmObject): boolean {
  const section = object.sections[sectionIndex]!;
  const isPayload = ({ offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array }) =>
    offset === begin && offset + bytes.length === end;
  if (section.id === SectionId.Code) return object.code.some(isPayload);
  if (section.id === SectionId.Data) return object.data.some(isPayload);
  return section.id === SectionId.Custom && begin === 0 && end === section.content.length;
}

/** Bytes of the site that is added: an I32 one. */
const siteWidth = 4;

interface Variant {
  readonly job: LinkJob;
  /** The function that the site is in is not linked, so the output must stay as it was. */
  readonly siteIsDead: boolean;
}

/** The job with a relocation that begins at the end of a searched function; undefined when there is no room for one. */
export function withSiteAtEnd(job: LinkJob, ranges: readonly RangeAnswer[]): Variant | undefined {
  const searched = new Set(ranges.map(({ object, sectionIndex, begin }) => `${object} ${sectionIndex} ${begin}`));
  const isDead = ({ object, sectionIndex, end }: RangeAnswer) => !searched.has(`${object} ${sectionIndex} ${end}`);
  // Where the next function is dead there is more to see.
  for (const answer of [...ranges.filter(isDead), ...ranges.filter((range) => !isDead(range))]) {
    const files = withSiteAt(job.files, answer);
    if (files !== undefined) return { job: { ...job, files }, siteIsDead: isDead(answer) };
  }
  return undefined;
}

function withSiteAt(files: LinkJob['files'], answer: RangeAnswer): LinkJob['files'] | undefined {
  const { object: name, sectionIndex, end: offset } = answer;
  const object = new InputObjects(files).named(name)[0];
  const section = object?.sections[sectionIndex];
  if (!files.has(name) || object === undefined || section?.id !== SectionId.Code) return undefined;
  const next = object.code.find((body) => body.offset === offset);
  if (next === undefined || next.bytes.length < siteWidth) return undefined;
  const { first, last } = scan(section.relocations, offset, offset + siteWidth);
  const index = object.linking.symbols.findIndex(isDefinedFunction);
  if (first !== last || index < 0) return undefined;
  const source = toSource(object);
  const added = { kind: relocationKindNamed('FUNCTION_INDEX_I32')!, offset, index, addend: 0n };
  const relocations = (source.relocations ?? []).map((list) =>
    list.of === 'code' ? { ...list, entries: [...list.entries, added] } : list,
  );
  if (!relocations.some(({ of }) => of === 'code')) return undefined;
  return new Map(files).set(name, encodeObject({ ...source, relocations }));
}

const isDefinedFunction = ({ kind, flags }: ObjectSymbol): boolean =>
  kind === 'function' && (flags & SymbolFlag.Undefined) === 0;

const answerText = ({ object, sectionIndex, begin, end, first, last }: RangeAnswer): string =>
  `${object}, section ${sectionIndex}, bytes ${begin} to ${end}: the search finds relocations ${first} up to ${last}`;
