import { describe, expect, test } from 'vitest';
import type { Expression, Place, ScenarioObject } from '../scenario/scenario.ts';
import { foldResults, hostValue, mix } from '../scenario/values.ts';
import {
  constant,
  dataSymbol,
  defining,
  functionSymbol,
  nothing,
  nullary,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
  undefinedFunction,
} from '../scenario-parts.fixture.ts';
import { expectationOf } from './expect.ts';

const at = (name: string, addend = 0): Place => ({ from: 'symbol', symbol: name, addend, how: 'sleb' });
const load = (place: Place, bytes: 1 | 4 = 1): Expression => ({ op: 'load', place, bytes });
const slot = (name: string) => ({ from: 'symbol', symbol: name }) as const;
const call = (name: string, ...args: readonly Expression[]): Expression => ({
  op: 'call',
  symbol: name,
  arguments: args,
});

/** `main` with something of everything around it. */
function world(result: Expression): ScenarioObject {
  return object('a.o', {
    functions: [
      returning('main', result),
      returning('f', 5),
      {
        ...returning('wide', { op: 'argument', index: 0 }),
        signature: { parameters: ['f32'], results: ['f64', 'i64'] },
      },
      { id: 'set', signature: nothing, body: { statements: [{ op: 'set-global', symbol: 'g', value: constant(8) }] } },
    ],
    segments: [
      segment('data', '0102030405060708', { alignLog2: 3 }),
      segment('pointers', '000000000000000000000000', {
        sites: [
          { offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'data', addend: 2 },
          { offset: 4, kind: 'MEMORY_ADDR_LOCREL_I32', symbol: 'data', addend: 3 },
          { offset: 8, kind: 'TABLE_INDEX_I32', symbol: 'f', addend: 0 },
        ],
      }),
      segment('text', '61620061006200', { strings: true, alignLog2: 0 }),
    ],
    globals: [{ id: 'g', type: 'i32', mutable: true, init: 7 }],
    symbols: [
      functionSymbol('main'),
      functionSymbol('f'),
      functionSymbol('wide'),
      functionSymbol('set'),
      symbol('f2', { kind: 'function', function: 'f' }),
      dataSymbol('data', 'data'),
      dataSymbol('middle', 'data', 4),
      dataSymbol('end', 'data', 8, 0),
      dataSymbol('pointers', 'pointers'),
      dataSymbol('text', 'text', 3, 2),
      symbol('g', { kind: 'global', global: 'g' }),
      symbol('absent', { kind: 'undefined-data' }, 'weak'),
      undefinedFunction('absent_function', 'weak'),
      undefinedFunction('h'),
      symbol('host', { kind: 'undefined-function', signature: nullary, import: { module: 'm', field: 'x' } }),
      symbol('__heap_base', { kind: 'undefined-data' }),
    ],
  });
}

function outcomeOf(result: Expression): unknown {
  const scenario = scenarioOf([world(result), defining('b.o', 'h', 6)]);
  const { verdict, calls } = expectationOf(scenario);
  expect(verdict).toBe('links');
  const { outcome } = calls[0]!;
  return outcome.kind === 'returns' ? outcome.value : outcome.kind;
}

