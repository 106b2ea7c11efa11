/**
 * How a campaign went: a few hundred points in time, however long it ran. When they become too many every second one goes,
 * and the next ones come half as often.
 */

export interface TimelinePoint {
  /** Of all sessions. */
  readonly elapsedMs: number;
  readonly cases: number;
  readonly findings: number;
  /** Feature words seen so far. */
  readonly features: number;
  /** Memory of the whole process. */
  readonly rssMiB: number;
  /** The largest heap of a worker since the point before. */
  readonly heapMiB: number;
}

export interface Timeline {
  /** At least so far apart. */
  readonly everyMs: number;
  readonly points: readonly TimelinePoint[];
}

const mostPoints = 240;

export const emptyTimeline: Timeline = { everyMs: 1_000, points: [] };

export const isDue = ({ everyMs, points }: Timeline, elapsedMs: number): boolean =>
  elapsedMs - (points.at(-1)?.elapsedMs ?? 0) >= everyMs;

export function addPoint({ everyMs, points }: Timeline, point: TimelinePoint): Timeline {
  const all = [...points, point];
  if (all.length <= mostPoints) return { everyMs, points: all };
  return { everyMs: everyMs * 2, points: all.filter((_, at) => at % 2 === 1) };
}
