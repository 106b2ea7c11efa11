import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraries, scenario } from './arbitraries.ts';
import { lower } from './lower/lower.ts';
import { profileNames, profiles } from './make/profiles.ts';
import { expectationOf } from './model/expect.ts';
import { invalidity } from './model/validate.ts';
import { objectsOf, type Scenario } from './scenario/scenario.ts';
import { scenarioSize } from './shrink/shrink.ts';

test('there is an arbitrary for each profile', () => {
  expect(Object.keys(arbitraries)).toEqual(profileNames);
});

test('the same seed gives the same scenarios', () => {
  const sample = () => fc.sample(scenario('default'), { seed: 42, numRuns: 5 });
  expect(sample()).toEqual(sample());
});

test('scenarios are valid and lower to files that the arguments name', () => {
  fc.assert(
    fc.property(scenario('tiny'), (value) => {
      const { files, args } = lower(value);
      const isNamed = (name: string) =>
        args.some((arg) => arg === name || arg.endsWith(`=${name}`)) || thinMembers(value).includes(name);
      return invalidity(value) === undefined && [...files.keys()].every(isNamed);
    }),
    { numRuns: 60, seed: 1 },
  );
});

/** Files that only an archive names. */
function thinMembers({ inputs }: Scenario): readonly string[] {
  return inputs.flatMap((input) =>
    input.kind === 'archive' && input.thin ? input.members.map(({ name }) => name) : [],
  );
}

test('a profile of one’s own', () => {
  const own = { ...profiles.tiny, name: 'own', objects: [3, 3], never: ['archive', 'start-lib', 'table'] } as const;
  fc.assert(
    fc.property(scenario(own), (value) => value.inputs.length === 3 && value.leftOut.includes('archive')),
    { numRuns: 20, seed: 1 },
  );
});

test('a failure shrinks through fast-check to a small scenario', () => {
  const hasInitFunction = (value: Scenario): boolean => expectationOf(value).reach.initCalls.length > 0;
  const run = fc.check(
    fc.property(scenario('init-functions'), (value) => !hasInitFunction(value)),
    { seed: 7 },
  );
  expect(run.failed).toBe(true);
  const [smallest] = run.counterexample!;
  expect(hasInitFunction(smallest)).toBe(true);
  expect(objectsOf(smallest)).toHaveLength(1);
  expect(scenarioSize(smallest)).toBeLessThan(900);
});

test('any scenario shrinks, wherever it comes from', () => {
  const arbitrary = scenario('default');
  const [stored] = fc.sample(scenario('tiny'), { seed: 3, numRuns: 1 });
  const copy: unknown = JSON.parse(JSON.stringify(stored));
  expect(arbitrary.canShrinkWithoutContext(copy)).toBe(true);
  expect(arbitrary.canShrinkWithoutContext({})).toBe(false);
  const first = arbitrary.shrink(copy as Scenario, undefined).getNthOrLast(0);
  expect(scenarioSize(first!.value)).toBeLessThan(scenarioSize(stored!));
});
