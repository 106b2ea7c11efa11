import { expect, test } from 'vitest';
import { messageSlug } from './message-slug.ts';

test.each([
  [
    'type error in constant expression[0] (expected i32, got i64) @+30',
    'type-error-in-constant-expression-expected-i-got',
  ],
  ['unreachable', 'unreachable'],
  ["symbol 'foo' not found\nin a.o", 'symbol-not-found'],
  ['Compiling function #12:"bar" failed: x', 'compiling-function-failed-x'],
  ['', 'unnamed'],
])('messageSlug of %j', (message, slug) => {
  expect(messageSlug(message)).toBe(slug);
});