const rows: readonly [string, Expression, unknown][] = [
  ['mix', { op: 'mix', terms: [constant(1), constant(2)] }, mix(1, 2)],
  ['call', call('f'), 5],
  ['call of another object', call('h'), 6],
  ['alias', call('f2'), 5],
  ['several results', call('wide', constant(0x01000005)), foldResults(5, { parameters: [], results: ['f64', 'i64'] })],
  ['void call', { op: 'mix', terms: [call('set'), { op: 'get-global', symbol: 'g' }] }, mix(0, 8)],
  ['host function', call('host'), hostValue('m', 'x', [])],
  ['load', load(at('data'), 4), 0x04030201],
  ['load with addends both ways', load(at('middle', -3)), 2],
  ['load through the offset', load({ ...at('middle', 1), how: 'leb', base: 2 } as Place), 8],
  ['load of a site', load(at('pointers'), 4), 'indeterminate'],
  ['load beyond the segment', load(at('end')), 'indeterminate'],
  ['load of two strings', load(at('text'), 4), 'indeterminate'],
  ['load of a string', load(at('text')), 0x61],
  ['load through a pointer', load({ from: 'memory', at: at('pointers'), plus: 1 }), 4],
  ['load through a difference', load({ from: 'relative', at: at('pointers', 4) }), 4],
  ['pointer where there is none', load({ from: 'memory', at: at('data'), plus: 0 }), 'indeterminate'],
  ['call through a slot', { op: 'call-indirect', slot: slot('f'), signature: nullary, arguments: [] }, 5],
  [
    'call through a slot in data',
    { op: 'call-indirect', slot: { from: 'memory', at: at('pointers', 8) }, signature: nullary, arguments: [] },
    5,
  ],
  [
    'call through a slot with another signature',
    { op: 'call-indirect', slot: slot('f'), signature: nothing, arguments: [] },
    'traps',
  ],
  ['call of what is absent', call('absent_function'), 'traps'],
  [
    'guarded call of what is absent',
    {
      op: 'if',
      condition: { op: 'null-function', slot: slot('absent_function') },
      whenTrue: constant(3),
      whenFalse: call('absent_function'),
    },
    3,
  ],
  ['same address', { op: 'same-address', left: at('data', 4), right: at('middle') }, 1],
  ['addresses of two segments', { op: 'same-address', left: at('data'), right: at('pointers') }, 0],
  ['an end and a beginning', { op: 'same-address', left: at('end'), right: at('pointers') }, 'indeterminate'],
  ['null', { op: 'null-address', place: at('absent', 100) }, 1],
  ['not null', { op: 'null-address', place: at('data') }, 0],
  ['aligned', { op: 'aligned', place: at('middle', 4), alignLog2: 3 }, 1],
  ['not aligned', { op: 'aligned', place: at('middle'), alignLog2: 3 }, 0],
  ['more aligned than known', { op: 'aligned', place: at('data'), alignLog2: 4 }, 'indeterminate'],
  ['distance', { op: 'distance', from: at('end', 1), to: at('data') }, -9],
  ['distance of two segments', { op: 'distance', from: at('data'), to: at('pointers') }, 'indeterminate'],
  ['apart', { op: 'apart', left: at('data'), leftSize: 4, right: at('middle'), rightSize: 4 }, 1],
  ['not apart', { op: 'apart', left: at('data'), leftSize: 5, right: at('middle'), rightSize: 4 }, 0],
  ['same function', { op: 'same-function', left: slot('f'), right: slot('f2') }, 1],
  [
    'same function in data',
    { op: 'same-function', left: slot('f'), right: { from: 'memory', at: at('pointers', 8) } },
    1,
  ],
  ['two functions', { op: 'same-function', left: slot('f'), right: slot('h') }, 0],
  ['synthetic address', { op: 'aligned', place: at('__heap_base'), alignLog2: 4 }, 1],
  ['frame', { op: 'in-frame', value: constant(9) }, 9],
  ['low bits', { op: 'low-bits', value: constant(-1), bits: 3 }, 7],
  ['endless', call('main'), 'indeterminate'],
];

/** Two retained segments of one section in two objects, the second aligned to 8. */
function outcomeAtBoundary(result: Expression): unknown {
  const boundaries = ['__start_table', '__stop_table'].map((name) => symbol(name, { kind: 'undefined-data' }));
  const first = object('a.o', {
    functions: [returning('main', result)],
    segments: [segment('one', '0102030405', { name: 'table', retain: true, alignLog2: 0 })],
    symbols: [functionSymbol('main'), dataSymbol('one', 'one'), ...boundaries],
  });
  const second = object('b.o', {
    segments: [
      segment('two', '060708', { name: 'table', retain: true, alignLog2: 3 }),
      segment('dead', '09', { name: 'table' }),
    ],
  });
  const { outcome } = expectationOf(scenarioOf([first, second])).calls[0]!;
  return outcome.kind === 'returns' ? outcome.value : outcome.kind;
}

