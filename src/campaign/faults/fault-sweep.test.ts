/** Faulty linkers against one campaign, on the toy harness: each is detected where a campaign against it alone detects it. */
import { describe, expect, it } from 'vitest';
import { holds } from '../../../properties/property.ts';
import type { Target } from '../../targets/target.ts';
import { RangeRunner } from '../engine/range-runner.ts';
import { slotLength } from '../engine/tasks.ts';
import { harness as toy, valuesAt } from '../engine/toy-harness.fixture.ts';
import { guidedCases } from '../guidance/guided-cases.ts';
import type { Fault } from './fault-bank.ts';
import { type FaultyLinker, runSweep } from './fault-sweep.ts';
import type { TrialPlan } from './trial-record.ts';

const never = new AbortController().signal;
const plan: TrialPlan = { seed: 7, profile: 'default', guided: false, together: true, budgetMs: 60_000, jobs: 1 };
const open = (name: string) => toy.openTarget(name);
/** What is not planted in is good. */
const harness = { ...toy, openTarget: () => open('good') };

async function linker(lazy: string, eager = 'good', fault: Partial<Fault> = {}): Promise<FaultyLinker> {
  const told = { id: lazy, shows: 'output', expected: ['self-check'], ...fault } as Fault;
  return { fault: told, lazy: await open(lazy), eager: await open(eager), isAlwaysReached: false };
}

const swept = async (linkers: readonly FaultyLinker[], change: Partial<TrialPlan> = {}) =>
  runSweep({ ...plan, ...change }, linkers, { harness, interrupt: never });

/** The first case that fails in a campaign against this target alone. */
async function firstFailure(target: string, guided: boolean): Promise<number> {
  if (!guided) return Array.from({ length: 500 }, (_, index) => index).findIndex((i) => valuesAt(7, i).includes(13));
  const runner = new RangeRunner(toy);
  const task = { profile: 'default', seed: 7, targets: [target], canary: false };
  const run = async (range: Parameters<RangeRunner['runRange']>[0]) =>
    ({ kind: 'done', value: await runner.runRange(range, new Int32Array(slotLength)) }) as const;
  const stream = guidedCases(run, { task, first: 0, end: 500, jobs: 1, stop: never, giveUp: never });
  for await (const { failures } of stream) if (failures[0] !== undefined) return failures[0].index;
  return -1;
}

describe('runSweep', () => {
  it.each([false, true])('detects where a campaign against the linker alone does; guided: %s', async (guided) => {
    const [trial] = await swept([await linker('lazy')], { guided });
    const index = await firstFailure('lazy', guided);
    expect(index).toBeGreaterThan(0);
    expect(trial).toMatchObject({
      ...plan,
      guided,
      triggered: { cases: index + 1 },
      detected: { index, cases: index + 1, property: 'sum-is-right', key: 'off-by-2' },
    });
  });

  it('goes on until all are detected, or the budget is spent', async () => {
    const [soon, later] = await swept([await linker('lazy'), await linker('good')], { budgetMs: 100 });
    expect(soon?.detected).toBeDefined();
    expect(later).not.toHaveProperty('detected');
    expect(later!.end.cases).toBeGreaterThan(soon!.detected!.cases);
    expect(later!.end.cpuMs).toBeGreaterThanOrEqual(100);
  });

  it.each<[string, Partial<Fault>, string[]]>([
    ['that links in other ways', { expected: ['self-check', 'lazy-equals-eager'] }, ['lazy-equals-eager']],
    ['that sees what a link leaves behind', { expected: ['self-check'], shows: 'inputs' }, ['self-check']],
    ['and no other', { expected: ['self-check'] }, []],
  ])('asks of a link that is as it should be what the story expects %s', async (_, fault, expected) => {
    const asked = new Set<string>();
    const spies = ['lazy-equals-eager', 'self-check'].map((name) => ({
      ...toy.properties[0]!,
      name,
      check: async ({ target }: { readonly target: Target }) => {
        if (target.name === 'faulty') asked.add(name);
        return holds;
      },
    }));
    const faulty = await linker('good', 'good', fault);
    await runSweep({ ...plan, budgetMs: 20 }, [{ ...faulty, lazy: { ...faulty.lazy, name: 'faulty' } }], {
      harness: { ...harness, properties: spies },
      interrupt: never,
    });
    expect([...asked]).toEqual(expected);
  });
});
