import { expect, it } from 'vitest';
import { calledByWrapper } from './wrapper.ts';

const i32 = 0x7f;

it.each<[string, number, number[], number[]]>([
  ['constructors, the function, destructors', 0, [0, 0x10, 1, 0x10, 2, 0x10, 3, 0x0b], [1, 2, 3]],
  ['constructors, the function', 0, [0, 0x10, 1, 0x10, 2, 0x0b], [1, 2]],
  ['constructors, the function with parameters', 2, [0, 0x10, 1, 0x20, 0, 0x20, 1, 0x10, 0x82, 1, 0x0b], [130]],
  ['the function with parameters, destructors', 1, [0, 0x20, 0, 0x10, 2, 0x10, 3, 0x0b], [2, 3]],
  ['a function that calls one other', 0, [0, 0x10, 1, 0x0b], []],
  ['four calls', 0, [0, 0x10, 1, 0x10, 2, 0x10, 3, 0x10, 4, 0x0b], []],
  ['parameters in another order', 2, [0, 0x10, 1, 0x20, 1, 0x20, 0, 0x10, 2, 0x0b], []],
  ['locals', 0, [1, 1, i32, 0x10, 1, 0x10, 2, 0x0b], []],
  ['something else', 0, [0, 0x10, 1, 0x10, 2, 0x1a, 0x0b], []],
  ['something behind', 0, [0, 0x10, 1, 0x10, 2, 0x0b, 0x0b], []],
])('calledByWrapper of %s', (_, parameters, body, expected) => {
  const type = { parameters: Array(parameters).fill(i32), results: [] };
  expect(calledByWrapper(Uint8Array.from(body), type)).toEqual(expected);
});
