/**
 * A scenario's twin without threads: no shared memory, one instance, thread-local data as plain data. Makes cases smaller
 * that do not need what threads are for; where a program asks how large a thread's data is, there is no such twin.
 */

import { isPositionIndependent } from '../model/output-mode.ts';
import { threadSymbols } from '../model/thread-storage.ts';
import { mapPlaces } from '../scenario/expression-tree.ts';
import type { Body, Place, Probe, Scenario, ScenarioObject, ScenarioSegment } from '../scenario/scenario.ts';
import { mapObjects } from './edit.ts';

export function withoutThreads(scenario: Scenario): Scenario | undefined {
  const { sharedMemory, ...options } = scenario.options;
  if (!sharedMemory) return undefined;
  const exports = options.exports.filter((name) => !threadSymbols.has(name));
  const probes = scenario.probes.filter(({ thread }) => !thread).map(({ thread: _, ...probe }): Probe => probe);
  const how = isPositionIndependent(options) ? 'rel' : 'sleb';
  const plainPlace = (place: Place): Place =>
    place.from === 'symbol' && place.how === 'tls' ? { ...place, how } : place;
  return mapObjects({ ...scenario, options: { ...options, exports }, probes }, (object) =>
    plainObject(object, plainPlace),
  );
}

function plainObject(object: ScenarioObject, plainPlace: (place: Place) => Place): ScenarioObject {
  return {
    ...object,
    segments: object.segments.map(plainSegment),
    symbols: object.symbols.filter(({ name }) => !threadSymbols.has(name)),
    functions: object.functions.map((lowered) => ({ ...lowered, body: plainBody(lowered.body, plainPlace) })),
  };
}

function plainSegment({ threadLocal, ...segment }: ScenarioSegment): ScenarioSegment {
  return threadLocal === undefined ? segment : { ...segment, name: segment.name.replace(/^[.]t/, '.') };
}

function plainBody(body: Body, plainPlace: (place: Place) => Place): Body {
  const { statements, ...rest } = mapPlaces(body, plainPlace);
  return { ...rest, statements: statements.filter(({ op }) => op !== 'start-thread') };
}
