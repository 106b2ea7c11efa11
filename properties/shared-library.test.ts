/** Properties of a module that is linked against a shared library and loaded with it. */
import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import type { Expression, Scenario, ScenarioLibrary } from '../generators/scenario/scenario.ts';
import {
  functionSymbol,
  nullary,
  object,
  returning,
  scenarioOf,
  symbol,
  undefinedFunction,
} from '../generators/scenario-parts.fixture.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { inProcessTarget } from '../src/targets/in-process.ts';
import { propertyNamed } from './index.ts';
import { scenarioSubject } from './subject.ts';

const library: ScenarioLibrary = {
  name: 'libx.so',
  functions: [{ name: 'f', signature: nullary }],
  data: [{ name: 'd', bytes: '0102030405' }],
};
const load: Expression = { op: 'load', bytes: 1, place: { from: 'symbol', symbol: 'd', addend: 2, how: 'got' } };
const main = object('a.o', {
  functions: [returning('main', { op: 'mix', terms: [{ op: 'call', symbol: 'f', arguments: [] }, load] })],
  symbols: [functionSymbol('main'), undefinedFunction('f'), symbol('d', { kind: 'undefined-data' })],
});

describe('a module and its library', () => {
  const scenario: Scenario = { ...scenarioOf([main], { pie: true, importMemory: true }), libraries: [library] };
  const judge = async (property: string, linked: Scenario) => {
    const outcome = await inProcessTarget('lazy').link(lower(linked));
    const target = cannedTarget('canned', () => outcome);
    return propertyNamed(property)!.check(scenarioSubject(scenario, { target }));
  };

  test.each(['self-check', 'resolution', 'relocation-audit'])('%s holds', async (property) => {
    expect(await judge(property, scenario)).toEqual({ kind: 'holds' });
  });

  test('a library that is not named as needed is found', async () => {
    const { libraries: _, ...without } = scenario;
    const open = { ...without, options: { ...scenario.options, unresolvedSymbols: 'import-dynamic' as const } };
    expect(await judge('resolution', open)).toMatchObject({ kind: 'fails', key: 'needed' });
  });
});
