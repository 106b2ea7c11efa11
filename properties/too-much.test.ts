/** Modules of which only what is looked at is there: the bytes of data, and names of functions. */
import { expect, test } from 'vitest';
import { expectationOf } from '../generators/model/expect.ts';
import type { Expression, ScenarioSegment } from '../generators/scenario/scenario.ts';
import {
  dataSymbol,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
} from '../generators/scenario-parts.fixture.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { causeOfMore } from './too-much.ts';

const load = (name: string): Expression => ({
  op: 'load',
  bytes: 1,
  place: { from: 'symbol', symbol: name, addend: 0, how: 'sleb' },
});

/** `main` loads `live`; nothing leads to `dead`, which loads `loaded`, and to `pointers`, which holds `dead`. */
function causeIn(data: readonly string[], functions: readonly string[], more: readonly ScenarioSegment[]) {
  const sites = [{ offset: 4, kind: 'TABLE_INDEX_I32', symbol: 'dead', addend: 0 }] as const;
  const scenario = scenarioOf([
    object('a.o', {
      functions: [returning('main', load('live')), returning('dead', load('loaded'))],
      segments: [
        segment('live', '0102030405'),
        segment('loaded', '1112131415'),
        segment('pointers', '2122232400000000', { sites }),
        ...more,
      ],
      symbols: [
        functionSymbol('main'),
        functionSymbol('dead'),
        ...['live', 'loaded', 'pointers'].map((name) => dataSymbol(name, name)),
      ],
    }),
  ]);
  const module = {
    data: data.map((bytes) => ({ bytes: Buffer.from(bytes, 'hex') })),
    names: { functions: functions.map((name, index) => ({ name, index })) },
  };
  return causeOfMore(module as unknown as WasmModule, expectationOf(scenario));
}

const twice = 'data: a segment is at two places';
const deadFunction = 'reach: a dead function is kept';
const deadSegment = 'reach: a dead segment is kept';

interface There {
  readonly data: readonly string[];
  readonly functions?: readonly string[];
  readonly more?: readonly ScenarioSegment[];
}

test.each<readonly [string, string | undefined, There]>([
  ['nothing that can be seen', undefined, { data: ['0102030405ff'] }],
  ['a segment is there twice', twice, { data: ['01020304050102030405'] }],
  ['a segment is there twice, in two segments', twice, { data: ['0102030405', '0102030405'] }],
  ['two segments are alike', undefined, { data: ['01020304050102030405'], more: [segment('like', '0102030405')] }],
  ['a segment of one byte says nothing', undefined, { data: ['010203040577'], more: [segment('short', '77')] }],
  ['a dead segment', deadSegment, { data: ['01020304051112131415'] }],
  ['a dead function', deadFunction, { data: ['0102030405'], functions: ['main', 'dead'] }],
  ['a dead function keeps data', deadFunction, { data: ['01020304051112131415'], functions: ['main', 'dead'] }],
  ['a dead segment keeps a function', deadSegment, { data: ['0102030405', '2122232401'], functions: ['main', 'dead'] }],
])('%s: %s', (_, cause, { data, functions = ['main'], more = [] }) => {
  expect(causeIn(data, functions, more)).toBe(cause);
});
