import { describe, expect, test } from 'vitest';
import { validate } from '../../src/observe/validate.ts';
import { expectationOf } from '../model/expect.ts';
import { resolve } from '../model/resolve.ts';
import { invalidity } from '../model/validate.ts';
import type { Expression, Scenario, ScenarioLibrary } from '../scenario/scenario.ts';
import {
  archive,
  calling,
  defining,
  functionSymbol,
  nullary,
  object,
  returning,
  scenarioOf,
  symbol,
  undefinedFunction,
} from '../scenario-parts.fixture.ts';
import { lowerLibrary } from './lower-library.ts';

const library: ScenarioLibrary = {
  name: 'libx.so',
  functions: [
    { name: 'f', signature: nullary },
    { name: 'g', signature: { parameters: ['i32', 'f64'], results: ['i64', 'i32'] } },
  ],
  data: [
    { name: 'c', bytes: '07' },
    { name: 'd', bytes: '0102030405' },
  ],
};

const load: Expression = { op: 'load', bytes: 1, place: { from: 'symbol', symbol: 'd', addend: 2, how: 'got' } };
const main = object('a.o', {
  functions: [returning('main', { op: 'mix', terms: [{ op: 'call', symbol: 'f', arguments: [] }, load] })],
  symbols: [functionSymbol('main'), undefinedFunction('f'), symbol('d', { kind: 'undefined-data' })],
});
const beside = (inputs: Parameters<typeof scenarioOf>[0], options: Scenario['options'] | object = {}): Scenario => ({
  ...scenarioOf(inputs, { pie: true, importMemory: true, ...options }),
  libraries: [library],
});

test.each([library, { name: 'libe.so', functions: [], data: [] }])('$name is a valid module', async (given) => {
  expect(await validate(lowerLibrary(given), ['v8', 'wabt'])).toMatchObject({
    v8: { kind: 'valid' },
    wabt: { kind: 'valid' },
  });
});

describe('what a name leads to beside a library', () => {
  const found = (scenario: Scenario) => resolve(scenario).names.get('f');
  test.each([
    ['a call', [calling('a.o', 'f')], { kind: 'host', library: 'libx.so' }],
    ['a definition in an object', [calling('a.o', 'f'), defining('b.o', 'f', 1)], { kind: 'function' }],
    ['a weak definition in an object', [calling('a.o', 'f'), defining('b.o', 'f', 1, 'weak')], { kind: 'function' }],
    [
      'an archive that has it and is asked',
      [calling('a.o', 'f'), archive('l.a', defining('b.o', 'f', 1))],
      { kind: 'function' },
    ],
  ])('%s', (_, inputs, expected) => expect(found(beside(inputs))).toMatchObject(expected));

  test('an archive that has it and is not asked leaves it open', () => {
    expect(invalidity(beside([calling('a.o'), archive('l.a', defining('b.o', 'f', 1))]))).toMatch(/left open/);
  });

  test('another signature is an error', () => {
    const declared = symbol('g', { kind: 'undefined-function', signature: nullary });
    const caller = { ...calling('a.o', 'g'), symbols: [functionSymbol('main'), declared] };
    expect(expectationOf(beside([caller])).problems).toEqual([
      { code: 'signature-mismatch', severity: 'error', symbol: 'g' },
    ]);
  });

  test('a module that is not moved has none', () => {
    expect(invalidity(beside([main], { pie: false }))).toMatch(/not moved/);
  });
});

test('the model calls the library, not the host', () => {
  const [call] = expectationOf(beside([main])).calls;
  const renamed = { ...beside([main]), libraries: [{ ...library, name: 'liby.so' }] };
  expect(call!.outcome).toMatchObject({ kind: 'returns' });
  expect(expectationOf(renamed).calls[0]!.outcome).not.toEqual(call!.outcome);
});
