/**
 * `__start_x` and `__stop_x`: where the output's segments called x begin and end. They are there when some input segment
 * of that name is retained; between them lie all kept ones, in link order, each aligned.
 */

import type { ScenarioObject, ScenarioSegment } from '../scenario/scenario.ts';
import type { Resolution } from './resolution.ts';

export interface Boundary {
  readonly section: string;
  readonly end: boolean;
}

export function boundaryNamed(name: string): Boundary | undefined {
  const match = /^__(start|stop)_(\w+)$/.exec(name);
  return match === null ? undefined : { section: match[2]!, end: match[1] === 'stop' };
}

export function hasRetainedSegment(objects: readonly ScenarioObject[], section: string): boolean {
  return objects.some(({ segments }) => segments.some(({ name, retain }) => name === section && retain === true));
}

export interface PlacedSegment {
  readonly object: ScenarioObject;
  readonly segment: ScenarioSegment;
  /** From the start of the section. */
  readonly offset: number;
}

/** The section's kept segments with their places, and its size. */
export function placeSection(
  resolution: Resolution,
  kept: { has(segment: ScenarioSegment): boolean },
  section: string,
): { readonly placed: readonly PlacedSegment[]; readonly size: number } {
  return placeSegments(resolution, kept, ({ name, threadLocal }) => name === section && threadLocal === undefined);
}

/** Of all kept segments, those that lie together. */
export function placeSegments(
  { included }: Resolution,
  kept: { has(segment: ScenarioSegment): boolean },
  isWanted: (segment: ScenarioSegment) => boolean,
): { readonly placed: readonly PlacedSegment[]; readonly size: number } {
  const placed: PlacedSegment[] = [];
  let size = 0;
  for (const object of included) {
    for (const segment of object.segments) {
      if (!isWanted(segment) || !kept.has(segment)) continue;
      const alignment = 2 ** segment.alignLog2;
      const offset = Math.ceil(size / alignment) * alignment;
      placed.push({ object, segment, offset });
      size = offset + segment.bytes.length / 2;
    }
  }
  return { placed, size };
}
