import { describe, expect, test } from 'vitest';
import type { Scenario, ScenarioObject } from '../generators/scenario/scenario.ts';
import { parseModuleText } from '../src/observe/text-format.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkJob } from '../src/targets/target.ts';
import { exportAllSample, layout } from './layout.ts';
import { firstSeed } from './sampling.ts';
import { scenarioSubject } from './subject.ts';

const object: ScenarioObject = {
  name: 'a.o',
  functions: [],
  segments: [
    {
      id: 'one',
      name: '.data.one',
      alignLog2: 3,
      bytes: '0102030400000000',
      sites: [{ offset: 4, kind: 'MEMORY_ADDR_I32', symbol: 'two', addend: 0 }],
    },
    { id: 'two', name: '.data.two', alignLog2: 2, bytes: '05060708', sites: [] },
  ],
  globals: [],
  customSections: [],
  symbols: [
    { id: 'one', name: 'one', binding: 'strong', denotes: { kind: 'data', segment: 'one', offset: 0, size: 8 } },
    { id: 'inside', name: 'inside', binding: 'strong', denotes: { kind: 'data', segment: 'one', offset: 4, size: 4 } },
    { id: 'two', name: 'two', binding: 'strong', denotes: { kind: 'data', segment: 'two', offset: 0, size: 4 } },
    { id: 'fixed', name: 'fixed', binding: 'strong', denotes: { kind: 'absolute-data', address: 77 } },
  ],
  initFunctions: [],
  targetFeatures: [],
  producers: [],
};

const names = ['one', 'inside', 'two', 'fixed'];
const scenario: Scenario = {
  schemaVersion: 1,
  title: 'two segments',
  leftOut: [],
  inputs: [{ kind: 'object', object }],
  options: { entry: null, exports: names },
  probes: [],
};

interface Places {
  readonly one: number;
  readonly inside: number;
  readonly two: number;
  readonly fixed: number;
  /** From 1024 on. */
  readonly data: string;
  readonly pages: number;
}
const sound: Places = {
  one: 1024,
  inside: 1028,
  two: 1032,
  fixed: 77,
  data: '\\01\\02\\03\\04\\08\\04\\00\\00\\05\\06\\07\\08',
  pages: 1,
};

const moduleOf = ({ data, pages, ...addresses }: Places) => {
  const globals = names.map(
    (name) => `(global (export "${name}") i32 (i32.const ${addresses[name as keyof typeof addresses]}))`,
  );
  return parseModuleText(`(module (memory ${pages}) ${globals.join(' ')} (data (i32.const 1024) "${data}"))`);
};

const check = async (
  changed: Partial<Places>,
  seed = firstSeed(exportAllSample, false),
  seen?: (job: LinkJob) => void,
) => {
  const bytes = await moduleOf({ ...sound, ...changed });
  const target = cannedTarget('canned', (job) => {
    seen?.(job);
    return { kind: 'linked', bytes, messages: [] };
  });
  return layout.check(scenarioSubject(scenario, { target, seed }));
};

describe('layout', () => {
  const swapped = { one: 1032, inside: 1036, two: 1024, data: '\\05\\06\\07\\08\\00\\00\\00\\00\\01\\02\\03\\04' };
  test.each([
    ['holds when all lies well', {}, { kind: 'holds' }],
    ['holds in another order, with zeros that are not written', swapped, { kind: 'holds' }],
    ['fails when an alignment is lost', { one: 1028, inside: 1032, two: 1040 }, { key: 'alignment' }],
    ['fails when two symbols do not agree on their segment', { inside: 1032 }, { key: 'torn' }],
    ['fails when two segments lie on each other', { two: 1028 }, { key: 'overlap' }],
    ['fails when a segment has other bytes', { data: sound.data.replace('03', '04') }, { key: 'bytes' }],
    ['fails when a segment is outside of the memory', { two: 65_536 }, { key: 'outside' }],
    ['fails when an absolute symbol is moved', { fixed: 78 }, { key: 'absolute' }],
  ])('%s', async (_, changed, verdict) => {
    expect(await check(changed)).toMatchObject(verdict);
  });

  test('fails when zero-filled data lies before other data', async () => {
    const [one, two] = object.segments;
    const zeroed = { ...one!, name: '.bss.one', bytes: '0000000000000000', sites: [] };
    const zeros = {
      ...scenario,
      inputs: [{ kind: 'object' as const, object: { ...object, segments: [zeroed, two!] } }],
    };
    const verdictOf = async (places: Places) => {
      const bytes = await moduleOf(places);
      const target = cannedTarget('canned', () => ({ kind: 'linked', bytes, messages: [] }));
      return layout.check(scenarioSubject(zeros, { target, seed: firstSeed(exportAllSample, false) }));
    };
    const data = '\\00\\00\\00\\00\\00\\00\\00\\00\\05\\06\\07\\08';
    expect(await verdictOf({ ...sound, data })).toMatchObject({ key: 'bss' });
    const behind = { ...sound, one: 1032, inside: 1036, two: 1024, data: '\\05\\06\\07\\08' };
    expect(await verdictOf(behind)).toEqual({ kind: 'holds' });
  });

  test('asks for every symbol in the sampled cases', async () => {
    const jobs: LinkJob[] = [];
    for (const taken of [true, false]) await check({}, firstSeed(exportAllSample, taken), (job) => jobs.push(job));
    expect(jobs.map(({ args }) => args.includes('--export-all'))).toEqual([true, false]);
  });
});
