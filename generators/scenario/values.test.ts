import { expect, test } from 'vitest';
import { bytesFromHex, hexFromBytes } from './hex.ts';
import { foldResults, hostValue, mix, sameSignature, signatureText, throughType } from './values.ts';

test('mixing depends on order and never leaves 32 bits', () => {
  expect(mix(1, 2)).not.toBe(mix(2, 1));
  expect(mix(0x7fffffff, -1) | 0).toBe(mix(0x7fffffff, -1));
});

test.each([
  ['i32', -1, -1],
  ['i64', -1, -1],
  ['f64', -5, -5],
  ['f32', 0x01234567, 0x00234567],
] as const)('an i32 through %s', (type, value, expected) => {
  expect(throughType(value, type)).toBe(expected);
});

test('results fold to one number that tells their order', () => {
  const results = (...types: ('i32' | 'f32')[]) => ({ parameters: [], results: types });
  expect(foldResults(9, results())).toBe(0);
  expect(foldResults(9, results('i32'))).toBe(9);
  expect(foldResults(-1, results('i32', 'f32'))).not.toBe(foldResults(-1, results('f32', 'i32')));
});

test('what a host function answers depends on both names and on its arguments', () => {
  const answers = [
    hostValue('m', 'f', []),
    hostValue('mf', '', [1]),
    hostValue('m', 'f', [1]),
    hostValue('f', 'm', []),
  ];
  expect(new Set(answers).size).toBe(4);
});

test('signatures as text', () => {
  const signature = { parameters: ['i32', 'f64'], results: ['i64'] } as const;
  expect(signatureText(signature)).toBe('(i32,f64)->(i64)');
  expect(sameSignature(signature, { ...signature })).toBe(true);
  expect(sameSignature(signature, { parameters: ['i32', 'f64', 'i64'], results: [] })).toBe(false);
});

test('bytes to hexadecimal and back', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  expect(hexFromBytes(bytes).slice(0, 8)).toBe('00010203');
  expect(bytesFromHex(hexFromBytes(bytes))).toEqual(bytes);
  expect(bytesFromHex('fFaA')).toEqual(Uint8Array.of(0xff, 0xaa));
});
