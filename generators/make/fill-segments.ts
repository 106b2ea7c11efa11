/**
 * Gives segments their bytes and relocation sites: pointers to data (with addends at edges), pointers relative to their
 * own place, function pointers, and now and then a kind that data seldom holds. Sites prefer the first and the last four
 * bytes, so that neighbours meet by chance; that some do for certain is decided elsewhere (`touching.ts`).
 */

import { goesThroughGot, isDynamic, isPositionIndependent } from '../model/output-mode.ts';
import type { Resolution } from '../model/resolve.ts';
import { isOfThread } from '../model/thread-storage.ts';
import type { ScenarioObject, ScenarioSegment, Site, SiteKind } from '../scenario/scenario.ts';
import { touches } from '../scenario/site-kinds.ts';
import { sizeOf } from './cast-data.ts';
import { type Draft, type DraftSegment, randomHex } from './draft.ts';
import { type Scope, scopeOf, type VisibleData } from './scope.ts';
import { farEdges, nearEdges } from './width-edges.ts';

export function fillSegments(draft: Draft, resolution: Resolution): void {
  for (const object of draft.objects) {
    const all = scopeOf(draft, object, resolution);
    const shared = withoutThreads(draft, all);
    for (const segment of object.segments) {
      if (segment.strings || /^[.]t?bss/.test(segment.name) || draft.finished.has(segment)) continue;
      const scope = isFilledByThread(draft, segment) ? withOwnThread(draft, all, { object, resolution }) : shared;
      if (scope !== undefined) segment.sites = sitesOf(draft, scope, segment);
      segment.bytes = randomHex(draft, sizeOf(segment));
    }
  }
}

/** No constant is the address of what each thread has at another place. */
function withoutThreads({ options }: Draft, scope: Scope): Scope {
  return { ...scope, data: scope.data.filter(({ segment }) => !isOfThread(segment, options)) };
}

/** Where a loader says some addresses, each thread fills the pointers in its own data when it is started. */
function isFilledByThread({ options }: Draft, segment: ScenarioSegment): boolean {
  return isDynamic(options) && isOfThread(segment, options);
}

/**
 * In a module that is moved such pointers may lead to the thread's own data too, unless a loader says where that is: it
 * knows only afterwards.
 */
function withOwnThread(
  draft: Draft,
  scope: Scope,
  { object, resolution }: { readonly object: ScenarioObject; readonly resolution: Resolution },
): Scope | undefined {
  const { options } = draft;
  if (!draft.startsFirstThread) return undefined;
  if (!isPositionIndependent(options)) return withoutThreads(draft, scope);
  const isKnown = ({ symbol: id, segment }: VisibleData): boolean => {
    const symbol = object.symbols.find((one) => one.id === id)!;
    const resolved = resolution.symbols.get(object.name)!.get(id)!;
    return !isOfThread(segment, options) || !goesThroughGot(resolved, resolution, symbol, options);
  };
  return { ...scope, data: scope.data.filter(isKnown) };
}

function sitesOf(draft: Draft, scope: Scope, segment: DraftSegment): Site[] {
  const sites: Site[] = [];
  for (const offset of siteOffsets(draft, segment)) {
    const site = siteAt(draft, scope, { segment, offset });
    if (site !== undefined) sites.push(site);
  }
  return sites;
}

/** In ascending order, each with room for the widest site. */
function siteOffsets(draft: Draft, segment: ScenarioSegment): number[] {
  const { choices } = draft;
  const { bytes } = draft.word;
  const last = sizeOf(segment) - bytes;
  if (last < 0) return [];
  const isFirst = choices.percent(35);
  const isLast = choices.percent(35);
  const offsets = isFirst ? [0] : [];
  const between = choices.weighted([40, 30, 20, 10]);
  for (let i = 0; i < between; i++) {
    const from = (offsets.at(-1) ?? -bytes) + bytes + choices.between(0, 8);
    if (from + bytes <= last) offsets.push(from);
  }
  if (isLast && (offsets.at(-1) ?? -bytes) + bytes <= last) offsets.push(last);
  return offsets;
}

function siteAt(
  draft: Draft,
  scope: Scope,
  { segment: holder, offset }: { readonly segment: ScenarioSegment; readonly offset: number },
): Site | undefined {
  const { choices } = draft;
  const weights = [
    draft.has('data-pointers') ? 50 : 0,
    draft.has('data-pointers') && holder.threadLocal === undefined && !draft.profile.plain ? 10 : 0,
    draft.has('table') ? 30 : 0,
    // What is neither an address nor a slot, the code that fills data at start-up does not know.
    isDynamic(draft.options) || draft.profile.plain ? 0 : 4,
  ];
  switch (choices.weighted(weights)) {
    case 0:
      return pointer(draft, scope, offset);
    case 1: {
      const target = choices.pickOrNone(scope.data.filter(({ segment }) => sizeOf(segment) > 0));
      if (target === undefined) return undefined;
      const place = { symbol: target.symbol, addend: nearAddend(draft, target) };
      return { offset, kind: 'MEMORY_ADDR_LOCREL_I32', ...place };
    }
    case 2:
      return functionSite(draft, scope, offset);
    default:
      return seldomSite(draft, scope, offset);
  }
}

