/**
 * Relocations where linkers go wrong: at the first or last byte of what is linked as a whole, on both sides of a
 * boundary, with addends around the widths of a LEB128 or out of the segment. Where a body's sites lie is told from the
 * program, without lowering it: this runs for every case of a campaign.
 */

import { farEdges, nearEdges } from '../make/width-edges.ts';
import { segmentOf, signatureOf } from '../model/denotation.ts';
import { visitReferences } from '../scenario/body-references.ts';
import type {
  Body,
  Expression,
  Place,
  ScenarioFunction,
  ScenarioObject,
  Site,
  Slot,
  Statement,
} from '../scenario/scenario.ts';
import { siteBytes } from '../scenario/site-kinds.ts';
import type { AddFeature } from './feature-collector.ts';

const addendEdges: readonly number[] = [...nearEdges, ...farEdges];
const isEdge: ReadonlySet<number> = new Set(addendEdges);

export const edgeWords: readonly string[] = [
  'first-bytes-of-segment',
  'last-bytes-of-segment',
  'whole-segment',
  'neighbouring-segments',
  'first-instruction-of-body',
  'last-instruction-of-body',
  'neighbouring-bodies',
  'negative-addend',
  'addend-to-segment-end',
  'addend-before-symbol',
  'addend-over-32-bits',
  ...addendEdges.map((addend) => `addend${addend < 0 ? '' : '+'}${addend}`),
].map((word) => `edge:${word}`);

interface Ends {
  readonly first: boolean;
  readonly last: boolean;
}

export function collectEdges(object: ScenarioObject, add: AddFeature): void {
  const segments = object.segments.map(({ bytes, sites }): Ends => {
    const first = sites[0]?.offset === 0;
    return { first, last: sites.length > 0 && endOf(sites.at(-1)!) === bytes.length / 2 };
  });
  const bodies = bodyEnds(object, add);
  add(
    'edge:first-bytes-of-segment',
    segments.some(({ first }) => first),
  );
  add(
    'edge:last-bytes-of-segment',
    segments.some(({ last }) => last),
  );
  add(
    'edge:whole-segment',
    object.segments.some(({ sites }, i) => sites.length === 1 && segments[i]!.first && segments[i]!.last),
  );
  add('edge:neighbouring-segments', haveMeetingEnds(segments));
  add(
    'edge:first-instruction-of-body',
    bodies.some(({ first }) => first),
  );
  add(
    'edge:last-instruction-of-body',
    bodies.some(({ last }) => last),
  );
  add('edge:neighbouring-bodies', haveMeetingEnds(bodies));
  collectAddends(object, add);
}

const endOf = ({ offset, kind }: Site): number => offset + siteBytes(kind);

function haveMeetingEnds(ends: readonly Ends[]): boolean {
  return ends.some(({ first }, i) => first && ends[i - 1]?.last === true);
}

function bodyEnds(object: ScenarioObject, add: AddFeature): Ends[] {
  return object.functions.map(({ body, signature }) => {
    add('body-over-127-bytes', isLong(body));
    return { first: beginsWithSite(body.statements[0] ?? body.result), last: endsWithSite(object, body, signature) };
  });
}

/** For certain: an instruction with a site takes at least six bytes, a nop takes one. */
function isLong(body: Body): boolean {
  let bytes = 0;
  for (const statement of body.statements) if (statement.op === 'nops') bytes += statement.count;
  visitReferences(body, () => {
    bytes += 6;
  });
  return bytes > 127;
}

/** The first instruction holds a relocation. */
function beginsWithSite(node: Statement | Expression | undefined): boolean {
  switch (node?.op) {
    case 'set-global':
    case 'evaluate':
    case 'low-bits':
      return beginsWithSite(node.value);
    case 'mix':
      return beginsWithSite(node.terms[0]);
    case 'add':
      return beginsWithSite(node.left);
    case 'if':
      return beginsWithSite(node.condition);
    case 'store':
    case 'load':
    case 'aligned':
    case 'null-address':
      return placeBeginsWithSite(node.place, node.op === 'store' || node.op === 'load');
    case 'call':
      return node.arguments.length === 0 || beginsWithSite(node.arguments[0]);
    case 'call-indirect':
      return node.arguments.length === 0 ? slotBeginsWithSite(node.slot) : beginsWithSite(node.arguments[0]);
    case 'same-address':
    case 'apart':
      return placeBeginsWithSite(node.left, false);
    case 'distance':
      return placeBeginsWithSite(node.to, false);
    case 'same-function':
      return slotBeginsWithSite(node.left);
    case 'null-function':
      return slotBeginsWithSite(node.slot);
    case 'get-global':
    case 'thread-storage':
    case 'in-frame':
      return true;
    default:
      return false;
  }
}

function placeBeginsWithSite(place: Place, isAccess: boolean): boolean {
  if (place.from === 'symbol') return !(isAccess && place.how === 'leb');
  if (place.from === 'thread-base') return true;
  return placeBeginsWithSite(place.at, place.from === 'memory');
}

function slotBeginsWithSite(slot: Slot): boolean {
  return slot.from === 'symbol' || placeBeginsWithSite(slot.at, true);
}

/** The last instruction before `end` is a call, a read or a write of a global, or the constant of an address or slot. */
function endsWithSite(
  object: ScenarioObject,
  { statements, result }: Body,
  { results }: ScenarioFunction['signature'],
): boolean {
  if (result === undefined) {
    const last = statements.at(-1);
    if (last?.op === 'set-global') return true;
    return last?.op === 'evaluate' && last.value.op === 'call' && resultsOfCall(object, last.value.symbol).length === 0;
  }
  if (results.length !== 1 || results[0] !== 'i32') return false;
  if (result.op === 'get-global') return isPlainGlobal(object, result.symbol);
  return result.op === 'call' && resultsOfCall(object, result.symbol).join() === 'i32';
}

/** Nothing need be done with its value. */
function isPlainGlobal({ symbols, globals }: ScenarioObject, symbol: string): boolean {
  const denotes = symbols.find(({ id }) => id === symbol)?.denotes;
  if (denotes?.kind === 'undefined-global') return denotes.type === 'i32';
  return denotes?.kind === 'global' && globals.find(({ id }) => id === denotes.global)?.type === 'i32';
}

function resultsOfCall(object: ScenarioObject, symbol: string): readonly string[] {
  const called = object.symbols.find(({ id }) => id === symbol);
  return (called && signatureOf(object, called.denotes)?.results) ?? [];
}

function collectAddends(object: ScenarioObject, add: AddFeature): void {
  const denotations = new Map(object.symbols.map(({ id, denotes }) => [id, denotes]));
  const note = (symbol: string, addend: number): void => {
    const denotes = denotations.get(symbol);
    add('edge:negative-addend', addend < 0);
    add('edge:addend-over-32-bits', addend >= 2 ** 32 || addend < -(2 ** 31));
    add(`edge:addend${addend < 0 ? '' : '+'}${addend}`, isEdge.has(addend));
    if (denotes?.kind !== 'data') return;
    const size = segmentOf(object, denotes.segment).bytes.length / 2;
    add('edge:addend-to-segment-end', size > 0 && denotes.offset + addend === size);
    add('edge:addend-before-symbol', addend < 0 && denotes.offset + addend >= 0);
  };
  for (const { body } of object.functions) {
    visitReferences(body, (use, symbol, addend) => {
      if (use.startsWith('address')) note(symbol, addend);
    });
  }
  for (const { sites } of object.segments) {
    for (const { kind, symbol, addend } of sites) if (kind.startsWith('MEMORY_ADDR')) note(symbol, addend);
  }
}
