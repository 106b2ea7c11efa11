import { describe, expect, it } from 'vitest';
import { isGrowing, memoryTrend } from './memory-trend.ts';
import type { TimelinePoint } from './timeline.ts';

const minute = 60_000;

/** One point a minute, 1,000 cases each. */
const points = (rssOf: (minutes: number) => number, minutes = 60): TimelinePoint[] =>
  Array.from({ length: minutes }, (_, at) => ({
    elapsedMs: (at + 1) * minute,
    cases: (at + 1) * 1_000,
    findings: 0,
    features: 1,
    rssMiB: rssOf(at),
    heapMiB: 20,
  }));

describe('memoryTrend', () => {
  it.each<[string, (minutes: number) => number, perHour: number, growing: boolean]>([
    ['is flat', () => 400, 0, false],
    ['rises at the start only', (at) => 100 + Math.min(at, 20) * 15, 0, false],
    ['rises by 2 MiB a minute', (at) => 300 + at * 2, 120, true],
    ['rises by little', (at) => 300 + at / 10, 6, false],
    ['falls', (at) => 500 - at, -60, false],
    ['goes up and down', (at) => 400 + (at % 5) * 20, 0, false],
    ['has one point that stands out', (at) => (at === 50 ? 4_000 : 400), 0, false],
  ])('of one that %s', (_, rssOf, perHour, growing) => {
    const trend = memoryTrend(points(rssOf))!;
    expect([trend.mibPerHour, isGrowing(trend)]).toEqual([perHour, growing]);
    expect(trend).toMatchObject({ overMs: 29 * minute, overCases: 29_000 });
    expect(trend.mibPer10kCases).toBeCloseTo(perHour / 6, 1);
  });

  it('says nothing of few points, and nothing of growth in a short time', () => {
    expect(memoryTrend(points(() => 400, 6))).toBeUndefined();
    expect(isGrowing(memoryTrend(points((at) => 100 + at * 50, 8))!)).toBe(false);
  });

  it('looks at the points of its own process', () => {
    const two = points((at) => (at < 30 ? 1_000 + at * 10 : 300));
    expect(memoryTrend(two, 30 * minute)).toMatchObject({ rssMiB: 300, mostRssMiB: 300, mibPerHour: 0 });
    expect(memoryTrend(two)).toMatchObject({ mostRssMiB: 1_290 });
  });
});
