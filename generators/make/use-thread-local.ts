/**
 * Compiles what programs say of thread-local data: once it is known where every name leads, an address of such data
 * counts from `__tls_base`, or, in position-independent code of threads that are all started, comes from the GOT.
 * Without shared memory there is nothing to do: it is data like any other.
 */

import { reach } from '../model/reach.ts';
import { type Resolution, resolve } from '../model/resolve.ts';
import { isOfThread, threadStorageOf } from '../model/thread-storage.ts';
import { mapPlaces } from '../scenario/expression-tree.ts';
import type { Expression, Place, Scenario } from '../scenario/scenario.ts';
import { touches } from '../scenario/site-kinds.ts';
import { lookName } from './cast-threads.ts';
import type { Draft, DraftObject } from './draft.ts';

export function useThreadLocal(draft: Draft, resolution: Resolution): void {
  if (!draft.threadLocal || !draft.options.sharedMemory) return;
  for (const object of draft.objects) {
    const symbols = resolution.symbols.get(object.name)!;
    const change = (place: Place): Place => {
      const leads = place.from === 'symbol' ? symbols.get(place.symbol) : undefined;
      if (leads?.kind !== 'data' || !isOfThread(leads.segment, draft.options)) return place;
      return ofThread(draft, object, place as Extract<Place, { from: 'symbol' }>);
    };
    for (const lowered of object.functions) lowered.body = mapPlaces(lowered.body, change);
  }
}

function ofThread(draft: Draft, object: DraftObject, place: Extract<Place, { from: 'symbol' }>): Place {
  const { from, symbol, addend, base = 0 } = place;
  const isPositionIndependent = draft.positionIndependent.has(object) && draft.startsFirstThread;
  // What starts the thread cannot use what that fills.
  const how = isPositionIndependent && place.how !== 'tls' && draft.choices.percent(70) ? 'got' : 'tls';
  return { from, symbol, addend: addend + base, how };
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
    const size = segment.bytes.length / 2;
    const ends = [0, size - 1].filter((spot, i) => spot >= i && spot < size);
    const free = ends.filter((spot) => !segment.sites.some((site) => touches(site, spot, spot + 1)));
    return free.map((spot) => offset + spot);
  });
  const terms = draft.choices.sample(spots, draft.choices.between(1, 4)).map((plus): Expression => {
    return { op: 'load', place: { from: 'thread-base', plus }, bytes: 1 };
  });
  if (terms.length > 0) look.body = { statements: [], result: { op: 'mix', terms } };
}
