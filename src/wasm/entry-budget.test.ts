/** Files that are read together have so many entries between them; how many one file may have is in `limits.test.ts`. */
import { expect, test } from 'vitest';
import { decodeModule } from './decode.ts';
import { EntryBudget } from './entry-budget.ts';
import { ByteWriter } from './writer.ts';

const customSections = (count: number): Uint8Array => {
  const to = new ByteWriter().raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  for (let i = 0; i < count; i++) to.customSection('x', 0, () => {});
  return to.finish();
};

test('a budget is taken from, by files too, and given back to', () => {
  const budget = new EntryBudget(7);
  decodeModule(customSections(3), budget);
  expect([budget.take(5), budget.taken]).toEqual([false, 3]);
  budget.giveBack(1);
  expect([budget.take(5), budget.taken, budget.total]).toEqual([true, 7, 7]);
  expect(() => decodeModule(customSections(1), budget)).toThrow('more than 7 entries in all');
});
