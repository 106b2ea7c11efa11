import { describe, expect, test } from 'vitest';
import { parseModuleText } from '../src/observe/text-format.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { exampleScenario } from './example-scenario.ts';
import { reachability } from './reachability.ts';
import { scenarioSubject } from './subject.ts';

/** What `exampleScenario` keeps: 4 functions, 1 slot, 12 + 4 bytes of data with at most 3 + 3 between. */
interface Parts {
  readonly functions: readonly string[];
  readonly slots: number;
  readonly dataBytes: number;
}
const sound: Parts = {
  functions: ['__wasm_call_ctors', 'probe', 'init', 'initialized', 'answer', 'probe.command_export'],
  slots: 1,
  dataBytes: 16,
};

const check = async (changed: Partial<Parts>, gcSections = true) => {
  const { functions, slots, dataBytes } = { ...sound, ...changed };
  const text = [
    '(memory 1) (table 4 funcref)',
    ...functions.map((name) => (name === '__wasm_call_ctors' ? `(func $${name} call $init)` : `(func $${name})`)),
    `(elem (i32.const 1) ${Array(slots).fill('0').join(' ')})`,
    `(data (i32.const 16) "${'x'.repeat(dataBytes)}")`,
  ];
  const bytes = await parseModuleText(`(module ${text.join(' ')})`);
  const target = cannedTarget('canned', () => ({ kind: 'linked', bytes, messages: [] }));
  const options = { ...exampleScenario.options, gcSections };
  return reachability.check(
    scenarioSubject(gcSections ? exampleScenario : { ...exampleScenario, options }, { target }),
  );
};

describe('reachability', () => {
  test.each([
    ['holds when what is kept is there', {}, { kind: 'holds' }],
    ['holds with the gaps that alignment may need', { dataBytes: 22 }, { kind: 'holds' }],
    [
      'fails when a dead function stays',
      { functions: [...sound.functions, 'dead'] },
      { key: 'functions.more', cause: 'reach: a dead function is kept' },
    ],
    ['fails when a live function goes', { functions: sound.functions.slice(0, -2) }, { key: 'functions.fewer' }],
    [
      'fails when a function has two slots',
      { slots: 2 },
      { key: 'table.more', cause: 'table: one function has two slots' },
    ],
    ['fails when a function has no slot', { slots: 0 }, { key: 'table.fewer' }],
    ['fails when dead data stays', { dataBytes: 23 }, { key: 'data.more' }],
    ['fails when live data goes', { dataBytes: 15 }, { key: 'data.fewer' }],
  ])('%s', async (_, changed, verdict) => {
    expect(await check(changed)).toMatchObject(verdict);
  });

  test('lets everything stay where garbage collection is off, and nothing go', async () => {
    const everything = { functions: [...sound.functions, 'dead', 'answer2', 'more'], slots: 1, dataBytes: 16 };
    expect(await check(everything, false)).toMatchObject({ kind: 'holds' });
    expect(await check({}, false)).toMatchObject({ kind: 'fails', key: 'functions.fewer' });
  });
});
