/** Modules written by hand, each with one number that is not as the options ask. */
import { describe, expect, test } from 'vitest';
import type { LinkOptions } from '../generators/scenario/scenario.ts';
import { parseModuleText } from '../src/observe/text-format.ts';
import { changedModule } from '../src/wasm/changed-module.fixture.ts';
import { decodeModule } from '../src/wasm/index.ts';
import { limitFault } from './layout-limits.ts';
import { regionFault } from './layout-regions.ts';

const options = (given: Partial<LinkOptions> = {}): LinkOptions => ({ entry: null, exports: [], ...given });

interface Places {
  readonly base: number;
  readonly dataEnd: number;
  readonly low: number;
  readonly high: number;
  readonly pointer: number;
  readonly heap: number;
  readonly heapEnd: number;
  /** Where 4 bytes of data stand. */
  readonly data: number;
}
const dataFirst: Places = {
  base: 1024,
  dataEnd: 1030,
  low: 1040,
  high: 66_576,
  pointer: 66_576,
  heap: 66_576,
  heapEnd: 131_072,
  data: 1026,
};
const stackFirst: Places = {
  ...dataFirst,
  low: 0,
  high: 65_536,
  pointer: 65_536,
  base: 65_536,
  dataEnd: 65_542,
  heap: 65_552,
  data: 65_536,
};

const regions = async (places: Places, given: Partial<LinkOptions> = {}) => {
  const { base, dataEnd, low, high, pointer, heap, heapEnd, data } = places;
  const exported = Object.entries({
    __global_base: base,
    __data_end: dataEnd,
    __stack_low: low,
    __stack_high: high,
    __heap_base: heap,
    __heap_end: heapEnd,
  }).map(([name, value]) => `(global (export "${name}") i32 (i32.const ${value}))`);
  const text = `(global $__stack_pointer (mut i32) (i32.const ${pointer})) ${exported.join(' ')} (memory 2) ${data < 0 ? '' : `(data (i32.const ${data}) "abcd")`}`;
  const module = await decode(text);
  // wabt writes no names of globals.
  const names = { functions: [], globals: [{ index: 0, name: '__stack_pointer' }], dataSegments: [], others: [] };
  return regionFault(changedModule(module, { names }), options(given));
};

const decode = async (text: string) => decodeModule(await parseModuleText(`(module ${text})`));

describe('the regions of memory', () => {
  test.each<[string, Places, Partial<LinkOptions>]>([
    ['data first', dataFirst, {}],
    ['the stack first', stackFirst, { stackFirst: true }],
    ['the stack first, unasked: the default of wasm-ld 22', stackFirst, {}],
    [
      'no data at all',
      { ...dataFirst, dataEnd: 1024, low: 1024, high: 66_560, pointer: 66_560, heap: 66_560, data: -1 },
      {},
    ],
    ['data where the option says', { ...stackFirst, base: 65_538 }, { stackFirst: true, globalBase: 65_538 }],
  ])('are as they should be: %s', async (_, places, given) => {
    const moved = places.base === 65_538 ? { ...places, data: 65_538 } : places;
    expect(await regions(moved, given)).toBeUndefined();
  });

  test.each<[string, Partial<Places>, Partial<LinkOptions>, string]>([
    ['the stack is not aligned', { low: 1030, high: 66_566, pointer: 66_566 }, {}, 'stack.alignment'],
    ['the stack is smaller than asked', {}, { stackSize: 131_072 }, 'stack.size'],
    ['the stack pointer is at the low end', { pointer: 1040 }, {}, 'stack.pointer'],
    ['the stack lies in the data', { dataEnd: 66_576 }, {}, 'stack.overlap'],
    ['room is lost before the stack', { dataEnd: 1024, data: 1020 }, {}, 'data.outside'],
    ['data does not begin where the option says', {}, { globalBase: 2048 }, 'data.base'],
    ['data lies behind its end', { data: 1028 }, {}, 'data.outside'],
    ['the heap is not aligned', { heap: 66_577 }, {}, 'heap.alignment'],
    ['the heap begins in the stack', { heap: 66_560 }, {}, 'heap.overlap'],
    ['the heap begins too late', { heap: 66_592 }, {}, 'heap.gap'],
    ['the heap ends before memory', { heapEnd: 66_576 }, {}, 'heap.end'],
    ['the stack does not come first', {}, { stackFirst: true }, 'stack.order'],
  ])('fail when %s', async (_, changed, given, key) => {
    expect(await regions({ ...dataFirst, ...changed }, given)).toMatchObject({ kind: 'fails', key });
  });
});

