import { describe, expect, test } from 'vitest';
import { parseModuleText } from '../../src/observe/text-format.ts';
import { decodeModule } from '../../src/wasm/index.ts';
import { binaryenView } from './binaryen-view.ts';
import { type ModuleView, viewDifference, viewOf } from './module-view.ts';
import { wabtView } from './wabt-view.ts';

/** Everything that a view can tell, once. */
const text = `(module
  (type (func (param i32 i64) (result f32)))
  (import "env" "f" (func $f (type 0)))
  (import "a b" "mem \\22\\c3\\a4" (memory 1 3 shared))
  (import "env" "table" (table 2 funcref))
  (import "env" "g" (global (mut i64)))
  (tag (param i32))
  (table 1 4 externref)
  (global $h i32 (i32.const -7))
  (global (mut i64) (i64.const 9007199254740993))
  (global f64 (f64.const 1.5))
  (func $one (param f64) (local i32 i32 i64) nop)
  (func $two (result i32 i32) i32.const 1 i32.const 2)
  (export "run (x)" (func $two))
  (export "h" (global $h))
  (elem (table 0) (i32.const 1) func $f $two)
  (elem (table 1) (i32.const 0) externref (ref.null extern))
  (data (i32.const 8) "a\\00(\\ff" "\\"\\5c")
  (data "passive"))`;

const expected: ModuleView = {
  imports: [
    'function env.f: (i32, i64) -> (f32)',
    'memory a b.mem "ä: 1..3 shared',
    'table env.table: 2.. funcref',
    'global env.g: mut i64',
  ],
  functions: ['(f64) -> () with i32 i32 i64', '() -> (i32, i32)'],
  functionTypes: ['(f64) -> ()', '() -> (i32, i32)'],
  tables: ['1..4 externref'],
  memories: [],
  globals: ['i32 = -7', 'mut i64 = 9007199254740993', 'f64'],
  tags: ['(i32) -> ()'],
  exports: ['function run (x): 2', 'global h: 1'],
  exportNames: ['function run (x)', 'global h'],
  elements: ['0 2', '1 expressions'],
  elementCounts: ['2', '1'],
  data: ['6 bytes, 60ae2b10', '7 bytes, b10a0c7d'],
};

describe('readers', () => {
  test('see the same in a module that has everything', async () => {
    const bytes = await parseModuleText(text);
    const ours = viewOf(decodeModule(bytes));
    expect(ours).toEqual({ ...expected, data: ours.data });
    const { functionTypes, exportNames, elementCounts, ...forWabt } = ours;
    expect(await wabtView(bytes)).toEqual(forWabt);
    const { globals, data } = ours;
    expect(await binaryenView(bytes)).toEqual({
      functionTypes,
      globals,
      memories: [],
      exportNames,
      elementCounts,
      data,
    });
  });

  test.each([wabtView, binaryenView])('say so when they do not read a file', async (view) => {
    expect(await view(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 9))).toEqual({ refused: expect.any(String) });
  });
});

test.each([
  ['imports', { imports: expected.imports.slice(1) }, 'imports, number 0 (of 4 and 3): ours function env.f'],
  [
    'globals',
    { globals: ['i32 = 7', ...expected.globals.slice(1)] },
    'globals, number 0: ours i32 = -7, theirs i32 = 7',
  ],
  ['data', { data: [] }, 'data, number 0 (of 2 and 0)'],
] as const)('viewDifference finds a difference in %s', (key, theirs, evidence) => {
  expect(viewDifference(expected, theirs)).toEqual({ key, evidence: expect.stringContaining(evidence) });
  expect(viewDifference(expected, { imports: expected.imports })).toBeUndefined();
});
