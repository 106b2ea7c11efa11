import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installedFolder } from '../targets/installed.ts';
import { StoredDataError } from './findings/finding.ts';
import { harness, relocationKindsOf } from './linksmith-harness.ts';

const place = { profile: 'default', seed: 11, index: 2 };
const scenario = harness.caseAt(place);

describe('the real harness', () => {
  it('makes the same case and the same files for the same place', () => {
    expect(harness.caseAt(place)).toEqual(scenario);
    expect(harness.lower(harness.caseAt(place))).toEqual(harness.lower(scenario));
    expect(harness.caseAt({ ...place, index: 3 })).not.toEqual(scenario);
  });

  it('gives only feature words that it lists', () => {
    for (let index = 0; index < 30; index++) {
      const features = harness.featuresOf(harness.caseAt({ ...place, index }));
      expect(features.filter((feature) => !harness.lane('default').features.includes(feature))).toEqual([]);
    }
  });

  it.each([
    ['lazy', 'default'],
    ['command:ld {options} {inputs} -o {output}', 'default'],
  ])('has a campaign on %s run the profile %s', async (target, profile) => {
    expect(await harness.profileFor!([target])).toBe(profile);
  });

  it.skipIf(!existsSync(installedFolder('zig-0.14')))(
    'has a campaign on Zig run plain cases (skipped where zig-0.14 is not installed)',
    async () => {
      expect(await harness.profileFor!(['lazy', 'zig-0.14'])).toBe('plain');
    },
  );

  it('prints a scenario, and takes it back from its JSON', () => {
    expect(harness.printScenario(scenario)).toContain('a.o');
    expect(harness.parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  it.each<[unknown, string]>([
    [null, 'not a scenario: scenario: no object'],
    [[], 'not a scenario: scenario: no object'],
    [{ schemaVersion: 2 }, 'not a scenario: schemaVersion: 2 is of a newer linksmith'],
    [{ schemaVersion: 1 }, 'not a scenario: title: '],
    [{ ...(scenario as object), inputs: [{ kind: 'object' }] }, 'not a scenario: inputs[0].object: '],
    [{ ...(scenario as object), inputs: twice() }, 'not a valid scenario: two objects are called a.o'],
  ])('refuses what is none', (value, message) => {
    const parse = () => harness.parseScenario(value);
    expect(parse).toThrow(StoredDataError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/\n/);
  });

  function twice(): unknown[] {
    const [input] = (scenario as { readonly inputs: readonly unknown[] }).inputs;
    return [input, input];
  }
});

describe('relocationKindsOf', () => {
  it('names the kinds in objects and in the members of archives', () => {
    const archived = Array.from({ length: 40 }, (_, index) => harness.lower(harness.caseAt({ ...place, index }))).find(
      ({ files }) => [...files.keys()].some((name) => name.endsWith('.a')),
    )!;
    const archiveOnly = new Map([...archived.files].filter(([name]) => name.endsWith('.a')));
    expect(relocationKindsOf({ ...archived, files: archiveOnly })).toContain('R_WASM_FUNCTION_INDEX_LEB');
    expect(relocationKindsOf(harness.lower(scenario))).toContain('R_WASM_FUNCTION_INDEX_LEB');
  });

  it('finds none in what is no object', () => {
    const files = new Map([
      ['text', new TextEncoder().encode('hello')],
      ['cut.a', new TextEncoder().encode('!<arch>\nxx')],
    ]);
    expect(relocationKindsOf({ files, args: [] })).toEqual([]);
  });
});
