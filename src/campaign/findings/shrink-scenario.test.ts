import { describe, expect, it } from 'vitest';
import {
  Choices,
  objectsOf,
  type Profile,
  profiles,
  type Scenario,
  shrinkScenario,
} from '../../../generators/index.ts';
import { generateScenario } from '../../../generators/make/generate.ts';
import { scenarioSubject } from '../../../properties/index.ts';
import { selfCheck } from '../../../properties/self-check.ts';
import { openTarget } from '../../targets/index.ts';
import type { LinkJob, Target } from '../../targets/target.ts';
import { decodeModule, encodeObject, isObject, isWasm, type ObjectSource, toSource } from '../../wasm/index.ts';
import { shrink } from './shrink.ts';

const lazy = openTarget('lazy');

/** The linker with a fault: what it gets is not what the job says. */
const deaf = (change: (job: LinkJob) => LinkJob): Target => ({ ...lazy, link: (job) => lazy.link(change(job)) });

const withObjects = (change: (source: ObjectSource) => ObjectSource): Target =>
  deaf((job) => {
    const files = [...job.files].map(([name, bytes]): [string, Uint8Array] => {
      const module = isWasm(bytes) ? decodeModule(bytes) : undefined;
      const changed = module !== undefined && isObject(module) ? encodeObject(change(toSource(module))) : bytes;
      return [name, changed];
    });
    return { ...job, files: new Map(files) };
  });

const withAddends = (kind: string) =>
  withObjects((source) => ({
    ...source,
    relocations: (source.relocations ?? []).map((list) => ({
      ...list,
      entries: list.entries.map((entry) => (entry.kind.name === kind ? { ...entry, addend: 0n } : entry)),
    })),
  }));

const faults: readonly (readonly [string, Target])[] = [
  ['addends in code are left out', withAddends('R_WASM_MEMORY_ADDR_SLEB')],
  ['addends in data are left out', withAddends('R_WASM_MEMORY_ADDR_I32')],
  [
    'init functions have no order',
    withObjects((source) => ({
      ...source,
      linking: { ...source.linking, initFunctions: (source.linking?.initFunctions ?? []).toReversed() },
    })),
  ],
  ['inputs are read backwards', deaf((job) => ({ ...job, args: backwards(job) }))],
  ['--wrap is not heard', deaf((job) => ({ ...job, args: job.args.filter((arg) => !arg.startsWith('--wrap')) }))],
];

/** Objects that stand on the command line by themselves, in reverse order. */
function backwards({ files, args }: LinkJob): string[] {
  const objects = args.filter((arg) => isWasm(files.get(arg) ?? new Uint8Array()));
  return args.map((arg) => (objects.includes(arg) ? objects.pop()! : arg));
}

const profile: Profile = {
  ...profiles.default,
  name: 'twenty objects',
  objects: [20, 20],
  always: ['addends', 'data-pointers', 'init-functions', 'stores', 'weak', 'wrap'],
  errors: 0,
};

const fails = async (scenario: Scenario, target: Target): Promise<boolean> =>
  (await selfCheck.check(scenarioSubject(scenario, { target, timeLimitMs: 2000 }))).kind === 'fails';

async function firstFailing(target: Target): Promise<Scenario> {
  for (let index = 0; index < 200; index++) {
    const scenario = generateScenario(new Choices(5, index), profile, `twenty objects ${index}`);
    if (await fails(scenario, target)) return scenario;
  }
  throw new Error('no case shows the fault');
}

describe('a failing case of twenty objects', () => {
  it.each(faults)('becomes one of three at most: %s', async (_fault, target) => {
    const failing = await firstFailing(target);
    expect(objectsOf(failing).length).toBeGreaterThanOrEqual(20);
    const { scenario, complete } = await shrink(failing, {
      candidates: shrinkScenario,
      stillFails: (candidate) => fails(candidate, target),
      budget: 2_000,
      lanes: 1,
    });
    expect(complete).toBe(true);
    expect(objectsOf(scenario).length).toBeLessThanOrEqual(3);
  });
});
