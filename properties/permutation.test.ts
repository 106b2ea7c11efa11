import { describe, expect, test } from 'vitest';
import { caseAt } from '../generators/make/case.ts';
import type { Scenario, ScenarioObject } from '../generators/scenario/scenario.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkOutcome, Target } from '../src/targets/target.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { neutralOrder, permutation, permutationSample } from './permutation.ts';
import { firstSeed } from './sampling.ts';
import { scenarioSubject } from './subject.ts';

const lazy = openTarget('lazy');

const check = (target: Target, scenario: Scenario = exampleScenario, seed = firstSeed(permutationSample)) =>
  permutation.check(scenarioSubject(scenario, { target, seed }));

/** A linker that goes wrong when the inputs are not in their own order. */
const wrongOtherwise = (change: (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => LinkOutcome): Target => {
  const own = ['main.o', 'other.o', 'lib.a'].join();
  return doctoredTarget(lazy, (outcome, { args }) => {
    const isOwn = args.filter((arg) => own.includes(arg)).join() === own;
    return isOwn || outcome.kind !== 'linked' ? outcome : change(outcome);
  });
};

function replaced(bytes: Uint8Array, from: readonly number[], to: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(to, Buffer.from(copy).indexOf(Buffer.from(from)));
  return copy;
}

describe('permutation', () => {
  test('holds for the linker', async () => {
    expect(await check(lazy)).toEqual({ kind: 'holds' });
  });

  test.each([
    ['another order is refused', () => ({ kind: 'rejected', messages: [] }) as const, 'outcome.rejected'],
    [
      'another order gives another constant',
      (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => ({
        ...outcome,
        bytes: replaced(outcome.bytes, [0x41, 0x2a, 0x0b], [0x41, 0x29, 0x0b]),
      }),
      'probe.value',
    ],
    [
      'another order loses an export',
      (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => ({
        ...outcome,
        bytes: replaced(outcome.bytes, [...Buffer.from('initialized')], [...Buffer.from('initialised')]),
      }),
      'exports',
    ],
    [
      'another order gives one more section',
      (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => ({
        ...outcome,
        bytes: Buffer.concat([outcome.bytes, Uint8Array.of(0, 2, 1, 0x78)]),
      }),
      'parts',
    ],
  ])('fails when %s', async (_, change, key) => {
    expect(await check(wrongOtherwise(change))).toMatchObject({ kind: 'fails', key });
  });

  test('does not apply where every order matters, or nothing links', async () => {
    expect(await check(lazy, refusedScenario)).toMatchObject({ kind: 'not-applicable' });
    expect(await check(lazy, { ...exampleScenario, inputs: twoWeak })).toMatchObject({ kind: 'not-applicable' });
  });
});

/** Of two weak definitions the first is taken. */
const weak = (name: string, value: number): ScenarioObject => ({
  name,
  functions: [
    {
      id: 'f',
      signature: { parameters: [], results: ['i32'] },
      body: { statements: [], result: { op: 'constant', value } },
    },
  ],
  segments: [],
  globals: [],
  customSections: [],
  symbols: [{ id: 'f', name: 'probe', binding: 'weak', denotes: { kind: 'function', function: 'f' } }],
  initFunctions: [],
  targetFeatures: [],
  producers: [],
});
const twoWeak: Scenario['inputs'] = [
  { kind: 'object', object: weak('first.o', 1) },
  { kind: 'object', object: weak('second.o', 2) },
];
const ofTwo: Scenario = {
  ...exampleScenario,
  inputs: twoWeak,
  options: { entry: null, exports: ['probe'] },
  probes: [{ export: 'probe', arguments: [] }],
};

describe('neutralOrder', () => {
  test('finds no order where the first of two weak definitions is taken', () => {
    for (let seed = 0; seed < 8; seed++) expect(neutralOrder(ofTwo, seed)).toBeUndefined();
  });

  test('finds another order for nearly half of the generated cases at least', () => {
    const cases = Array.from({ length: 40 }, (_, index) => caseAt({ profile: 'default', seed: 12, index }));
    const found = cases.filter((scenario, i) => neutralOrder(scenario, i) !== undefined);
    expect(found.length).toBeGreaterThanOrEqual(18);
  });
});
