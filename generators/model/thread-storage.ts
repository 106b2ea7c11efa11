/**
 * Thread-local data as the linker lays it out: all kept thread-local segments in link order, each aligned, in one block
 * that every thread has a copy of. Here since the model's programs, exports and the generator ask the same.
 * Not here: what a copy holds while programs run (`thread-state.ts`).
 */

import type { LinkOptions, ScenarioObject, ScenarioSegment } from '../scenario/scenario.ts';
import type { Resolution } from './resolution.ts';
import { type PlacedSegment, placeSegments } from './section-boundaries.ts';

export interface ThreadStorage {
  readonly placed: readonly PlacedSegment[];
  /** `__tls_size` */
  readonly size: number;
  /** `__tls_align`, in bytes; 0 without thread-local data. */
  readonly alignment: number;
}

export function threadStorageOf(
  resolution: Resolution,
  kept: { has(segment: ScenarioSegment): boolean },
): ThreadStorage {
  const { placed, size } = placeSegments(resolution, kept, ({ threadLocal }) => threadLocal !== undefined);
  const alignments = placed.map(({ segment }) => 2 ** segment.alignLog2);
  return { placed, size, alignment: Math.max(0, ...alignments) };
}

/** Enough memory for the storage, whichever of these segments are kept and in whatever order. */
export function roomForThread(objects: readonly ScenarioObject[]): {
  readonly bytes: number;
  readonly alignLog2: number;
} {
  const segments = objects.flatMap((object) => object.segments.filter(({ threadLocal }) => threadLocal !== undefined));
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes.length / 2 + 2 ** segment.alignLog2 - 1, 0);
  return { bytes, alignLog2: Math.max(0, ...segments.map(({ alignLog2 }) => alignLog2)) };
}

/** Each thread has its own: without shared memory there is one thread, and its data lies where other data does. */
export function isOfThread({ threadLocal }: ScenarioSegment, { sharedMemory }: LinkOptions): boolean {
  return threadLocal !== undefined && sharedMemory === true;
}

/** What the linker defines for threads, and as what it is exported. */
export const threadSymbols: ReadonlyMap<string, 'function' | 'global'> = new Map([
  ['__wasm_init_tls', 'function'],
  ['__tls_base', 'global'],
  ['__tls_size', 'global'],
  ['__tls_align', 'global'],
]);
