import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchForNobody } from './nobody-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each<[string, (number | undefined)[], number]>([
  ['nobody came', [0, 0, 0], 1],
  ['somebody was there', [1, 2, 1], 0],
  ['all went', [2, 1, 0, 0], 1],
  ['all went twice', [1, 0, 3, 0], 2],
  ['Redis did not say', [1, undefined, undefined, 1], 0],
  ['Redis came back without them', [1, undefined, 0], 1],
])('where %s (%j), it is said %i times', async (_, counts, times) => {
  const left = [...counts];
  let said = 0;
  const stop = watchForNobody(
    async () => left.shift(),
    () => void said++,
  );
  await vi.advanceTimersByTimeAsync(5_000 * counts.length);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([said, left]).toEqual([times, []]);
});
