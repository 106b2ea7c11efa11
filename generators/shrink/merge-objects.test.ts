import { expect, test } from 'vitest';
import { caseAt } from '../make/case.ts';
import { expectationOf } from '../model/expect.ts';
import { invalidity } from '../model/validate.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { calling, defining, functionSymbol, object, returning, scenarioOf, symbol } from '../scenario-parts.fixture.ts';
import { mergeObjects } from './merge-objects.ts';

const outcomes = (scenario: Scenario) => expectationOf(scenario).calls.map(({ outcome }) => outcome);

test('a reference becomes a use of the definition', () => {
  const [caller, callee] = [calling('a.o', 'f'), defining('b.o', 'f', 5)];
  const merged = mergeObjects(caller, callee)!;
  expect(merged.symbols.map(({ name, denotes }) => `${name} ${denotes.kind}`)).toEqual(['main function', 'f function']);
  expect(outcomes(scenarioOf([merged]))).toEqual(outcomes(scenarioOf([caller, callee])));
  expect(outcomes(scenarioOf([mergeObjects(callee, caller)!]))).toEqual(outcomes(scenarioOf([merged])));
});

test('two definitions of one name stay apart', () => {
  expect(mergeObjects(defining('a.o', 'f', 1), defining('b.o', 'f', 2, 'weak'))).toBeUndefined();
});

test('a reference of another type than the definition stays apart', () => {
  const mistaken = object('a.o', {
    symbols: [symbol('f', { kind: 'undefined-function', signature: { parameters: ['i64'], results: ['i32'] } })],
  });
  expect(mergeObjects(mistaken, defining('b.o', 'f', 5))).toBeUndefined();
  expect(mergeObjects(calling('a.o', 'f'), defining('b.o', 'f', 5))).toBeDefined();
});

test('what is local keeps its own payload', () => {
  const withLocal = (file: string, name: string, value: number) =>
    object(file, {
      functions: [returning('own', value), returning(name, { op: 'call', symbol: 'own~1', arguments: [] })],
      symbols: [{ ...functionSymbol('own', 'local'), id: 'own~1' }, functionSymbol(name)],
    });
  const merged = mergeObjects(withLocal('a.o', 'main', 1), withLocal('b.o', 'f', 2))!;
  const scenario = { ...scenarioOf([merged], { exports: ['main', 'f'] }), probes: [] };
  expect(invalidity(scenario)).toBeUndefined();
  const probes = ['main', 'f'].map((name) => ({ export: name, arguments: [] }));
  expect(outcomes({ ...scenario, probes })).toEqual([1, 2].map((value) => ({ kind: 'returns', value })));
});

test('generated objects merge to valid scenarios', () => {
  let merges = 0;
  for (let index = 0; index < 60; index++) {
    const scenario = caseAt({ seed: 12, index, profile: 'tiny' });
    const objects = scenario.inputs.flatMap((input) => (input.kind === 'object' ? [input.object] : []));
    const merged = objects.length === 2 ? mergeObjects(objects[0]!, objects[1]!) : undefined;
    if (merged === undefined) continue;
    merges += 1;
    expect([index, invalidity({ ...scenario, inputs: [{ kind: 'object', object: merged }] })]).toEqual([
      index,
      undefined,
    ]);
  }
  expect(merges).toBeGreaterThan(5);
});
