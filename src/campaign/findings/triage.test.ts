/** What becomes of failures, on the toy harness in this thread: the pool only counts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { fails, holds, type Property, type PropertyCase } from '../../../properties/property.ts';
import { knownFindingSchema } from '../engine/progress-file.ts';
import { RangeRunner } from '../engine/range-runner.ts';
import type { Failure } from '../engine/tasks.ts';
import { slotLength } from '../engine/tasks.ts';
import { type ToyScenario, toldProperty, toyHarness, toyProperties } from '../engine/toy-harness.fixture.ts';
import type { CasePool } from '../engine/worker-pool.ts';
import type { Divergence } from './divergences.ts';
import { listFindings, readFinding } from './store.ts';
import { Triage } from './triage.ts';

/** Cases are what the test says: index 0 is the first list. */
async function triageOf(
  cases: readonly (readonly number[])[],
  {
    divergences = [],
    properties = [...toyProperties, toldProperty],
    ...change
  }: {
    stop?: AbortSignal;
    shrinkBudget?: number;
    divergences?: readonly Divergence[];
    properties?: readonly Property<ToyScenario>[];
  } = {},
) {
  const harness = {
    ...toyHarness(properties),
    divergences,
    caseAt: ({ index }: { index: number }) => ({ values: cases[index]! }),
  };
  const runner = new RangeRunner(harness as never);
  const slot = new Int32Array(slotLength);
  let evaluations = 0;
  const pool: CasePool = {
    jobs: 1,
    silenceLimitMs: 1_000,
    runRange: async (task) => ({ kind: 'done', value: await runner.runRange(task, slot) }),
    describe: async (task) => ({ kind: 'done', value: await runner.describe(task) }),
    async evaluate(task) {
      evaluations++;
      return { kind: 'done', value: await runner.evaluate(task, slot) };
    },
  };
  const directory = await mkdtemp(join(tmpdir(), 'linksmith-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const triage = new Triage({
    pool,
    harness: harness as never,
    profile: 'default',
    seed: 1,
    targets: [{ name: 'bad', version: '1.0' }],
    canary: false,
    shrinkBudget: 100,
    stop: new AbortController().signal,
    renderReport: () => '',
    directory,
    ...change,
  });
  // A campaign can be gone on with only when what it knows fits the schema.
  onTestFinished(() => void z.array(knownFindingSchema).parse(JSON.parse(JSON.stringify(triage.findings))));
  const failureAt = (index: number, key: string): Failure => ({
    index,
    target: 'bad',
    property: 'sum-is-right',
    key,
    evidence: 'as it was seen',
    features: harness.featuresOf({ values: cases[index]! } as ToyScenario),
  });
  const stored = async () => Promise.all((await listFindings(directory)).map(readFinding));
  return { triage, failureAt, stored, evaluations: () => evaluations };
}

