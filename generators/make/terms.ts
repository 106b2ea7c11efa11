/**
 * The terms that programs are mixed from: each looks at something that linking decides (a definition, an address, a
 * slot, a value behind a pointer) and yields an i32 that the model knows. A term that finds nothing to look at gives
 * nothing, and the caller takes a constant.
 */

import { isDynamic } from '../model/output-mode.ts';
import { syntheticAlignLog2 } from '../model/synthetic-symbols.ts';
import type { Expression, Place, ScenarioFunction, ScenarioObject, Signature, Slot } from '../scenario/scenario.ts';
import { isPointer, isRelative, isSlot, touches } from '../scenario/site-kinds.ts';
import { absolute, farAddress, storedAbsolute, unreachedLoad } from './address-terms.ts';
import type { Draft } from './draft.ts';
import { askTable, caught } from './element-terms.ts';
import { addendFor, freeSpot, sitesWhere } from './fill-segments.ts';
import type { VisibleData, VisibleFunction } from './scope.ts';
import type { TermContext } from './term-context.ts';

type TermMaker = (context: TermContext, depth: number) => Expression | undefined;

/** A term of a kind that the case's areas allow. */
export function anyTerm(context: TermContext, depth: number): Expression {
  const { draft } = context;
  const weights = kinds.map(({ weight, area }) => (area === undefined || draft.has(area) ? weight : 0));
  const kind = kinds[draft.choices.weighted(weights)]!;
  return kind.make(context, depth) ?? constant(context);
}

const kinds: readonly {
  readonly weight: number;
  readonly area?: Parameters<Draft['has']>[0];
  readonly make: TermMaker;
}[] = [
  { weight: 6, make: constant },
  { weight: 6, make: argument },
  { weight: 25, make: directCall },
  { weight: 20, make: load },
  { weight: 14, area: 'table', make: indirectCall },
  { weight: 10, area: 'table', make: storedCall },
  { weight: 5, area: 'table', make: sameFunction },
  { weight: 16, area: 'data-pointers', make: loadThroughPointer },
  { weight: 5, area: 'data-pointers', make: loadThroughDifference },
  { weight: 6, make: sameAddress },
  { weight: 4, make: aligned },
  { weight: 3, make: nullAddress },
  { weight: 3, make: distance },
  { weight: 4, make: apart },
  { weight: 7, area: 'globals', make: readGlobal },
  { weight: 7, area: 'tags', make: caught },
  { weight: 5, area: 'tables', make: askTable },
  { weight: 5, area: 'tables', make: callThroughTable },
  { weight: 6, area: 'stack', make: inFrame },
  { weight: 8, area: 'weak-undefined', make: guardedCall },
  { weight: 4, area: 'synthetic-symbols', make: synthetic },
  { weight: 12, area: 'section-boundaries', make: boundary },
  { weight: 12, area: 'absolute', make: absolute },
  { weight: 8, area: 'absolute', make: storedAbsolute },
  { weight: 5, area: 'wide-addends', make: farAddress },
  { weight: 4, area: 'wide-addends', make: unreachedLoad },
];

export function constant({ draft }: TermContext): Expression {
  const { choices } = draft;
  return { op: 'constant', value: choices.percent(50) ? choices.int32() : choices.pick([0, 1, -1, 63, 64, 127, 128]) };
}

function argument({ draft, signature }: TermContext): Expression | undefined {
  const count = signature.parameters.length;
  return count === 0 ? undefined : { op: 'argument', index: draft.choices.below(count) };
}

function simple(context: TermContext): Expression {
  return (context.draft.choices.percent(40) && argument(context)) || constant(context);
}

function argumentsFor(context: TermContext, signature: Signature, depth: number): Expression[] {
  const deep = depth > 0 && context.draft.choices.percent(20);
  return signature.parameters.map(() => (deep ? anyTerm(context, depth - 1) : simple(context)));
}

/** Functions that may be called from here without going in circles or taking too long. */
function callable(context: TermContext): VisibleFunction[] {
  return context.scope.functions.filter((visible) => isCallable(context, visible));
}

function isCallable(context: TermContext, { rank, payload }: VisibleFunction): boolean {
  return rank < context.rank && costOf(context, payload) <= context.budget;
}

function costOf({ costs }: TermContext, payload: ScenarioFunction | undefined): number {
  return payload === undefined ? 1 : (costs.get(payload) ?? Number.POSITIVE_INFINITY);
}

export function directCall(context: TermContext, depth: number): Expression | undefined {
  const callee = context.draft.choices.pickOrNone(callable(context));
  return callee && callOf(context, callee, depth);
}

