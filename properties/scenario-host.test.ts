import { describe, expect, test } from 'vitest';
import type { Signature, ValueTypeName } from '../generators/scenario/scenario.ts';
import { foldResults, hostValue, resultAt, throughType } from '../generators/scenario/values.ts';
import { foldWasm, fromWasm, scenarioHost, toWasm } from './scenario-host.ts';

const types: readonly ValueTypeName[] = ['i32', 'i64', 'f32', 'f64'];
const numbers = [0, 1, -1, 0x7fffffff, -0x80000000, 0x123456, -0x1234567];

describe.each(types)('an i32 through %s', (type) => {
  test.each(numbers)('%d', (number) => {
    expect(fromWasm(toWasm(number, type), type)).toBe(throughType(number, type));
  });
});

test.each([
  [1.5, 'f64'],
  [-1, 'f32'],
  [2 ** 24, 'f32'],
  [2 ** 31, 'f64'],
  [2n ** 31n, 'i64'],
  [1, 'i64'],
  [1n, 'i32'],
  [null, 'i32'],
  [Number.NaN, 'f64'],
] as const)('no i32 becomes %s of %s', (value, type) => {
  expect(fromWasm(value, type)).toBeUndefined();
});

test('results fold as the model folds them, and only when there are as many', () => {
  const signature: Signature = { parameters: [], results: types };
  const values = types.map((type, i) => toWasm(resultAt(-12345678, i), type));
  expect(foldWasm(values, signature)).toBe(foldResults(-12345678, signature));
  expect(foldWasm(values.slice(1), signature)).toBeUndefined();
  expect(foldWasm([], { parameters: [], results: [] })).toBe(0);
});

test('the host answers as the model says', () => {
  const type = { parameters: [0x7e, 0x7d], results: [0x7f, 0x7e] };
  const value = hostValue('env', 'f', [-5, 7]);
  const results = scenarioHost.call?.('env', 'f', [-5n, 7], type);
  expect(results).toEqual([value, BigInt(resultAt(value, 1))]);
});
