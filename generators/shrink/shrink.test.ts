import { describe, expect, test } from 'vitest';
import { caseAt } from '../make/case.ts';
import { expectationOf } from '../model/expect.ts';
import { invalidity } from '../model/validate.ts';
import { objectsOf, type Scenario } from '../scenario/scenario.ts';
import { scenarioSize, shrinkScenario } from './shrink.ts';

/** The first few candidates and, further on, a few that are more timid. */
function someOf(scenario: Scenario): Scenario[] {
  const chosen: Scenario[] = [];
  let position = 0;
  for (const candidate of shrinkScenario(scenario)) {
    position += 1;
    if (position <= 10 || position % 17 === 0) chosen.push(candidate);
    if (position > 150) break;
  }
  return chosen;
}

/** As fast-check does it: the first smaller scenario that still fails, again and again. */
function shrinkWhile(scenario: Scenario, stillFails: (candidate: Scenario) => boolean): Scenario {
  for (const candidate of shrinkScenario(scenario)) {
    if (stillFails(candidate)) return shrinkWhile(candidate, stillFails);
  }
  return scenario;
}

function hasSlotInKeptData(scenario: Scenario): boolean {
  const { reach, verdict } = expectationOf(scenario);
  const segments = objectsOf(scenario).flatMap((object) => object.segments);
  return (
    verdict === 'links' &&
    segments.some((segment) => reach.kept.has(segment) && segment.sites.some(({ kind }) => kind === 'TABLE_INDEX_I32'))
  );
}

function hasWeakLoserThatCalls(scenario: Scenario): boolean {
  const { resolution } = expectationOf(scenario);
  return resolution.included.some((object) =>
    object.symbols.some((symbol) => {
      const { binding, denotes, name } = symbol;
      if (binding !== 'weak' || denotes.kind !== 'function' || resolution.winners.get(name) === symbol) return false;
      return object.functions.find(({ id }) => id === denotes.function)!.body.result?.op === 'call';
    }),
  );
}

describe('shrinkScenario', () => {
  test.each(['tiny', 'default', 'archives', 'comdats', 'errors'] as const)(
    'gives strictly smaller, valid scenarios with the same verdict (%s)',
    (profile) => {
      for (let index = 0; index < 3; index++) {
        const scenario = caseAt({ seed: 5, index, profile });
        const smaller = someOf(scenario);
        expect(smaller.length).toBeGreaterThan(0);
        for (const candidate of smaller) {
          expect(scenarioSize(candidate)).toBeLessThan(scenarioSize(scenario));
          expect(invalidity(candidate)).toBeUndefined();
          expect(expectationOf(candidate).verdict).toBe(expectationOf(scenario).verdict);
        }
      }
    },
  );

  test('leaves the scenario as it is', () => {
    const scenario = caseAt({ seed: 5, index: 9, profile: 'default' });
    const before = JSON.stringify(scenario);
    someOf(scenario);
    expect(JSON.stringify(scenario)).toBe(before);
  });

  test('finds what matters among many objects', () => {
    const scenario = caseAt({ seed: 3, index: 1, profile: 'large' });
    expect(objectsOf(scenario).length).toBeGreaterThan(14);
    expect(hasWeakLoserThatCalls(scenario)).toBe(true);
    const smallest = shrinkWhile(scenario, hasWeakLoserThatCalls);
    expect(objectsOf(smallest).length).toBeLessThanOrEqual(2);
    expect(scenarioSize(smallest)).toBeLessThan(2500);
  });

  test('keeps a site that it is asked to keep, and little else', () => {
    const index = [0, 1, 2, 3, 4, 5, 6, 7].find((i) =>
      hasSlotInKeptData(caseAt({ seed: 3, index: i, profile: 'tables' })),
    )!;
    const smallest = shrinkWhile(caseAt({ seed: 3, index, profile: 'tables' }), hasSlotInKeptData);
    expect(objectsOf(smallest)).toHaveLength(1);
    expect(objectsOf(smallest).flatMap(({ segments }) => segments)).toHaveLength(1);
    expect(smallest.probes.length + smallest.options.exports.length).toBeLessThanOrEqual(1);
  });

  test('a scenario that must fail keeps its reason', () => {
    const scenario = caseAt({ seed: 5, index: 1, profile: 'errors' });
    const { problems, verdict } = expectationOf(scenario);
    expect(verdict).toBe('fails');
    const smallest = shrinkWhile(scenario, () => true);
    expect(expectationOf(smallest).problems[0]!.code).toBe(problems[0]!.code);
    expect(scenarioSize(smallest)).toBeLessThan(1500);
  });
});