export function callOf(context: TermContext, callee: VisibleFunction, depth: number): Expression | undefined {
  if (!isCallable(context, callee)) return undefined;
  context.budget -= costOf(context, callee.payload);
  return { op: 'call', symbol: callee.symbol, arguments: argumentsFor(context, callee.signature, depth) };
}

function indirectCall(context: TermContext, depth: number): Expression | undefined {
  const callee = context.draft.choices.pickOrNone(callable(context));
  return callee && indirectCallOf(context, callee, depth);
}

export function indirectCallOf(context: TermContext, callee: VisibleFunction, depth: number): Expression | undefined {
  if (context.draft.comparesOnly) return callOf(context, callee, depth);
  // A loader knows what an address of the host's functions is, but not their types.
  if (callee.payload === undefined && !callee.isShared && isDynamic(context.draft.options))
    return callOf(context, callee, depth);
  if (!isCallable(context, callee)) return undefined;
  return through(context, { from: 'symbol', symbol: callee.symbol }, callee, depth);
}

function through(
  context: TermContext,
  slot: Slot,
  callee: { readonly signature: Signature; readonly payload: ScenarioFunction | undefined },
  depth: number,
): Expression {
  const { signature } = callee;
  context.budget -= costOf(context, callee.payload);
  return { op: 'call-indirect', slot, signature, arguments: argumentsFor(context, signature, depth) };
}

/** A call of a function that this program has put into a table. */
export function callThroughTable(context: TermContext, depth: number): Expression | undefined {
  const entry = context.draft.choices.pickOrNone(context.tableEntries);
  if (entry === undefined || costOf(context, entry.payload) > context.budget) return undefined;
  const { symbol, index, signature, payload } = entry;
  context.budget -= costOf(context, payload);
  return { op: 'call-table', symbol, index, signature, arguments: argumentsFor(context, signature, depth) };
}

/** A call of the function whose slot lies in data. */
function storedCall(context: TermContext, depth: number): Expression | undefined {
  const { draft, resolution } = context;
  const holder = draft.comparesOnly ? undefined : draft.choices.pickOrNone(context.scope.data);
  const site = holder && draft.choices.pickOrNone(sitesWhere(holder, isSlot));
  if (holder === undefined || site === undefined) return undefined;
  const target = resolution.symbols.get(holder.owner.name)!.get(site.symbol)!;
  if (target.kind !== 'function') return undefined;
  const payload = target.function;
  const rank = draft.ranks.get(payload) ?? 0;
  const callee: VisibleFunction = { symbol: site.symbol, signature: payload.signature, rank, payload };
  if (!isCallable(context, callee)) return undefined;
  return through(context, { from: 'memory', at: placeAt(context, holder, site.offset) }, callee, depth);
}

function sameFunction(context: TermContext): Expression | undefined {
  const { draft, scope } = context;
  const slots = [...scope.functions, ...scope.nullFunctions].map(({ symbol }): Slot => ({ from: 'symbol', symbol }));
  if (slots.length === 0) return undefined;
  const left = draft.choices.pick(slots);
  if (draft.choices.percent(25)) return { op: 'null-function', slot: left };
  return { op: 'same-function', left, right: storedSlot(context) ?? draft.choices.pick(slots) };
}

function storedSlot(context: TermContext): Slot | undefined {
  const { choices } = context.draft;
  const holder = choices.pickOrNone(context.scope.data);
  const site = holder && choices.pickOrNone(sitesWhere(holder, isSlot));
  if (holder === undefined || site === undefined) return undefined;
  const target = context.resolution.symbols.get(holder.owner.name)!.get(site.symbol)!;
  if (target.kind === 'undefined' || target.kind === 'discarded') return undefined;
  return { from: 'memory', at: placeAt(context, holder, site.offset) };
}

function load(context: TermContext): Expression | undefined {
  const visible = context.draft.choices.pickOrNone(context.scope.data);
  return visible && loadOf(context, visible);
}

export function loadOf(context: TermContext, visible: VisibleData): Expression | undefined {
  const word = context.draft.choices.percent(65) ? freeSpot(context.draft, visible, 4) : undefined;
  if (word !== undefined) return { op: 'load', place: placeAt(context, visible, word), bytes: 4 };
  const byte = freeSpot(context.draft, visible, 1);
  return byte === undefined ? undefined : { op: 'load', place: placeAt(context, visible, byte), bytes: 1 };
}