/** Before LLVM 16 there are no names of the stack's ends. */
test('the order is not judged where a module does not say where its stack is', async () => {
  const { data } = await decode('(memory 2) (data (i32.const 1026) "abcd")');
  const module = await decode(
    '(global (export "__global_base") i32 (i32.const 1024)) (global (export "__data_end") i32 (i32.const 1030)) (memory 2)',
  );
  expect(regionFault(changedModule(module, { data }), options({ stackFirst: true }))).toBeUndefined();
});

describe('the limits of memory and table', () => {
  const entries = '(elem (i32.const 1) 0) (func)';
  test.each<[string, string, Partial<LinkOptions>, string | undefined]>([
    ['memory without a maximum', '(memory 2)', {}, undefined],
    ['memory with the maximum that is asked for', '(memory 2 64)', { maxMemory: 64 * 65_536 }, undefined],
    ['memory of another size', '(memory 2)', { initialMemory: 3 * 65_536 }, 'memory.initial'],
    ['memory that must not grow, unasked', '(memory 2 2)', {}, 'memory.maximum'],
    ['memory that may grow, against the option', '(memory 2)', { maxMemory: 64 * 65_536 }, 'memory.maximum'],
    ['a shared memory, which has a maximum', '(memory 2 2 shared)', {}, undefined],
    ['a table that fits', `(table 2 2 funcref) ${entries}`, {}, undefined],
    ['a table that is too small for its base', `(table 2 2 funcref) ${entries}`, { tableBase: 2 }, 'table.size'],
    ['a table that may grow', `(table 2 funcref) ${entries}`, { growableTable: true }, undefined],
    ['a table that cannot', `(table 2 2 funcref) ${entries}`, { growableTable: true }, 'table.maximum'],
    ['a table that may grow, unasked', `(table 2 funcref) ${entries}`, {}, 'table.maximum'],
    ['an imported table', `(import "env" "t" (table 2 funcref)) ${entries}`, { importTable: true }, undefined],
  ])('%s', async (_, text, given, key) => {
    const fault = limitFault(await decode(text), options(given));
    expect(fault && 'key' in fault ? fault.key : undefined).toBe(key);
  });

  const further = { element: 'externref', minimum: 3, maximum: 5 } as const;
  test.each<[string, string, Partial<LinkOptions>, string | undefined]>([
    ['as it should be', `(table 2 2 funcref) (table 3 5 externref) ${entries}`, {}, undefined],
    [
      'and the function table, of the wrong size',
      `(table 9 9 funcref) (table 3 5 externref) ${entries}`,
      {},
      'table.size',
    ],
    ['of another size', `(table 2 2 funcref) (table 4 5 externref) ${entries}`, {}, 'table.shape'],
    ['without its maximum', '(table 3 externref)', {}, 'table.shape'],
    ['of another type', '(table 3 5 funcref)', {}, 'table.shape'],
    ['twice', `(table 3 5 externref) (table 3 5 externref) (table 1 1 funcref)`, {}, 'table.more'],
    [
      'twice, where losers may stay',
      '(table 3 5 externref) (table 3 5 externref)',
      { gcSections: false },
      'table.size',
    ],
  ])('a table beside the function table: %s', async (_, text, given, key) => {
    const fault = limitFault(await decode(text), options(given), [further]);
    expect(fault && 'key' in fault ? fault.key : undefined).toBe(key);
  });
});