const boundaryRows: readonly [string, Expression, unknown][] = [
  ['size', { op: 'distance', from: at('__start_table'), to: at('__stop_table', 1) }, 12],
  ['first byte', load(at('__start_table')), 1],
  ['last byte', load(at('__stop_table', -1)), 8],
  ['byte of another object', load(at('__start_table', 9)), 7],
  ['padding', load(at('__start_table', 6)), 'indeterminate'],
  ['the first entry', { op: 'same-address', left: at('__start_table', 2), right: at('one', 2) }, 1],
];

describe('evaluate', () => {
  test.each(boundaryRows)('boundaries of a section: %s', (_what, expression, value) => {
    expect(outcomeAtBoundary(expression)).toBe(value);
  });

  test.each(rows)('%s', (_what, expression, value) => {
    expect(outcomeOf(expression)).toBe(value);
  });

  test('state stays from call to call', () => {
    const counting = object('a.o', {
      functions: [
        {
          id: 'main',
          signature: nullary,
          body: {
            statements: [
              {
                op: 'store',
                place: at('count'),
                bytes: 4,
                value: { op: 'add', left: load(at('count'), 4), right: constant(1) },
              },
            ],
            result: load(at('alias'), 4),
          },
        },
      ],
      segments: [segment('count', 'ff000000')],
      symbols: [functionSymbol('main'), dataSymbol('count', 'count'), dataSymbol('alias', 'count')],
    });
    const scenario = scenarioOf([counting]);
    const twice = { ...scenario, probes: [...scenario.probes, ...scenario.probes] };
    expect(expectationOf(twice).calls.map(({ outcome }) => outcome)).toEqual([
      { kind: 'returns', value: 256 },
      { kind: 'returns', value: 257 },
    ]);
  });
});

describe('in a module that is moved', () => {
  const moved = object('a.o', {
    functions: [returning('f', 5)],
    segments: [segment('d', '01020304')],
    symbols: [
      functionSymbol('f'),
      dataSymbol('d', 'd'),
      symbol('port', { kind: 'absolute-data', address: 48 }),
      symbol('own', { kind: 'absolute-data', address: 8 }, 'strong', { hidden: true }),
    ],
  });
  const distance = (from: string, to: string, how: 'got' | 'rel'): Expression => {
    const place = (name: string): Place => ({ from: 'symbol', symbol: name, addend: 0, how });
    return { op: 'distance', from: place(from), to: place(to) };
  };
  const through = (how: 'got' | 'rel'): Expression => ({
    op: 'call-indirect',
    slot: { from: 'symbol', symbol: 'f', how },
    signature: nullary,
    arguments: [],
  });
  const found = (result: Expression, options: object) => {
    const functions = [...moved.functions, returning('main', result)];
    const main = { ...moved, functions, symbols: [...moved.symbols, functionSymbol('main')] };
    const { outcome } = expectationOf(scenarioOf([main], options)).calls[0]!;
    return outcome.kind === 'returns' ? outcome.value : outcome.kind;
  };
  const rows: readonly [what: string, result: Expression, options: object, value: number | string][] = [
    ['a slot from the GOT', through('got'), { shared: true }, 5],
    ['a slot that a loader may choose, from a base', through('rel'), { shared: true }, 'indeterminate'],
    ['a slot of its own, from a base', through('rel'), { shared: true, bSymbolic: true }, 5],
    ['the same in an executable', through('rel'), { pie: true }, 5],
    ['an absolute symbol that a loader sees', distance('own', 'port', 'got'), { shared: true }, 'indeterminate'],
    ['one that it does not see', distance('own', 'port', 'got'), { shared: true, bSymbolic: true }, 40],
    ['an absolute symbol from a base', distance('own', 'port', 'rel'), { pie: true }, 'indeterminate'],
  ];
  test.each(rows)('%s', (_, result, options, value) => expect(found(result, options)).toBe(value));
});
