import { describe, expect, test } from 'vitest';
import { type ExecutionPlan, execute } from './execute.ts';
import { parseModuleText } from './text-format.ts';

const call = (name: string, ...args: (number | bigint)[]) => ({ export: name, arguments: args });
const run = async (fields: string, ...calls: ExecutionPlan['calls']) =>
  execute(await parseModuleText(`(module ${fields})`), { calls });

describe('execute observes', () => {
  test.each([
    ['no result', '(func (export "f"))', [], { kind: 'returned', values: [] }],
    [
      'one result',
      '(func (export "f") (param i32) (result i32) local.get 0)',
      [-5],
      { kind: 'returned', values: [-5] },
    ],
    ['an i64', '(func (export "f") (param i64) (result i64) local.get 0)', [5n], { kind: 'returned', values: [5n] }],
    [
      'several results',
      '(func (export "f") (result i32 f64) i32.const 1 f64.const 2.5)',
      [],
      { kind: 'returned', values: [1, 2.5] },
    ],
    ['a trap', '(func (export "f") unreachable)', [], { kind: 'trapped', message: 'unreachable' }],
    [
      'a stack that runs out',
      '(func $f (export "f") call $f)',
      [],
      { kind: 'trapped', message: 'Maximum call stack size exceeded' },
    ],
    ['an exception', '(tag $t) (func (export "f") throw $t)', [], { kind: 'trapped', message: 'uncaught exception' }],
    ['an export that is missing', '', [], { kind: 'not-callable', reason: 'f is not exported' }],
    [
      'an export that is no function',
      '(memory (export "f") 1)',
      [],
      { kind: 'not-callable', reason: 'f is exported, but no function' },
    ],
    ['arguments that do not fit', '(func (export "f") (param i64))', [1], { kind: 'not-callable' }],
  ])('%s', async (_, fields, args, observation) => {
    expect(await run(fields, call('f', ...args))).toMatchObject({ kind: 'executed', observations: [observation] });
  });
});

test('execute makes all calls on one instance', async () => {
  const fields =
    '(global $g (mut i32) (i32.const 0)) (func (export "f") (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1))) global.get $g)';
  const execution = await run(fields, call('f'), call('f'));
  expect(execution).toMatchObject({ observations: [{ values: [1] }, { values: [2] }] });
});

describe('execute says why a module does not start', () => {
  test.each([
    ['a start function that traps', '(func $f unreachable) (start $f)', 'instantiate', 'unreachable'],
    ['a segment out of bounds', '(memory 0) (data (i32.const 0) "a")', 'instantiate', /out of bounds/],
  ])('%s', async (_, fields, stage, message) => {
    expect(await run(fields)).toMatchObject({ kind: 'not-started', stage, message: expect.stringMatching(message) });
  });
  test('bytes that are no module', () => {
    expect(execute(Uint8Array.of(1), { calls: [] })).toMatchObject({ kind: 'not-started', stage: 'compile' });
  });
});

describe('execute gives a module what it imports', () => {
  test.each([
    ['a memory', '(import "env" "memory" (memory 2 5)) (func (export "f") (result i32) memory.size)', 2],
    ['a shared memory', '(import "env" "memory" (memory 2 5 shared)) (func (export "f") (result i32) memory.size)', 2],
    ['a table', '(import "env" "t" (table 3 funcref)) (func (export "f") (result i32) table.size 0)', 3],
    [
      'a table of references',
      '(import "env" "t" (table 3 9 externref)) (func (export "f") (result i32) table.size 0)',
      3,
    ],
    ['a global', '(import "env" "g" (global i32)) (func (export "f") (result i32) global.get 0)', 0],
    ['a mutable global', '(import "env" "g" (global (mut i64))) (func (export "f") (result i64) global.get 0)', 0n],
    ['a tag', '(import "env" "t" (tag (param i32))) (func (export "f") (result i32) i32.const 1)', 1],
    ['a function', '(import "env" "h" (func (result f32))) (func (export "f") (result f32) call 0)', 0],
    [
      'one name with two types',
      '(import "env" "h" (func (result i32))) (import "env" "h" (func (result i64))) (func (export "f") (result i64) (drop (call 0)) call 1)',
      0n,
    ],
  ])('%s', async (_, fields, value) => {
    expect(await run(fields, call('f'))).toMatchObject({ observations: [{ kind: 'returned', values: [value] }] });
  });

  test('functions answer as the host says, and their calls are recorded', async () => {
    const bytes = await parseModuleText(`(module
      (import "m" "h" (func $h (param i32) (result i32 i64)))
      (import "m" "g" (global $g i32))
      (func (export "f") (result i32 i64) (call $h (global.get $g))))`);
    const execution = execute(bytes, {
      calls: [call('f')],
      host: { call: (module, field, args) => [`${module}${field}${args}`.length, 7n], global: () => 42 },
    });
    expect(execution).toMatchObject({
      observations: [{ kind: 'returned', values: [4, 7n] }],
      hostCalls: [{ module: 'm', field: 'h', arguments: [42] }],
    });
  });
});

describe('execute with a time limit', () => {
  const fields = '(func (export "f") (result i32) i32.const 1) (func (export "g") (loop br 0))';
  test('ends a call that hangs and keeps what was observed before', async () => {
    const bytes = await parseModuleText(`(module ${fields})`);
    const limited = (...names: string[]) =>
      execute(bytes, { calls: names.map((name) => call(name)), timeLimitMs: 200 });
    expect(limited('f', 'g', 'f')).toEqual({
      kind: 'timed-out',
      limitMs: 200,
      observations: [{ kind: 'returned', values: [1] }],
    });
    expect(limited('f')).toMatchObject({ kind: 'executed', observations: [{ values: [1] }] });
  });
  test('ends a start function that hangs', async () => {
    const bytes = await parseModuleText('(module (func $f (loop br 0)) (start $f))');
    expect(execute(bytes, { calls: [], timeLimitMs: 200 })).toEqual({
      kind: 'timed-out',
      limitMs: 200,
      observations: [],
    });
  });
});
