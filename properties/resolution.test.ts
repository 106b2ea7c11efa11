import { describe, expect, test } from 'vitest';
import type { Scenario, ScenarioObject } from '../generators/scenario/scenario.ts';
import { parseModuleText } from '../src/observe/text-format.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { exampleScenario } from './example-scenario.ts';
import { resolution } from './resolution.ts';
import { scenarioSubject } from './subject.ts';

const check = async (scenario: Scenario, fields: string) => {
  const bytes = await parseModuleText(`(module ${fields})`);
  const target = cannedTarget('canned', () => ({ kind: 'linked', bytes, messages: [] }));
  return resolution.check(scenarioSubject(scenario, { target }));
};

const f = '(func (result i32) i32.const 1)';
const memory = '(memory (export "memory") 1)';
const exported = (...names: string[]) => names.map((name) => `(export "${name}" (func 0))`).join(' ');

describe('resolution of exports', () => {
  const sound = `${f} ${memory} ${exported('probe', 'alias', 'initialized')}`;
  test.each([
    [
      'holds when all are there, with what the linker has of its own',
      `${sound} (export "__wasm_call_ctors" (func 0))`,
      { kind: 'holds' },
    ],
    ['fails when one is missing', `${f} ${exported('probe', 'initialized')}`, { key: 'export.missing' }],
    [
      'fails when one is of another kind',
      `${sound.replace('"alias" (func', '"alias" (memory')}`,
      { key: 'export.kind' },
    ],
    ['fails when a symbol is exported that nothing asks for', `${sound} ${exported('dead')}`, { key: 'export.stray' }],
    ['fails when something is imported', `(import "env" "g" (global i32)) ${sound}`, { key: 'import.stray' }],
  ])('%s', async (_, fields, verdict) => {
    expect(await check(exampleScenario, fields)).toMatchObject(verdict);
  });
});

describe('resolution of imports', () => {
  const [first, ...rest] = exampleScenario.inputs;
  const { object } = first as { readonly object: ScenarioObject };
  const imported = { ...object.symbols[1]!, binding: 'strong' as const };
  /** `answer` is not defined but imported from `host`. */
  const scenario: Scenario = {
    ...exampleScenario,
    inputs: [
      {
        kind: 'object',
        object: {
          ...object,
          symbols: object.symbols.map((symbol) =>
            symbol.id !== 'answer'
              ? symbol
              : {
                  ...imported,
                  denotes: {
                    kind: 'undefined-function',
                    signature: { parameters: [], results: ['i32'] },
                    import: { module: 'host', field: 'ask' },
                  },
                },
          ),
        },
      },
      ...rest.slice(1),
    ],
    options: { entry: null, exports: ['probe', 'initialized'] },
    probes: [],
  };
  const sound = `${f} ${memory} ${exported('probe', 'initialized')}`;
  const ask = '(import "host" "ask" (func (result i32)))';
  test.each([
    ['holds when they are what the model says', `${ask} ${sound}`, { kind: 'holds' }],
    ['fails when one is missing', sound, { key: 'import.missing' }],
    ['fails when one is there twice', `${ask} ${ask} ${sound}`, { key: 'import.twice' }],
    [
      'fails when one has its symbol’s name',
      `(import "host" "answer" (func (result i32))) ${sound}`,
      { key: 'import.stray' },
    ],
    [
      'fails when one has another signature',
      `(import "host" "ask" (func (result i64))) ${sound}`,
      { key: 'import.stray' },
    ],
  ])('%s', async (_, fields, verdict) => {
    expect(await check(scenario, fields)).toMatchObject(verdict);
  });
});