describe('Triage', () => {
  it('counts a failure with the features of a known finding without judging it again', async () => {
    const { triage, failureAt, stored, evaluations } = await triageOf([[13, 8], [13, 6, 4], [13]]);
    await triage.take(failureAt(0, 'off-by-2'));
    const first = evaluations();
    await triage.take(failureAt(1, 'off-by-2'));
    await triage.take(failureAt(2, 'off-by-2'));
    expect(evaluations()).toBe(first);
    expect(triage.findings).toMatchObject([{ count: 3, indices: [0, 1, 2], signature: { features: ['odd'] } }]);
    expect((await stored()).map(({ scenario, original }) => ({ scenario, original }))).toEqual([
      { scenario: { values: [13] }, original: { values: [13, 8] } },
    ]);
  });

  it('counts a failure that is a known divergence, and makes no finding of it', async () => {
    const known = {
      key: 'odd-sums',
      targets: { bad: '1.' },
      property: 'sum-is-right',
      failure: 'off-by-2',
      features: ['odd'],
      reason: 'sums of odd numbers are left open',
      reference: 'a document',
      date: '2026-11-25',
    };
    const { triage, failureAt, evaluations } = await triageOf([[13], [92, 92]], { divergences: [known] });
    await triage.take(failureAt(0, 'off-by-2'));
    await triage.take(failureAt(0, 'off-by-2'));
    expect([triage.findings, triage.divergences, evaluations()]).toEqual([[], { 'odd-sums': 2 }, 0]);
    await triage.take(failureAt(1, 'off-by-4'));
    expect(triage.findings).toHaveLength(1);
  });

  it('keeps findings with other keys or other minimal features apart', async () => {
    const { triage, failureAt, stored } = await triageOf([[13], [92, 92], [93, 93]]);
    await triage.take(failureAt(0, 'off-by-2'));
    await triage.take(failureAt(1, 'off-by-4'));
    await triage.take(failureAt(2, 'off-by-4'));
    expect(triage.findings.map(({ signature, count }) => [signature.key, signature.features, count])).toEqual([
      ['off-by-2', ['odd'], 1],
      ['off-by-4', ['odd', 'over-90'], 2],
    ]);
    expect(await stored()).toHaveLength(2);
  });

  it('counts what another property says of the same small case without judging it again', async () => {
    const { triage, failureAt, stored, evaluations } = await triageOf([[13, 8]]);
    await triage.take(failureAt(0, 'off-by-2'));
    const first = evaluations();
    await triage.take({ ...failureAt(0, 'wrong'), property: 'cause-is-told' });
    expect(evaluations()).toBe(first);
    expect(triage.findings).toMatchObject([{ count: 2, cause: 'thirteen' }]);
    expect((await stored()).map(({ finding }) => [finding.cause, finding.symptoms])).toEqual([
      ['thirteen', [{ property: 'cause-is-told', key: 'wrong' }]],
    ]);
  });

  it('counts a failure of a known cause, whatever property and features it comes with', async () => {
    const { triage, failureAt, stored, evaluations } = await triageOf([[13, 8], [13]]);
    await triage.take(failureAt(0, 'off-by-2'));
    const first = evaluations();
    await triage.take({ ...failureAt(1, 'other'), property: 'other', features: ['even'], cause: 'thirteen' });
    expect(evaluations()).toBe(first);
    // Its cause shows only when it is small.
    await triage.take({ ...failureAt(1, 'wrong'), property: 'cause-is-told', features: ['over-90'] });
    expect(evaluations()).toBeGreaterThan(first);
    expect(triage.findings).toMatchObject([{ count: 3, indices: [0, 1, 1] }]);
    expect(await stored()).toHaveLength(1);
  });

  it('takes one key in two properties for one bug', async () => {
    const elsewhere = {
      ...toldProperty,
      name: 'in-another-way',
      check: async ({ scenario }: PropertyCase<ToyScenario>) =>
        (scenario?.values ?? []).filter((value) => value > 90).length > 1 ? fails('off-by-2', 'another link') : holds,
    };
    const { triage, failureAt } = await triageOf([[13], [92, 92]], { properties: [...toyProperties, elsewhere] });
    await triage.take(failureAt(0, 'off-by-2'));
    await triage.take({ ...failureAt(1, 'off-by-2'), property: 'in-another-way' });
    expect(triage.findings).toMatchObject([{ count: 2, signature: { property: 'sum-is-right' } }]);
  });

  it('takes what simpler cases show too for another bug', async () => {
    const always: Property<ToyScenario> = {
      ...toldProperty,
      name: 'always',
      linksVariants: true,
      check: async () => fails('always', 'in every case', 'other'),
    };
    const { triage, failureAt, stored } = await triageOf([[13, 8]], { properties: [...toyProperties, always] });
    await triage.take(failureAt(0, 'off-by-2'));
    await triage.take({ ...failureAt(0, 'always'), property: 'always' });
    expect(triage.findings.map(({ signature, cause }) => [signature.property, cause])).toEqual([
      ['sum-is-right', undefined],
      ['always', 'other'],
    ]);
    expect((await stored()).find(({ finding }) => finding.property === 'sum-is-right')?.finding.symptoms).toBe(
      undefined,
    );
  });

  it('takes the cause of another property that judges the same link', async () => {
    const teller: Property<ToyScenario> = {
      ...toldProperty,
      name: 'teller',
      check: async ({ scenario }) => (scenario?.values.includes(13) ? fails('told', 'it is', 'a cause') : holds),
    };
    for (const [linksVariants, cause] of [
      [false, 'a cause'],
      [true, undefined],
    ] as const) {
      const property = linksVariants ? { ...teller, linksVariants } : teller;
      const { triage, failureAt } = await triageOf([[13]], { properties: [...toyProperties, property] });
      await triage.take(failureAt(0, 'off-by-2'));
      expect(triage.findings.map((finding) => finding.cause)).toEqual([cause]);
    }
  });

  it('takes one key for one bug where it says what is behind it, and nothing else does', async () => {
    const reader = (keyIsCause?: true): Property<ToyScenario> => ({
      ...toldProperty,
      ...(keyIsCause && { keyIsCause }),
      check: async ({ scenario }) =>
        scenario?.values.some((value) => value === 13 || value === 92) ? fails('wrong', 'no module') : holds,
    });
    for (const [told, expected] of [
      [reader(true), [{ count: 2, cause: 'invalid: wrong' }]],
      [reader(), [{ count: 1 }, { count: 1 }]],
    ] as const) {
      const { triage, failureAt } = await triageOf([[13], [92]], { properties: [told] });
      for (const index of [0, 1]) await triage.take({ ...failureAt(index, 'wrong'), property: told.name });
      expect(triage.findings).toMatchObject(expected);
    }
  });

  it('does not shrink from one cause to another', async () => {
    const told: Property<ToyScenario> = {
      ...toldProperty,
      async check({ scenario: { values } = { values: [] } }) {
        if (values.includes(13)) return fails('wrong', '', 'thirteen');
        return values.some((value) => value > 90) ? fails('wrong', '', 'over 90') : holds;
      },
    };
    for (const values of [
      [13, 92],
      [92, 13],
    ]) {
      const { triage, failureAt, stored } = await triageOf([values], { properties: [told] });
      await triage.take({ ...failureAt(0, 'wrong'), property: told.name, cause: 'thirteen' });
      expect(await stored()).toMatchObject([{ scenario: { values: [13] }, finding: { cause: 'thirteen' } }]);
    }
  });

  it('keeps a failure of another cause apart, though it has the same key', async () => {
    const { triage, failureAt, stored } = await triageOf([[13], [92, 92]]);
    const told = { ...failureAt(0, 'wrong'), property: 'cause-is-told' };
    await triage.take({ ...told, cause: 'thirteen' });
    await triage.take({ ...told, index: 1, features: ['even', 'odd', 'over-90'], cause: 'over 90' });
    expect(triage.findings.map(({ cause }) => cause)).toEqual(['thirteen', 'over 90']);
    expect(await stored()).toHaveLength(2);
  });

  it('says of a failure that does not come again that it was not reproduced, and does not shrink it', async () => {
    const { triage, failureAt, stored, evaluations } = await triageOf([[1, 2, 3]]);
    await triage.take(failureAt(0, 'off-by-2'));
    // Once as it comes, once in a fresh worker.
    expect(evaluations()).toBe(2);
    expect(await stored()).toMatchObject([{ finding: { reproduced: false, message: 'as it was seen' } }]);
  });

  it('stores what it has when it is stopped or out of budget', async () => {
    const stopped = await triageOf([[13, 8]], { stop: AbortSignal.abort() });
    await stopped.triage.take(stopped.failureAt(0, 'off-by-2'));
    expect(await stopped.stored()).toMatchObject([
      { finding: { shrink: { complete: false } }, scenario: { values: [13, 8] } },
    ]);
    const poor = await triageOf([[13, 8, 6]], { shrinkBudget: 2 });
    await poor.triage.take(poor.failureAt(0, 'off-by-2'));
    expect(await poor.stored()).toMatchObject([
      { finding: { shrink: { complete: false, tried: 2 } }, scenario: { values: [13, 6] } },
    ]);
  });
});
