import { describe, expect, it } from 'vitest';
import { addPoint, emptyTimeline, isDue, type Timeline } from './timeline.ts';

const point = (elapsedMs: number) => ({ elapsedMs, cases: 1, findings: 0, features: 1, rssMiB: 100, heapMiB: 20 });

/** As a campaign fills it that looks every half second. */
function after(ms: number): Timeline {
  let timeline = emptyTimeline;
  for (let now = 0; now <= ms; now += 500) if (isDue(timeline, now)) timeline = addPoint(timeline, point(now));
  return timeline;
}

describe('addPoint', () => {
  it.each([
    [10_000, 10, 1_000],
    [240_000, 240, 1_000],
    [241_000, 120, 2_000],
    [8 * 3_600_000, 225, 128_000],
  ])('keeps few points of %i ms: %i, every %i ms', (ms, points, everyMs) => {
    const timeline = after(ms);
    expect([timeline.points.length, timeline.everyMs]).toEqual([points, everyMs]);
    const gaps = timeline.points.slice(1).map(({ elapsedMs }, at) => elapsedMs - timeline.points[at]!.elapsedMs);
    expect(new Set(gaps)).toEqual(new Set([everyMs]));
  });
});
