/** Properties of a module that is moved when it is loaded: one that says too little of itself, or fills what stays as it is. */
import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { expectationOf } from '../generators/model/expect.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import {
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
  undefinedFunction,
} from '../generators/scenario-parts.fixture.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { inProcessTarget } from '../src/targets/in-process.ts';
import { decodeModule } from '../src/wasm/index.ts';
import { propertyNamed } from './index.ts';
import { scenarioSubject } from './subject.ts';
import { roomFault, weakImportFault } from './told-to-the-loader.ts';

/** `first` holds a word about `second`, which `main` reads; `nobody` may stay missing. */
function scenarioWith(kind: 'MEMORY_ADDR_LOCREL_I32' | 'MEMORY_ADDR_I32'): Scenario {
  const site = { offset: 0, kind, symbol: 'second', addend: 0 } as const;
  const load = { op: 'load', bytes: 4, place: { from: 'symbol', symbol: 'first', addend: 4, how: 'rel' } } as const;
  const slot = { op: 'null-function', slot: { from: 'symbol', symbol: 'main', how: 'rel' } } as const;
  const optional = { op: 'null-function', slot: { from: 'symbol', symbol: 'nobody', how: 'got' } } as const;
  const main = object('a.o', {
    functions: [returning('main', { op: 'mix', terms: [load, slot, optional] })],
    segments: [
      segment('first', '0000000005060708', { alignLog2: 4, sites: [site] }),
      segment('second', '0102030405060708'),
    ],
    symbols: [
      functionSymbol('main'),
      symbol('first', { kind: 'data', segment: 'first', offset: 0, size: 8 }),
      symbol('second', { kind: 'data', segment: 'second', offset: 0, size: 8 }),
      { ...undefinedFunction('nobody'), binding: 'weak' },
    ],
  });
  return scenarioOf([main], { pie: true, importMemory: true, unresolvedSymbols: 'import-dynamic' });
}

const scenario = scenarioWith('MEMORY_ADDR_LOCREL_I32');
const link = (linked: Scenario) => inProcessTarget('lazy').link(lower(linked));

describe('what a loader is told', () => {
  const told = async () => {
    const outcome = await link(scenario);
    if (outcome.kind !== 'linked') throw new Error(JSON.stringify(outcome));
    const module = decodeModule(outcome.bytes);
    return { module, dylink: module.dylink! };
  };

  test.each([
    ['enough', {}, undefined],
    ['more than enough', { memorySize: 999, memoryAlignLog2: 9, tableSize: 9 }, undefined],
    ['too little memory', { memorySize: 15 }, 'loader.memory'],
    ['too little alignment', { memoryAlignLog2: 3 }, 'loader.alignment'],
    ['too few slots', { tableSize: 0 }, 'loader.table'],
  ])('%s', async (_, change, key) => {
    const { module, dylink } = await told();
    const fault = roomFault({ ...module, dylink: { ...dylink, ...change } }, expectationOf(scenario));
    expect(fault && 'key' in fault ? fault.key : fault).toBe(key);
  });

  test('nothing', async () => {
    const { dylink: _, ...module } = (await told()).module;
    expect(roomFault(module, expectationOf(scenario))).toMatchObject({ key: 'loader.untold' });
  });

  test('an import that may stay missing is marked', async () => {
    const { module, dylink } = await told();
    expect(weakImportFault(module, expectationOf(scenario))).toBeUndefined();
    const unmarked = { ...module, dylink: { ...dylink, importInfo: [] } };
    expect(weakImportFault(unmarked, expectationOf(scenario))).toMatchObject({ key: 'import.not-weak' });
  });
});

describe('what is written when the module is loaded', () => {
  test.each([
    ['nothing where a difference stands', scenario, { kind: 'holds' }],
    ['a base where a difference stands', scenarioWith('MEMORY_ADDR_I32'), { kind: 'fails' }],
  ])('%s', async (_, linked, verdict) => {
    const outcome = await link(linked);
    const target = cannedTarget('canned', () => outcome);
    const audit = propertyNamed('relocation-audit')!;
    const found = await audit.check(scenarioSubject(scenario, { target }));
    expect(found).toMatchObject(verdict);
    if (verdict.kind === 'fails') expect(found).toMatchObject({ key: expect.stringContaining('start-up') });
  });
});
