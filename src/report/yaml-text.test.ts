import { expect, test } from 'vitest';
import { flow, yamlDocument } from './yaml-text.ts';

test('maps, lists and lists on one line', () => {
  const text = yamlDocument('!WASM', {
    Head: { Version: 1 },
    List: [{ A: 1n, B: [{ C: true }] }, 'x'],
    Flags: flow([]),
  });
  expect(text).toBe(`--- !WASM
Head:
  Version:         1
List:
  - A:               1
    B:
      - C:               true
  - x
Flags:           [  ]
...
`);
});

test.each([
  ['__wasm_call_ctors', '__wasm_call_ctors'],
  ['.data.x', "'.data.x'"],
  ['', "''"],
  ["it's: #1", "'it''s: #1'"],
  ['true', "'true'"],
  ['No', "'No'"],
  ['12', "'12'"],
  ['- x', "'- x'"],
  ['two\nlines', '"two\\nlines"'],
])('%j is written %s', (value, written) => {
  expect(yamlDocument('!T', { K: value })).toBe(`--- !T\nK:               ${written}\n...\n`);
});
