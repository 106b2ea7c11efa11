import { describe, expect, test } from 'vitest';
import { isReferenceType, isValueType, valueTypeName } from './constants.ts';

describe('value types by their codes', () => {
  test.each([
    [0x7f, 'i32', false],
    [0x7e, 'i64', false],
    [0x7d, 'f32', false],
    [0x7c, 'f64', false],
    [0x7b, 'v128', false],
    [0x70, 'funcref', true],
    [0x6f, 'externref', true],
    [0x69, 'exnref', true],
  ])('%d is %s', (code, name, reference) => {
    expect([isValueType(code), valueTypeName(code), isReferenceType(code)]).toEqual([true, name, reference]);
  });

  test.each([0, 0x40, 0x68, 0x6e, 0x71, 0x7a, 0x80])('%d is none', (code) => {
    expect([isValueType(code), valueTypeName(code), isReferenceType(code)]).toEqual([false, 'unknown', false]);
  });
});
