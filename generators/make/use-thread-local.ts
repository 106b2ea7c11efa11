/**
 * Compiles what programs say of thread-local data: once it is known where every name leads, an address of such data
 * counts from `__tls_base`, or, in position-independent code of threads that are all started, comes from the GOT; always
 * from there when a loader may choose another module's.
 * Without shared memory there is nothing to do: it is data like any other.
 */

import { goesThroughGot, isDynamic } from '../model/output-mode.ts';
import { reach } from '../model/reach.ts';
import { type Resolution, resolve } from '../model/resolve.ts';
import type { PlacedSegment } from '../model/section-boundaries.ts';
import { isOfThread, threadStorageOf } from '../model/thread-storage.ts';
import { mapPlaces } from '../scenario/expression-tree.ts';
import type { Expression, Place, Scenario, ScenarioSegment } from '../scenario/scenario.ts';
import { isPointer, touches } from '../scenario/site-kinds.ts';
import { lookName } from './cast-threads.ts';
import type { Draft, DraftObject } from './draft.ts';

export function useThreadLocal(draft: Draft, resolution: Resolution): void {
  if (!draft.threadLocal || !draft.options.sharedMemory) return;
  for (const object of draft.objects) {
    const symbols = resolution.symbols.get(object.name)!;
    const change = (place: Place): Place => {
      const leads = place.from === 'symbol' ? symbols.get(place.symbol) : undefined;
      if (leads?.kind !== 'data' || !isOfThread(leads.segment, draft.options)) return place;
      const named = place as Extract<Place, { from: 'symbol' }>;
      const symbol = object.symbols.find(({ id }) => id === named.symbol)!;
      const isFromLoader = goesThroughGot(leads, resolution, symbol, draft.options);
      return ofThread(draft, object, { place: named, isFromLoader });
    };
    for (const lowered of object.functions) lowered.body = mapPlaces(lowered.body, change);
  }
}

interface Named {
  readonly place: Extract<Place, { from: 'symbol' }>;
  /** Another module may define it. */
  readonly isFromLoader: boolean;
}

function ofThread(draft: Draft, object: DraftObject, { place, isFromLoader }: Named): Place {
  const { from, symbol, addend, base = 0 } = place;
  const isPositionIndependent = draft.positionIndependent.has(object) && draft.startsFirstThread;
  // What starts the thread cannot use what that fills.
  const mayUseGot = isPositionIndependent && place.how !== 'tls' && draft.choices.percent(70);
  return { from, symbol, addend: addend + base, how: isFromLoader || mayUseGot ? 'got' : 'tls' };
}

/**
 * Gives the program that looks from the base something to look at. Changes nothing about what is kept, which is known only
 * now: a call that its callee does not fit leads nowhere.
 */
export function aimLook(draft: Draft, scenario: Scenario): void {
  const look = draft.looker?.functions.find(({ id }) => id === lookName);
  if (look === undefined) return;
  const resolution = resolve(scenario);
  const { placed } = threadStorageOf(resolution, reach(scenario, resolution).kept);
  const spots = placed.flatMap(({ segment, offset }) => {
    return freeEnds(segment).map((spot) => offset + spot);
  });
  const bytes = draft.choices.sample(spots, draft.choices.between(1, 4)).map((plus): Expression => {
    return { op: 'load', place: { from: 'thread-base', plus }, bytes: 1 };
  });
  const terms = [...bytes, ...draft.choices.sample(throughPointers(draft, resolution, placed), 3)];
  if (terms.length > 0) look.body = { statements: [], result: { op: 'mix', terms } };
}

function freeEnds({ bytes, sites }: ScenarioSegment): number[] {
  const size = bytes.length / 2;
  const ends = [0, size - 1].filter((spot, i) => spot >= i && spot < size);
  return ends.filter((spot) => !sites.some((site) => touches(site, spot, spot + 1)));
}

/** What pointers in thread-local data lead to. Where a loader says addresses, starting the thread fills them. */
function throughPointers(draft: Draft, resolution: Resolution, placed: readonly PlacedSegment[]): Expression[] {
  if (isDynamic(draft.options) && !draft.startsFirstThread) return [];
  return placed.flatMap(({ object, segment, offset }) =>
    segment.sites.flatMap((site): Expression[] => {
      const target = resolution.symbols.get(object.name)!.get(site.symbol);
      if (!isPointer(site.kind) || target?.kind !== 'data' || target.segment.strings) return [];
      const at: Place = { from: 'thread-base', plus: offset + site.offset };
      return freeEnds(target.segment).map((spot) => {
        const plus = spot - target.offset - site.addend;
        return { op: 'load', place: { from: 'memory', at, plus }, bytes: 1 };
      });
    }),
  );
}
