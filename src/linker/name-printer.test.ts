import { expect, test } from 'vitest';
import { namePrinter } from './name-printer.ts';
import { defaultOptions } from './options.ts';

const names = ['_Z1f1AS_', 'plain', '_Z1gv', '_Z1h1AS_S_'];

test.each([
  [Number.POSITIVE_INFINITY, ['f(A, A)', 'plain', 'g()', 'h(A, A, A)']],
  [1, ['f(A, A)', 'plain', 'g()', 'h(A, A, A)']],
  [-1, names],
])('names may become longer by %d', (growth, printed) => {
  expect(names.map(namePrinter(defaultOptions, growth))).toEqual(printed);
});

test('from the first that is too long on, names stay as they are', () => {
  const doubling = '_Z1f1PI1AS0_E1QIS1_S1_E1RIS2_S2_E1SIS3_S3_E';
  const long = namePrinter(defaultOptions)(doubling);
  expect(long.length).toBeGreaterThan(doubling.length + 10);
  const growth = long.length - doubling.length;
  const listed = [doubling, '_Z1gv', doubling, '_Z1gv'];
  expect(listed.map(namePrinter(defaultOptions, growth))).toEqual([long, 'g()', doubling, '_Z1gv']);
});
