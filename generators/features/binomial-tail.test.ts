import { expect, test } from 'vitest';
import { binomialTail } from './binomial-tail.ts';

test.each([
  [0, 10, 0.5, 1 / 1024],
  [1, 10, 0.5, 11 / 1024],
  [5, 10, 0.5, 638 / 1024],
  [10, 10, 0.5, 1],
  [0, 500, 0.02, 0.98 ** 500],
  [3, 10, 0, 1],
  [9, 10, 1, 0],
  // Half of the time, a few more for the count itself.
  [1000, 2000, 0.5, 0.5 + Math.exp(-0.5 * Math.log(2000 * Math.PI * 0.5)) / 2],
])('so few as %i of %i are as likely as %f says', (hits, cases, share, expected) => {
  expect(binomialTail(hits, cases, share)).toBeCloseTo(expected, 5);
});

test('what is far below its share is as good as impossible', () => {
  expect(binomialTail(10, 500, 0.08)).toBeLessThan(1e-6);
  expect(binomialTail(20, 500, 0.08)).toBeGreaterThan(1e-6);
});
