import { describe, expect, test } from 'vitest';
import { IndexSpace } from '../model/index-space.ts';
import { hexFromBytes } from '../scenario/hex.ts';
import type { Expression, ScenarioFunction } from '../scenario/scenario.ts';
import { constant, dataSymbol, functionSymbol, object, returning, segment, symbol } from '../scenario-parts.fixture.ts';
import { lowerBody } from './lower-body.ts';

const takesF32: ScenarioFunction = {
  ...returning('narrow', { op: 'argument', index: 0 }),
  signature: { parameters: ['f32'], results: ['i64'] },
};
const givesTwo: ScenarioFunction = {
  ...returning('two', constant(1)),
  signature: { parameters: [], results: ['f64', 'f32'] },
};

function lowered(f: ScenarioFunction): { readonly text: string; readonly sites: readonly string[] } {
  const owner = object('a.o', {
    functions: [f, ...[takesF32, givesTwo].filter(({ id }) => id !== f.id)],
    segments: [segment('d', '0000000000000000')],
    symbols: [
      functionSymbol('narrow'),
      functionSymbol('two'),
      dataSymbol('d', 'd'),
      symbol('g', { kind: 'undefined-global', type: 'i32', mutable: true }),
    ],
  });
  const { bytes, sites } = lowerBody(f, new IndexSpace(owner));
  return { text: hexFromBytes(bytes), sites: sites.map(({ kind, offset }) => `${offset} ${kind}`) };
}

const of = (result: Expression): ScenarioFunction => returning('f', result);

/** Locals, instructions, end; sites as LLVM pads them. */
const rows: readonly [string, ScenarioFunction, string, readonly string[]][] = [
  ['a constant', of(constant(-1)), '00 417f 0b', []],
  ['an f32 parameter and an i64 result', takesF32, '00 2000 a8 ac 0b', []],
  [
    'results of several types, each with its salt',
    givesTwo,
    '01017f 4101 2100 2000 b7 2000 4195d3c7de05 73 41ffffff07 71 b2 0b',
    [],
  ],
  [
    'an argument narrowed to f32, an i64 result widened back',
    of({ op: 'call', symbol: 'narrow', arguments: [constant(2)] }),
    '00 4102 41ffffff07 71 b2 1081808080 00 a7 0b',
    ['11 FUNCTION_INDEX_LEB'],
  ],
  [
    'results folded to one',
    of({ op: 'call', symbol: 'two', arguments: [] }),
    '01017f 1082808080 00 a8 2100 aa 2000 4193838008 6c 73 0b',
    ['4 FUNCTION_INDEX_LEB'],
  ],
  [
    'loads with the address as a constant and in the offset',
    of({
      op: 'add',
      left: { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'd', addend: 4, how: 'sleb' } },
      right: { op: 'load', bytes: 1, place: { from: 'symbol', symbol: 'd', addend: 1, how: 'leb', base: 3 } },
    }),
    '00 4184808080 00 280000 4103 2d0081808080 00 6a 0b',
    ['2 MEMORY_ADDR_SLEB', '14 MEMORY_ADDR_LEB'],
  ],
  [
    'position-independent addresses: from the GOT, and counted from the memory base',
    of({
      op: 'same-address',
      left: { from: 'symbol', symbol: 'd', addend: 4, how: 'got' },
      right: { from: 'symbol', symbol: 'd', addend: 4, how: 'rel' },
    }),
    // Globals: 0 is g, 1 the memory base, 2 the GOT entry.
    '00 2382808080 00 4104 6a 2381808080 00 4184808080 00 6a 46 0b',
    ['2 GLOBAL_INDEX_LEB', '11 GLOBAL_INDEX_LEB', '17 MEMORY_ADDR_REL_SLEB'],
  ],
  [
    'position-independent slots',
    of({
      op: 'same-function',
      left: { from: 'symbol', symbol: 'two', how: 'got' },
      right: { from: 'symbol', symbol: 'narrow', how: 'rel' },
    }),
    '00 2382808080 00 2381808080 00 4180808080 00 6a 46 0b',
    ['2 GLOBAL_INDEX_LEB', '8 GLOBAL_INDEX_LEB', '14 TABLE_INDEX_REL_SLEB'],
  ],
  [
    'a frame',
    of({ op: 'in-frame', value: constant(7) }),
    '01017f 2381808080 00 4110 6b 2200 2481808080 00 2000 4107 36020c 2000 28020c 2000 4110 6a 2481808080 00 0b',
    ['4 GLOBAL_INDEX_LEB', '15 GLOBAL_INDEX_LEB', '38 GLOBAL_INDEX_LEB'],
  ],
];

describe('lowerBody', () => {
  test.each(rows)('%s', (_what, f, text, sites) => {
    expect(lowered(f)).toEqual({ text: text.replaceAll(' ', ''), sites });
  });
});
