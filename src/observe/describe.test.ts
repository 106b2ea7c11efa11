import { expect, test } from 'vitest';
import { describeModule, printShape } from './describe.ts';
import { parseModuleText } from './text-format.ts';

test('describeModule says what a module is made of', async () => {
  const bytes = await parseModuleText(`(module
    (import "env" "f" (func (param i32 i64)))
    (import "env" "g" (global (mut i32)))
    (memory (export "memory") 2 3)
    (table 4 funcref)
    (global i64 (i64.const -7))
    (global i32 (i32.add (i32.const 1) (i32.const 2)))
    (elem (i32.const 1) 0 1)
    (func $main (export "main") (result i32) i32.const 1)
    (func $start) (start $start)
    (data (i32.const 16) "abc")
    (data "passive"))`);
  const shape = describeModule(bytes);
  expect(shape.sections.map(({ name }) => name).slice(0, 3)).toEqual(['type', 'import', 'function']);
  expect(printShape(shape).filter((line) => !line.startsWith('section'))).toEqual([
    `${bytes.length} bytes, 2 functions`,
    'import function env.f: (i32, i64) -> ()',
    'import global env.g: mut i32',
    'export memory memory: 2..3',
    'export function main: () -> (i32)',
    'memory 2..3',
    'table 4.. funcref',
    'global i64 = -7',
    'global i32 = <41 01 41 02 6a 0b>',
    'start function 2',
    'elements at 1: 2',
    'data  at 16: 3 bytes',
    'data  at passive: 7 bytes',
  ]);
});