/** The place of a spot of the segment, in one of the ways that an instruction can name it. */
export function placeAt({ draft }: TermContext, { symbol, offset }: VisibleData, spot: number): Place {
  const { choices } = draft;
  const addend = spot - offset;
  if (choices.percent(45)) return { from: 'symbol', symbol, addend, how: 'sleb' };
  const base = draft.maybe('addends', 30) ? choices.between(1, 64) : 0;
  return { from: 'symbol', symbol, addend: addend - base, how: 'leb', ...(base > 0 && { base }) };
}

function addressAt({ symbol, offset }: VisibleData, spot: number): Place {
  return { from: 'symbol', symbol, addend: spot - offset, how: 'sleb' };
}

/** Follows one pointer, or several. */
function loadThroughPointer(context: TermContext): Expression | undefined {
  const { draft } = context;
  const start = draft.choices.pickOrNone(context.scope.data);
  let step = start && followPointer(context, start, undefined);
  for (let hops = 0; step !== undefined && hops < 2 && draft.choices.percent(40); hops++) {
    const next = followPointer(context, step.target, step.at);
    if (next === undefined) break;
    step = next;
  }
  if (step === undefined) return undefined;
  const spot = freeSpot(draft, step.target, 1);
  if (spot === undefined) return undefined;
  const plus = spot - step.target.offset;
  return { op: 'load', place: { from: 'memory', at: step.at, plus }, bytes: 1 };
}

interface Hop {
  /** Where the pointer lies. */
  readonly at: Place;
  /** What it points at; `offset` is the spot that it names. */
  readonly target: VisibleData;
}

function followPointer(context: TermContext, holder: VisibleData, through: Place | undefined): Hop | undefined {
  const site = context.draft.choices.pickOrNone(sitesWhere(holder, isPointer));
  if (site === undefined) return undefined;
  const target = aimOf(context, holder.owner, site.symbol, site.addend);
  if (target === undefined) return undefined;
  const at: Place =
    through === undefined
      ? placeAt(context, holder, site.offset)
      : { from: 'memory', at: through, plus: site.offset - holder.offset };
  return { at, target };
}

/** What a site points at; the offset is the spot itself. Strings are left alone: the spot must lie in the symbol's own. */
function aimOf(
  { resolution }: TermContext,
  owner: ScenarioObject,
  symbol: string,
  addend: number,
): VisibleData | undefined {
  const resolved = resolution.symbols.get(owner.name)!.get(symbol)!;
  if (resolved.kind !== 'data' || resolved.segment.strings) return undefined;
  return { symbol, owner: resolved.object, segment: resolved.segment, offset: resolved.offset + addend };
}

function loadThroughDifference(context: TermContext): Expression | undefined {
  const { choices } = context.draft;
  const holder = choices.pickOrNone(context.scope.data);
  const site = holder && choices.pickOrNone(sitesWhere(holder, isRelative));
  if (holder === undefined || site === undefined) return undefined;
  const target = aimOf(context, holder.owner, site.symbol, site.addend);
  if (target === undefined) return undefined;
  const relative: Place = { from: 'relative', at: addressAt(holder, site.offset) };
  const size = target.segment.bytes.length / 2;
  const readable = target.offset >= 0 && target.offset < size;
  if (readable && !target.segment.sites.some((held) => touches(held, target.offset, target.offset + 1))) {
    return { op: 'load', place: relative, bytes: 1 };
  }
  const direct = context.scope.data.find(({ segment }) => segment === target.segment);
  return direct && { op: 'distance', from: addressAt(direct, direct.offset), to: relative };
}

/** Two symbols of one segment, or of two: aliases are equal, different payloads never are. */
function sameAddress(context: TermContext): Expression | undefined {
  const { choices } = context.draft;
  const solid = context.scope.data.filter(({ segment }) => segment.bytes.length > 0 && !segment.strings);
  const left = choices.pickOrNone(solid);
  if (left === undefined) return undefined;
  const right = choices.pick(solid);
  const spot = choices.below(left.segment.bytes.length / 2);
  const other =
    left.segment === right.segment && choices.percent(60) ? spot : choices.below(right.segment.bytes.length / 2);
  return { op: 'same-address', left: addressAt(left, spot), right: addressAt(right, other) };
}

function aligned(context: TermContext): Expression | undefined {
  const { draft } = context;
  const visible = draft.choices.pickOrNone(context.scope.data.filter(({ segment }) => !segment.strings));
  if (visible === undefined) return undefined;
  const alignLog2 = draft.choices.between(0, visible.segment.alignLog2);
  const addend = draft.choices.percent(50) ? 0 - visible.offset : addendFor(draft, visible);
  return { op: 'aligned', place: { from: 'symbol', symbol: visible.symbol, addend, how: 'sleb' }, alignLog2 };
}

