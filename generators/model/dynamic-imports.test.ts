import { describe, expect, test } from 'vitest';
import type { LinkOptions, ScenarioSymbol } from '../scenario/scenario.ts';
import { constant, functionSymbol, object, returning, scenarioOf, symbol } from '../scenario-parts.fixture.ts';
import { expectationOf } from './expect.ts';

/** One function, tag and table, all of one binding, and all used. */
function importsOf(binding: ScenarioSymbol['binding'], more: Partial<ScenarioSymbol>, options: Partial<LinkOptions>) {
  const thrown = { op: 'throw', symbol: 'e', arguments: [] } as const;
  const result = { op: 'mix', terms: [constant(1), thrown, { op: 'table-size', symbol: 't' }] } as const;
  const defining = object('a.o', {
    functions: [returning('main', result), returning('f', 1)],
    tags: [{ id: 'e', parameters: [] }],
    tables: [{ id: 't', element: 'funcref', minimum: 2 }],
    symbols: [
      functionSymbol('main'),
      functionSymbol('f', binding, more),
      symbol('e', { kind: 'tag', tag: 'e' }, binding, more),
      symbol('t', { kind: 'table', table: 't' }, binding, more),
    ],
  });
  const { imports } = expectationOf(scenarioOf([defining], options));
  return imports.map(({ kind, field }) => `${kind} ${field}`).sort();
}

describe('imports of definitions that another module may replace', () => {
  const rows: readonly (readonly [string, ...Parameters<typeof importsOf>, string[]])[] = [
    ['weak, in a shared library', 'weak', {}, { shared: true }, ['function f', 'table t', 'tag e']],
    ['weak and hidden', 'weak', { hidden: true }, { shared: true }, []],
    ['weak, in an executable', 'weak', {}, { pie: true }, []],
    ['weak, in a module that is not moved', 'weak', {}, {}, []],
    ['strong', 'strong', {}, { shared: true }, []],
  ];
  test.each(rows)('%s', (_, binding, more, options, expected) => {
    expect(importsOf(binding, more, options)).toEqual(expected);
  });
});

test('a weak definition in a group that another object keeps is a reference like others', () => {
  const keeper = object('a.o', { customSections: [{ id: 'c', name: 'c', bytes: '', sites: [], comdat: 'g' }] });
  const loser = object('b.o', {
    functions: [returning('main', { op: 'call', symbol: 'f', arguments: [] }), returning('f', 1, { comdat: 'g' })],
    symbols: [functionSymbol('main'), functionSymbol('f', 'weak')],
  });
  const { imports } = expectationOf(scenarioOf([keeper, loser], { pie: true }));
  expect(imports.map(({ kind, field }) => `${kind} ${field}`)).toEqual(['function f']);
});
