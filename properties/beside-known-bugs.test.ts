import { expect, test } from 'vitest';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { besideKnownBugs } from './beside-known-bugs.ts';
import { exampleScenario } from './example-scenario.ts';
import { fails, holds, type Verdict } from './property.ts';
import { scenarioSubject } from './subject.ts';

/** Its constructor crashes wasm-ld 14. */
const crashing = { ...exampleScenario, options: { ...exampleScenario.options, warnUnresolvedSymbols: true } };
const excused = {
  kind: 'not-applicable',
  reason: 'known bug of wasm-ld-14: constructor-that-is-not-there',
} as const satisfies Verdict;

test.each<readonly [string, Scenario, Verdict, Verdict]>([
  ['what holds where a bug waits', crashing, holds, holds],
  ['a failure that the bug explains', crashing, fails('crashed', ''), excused],
  ['a failure that it does not explain', crashing, fails('values', ''), fails('values', '')],
  ['a failure where no bug waits', exampleScenario, fails('crashed', ''), fails('crashed', '')],
])('%s', async (_, scenario, verdict, judged) => {
  const property = {
    name: 'p',
    statement: '',
    blindSpot: '',
    appliesTo: () => true,
    check: () => Promise.resolve(verdict),
  };
  const target = cannedTarget('wasm-ld-14', () => ({ kind: 'rejected', messages: [] }));
  expect(await besideKnownBugs(property).check(scenarioSubject(scenario, { target }))).toEqual(judged);
});
