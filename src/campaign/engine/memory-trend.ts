/**
 * Whether a campaign's memory is flat: the slope of the resident memory over the last half of its timeline, when start-up
 * is long over. The slope is the median of those between all pairs of points (Theil and Sen's), which a few points that
 * stand out, as after a garbage collection, do not move.
 * In: a timeline's points. Out: figures. Not here: how they are told (`src/report/words.ts`).
 */
import type { TimelinePoint } from './timeline.ts';

export interface MemoryTrend {
  /** Median of the last half. */
  readonly rssMiB: number;
  readonly mostRssMiB: number;
  /** What the last half is: the slopes are as good as this is long. */
  readonly overMs: number;
  readonly overCases: number;
  readonly mibPerHour: number;
  readonly mibPer10kCases: number;
}

/** `from`: points before it are another process's. Undefined when there are too few to say anything. */
export function memoryTrend(points: readonly TimelinePoint[], from = 0): MemoryTrend | undefined {
  const own = points.filter(({ elapsedMs }) => elapsedMs > from);
  const half = own.slice(own.length >> 1);
  const [first, last] = [half[0], half.at(-1)];
  if (half.length < fewestPoints || first === undefined || last === undefined) return undefined;
  const over = (x: (point: TimelinePoint) => number) => tenth(slope(half.map((point) => [x(point), point.rssMiB])));
  return {
    rssMiB: median(half.map(({ rssMiB }) => rssMiB)),
    mostRssMiB: own.reduce((most, { rssMiB }) => Math.max(most, rssMiB), 0),
    overMs: last.elapsedMs - first.elapsedMs,
    overCases: last.cases - first.cases,
    mibPerHour: over(({ elapsedMs }) => elapsedMs / 3_600_000),
    mibPer10kCases: over(({ cases }) => cases / 10_000),
  };
}

/** It rose by a tenth in a time that is long enough to believe it. */
export const isGrowing = ({ rssMiB, overMs, mibPerHour }: MemoryTrend): boolean =>
  overMs >= longEnoughMs && mibPerHour * (overMs / 3_600_000) > rssMiB / 10;

const fewestPoints = 4;
const longEnoughMs = 300_000;

type Point = readonly [x: number, y: number];

function slope(points: readonly Point[]): number {
  const slopes = points.flatMap(([x, y], at) =>
    points.slice(at + 1).flatMap(([later, its]) => (later > x ? [(its - y) / (later - x)] : [])),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
