import { expect, test } from 'vitest';
import { clauseOf } from './clauses.ts';

test.each([
  ['valid-everywhere', 'v8.bad-type', /spec\/core/],
  ['differential', 'data.alignment', /merging-data-sections/],
  ['differential', 'table.differs', /relocation-sections/],
  ['relocation-audit', 'MEMORY_ADDR_LEB.code.value', /relocation-sections/],
  ['self-check', 'rejected.duplicate-symbol', /symbol-resolution/],
  ['survives-anything', 'crashed.ended-by-sigsegv', /Linking\.md$/],
  ['differential', 'probe', /Linking\.md$/],
])('clauseOf %s: %s', (property, key, document) => {
  expect(clauseOf(property, key).document).toMatch(document);
});
