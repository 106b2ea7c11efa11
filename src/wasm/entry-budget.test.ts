/** Files that are read together have so many entries between them; how many one file may have is in `limits.test.ts`. */
import { expect, test } from 'vitest';
import { i32Constant } from './constant-expressions.ts';
import { decodeModule } from './decode.ts';
import { encodeObject } from './encode.ts';
import { EntryBudget } from './entry-budget.ts';
import type { SegmentInfo } from './model.ts';
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

test('segment information counts for all segments where there is any', () => {
  const segment = { flags: 0, memoryIndex: 0, offsetExpression: i32Constant(0), bytes: new Uint8Array(0) };
  const taken = (...segments: readonly SegmentInfo[]): number => {
    const budget = new EntryBudget(100);
    decodeModule(encodeObject({ data: [segment, segment, segment], linking: { segments } }), budget);
    return budget.taken;
  };
  const sections = ['data', 'linking'].length;
  expect(taken()).toBe(sections + 3);
  expect(taken({ name: '.data', alignLog2: 0, flags: 0 })).toBe(sections + 3 + 3);
});
