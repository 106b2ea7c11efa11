import { describe, expect, test } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import type { Scenario, ScenarioSegment } from '../../generators/scenario/scenario.ts';
import { moduleIn } from '../../src/observe/decoded-files.ts';
import { openTarget } from '../../src/targets/index.ts';
import type { LinkJob } from '../../src/targets/target.ts';
import { changedModule } from '../../src/wasm/changed-module.fixture.ts';
import { type Import, SectionId, type WasmModule } from '../../src/wasm/index.ts';
import { exampleScenario } from '../example-scenario.ts';
import { meaningDifference } from './meaning-difference.ts';

const job = lower(exampleScenario);

async function link(wanted: LinkJob) {
  const outcome = await openTarget('lazy').link(wanted);
  if (outcome.kind !== 'linked') throw new Error(outcome.messages.join('\n'));
  return moduleIn(outcome.bytes);
}

const hostImport = (typeIndex: number): Import => ({ kind: 'function', module: 'host', field: 'other', typeIndex });

/** What the other linker made of the job, as if it had been told something else. */
async function difference(other: LinkJob) {
  return meaningDifference(job, [await link(other), await link(job)], ['that', 'this']);
}

const withArgs = (...args: readonly string[]): LinkJob => ({ ...job, args: [...args, ...job.args] });
const without = (arg: string): LinkJob => ({ ...job, args: job.args.filter((one) => one !== arg) });

const withSegments = (change: (segment: ScenarioSegment) => ScenarioSegment, args: readonly string[] = []): LinkJob => {
  const changed = lower({
    ...exampleScenario,
    inputs: exampleScenario.inputs.map((input) =>
      input.kind === 'object'
        ? { ...input, object: { ...input.object, segments: input.object.segments.map(change) } }
        : input,
    ),
  } as Scenario);
  return { ...changed, args: [...args, ...changed.args] };
};

describe('meaningDifference passes over', () => {
  test.each<readonly [string, LinkJob]>([
    ['nothing', job],
    ['addresses', withArgs('--global-base=4096')],
    ['where the stack is', withArgs('--stack-first')],
    ['the numbers of slots', withArgs('--table-base=5')],
    ['the names that the linker keeps', withArgs('--strip-all')],
    ['how many segments there are', withArgs('--no-merge-data-segments')],
    ['the order of inputs', { ...job, args: [...job.args].reverse() }],
  ])('%s', async (_, other) => {
    expect(await difference(other)).toBeUndefined();
  });
});

describe('meaningDifference finds', () => {
  test.each<readonly [string, LinkJob, string]>([
    ['an import more', withArgs('--import-memory'), 'import.more'],
    ['an export more', withArgs('--export=answer'), 'export.more'],
    ['an export that is missing', without('--export=initialized'), 'export.missing'],
    ['another limit of memory', withArgs('--max-memory=655360'), 'memory.differs'],
    ['functions that nothing leads to', withArgs('--no-gc-sections'), 'function.more'],
    [
      'data that is not aligned',
      withSegments((segment) => ({ ...segment, alignLog2: 0 }), ['--global-base=1026']),
      'data.alignment',
    ],
    [
      'data with another content',
      withSegments((segment) => ({ ...segment, bytes: segment.bytes.replace(/01/, '77') })),
      'site.MEMORY_ADDR_LEB.code.value',
    ],
  ])('%s', async (_, other, key) => {
    expect((await difference(other))?.key).toBe(key);
  });

  const section = (module: WasmModule) => ({ ...module.sections[0]!, id: SectionId.Custom, name: 'notes' });
  test.each<readonly [string, (module: WasmModule) => WasmModule, more: string, missing: string]>([
    ['no memory', (module) => changedModule(module, { memories: [] }), 'memory.missing', 'memory.more'],
    ['a slot', (module) => changedModule(module, { elements: [] }), 'table.differs', 'table.differs'],
    [
      'a section',
      (module) => changedModule(module, { sections: [...module.sections, section(module)] }),
      'custom.more',
      'custom.missing',
    ],
  ])('%s on one side only', async (_, change, more, missing) => {
    const plain = await link(job);
    const changed = change(plain);
    expect(meaningDifference(job, [changed, plain], ['that', 'this'])?.key).toBe(more);
    expect(meaningDifference(job, [plain, changed], ['that', 'this'])?.key).toBe(missing);
  });

  test('a feature that an input uses and the output does not mention', async () => {
    const targetFeatures = [{ prefix: '+', name: 'sign-ext' }];
    const using = lower({
      ...exampleScenario,
      inputs: exampleScenario.inputs.map((input) =>
        input.kind === 'object' ? { ...input, object: { ...input.object, targetFeatures } } : input,
      ),
    } as Scenario);
    const [plain, silent] = [await link(using), changedModule(await link(using), { targetFeatures: [] })];
    expect(meaningDifference(using, [silent, plain], ['that', 'this'])?.key).toBe('feature.differs');
  });

  test('functions that are missing, and an import of another type', async () => {
    const [plain, all] = [await link(job), await link(withArgs('--no-gc-sections'))];
    expect(meaningDifference(job, [plain, all], ['that', 'this'])?.key).toBe('function.missing');
    const importing = (typeIndex: number) =>
      changedModule(plain, { imports: [...plain.imports, hostImport(typeIndex)] });
    const keys = plain.types.map((_, at) => meaningDifference(job, [importing(0), importing(at)], ['a', 'b'])?.key);
    expect(keys).toEqual(plain.types.map((_, at) => (at === 0 ? undefined : 'import.differs')));
    expect(keys).toContain('import.differs');
  });

  test('what it took for the same on both sides', async () => {
    const found = await difference(withArgs('--import-memory', '--global-base=4096'));
    expect(found?.evidence).toMatch(/^memory env\.memory: that has it \(imported\), this has not\n/);
    expect(found?.evidence).toMatch(
      /taken for the same \(\d+ payloads\):\n {2}\w+ \d of \w+\.o: \d+ in that, \d+ in this/,
    );
  });
});

test('meaningDifference compares what is seen from outside when inputs cannot be followed', async () => {
  const blind = { ...job, args: ['-lc', ...job.args] };
  const [plain, more] = [await link(job), await link(withArgs('--export=answer'))];
  expect(meaningDifference(blind, [plain, plain], ['this', 'that'])).toBeUndefined();
  expect(meaningDifference(blind, [more, plain], ['that', 'this'])?.key).toBe('export.more');
});
