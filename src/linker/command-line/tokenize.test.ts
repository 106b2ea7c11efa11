import { describe, expect, test } from 'vitest';
import { type QuotingStyle, tokenize } from './tokenize.ts';

const rows: readonly [style: QuotingStyle, text: string, tokens: readonly string[]][] = [
  ['posix', '', []],
  ['posix', ' \t\r\n', []],
  ['posix', 'a.o  b.o\n-o\tx.wasm', ['a.o', 'b.o', '-o', 'x.wasm']],
  ['posix', 'blah\\foo', ['blahfoo']],
  ['posix', 'a\\ b', ['a b']],
  ['posix', '"a b" \'c "d"\'', ['a b', 'c "d"']],
  ['posix', '"a\\"b" \'c\\\'d\'', ['a"b', "c'd"]],
  ['posix', 'a"b c"d', ['ab cd']],
  ['posix', "'' x", ['x']],
  ['posix', '"never closed ', ['never closed ']],
  ['posix', 'end\\', ['end\\']],
  ['windows', 'blah\\foo', ['blah\\foo']],
  ['windows', '"a b" c', ['a b', 'c']],
  ['windows', '"" x', ['', 'x']],
  ['windows', '"a""b"', ['a"b']],
  ['windows', 'a\\"b', ['a"b']],
  ['windows', 'a\\\\"b c"', ['a\\b c']],
  ['windows', 'a\\\\\\"b', ['a\\"b']],
  ['windows', '"a\\\\b\\\\" d', ['a\\\\b\\', 'd']],
  ['windows', "'a b'", ["'a", "b'"]],
];

describe('tokenize splits response files', () => {
  test.each(rows)('%s: %j', (style, text, tokens) => {
    expect(tokenize(text, style)).toEqual(tokens);
  });
});