function pointer(draft: Draft, scope: Scope, offset: number): Site | undefined {
  const { choices } = draft;
  const kind = draft.word.pointer;
  const others = [...scope.nullData, ...[...scope.synthetic, ...scope.absolutes].map(({ symbol }) => symbol)];
  if (others.length > 0 && choices.percent(20)) {
    return { offset, kind, symbol: choices.pick(others), addend: choices.pick([0, 0, 8, -1]) };
  }
  const target = choices.pickOrNone(scope.data);
  return target && { offset, kind, symbol: target.symbol, addend: addendFor(draft, target) };
}

const widthEdges: readonly number[] = [...nearEdges, -1, -4];

/** Beyond what 32 bits hold, and where a LEB of such a number gets wider. */
const beyondEdges: readonly number[] = [
  2 ** 31,
  2 ** 32,
  2 ** 32 + 5,
  -(2 ** 31) - 1,
  -(2 ** 33),
  2 ** 34,
  2 ** 41,
  2 ** 48,
];

/** As `nearAddend`, and with 64-bit memory far beyond the segment too. */
export function addendFor(draft: Draft, target: VisibleData): number {
  const far = draft.memory64 && draft.maybe('addends', 12);
  return far ? draft.choices.pick(beyondEdges) : nearAddend(draft, target);
}

/** Mostly to a place within the segment, its end included; sometimes where a LEB gets wider, wherever that is. */
function nearAddend(draft: Draft, { segment, offset }: VisibleData): number {
  const { choices } = draft;
  if (!draft.has('addends')) return 0;
  const size = sizeOf(segment);
  switch (choices.weighted([40, 30, 15, 15])) {
    case 0:
      return 0;
    case 1:
      return choices.between(0, size) - offset;
    case 2:
      return (choices.percent(50) ? size : Math.max(0, size - 1)) - offset;
    default:
      return choices.pick(draft.maybe('wide-addends', 40) ? farEdges : widthEdges);
  }
}

function functionSite(draft: Draft, scope: Scope, offset: number): Site | undefined {
  const symbols = [...scope.functions, ...scope.nullFunctions].map(({ symbol }) => symbol);
  const symbol = draft.choices.pickOrNone(symbols);
  return symbol === undefined ? undefined : { offset, kind: draft.word.slot, symbol, addend: 0 };
}

/** Legal in data, though compilers hardly write them there. */
function seldomSite(draft: Draft, scope: Scope, offset: number): Site | undefined {
  const { choices } = draft;
  const defined = scope.functions.filter(({ payload }) => payload !== undefined);
  switch (choices.below(3)) {
    case 0: {
      const symbol = choices.pickOrNone(defined)?.symbol;
      return symbol === undefined ? undefined : { offset, kind: 'FUNCTION_INDEX_I32', symbol, addend: 0 };
    }
    case 1: {
      const symbol = choices.pickOrNone(defined)?.symbol;
      if (symbol === undefined) return undefined;
      return { offset, kind: draft.word.functionOffset, symbol, addend: choices.between(0, 3) };
    }
    default: {
      const symbol = choices.pickOrNone(scope.globals)?.symbol;
      return symbol === undefined ? undefined : { offset, kind: 'GLOBAL_INDEX_I32', symbol, addend: 0 };
    }
  }
}

/** Bytes that no relocation touches, `bytes` long, in reach of the symbol; its edges first. Undefined when there are none. */
export function freeSpot(draft: Draft, visible: VisibleData, bytes: number): number | undefined {
  const { choices } = draft;
  const [low, high] = reachOf(visible);
  const last = high - bytes;
  if (last < low) return undefined;
  const edges = draft.has('addends') ? [visible.offset + choices.pick(widthEdges), low, last] : [visible.offset];
  const tries = [choices.pick(edges), choices.between(low, last), choices.between(low, last), low, last];
  return tries.find((spot) => spot >= low && spot <= last && isFree(visible.segment, spot, bytes));
}

/** The whole segment; in a segment of strings only the symbol's own string. */
function reachOf({ segment, offset }: VisibleData): [number, number] {
  if (!segment.strings) return [0, sizeOf(segment)];
  let end = offset;
  while (segment.bytes.slice(2 * end, 2 * end + 2) !== '00') end += 1;
  return [offset, end + 1];
}

function isFree({ sites }: ScenarioSegment, spot: number, bytes: number): boolean {
  return !sites.some((site) => touches(site, spot, spot + bytes));
}

export function sitesWhere(visible: VisibleData, isWanted: (kind: SiteKind) => boolean): readonly Site[] {
  return visible.segment.sites.filter(({ kind }) => isWanted(kind));
}
