import { expect, test } from 'vitest';
import { expectationOf } from '../generators/model/expect.ts';
import type { ScenarioObject } from '../generators/scenario/scenario.ts';
import { functionSymbol, object, returning, scenarioOf } from '../generators/scenario-parts.fixture.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { lostGroupCause, lostNames } from './lost-groups.ts';
import { selfCheck } from './self-check.ts';
import { scenarioSubject } from './subject.ts';

const grouped = (file: string, own: string): ScenarioObject =>
  object(file, {
    functions: [returning('f', 1, { comdat: 'f' }), returning(own, 1, { comdat: 'f' }), returning(`of_${file}`, 2)],
    symbols: [functionSymbol('f'), functionSymbol(own, 'local'), functionSymbol(`of_${file}`)],
  });
const scenario = scenarioOf([grouped('a', 'mine'), grouped('b', 'yours')]);

test('names of the group that lost are lost, those beside it and those of the other copy are not', () => {
  expect([...lostNames(expectationOf(scenario))].sort()).toEqual(['f', 'yours']);
});

test.each([
  ["error: symbol 'f' defined multiple times", lostGroupCause],
  ['wasm-ld: error: duplicate symbol: f', lostGroupCause],
  ["error: symbol 'g' defined multiple times", 'refused: error-symbol-defined-multiple-times'],
  ['error: f is too long', 'refused: error-f-is-too-long'],
])('a refusal that says %j has the cause %s', async (message, cause) => {
  const target = cannedTarget('canned', () => ({ kind: 'rejected', messages: [message] }));
  expect(await selfCheck.check(scenarioSubject(scenario, { target }))).toMatchObject({ kind: 'fails', cause });
});