function nullAddress(context: TermContext): Expression | undefined {
  const { choices } = context.draft;
  const { nullData, data } = context.scope;
  const absent = choices.percent(60) ? choices.pickOrNone(nullData) : undefined;
  if (absent !== undefined) {
    const addend = choices.pick([0, 0, 8, -4, 128]);
    return { op: 'null-address', place: { from: 'symbol', symbol: absent, addend, how: 'sleb' } };
  }
  const visible = choices.pickOrNone(data.filter(({ segment }) => segment.bytes.length > 0 && !segment.strings));
  return visible && { op: 'null-address', place: addressAt(visible, choices.below(visible.segment.bytes.length / 2)) };
}

function distance(context: TermContext): Expression | undefined {
  const { choices } = context.draft;
  const from = choices.pickOrNone(context.scope.data.filter(({ segment }) => !segment.strings));
  if (from === undefined) return undefined;
  const to = choices.pick(context.scope.data.filter(({ segment }) => segment === from.segment));
  const place = (visible: VisibleData): Place => ({
    from: 'symbol',
    symbol: visible.symbol,
    addend: addendFor(context.draft, visible),
    how: 'sleb',
  });
  return { op: 'distance', from: place(from), to: place(to) };
}

function apart(context: TermContext): Expression | undefined {
  const { choices } = context.draft;
  const plain = context.scope.data.filter(({ segment }) => !segment.strings);
  const left = choices.pickOrNone(plain);
  if (left === undefined) return undefined;
  const right = choices.pick(plain);
  const [leftSize, rightSize] = [left, right].map(({ segment }) => segment.bytes.length / 2);
  return {
    op: 'apart',
    left: addressAt(left, 0),
    leftSize: leftSize!,
    right: addressAt(right, 0),
    rightSize: rightSize!,
  };
}

function readGlobal(context: TermContext): Expression | undefined {
  const global = context.draft.choices.pickOrNone(context.scope.globals);
  return global && { op: 'get-global', symbol: global.symbol };
}

function inFrame(context: TermContext, depth: number): Expression {
  return { op: 'in-frame', value: depth > 0 ? anyTerm(context, depth - 1) : constant(context) };
}

/** What C does with a weak declaration: call it only if it is there. */
function guardedCall(context: TermContext): Expression | undefined {
  const absent = context.draft.choices.pickOrNone(context.scope.nullFunctions);
  return absent && guarded(context, absent);
}

export function guarded(
  context: TermContext,
  { symbol, signature }: { readonly symbol: string; readonly signature: Signature },
): Expression {
  const { tableless } = context.draft;
  return {
    op: 'if',
    // Without a table nobody can ask whether it is there.
    condition: tableless ? { op: 'constant', value: 1 } : { op: 'null-function', slot: { from: 'symbol', symbol } },
    whenTrue: constant(context),
    whenFalse: { op: 'call', symbol, arguments: argumentsFor(context, signature, 0) },
  };
}

/** How long a section is, whether its first entry is one that is known by name, what its first bytes are. */
export function boundary(context: TermContext): Expression | undefined {
  const { draft, scope } = context;
  const [start, stop] = ['__start_registry', '__stop_registry'].map((name) =>
    scope.synthetic.find((symbol) => symbol.name === name),
  );
  if (start === undefined || stop === undefined) return undefined;
  const place = (symbol: string, addend: number): Place => ({ from: 'symbol', symbol, addend, how: 'sleb' });
  const entry = scope.data.find(({ segment }) => segment.name === 'registry');
  switch (draft.choices.below(entry === undefined ? 2 : 3)) {
    case 0:
      return { op: 'distance', from: place(start.symbol, 0), to: place(stop.symbol, 0) };
    case 1:
      return { op: 'load', place: place(start.symbol, draft.choices.below(4)), bytes: 1 };
    default:
      return { op: 'same-address', left: place(start.symbol, 0), right: place(entry!.symbol, 0) };
  }
}

function synthetic(context: TermContext): Expression | undefined {
  const found = context.draft.choices.pickOrNone(context.scope.synthetic);
  if (found === undefined) return undefined;
  const place: Place = { from: 'symbol', symbol: found.symbol, addend: 0, how: 'sleb' };
  return { op: 'aligned', place, alignLog2: syntheticAlignLog2(found.name) };
}
