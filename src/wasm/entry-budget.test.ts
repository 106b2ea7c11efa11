/** Files that are read together have so many entries between them; how many one file may have is in `limits.test.ts`. */
import { expect, test } from 'vitest';
import { i32Constant } from './constant-expressions.ts';
import { LinkingSubsection } from './constants.ts';
import { decodeModule } from './decode.ts';
import { DecodedModule } from './decoded-module.ts';
import { encodeObject } from './encode.ts';
import { EntryBudget } from './entry-budget.ts';
import { decodeLinking } from './linking.ts';
import type { SegmentInfo } from './model.ts';
import { PayloadList } from './payloads.ts';
import { ByteReader } from './reader.ts';
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

test('no segment information is none for all segments', () => {
  const module = new DecodedModule(new Uint8Array(0));
  module.dataPayloads = new PayloadList(new ByteReader(new Uint8Array(0)), 3);
  const budget = new EntryBudget(100);
  decodeLinking(new ByteReader(Uint8Array.of(2, LinkingSubsection.SegmentInfo, 1, 0), 0, 4, undefined, budget), module);
  expect(budget.taken).toBe(0);
});
