import { expect, test } from 'vitest';
import type { ValueTypeName } from '../scenario/scenario.ts';
import { assignedValue, foldGlobal, initialValue } from './global-values.ts';

const folded = (type: ValueTypeName, init: number) => foldGlobal(type, initialValue(type, init));

test.each<[ValueTypeName, number, number]>([
  ['i32', -5, -5],
  ['i64', 7, 7],
  // The high half is 1.
  ['i64', 2 ** 32, 1],
  ['i64', -1, 0],
  ['i64', -(2 ** 63), -(2 ** 31)],
  ['f32', 1, 0x3f800000],
  ['f32', 1 + 2 ** -30, 0x3f800000],
  ['f64', 1, 0x3ff00000],
  ['f64', 1 + 2 ** -52, 0x3ff00001],
])('the bits of %s %d', (type, init, expected) => {
  expect(folded(type, init)).toBe(expected);
});

test.each<[ValueTypeName, number, number | bigint]>([
  ['i32', -1, -1],
  ['i64', -1, -1n],
  ['f32', -1, 0xffffff],
  ['f64', -1, -1],
])('%s set to %d', (type, value, expected) => {
  expect(assignedValue(type, value)).toBe(expected);
});
