/** Text of a hand-made object, and, where yaml2obj is installed, what it makes of generated objects. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { caseAt, lower, lowerObject, objectsOf, type ProfileName, type Scenario } from '../../generators/index.ts';
import { openTarget } from '../targets/index.ts';
import { decodeObject, encodeObject, toSource } from '../wasm/index.ts';
import { objectYaml, yamlOf } from './object-yaml.ts';

const program = 'yaml2obj-19';
const isInstalled = spawnSync(program, ['--version']).error === undefined;

function throughYaml(bytes: Uint8Array): Uint8Array {
  const { status, stdout, stderr } = spawnSync(program, ['-o', '-', '-'], { input: objectYaml(decodeObject(bytes)) });
  if (status !== 0) throw new Error(String(stderr));
  return new Uint8Array(stdout);
}

/** The same object as this project writes it, with every size in the fewest bytes and sections in their usual order. */
function compact(bytes: Uint8Array): Uint8Array {
  const { bodyLebSizes: _sizes, order: _order, linking, ...rest } = toSource(decodeObject(bytes));
  const { subsectionLebSize: _size, ...plain } = linking;
  return encodeObject({ ...rest, linking: plain });
}

async function linkOf(scenario: Scenario, change: (bytes: Uint8Array) => Uint8Array): Promise<unknown> {
  const job = lower(scenario);
  const files = new Map([...job.files].map(([name, bytes]) => [name, name.endsWith('.o') ? change(bytes) : bytes]));
  return (await openTarget('lazy')).link({ ...job, files });
}

const profiles: readonly [ProfileName, number][] = [
  ['tiny', 10],
  ['default', 12],
  ['comdats', 6],
  ['archives', 6],
  ['custom-sections', 6],
  ['init-functions', 6],
];

describe.skipIf(!isInstalled)(program, () => {
  test.each(profiles)('makes of the YAML of %s objects the same objects', (profile, count) => {
    for (let index = 0; index < count; index++) {
      for (const object of objectsOf(caseAt({ seed: 55, index, profile }))) {
        const bytes = lowerObject(object);
        const again = throughYaml(bytes);
        expect(objectYaml(decodeObject(again))).toBe(objectYaml(decodeObject(compact(bytes))));
        expect(Buffer.compare(compact(again), compact(bytes))).toBe(0);
      }
    }
  });

  test('and they link the same', async () => {
    for (let index = 0; index < 8; index++) {
      const scenario = caseAt({ seed: 56, index, profile: 'default' });
      expect(await linkOf(scenario, throughYaml)).toEqual(await linkOf(scenario, (bytes) => bytes));
    }
  });
});

test('leaves text files as they are', () => {
  expect(yamlOf('allowed.syms', new TextEncoder().encode('f\n'))).toEqual([]);
});
