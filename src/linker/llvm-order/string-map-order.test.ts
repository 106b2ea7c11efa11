/**
 * The orders are those of `wasm-ld` 19: of the archive members that `--export=` of each key extracts (a `StringSet`), and
 * of the warnings about symbols whose signatures disagree (a `DenseMap`). They are given as places in the keys' order.
 * Numbers of keys lie around the sizes at which a table is doubled.
 */
import { describe, expect, test } from 'vitest';
import { denseMapOrder, stringMapOrder } from './string-map-order.ts';

const short = (count: number) => Array.from({ length: count }, (_, at) => `f${at}`);
const mangled = (count: number) => Array.from({ length: count }, (_, at) => `_ZN4some9namespace8functionILi${at}EEEvv`);
/** Longer than the 64 bytes that a key's hash takes in at a time. */
const long = (count: number) => Array.from({ length: count }, (_, at) => `${'x'.repeat(8 * at + 70)}${at}`);

type Row = readonly [what: string, keys: readonly string[], order: readonly number[]];

const stringMapOrders: readonly Row[] = [
  ['no key', [], []],
  ['a key', short(1), [0]],
  ['12 keys', short(12), [10, 1, 5, 7, 2, 3, 0, 6, 4, 9, 8, 11]],
  ['13 keys', short(13), [1, 5, 12, 10, 2, 7, 4, 3, 0, 6, 8, 9, 11]],
  ['24 keys', short(24), [13, 1, 5, 20, 12, 10, 2, 7, 16, 4, 17, 14, 22, 21, 23, 3, 18, 0, 6, 8, 9, 15, 19, 11]],
  ['25 keys', short(25), [1, 5, 12, 10, 2, 7, 16, 21, 22, 3, 0, 6, 15, 9, 19, 11, 13, 20, 4, 14, 23, 17, 24, 18, 8]],
  [
    '49 keys',
    short(49),
    [
      37, 25, 7, 10, 2, 38, 21, 22, 41, 32, 0, 9, 34, 47, 11, 20, 44, 31, 24, 42, 18, 35, 43, 1, 5, 46, 27, 12, 16, 45,
      30, 3, 6, 15, 48, 19, 13, 28, 36, 40, 4, 14, 26, 23, 17, 29, 33, 8, 39,
    ],
  ],
  ['13 long keys', mangled(13), [10, 6, 4, 7, 12, 0, 8, 9, 2, 5, 1, 11, 3]],
];

const denseMapOrders: readonly Row[] = [
  ['no key', [], []],
  ['a key', short(1), [0]],
  [
    '47 keys',
    short(47),
    [
      43, 28, 29, 23, 0, 21, 45, 27, 25, 32, 6, 20, 18, 40, 1, 13, 30, 34, 35, 42, 15, 3, 4, 10, 14, 26, 8, 36, 9, 12,
      38, 33, 5, 24, 2, 16, 7, 44, 19, 31, 37, 22, 41, 46, 11, 17, 39,
    ],
  ],
  [
    '48 keys',
    short(48),
    [
      29, 25, 1, 30, 15, 4, 14, 33, 26, 38, 12, 24, 16, 44, 31, 37, 22, 11, 17, 43, 28, 36, 23, 0, 21, 45, 27, 32, 6,
      20, 18, 40, 13, 34, 42, 35, 41, 3, 10, 47, 8, 9, 5, 2, 7, 19, 46, 39,
    ],
  ],
  [
    '96 keys',
    short(96),
    [
      60, 48, 74, 92, 29, 54, 86, 52, 76, 85, 33, 26, 38, 71, 77, 59, 75, 58, 24, 16, 44, 31, 37, 22, 94, 56, 81, 87,
      72, 90, 49, 65, 28, 36, 23, 40, 32, 6, 41, 66, 47, 13, 3, 80, 8, 53, 64, 70, 2, 78, 7, 55, 79, 19, 39, 69, 63, 68,
      25, 1, 30, 91, 15, 4, 14, 84, 12, 51, 57, 93, 62, 11, 17, 95, 43, 82, 61, 67, 0, 21, 45, 27, 20, 88, 18, 42, 34,
      83, 35, 10, 9, 5, 50, 73, 89, 46,
    ],
  ],
  ['13 long keys', mangled(13), [1, 4, 6, 3, 12, 8, 9, 2, 0, 5, 7, 11, 10]],
  ['9 very long keys', long(9), [4, 1, 6, 5, 8, 7, 3, 0, 2]],
];

describe.each([
  { name: 'stringMapOrder', orderOf: stringMapOrder, rows: stringMapOrders },
  { name: 'denseMapOrder', orderOf: denseMapOrder, rows: denseMapOrders },
])('$name', ({ orderOf, rows }) => {
  test.each(rows)('of %s is as wasm-ld walks it', (_what, keys, order) => {
    expect(orderOf(keys).map((key) => keys.indexOf(key))).toEqual(order);
  });

  test('counts a key that comes again once, where it came first', () => {
    expect(orderOf([...short(13), ...short(13)])).toEqual(orderOf(short(13)));
  });

  test('keeps every key, of any characters', () => {
    const keys = Array.from({ length: 1000 }, (_, at) => `é€😀${String.fromCharCode(at)}`);
    expect(orderOf(keys).sort()).toEqual([...keys].sort());
  });
});
