/**
 * What must be in every case and not only by chance. Two neighbouring segments and two neighbouring functions with a
 * relocation in the last bytes of the one and in the first of the other, and nothing between: searching a section's
 * relocations for those of one payload goes wrong there. Addends at which a LEB128 gets wider, in code and in data.
 */

import type { Body, Expression, Signature } from '../scenario/scenario.ts';
import {
  addFunction,
  addSymbol,
  type Draft,
  type DraftFunction,
  type DraftObject,
  type DraftSegment,
  randomHex,
} from './draft.ts';

export function addTouching(draft: Draft): void {
  if (draft.profile.name === 'tiny' && !draft.choices.percent(30)) return;
  addTouchingSegments(draft, draft.choices.pick(draft.explicit));
  addTouchingFunctions(draft, draft.choices.pick(draft.explicit));
  addEdgeAddends(draft, draft.choices.pick(draft.explicit));
}

/** Pointers of each to the other. */
function addTouchingSegments(draft: Draft, object: DraftObject): void {
  const { choices } = draft;
  const { bytes, pointer: kind } = draft.word;
  const [before, behind] = ['touch_end', 'touch_begin'].map((name) => {
    const size = bytes * choices.between(1, 3);
    const segment = addFinishedSegment(draft, object, `.data.${name}`, randomHex(draft, size));
    const denotes = { kind: 'data', segment: segment.id, offset: 0, size } as const;
    return { segment, symbol: addSymbol(object, { name, binding: 'local', denotes }).id, size };
  });
  before!.segment.sites = [{ offset: before!.size - bytes, kind, symbol: behind!.symbol, addend: behind!.size - 1 }];
  behind!.segment.sites = [{ offset: 0, kind, symbol: before!.symbol, addend: choices.pick([0, before!.size, -4]) }];
}

function addFinishedSegment(draft: Draft, object: DraftObject, name: string, bytes: string): DraftSegment {
  const segment = { id: name, name, alignLog2: draft.choices.between(0, 3), bytes, sites: [] };
  object.segments.push(segment);
  draft.finished.add(segment);
  return segment;
}

const unary: Signature = { parameters: ['i32'], results: ['i32'] };
const nullary: Signature = { parameters: [], results: ['i32'] };

/** The first ends with a call, the second begins with the constant of a table slot, or with another call. */
function addTouchingFunctions(draft: Draft, object: DraftObject): void {
  const leaf = addFinished(draft, object, 'touch_leaf', unary, () => {
    return {
      op: 'mix',
      terms: [
        { op: 'argument', index: 0 },
        { op: 'constant', value: draft.choices.int32() },
      ],
    };
  });
  const nullaryLeaf = addFinished(draft, object, 'touch_constant', nullary, () => {
    return { op: 'constant', value: draft.choices.int32() };
  });
  addFinished(draft, object, 'touch_call', unary, () => {
    return { op: 'call', symbol: leaf, arguments: [{ op: 'argument', index: 0 }] };
  });
  addFinished(draft, object, 'touch_slot', nullary, () => {
    if (draft.tableless) return { op: 'call', symbol: nullaryLeaf, arguments: [] };
    return { op: 'null-function', slot: { from: 'symbol', symbol: leaf } };
  });
}

const wideSize = 300;
const middle = 140;
const edges: readonly number[] = [63, 64, 127, 128, -1, -63, -64, -65, -127, -128, -129, wideSize - middle];

/** A wide segment with symbols at its start (two), in its middle and at its end, seen with addends from the middle. */
function addEdgeAddends(draft: Draft, object: DraftObject): void {
  const { choices } = draft;
  const { bytes, pointer: kind } = draft.word;
  const wide = addFinishedSegment(draft, object, '.data.wide', randomHex(draft, wideSize));
  const pointers = addFinishedSegment(draft, object, '.data.pointers', '00'.repeat(3 * bytes));
  const symbolAt = (name: string, segment: string, offset: number, size: number): string =>
    addSymbol(object, { name, binding: 'local', denotes: { kind: 'data', segment, offset, size } }).id;
  symbolAt('wide', wide.id, 0, wideSize);
  symbolAt('wide_alias', wide.id, 0, wideSize);
  symbolAt('wide_end', wide.id, wideSize, 0);
  const symbol = symbolAt('wide_middle', wide.id, middle, 4);
  symbolAt('pointers', pointers.id, 0, 3 * bytes);
  pointers.sites = choices.sample(edges, 3).map((addend, i) => ({ offset: bytes * i, kind, symbol, addend }));
  const readable = edges.filter((addend) => addend < wideSize - middle);
  const terms = choices.sample(readable, 3).map((addend, i): Expression => {
    return { op: 'load', place: { from: 'symbol', symbol, addend, how: i === 0 ? 'sleb' : 'leb' }, bytes: 1 };
  });
  addFinished(draft, object, 'touch_addends', nullary, () => ({ op: 'mix', terms }));
}

/** Gives the symbol's id. */
function addFinished(
  draft: Draft,
  object: DraftObject,
  name: string,
  signature: Signature,
  result: () => Expression,
): string {
  const added: DraftFunction = addFunction(draft, object, { id: name, signature, rank: 0 });
  const body: Body = { statements: [], result: result() };
  added.body = body;
  draft.finished.add(added);
  return addSymbol(object, { name, binding: 'local', denotes: { kind: 'function', function: name } }).id;
}
