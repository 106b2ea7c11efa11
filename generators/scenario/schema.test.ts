import { describe, expect, test } from 'vitest';
import { caseAt } from '../make/case.ts';
import { profileNames } from '../make/profiles.ts';
import { archive, calling, defining, scenarioOf } from '../scenario-parts.fixture.ts';
import { shrinkScenario } from '../shrink/shrink.ts';
import { type MigrationStep, migrateScenario, ScenarioError } from './migrate.ts';
import type { Scenario } from './scenario.ts';
import { parseScenario, scenarioJsonSchema } from './schema.ts';

const stored = (scenario: Scenario): unknown => JSON.parse(JSON.stringify(scenario));

describe('parseScenario', () => {
  test.each(profileNames.filter((name) => name !== 'torture'))('takes every case of %s as it is', (profile) => {
    for (let index = 0; index < (profile === 'large' ? 1 : 20); index++) {
      const scenario = caseAt({ seed: 17, index, profile });
      expect(parseScenario(stored(scenario))).toEqual(scenario);
    }
  });

  test('takes what shrinking makes of a case', () => {
    const steps = [...shrinkScenario(caseAt({ seed: 17, index: 3, profile: 'default' }))].slice(0, 60);
    for (const smaller of steps) expect(parseScenario(stored(smaller))).toEqual(stored(smaller));
  });

  const small = scenarioOf([calling('a.o', 'f'), archive('lib.a', defining('b.o', 'f', 1))]);

  /** Changes one place of a small scenario: what is there, by its path, and what takes its place. */
  function changed(path: readonly (string | number)[], value: unknown): unknown {
    const copy = stored(small);
    const parent = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy);
    (parent as Record<string, unknown>)[path.at(-1)!] = value;
    return copy;
  }

  const member = ['inputs', 1, 'members', 0];
  const deep = (): unknown => {
    let value: unknown = { op: 'constant', value: 1 };
    for (let level = 0; level < 200_000; level++) value = { op: 'low-bits', bits: 1, value };
    return value;
  };

  test.each<[(string | number)[], unknown, string]>([
    [['probes'], undefined, 'probes: invalid input: expected array, received undefined'],
    [['more'], 1, 'scenario: unrecognized key: "more"'],
    [['inputs', 1, 'kind'], 'library', 'inputs[1].kind: invalid'],
    [[...member, 'symbols', 0, 'binding'], 'strange', 'inputs[1].members[0].symbols[0].binding: invalid option'],
    [[...member, 'symbols', 0, 'hidden'], 'yes', 'inputs[1].members[0].symbols[0].hidden: invalid input'],
    [[...member, 'symbols', 0, 'hiden'], true, 'inputs[1].members[0].symbols[0]: unrecognized key: "hiden"'],
    [[...member, 'symbols', 0, 'denotes', 'function'], 5, 'inputs[1].members[0].symbols[0].denotes.function: invalid'],
    [[...member, 'functions', 0, 'body', 'result', 'op'], 'div', 'inputs[1].members[0].functions[0].body.result.op: '],
    [
      ['inputs', 0, 'object', 'functions', 0, 'body', 'result', 'terms', 1, 'arguments'],
      null,
      'inputs[0].object.functions[0].body.result.terms[1].arguments: invalid input: expected array',
    ],
    [['inputs', 0, 'object', 'functions', 0, 'body', 'result'], deep(), 'scenario: nested too deeply'],
    [['options', 'entry'], undefined, 'options.entry: invalid'],
    [['options', 'stackSize'], 1.5, 'options.stackSize: invalid input: expected int'],
    [
      ['inputs', 0, 'object', 'segments'],
      [{ id: 's', name: '.data', alignLog2: 0, bytes: '123', sites: [] }],
      'inputs[0].object.segments[0].bytes: an odd number of hexadecimal digits',
    ],
  ])('names the path %j', (path, value, message) => {
    const parse = () => parseScenario(changed(path, value));
    expect(parse).toThrow(ScenarioError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/\n/);
  });
});

describe('migrateScenario', () => {
  const { schemaVersion, ...rest } = scenarioOf([calling('a.o')]);
  /** As if version 0 had called inputs files, and version -1 the title a name. */
  const { inputs, title, ...others } = rest;
  const steps = new Map<number, MigrationStep>([
    [-1, ({ name, ...old }) => ({ ...old, title: name })],
    [0, ({ files, ...old }) => ({ ...old, inputs: files })],
  ]);

  test('takes one step a version', () => {
    const current = { schemaVersion, ...rest };
    expect(migrateScenario({ schemaVersion: 0, title, files: inputs, ...others }, steps)).toEqual(current);
    expect(migrateScenario({ schemaVersion: -1, name: title, files: inputs, ...others }, steps)).toEqual(current);
    expect(migrateScenario(current, steps)).toBe(current);
  });

  test.each([
    [{ schemaVersion: -2 }, 'schemaVersion: there is no way from -2 to 1'],
    [{ schemaVersion: 2 }, 'schemaVersion: 2 is of a newer linksmith; this one reads up to 1'],
    [{ schemaVersion: '1' }, 'schemaVersion: not a whole number'],
    [{}, 'schemaVersion: missing'],
    [null, 'scenario: no object'],
    [[], 'scenario: no object'],
    ['{}', 'scenario: no object'],
  ])('refuses %j', (json, message) => {
    expect(() => migrateScenario(json, steps)).toThrow(new ScenarioError(message));
    expect(() => parseScenario(json)).toThrow(new ScenarioError(message));
  });
});

/** After a change of the model that is meant: `npx vitest run generators/scenario/schema.test.ts -u`. */
test('the kept JSON schema is that of the model', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../../reports/scenario.schema.json');
});
