import { expect, test } from 'vitest';
import { reasonsOf, reasonWord } from './reason-class.ts';

test.each([
  ['duplicate-symbol', 'wasm-ld: error: duplicate symbol: f'],
  ['undefined-symbol', 'wasm-ld-19: error: a.o: undefined symbol: f'],
  ['symbol-type-mismatch', 'error: symbol type mismatch: f'],
  ['signature-mismatch', 'warning: function signature mismatch: f'],
  ['undefined-entry', 'error: entry symbol not defined (pass --no-entry to suppress): _start'],
  ['disallowed-feature', "error: Target feature 'atomics' used by a.o is not allowed."],
  [
    'disallowed-feature',
    "error: Target feature 'atomics' used in a.o is disallowed by b.o. Use --no-check-features to suppress.",
  ],
  ['memory-too-small', 'error: initial memory too small, 66560 bytes needed'],
  ['malformed-object', 'error: a.o: undefined weak global symbol'],
  ['misaligned-memory', 'error: maximum memory must be 65536-byte aligned'],
  ['incompatible-options', 'wasm-ld: error: --export-memory is incompatible with --shared'],
  ['incompatible-options', 'wasm-ld: error: -shared/-pie is incompatible with --export-table'],
  ['incompatible-options', 'wasm-ld: error: --global-base may not be used with -shared/-pie'],
  ['incompatible-options', 'wasm-ld: error: -shared and -pie may not be used together'],
  [
    'incompatible-options',
    'error: --compress-relocations is incompatible with output debug information. Please pass --strip-debug or --strip-all',
  ],
])('reasonsOf finds %s in %s', (code, message) => {
  expect([...reasonsOf({ kind: 'rejected', messages: ['x', message] })]).toEqual([code]);
});

test('reasonsOf takes the codes of a target that has them, and nothing from words that it does not know', () => {
  expect([...reasonsOf({ kind: 'rejected', codes: ['undefined-symbol', 'x'], messages: [] })]).toEqual([
    'undefined-symbol',
  ]);
  expect([...reasonsOf({ kind: 'rejected', messages: ['error: something else'] })]).toEqual([]);
});

test.each([
  ['error: duplicate symbol: f', [], 'duplicate-symbol'],
  ['error: a.o: no', ['malformed-object'], 'malformed-object'],
  ['error: --export-memory is no good', [], 'error-export-memory-is-no-good'],
])('reasonWord finds a word for %s', (message, codes, word) => {
  expect(reasonWord({ kind: 'rejected', messages: [message], ...(codes.length > 0 && { codes }) })).toBe(word);
});
