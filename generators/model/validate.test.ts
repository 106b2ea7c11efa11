import { describe, expect, test } from 'vitest';
import { caseAt } from '../make/case.ts';
import { profileNames } from '../make/profiles.ts';
import type { Scenario, ScenarioObject } from '../scenario/scenario.ts';
import {
  archive,
  calling,
  constant,
  dataSymbol,
  defining,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
  undefinedFunction,
} from '../scenario-parts.fixture.ts';
import { invalidity } from './validate.ts';

const sound = object('a.o', {
  functions: [
    returning('main', { op: 'load', bytes: 1, place: { from: 'symbol', symbol: 'd', addend: 0, how: 'sleb' } }),
  ],
  segments: [
    segment('d', '0102030405060708', { sites: [{ offset: 4, kind: 'MEMORY_ADDR_I32', symbol: 'd', addend: 0 }] }),
  ],
  symbols: [functionSymbol('main'), dataSymbol('d', 'd', 0, 8)],
});

const broken = (change: Partial<ScenarioObject>): Scenario => scenarioOf([{ ...sound, ...change }]);
const siteAt = (offset: number, more: object = {}) => ({
  segments: [{ ...sound.segments[0]!, sites: [{ offset, kind: 'MEMORY_ADDR_I32', symbol: 'd', addend: 0, ...more }] }],
});

const rows: readonly [string, Scenario, RegExp][] = [
  ['no object', scenarioOf([archive('lib.a')]), /there is nothing to link/],
  ['two objects of one name', scenarioOf([calling('a.o'), object('a.o')]), /two objects are called a.o/],
  ['two ids', broken({ functions: [...sound.functions, ...sound.functions] }), /two things are called main/],
  [
    'two symbols of one name',
    broken({ symbols: [...sound.symbols, symbol('d', { kind: 'undefined-data' }, 'weak', { id: 'other' })] }),
    /two symbols are named d/,
  ],
  ['a symbol without payload', broken({ symbols: [...sound.symbols, functionSymbol('f')] }), /f denotes no function/],
  ['a symbol beyond its segment', broken({ symbols: [sound.symbols[0]!, dataSymbol('d', 'd', 6, 4)] }), /lies beyond/],
  [
    'a program that uses what is not there',
    broken({ functions: [returning('main', { op: 'call', symbol: 'f', arguments: [] })] }),
    /main uses f as call/,
  ],
  [
    'a call of data',
    broken({ functions: [returning('main', { op: 'call', symbol: 'd', arguments: [] })] }),
    /main uses d as call/,
  ],
  [
    'a call with too many arguments',
    broken({ functions: [returning('main', { op: 'call', symbol: 'main', arguments: [constant(0)] })] }),
    /main passes 1 arguments to main, which takes 0/,
  ],
  [
    'an indirect call with too few arguments',
    broken({
      functions: [
        returning('main', {
          op: 'call-indirect',
          slot: { from: 'symbol', symbol: 'main' },
          signature: { parameters: ['i32'], results: ['i32'] },
          arguments: [],
        }),
      ],
    }),
    /main passes 0 arguments to a table slot, which takes 1/,
  ],
  ['a site without room', broken(siteAt(5) as Partial<ScenarioObject>), /the site at 5 has no room/],
  [
    'a site of the wrong kind',
    broken(siteAt(0, { kind: 'TABLE_INDEX_I32' }) as Partial<ScenarioObject>),
    /TABLE_INDEX_I32 against d/,
  ],
  ['an init function that is data', broken({ initFunctions: [{ symbol: 'd', priority: 0 }] }), /d is no init function/],
  [
    'a value that depends on layout',
    broken({
      functions: [
        returning('main', { op: 'load', bytes: 1, place: { from: 'symbol', symbol: 'd', addend: 5, how: 'sleb' } }),
      ],
    }),
    /main: an access to a site/,
  ],
  [
    'a stack that reaches into the data',
    scenarioOf([sound], { stackFirst: true, globalBase: 4096 }),
    /the stack, which stands first, reaches beyond/,
  ],
  [
    'a wrapper of which nothing says what it is',
    scenarioOf([calling('a.o', 'f'), defining('b.o', 'f', 1)], { unresolvedSymbols: 'import-dynamic', wrap: ['f'] }),
    /a wrapper that no object names/,
  ],
  [
    'a call by an address that a loader makes up',
    scenarioOf(
      [
        object('a.o', {
          functions: [
            returning('main', {
              op: 'call-indirect',
              slot: { from: 'symbol', symbol: 'f', how: 'got' },
              signature: { parameters: [], results: ['i32'] },
              arguments: [],
            }),
          ],
          symbols: [functionSymbol('main'), undefinedFunction('f')],
        }),
      ],
      { shared: true, unresolvedSymbols: 'import-dynamic' },
    ),
    /main: a call by the address of a function that no module exports/,
  ],
  [
    'a probe of what is not exported',
    { ...scenarioOf([defining('b.o', 'f', 1)]), probes: [{ export: 'f', arguments: [] }] },
    /f: nothing says that it is exported/,
  ],
  [
    'a reference to a COMDAT member that is discarded',
    scenarioOf([
      object('b.o', { functions: [returning('g', 1, { comdat: 'g' })], symbols: [functionSymbol('g', 'weak')] }),
      object('a.o', {
        functions: [
          returning('main', {
            op: 'if',
            condition: constant(0),
            whenTrue: { op: 'call', symbol: 'own', arguments: [] },
            whenFalse: constant(1),
          }),
          returning('g', 1, { comdat: 'g' }),
        ],
        symbols: [functionSymbol('main'), symbol('own', { kind: 'function', function: 'g' }, 'local')],
      }),
    ]),
    /discarded COMDAT member/,
  ],
];

describe('invalidity', () => {
  test('a sound scenario has none', () => {
    expect(invalidity(scenarioOf([sound]))).toBeUndefined();
  });

  test.each(rows)('%s', (_what, scenario, message) => {
    expect(invalidity(scenario)).toMatch(message);
  });
});

/** Nothing is drawn and thrown away: what the generator makes is valid as it comes. */
describe('the generator', () => {
  test.each(profileNames)('makes only valid scenarios (%s)', (profile) => {
    const count = profile === 'torture' ? 1 : profile === 'large' ? 5 : 100;
    for (let index = 0; index < count; index++) {
      const scenario = caseAt({ seed: 77, index, profile });
      expect([index, invalidity(scenario)]).toEqual([index, undefined]);
    }
  });

  test('makes plain JSON', () => {
    for (let index = 0; index < 20; index++) {
      const scenario = caseAt({ seed: 78, index, profile: 'default' });
      expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    }
  });
});
