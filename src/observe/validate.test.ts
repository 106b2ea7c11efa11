import { describe, expect, test, vi } from 'vitest';
import { encodeObject, SymbolFlag } from '../wasm/index.ts';
import { parseModuleText } from './text-format.ts';
import { firstInvalid, type Judgement, judges, validate } from './validate.ts';

const verdicts = async (bytes: Uint8Array) => {
  const validation = await validate(bytes, judges);
  return judges.map((judge) => validation[judge]!.kind).join(' ');
};

describe('all three judges agree on', () => {
  test.each([
    ['functions', '(func (result i32) i32.const 1)'],
    ['tags', '(tag $t (param i32)) (func (throw $t (i32.const 1)))'],
    ['threads', '(memory 1 1 shared) (func (drop (i32.atomic.load (i32.const 0))))'],
    ['tail calls', '(func return_call 0)'],
    ['SIMD', '(func (result v128) v128.const i32x4 0 0 0 0)'],
    ['reference types', '(table 1 externref) (func (param i32) (result externref) local.get 0 table.get 0)'],
    ['bulk memory', '(memory 1) (data "abc") (func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)))'],
    ['several results', '(func (result i32 i32) i32.const 1 i32.const 2)'],
    ['an imported mutable global', '(import "env" "g" (global (mut i32)))'],
  ])('%s', async (_, fields) => {
    expect(await verdicts(await parseModuleText(`(module ${fields})`))).toBe('valid valid valid');
  });
});

describe('what this V8 may not know is left to the others', () => {
  test.each([
    ['memory64', '(memory i64 1) (func (result i32) i64.const 0 i32.load)'],
    ['several memories', '(memory 1) (memory 1)'],
    ['extended constants', '(import "e" "g" (global i32)) (global i32 (i32.add (global.get 0) (i32.const 2)))'],
    ['relaxed SIMD', '(func (param v128) (result v128) local.get 0 local.get 0 i8x16.relaxed_swizzle)'],
  ])('%s', async (_, fields) => {
    expect(await verdicts(await parseModuleText(`(module ${fields})`))).toMatch(/^(cannot-judge|valid) valid valid$/);
  });
});

test('a data symbol at the absolute address 0 in a module without data is left to the others', async () => {
  const memories = [{ flags: 0, minimum: 1n }];
  const symbols = [{ kind: 'data', flags: SymbolFlag.Absolute, name: 'x', index: 0, offset: 0, size: 0 } as const];
  expect(await verdicts(encodeObject({ memories, linking: { symbols } }))).toBe('valid cannot-judge valid');
});

describe('all three judges refuse', () => {
  test.each([
    ['a wrong type', [0x0a, 6, 1, 4, 0, 0x42, 7, 0x0b]],
    ['a module cut short', [0x0a, 6, 1]],
    ['a function that is declared and has no body', []],
  ])('%s', async (_, code) => {
    const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, ...code];
    expect(await verdicts(Uint8Array.from(bytes))).toBe('invalid invalid invalid');
  });
});

test('validate reads only the view and prints nothing', async () => {
  const error = vi.spyOn(console, 'error');
  const bytes = await parseModuleText('(module (func (result i32) i32.const 1))');
  const wide = new Uint8Array(bytes.length + 20).fill(0xaa);
  wide.set(bytes, 10);
  expect(await verdicts(wide.subarray(10, 10 + bytes.length))).toBe('valid valid valid');
  expect(await verdicts(wide)).toBe('invalid invalid invalid');
  expect(error).not.toHaveBeenCalled();
});

test('validate asks only whom it is told to', async () => {
  expect(Object.keys(await validate(Uint8Array.of(1)))).toEqual(['v8', 'wabt']);
  expect(await validate(Uint8Array.of(1), ['binaryen'])).toMatchObject({ binaryen: { kind: 'invalid' } });
});

test('firstInvalid passes over who is content or cannot judge', () => {
  const cannot: Judgement = { kind: 'cannot-judge', reason: 'memory64' };
  const invalid: Judgement = { kind: 'invalid', message: 'bad' };
  expect(firstInvalid({ v8: cannot, wabt: { kind: 'valid' } })).toBeUndefined();
  expect(firstInvalid({ v8: cannot, wabt: invalid })).toEqual({ judge: 'wabt', message: 'bad' });
});
