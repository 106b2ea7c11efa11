import { expect, test } from 'vitest';
import { firstSeed, isSampled } from './sampling.ts';

test.each([
  [4, 1],
  [8, 2],
  [32, 3],
])('isSampled takes about one seed in %d, always the same ones', (every, salt) => {
  const taken = (offset: number) => Array.from({ length: 4_000 }, (_, i) => isSampled(i + offset, { every, salt }));
  for (const offset of [0, -2_000, 123_456_789_012]) {
    const count = taken(offset).filter(Boolean).length;
    expect(count).toBeGreaterThan((4_000 / every) * 0.7);
    expect(count).toBeLessThan((4_000 / every) * 1.3);
    expect(taken(offset)).toEqual(taken(offset));
  }
});

test('isSampled takes other seeds for another salt', () => {
  const taken = (salt: number) =>
    Array.from({ length: 400 }, (_, i) => (isSampled(i, { every: 8, salt }) ? i : -1)).filter((i) => i >= 0);
  expect(taken(1)).not.toEqual(taken(2));
});

test('firstSeed is the first that is taken, or not', () => {
  const sample = { every: 5, salt: 9 };
  const seed = firstSeed(sample);
  expect(Array.from({ length: seed + 1 }, (_, i) => isSampled(i, sample))).toEqual([...Array(seed).fill(false), true]);
  expect(isSampled(firstSeed(sample, false), sample)).toBe(false);
});
