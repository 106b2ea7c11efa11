/**
 * The table of rooms (ARCHITECTURE.md, `.dependency-cruiser.cjs`) holds, and the check of it can fail: each rule is shown
 * a small tree that breaks it. The rules themselves are not here.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';

interface RoomRules extends IFlattenedRuleSet {
  readonly options: ICruiseOptions & { readonly enhancedResolveOptions: object };
}

const root = fileURLToPath(new URL('..', import.meta.url));
const rules: RoomRules = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const ruleNames = (rules.forbidden ?? []).map((rule) => String(rule.name));

/** Which rules the tree below `baseDir` breaks, as `rule: from -> to`. */
async function brokenRules(baseDir: string): Promise<string[]> {
  const { enhancedResolveOptions, ...options } = rules.options;
  const { output } = await cruise(
    ['src', 'generators', 'properties'],
    { ...options, baseDir, validate: true, ruleSet: { forbidden: rules.forbidden ?? [] } },
    enhancedResolveOptions,
  );
  const { violations } = (output as ICruiseResult).summary;
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
}

/** A tree in which every room has one blameless file, with `files` laid over it. */
async function withTree<Result>(
  files: Readonly<Record<string, string>>,
  use: (baseDir: string) => Promise<Result>,
): Promise<Result> {
  const baseDir = await mkdtemp(join(tmpdir(), 'linksmith-rooms-'));
  try {
    for (const [path, text] of Object.entries({ ...blameless, ...files })) {
      await mkdir(dirname(join(baseDir, path)), { recursive: true });
      await writeFile(join(baseDir, path), text);
    }
    return await use(baseDir);
  } finally {
    await rm(baseDir, { recursive: true });
  }
}

/** What the rooms may do, so that a tree breaks only the rule that it is made for. */
const blameless: Readonly<Record<string, string>> = {
  'node_modules/commander/package.json': '{ "name": "commander", "version": "1.0.0", "main": "index.js" }',
  'node_modules/commander/index.js': 'exports.parse = () => 0;',
  'package.json': '{ "name": "tree", "type": "module", "dependencies": { "commander": "1.0.0" } }',
  'src/wasm/module.ts': 'export const module = 0; export type Module = number;',
  'src/linker/link.ts': "import { module } from '../wasm/module.ts'; export const link = module;",
  'src/index.ts': "export * from './linker/link.ts'; export * from './wasm/module.ts';",
  'src/observe/run.ts': "import { module } from '../wasm/module.ts'; export const run = module;",
  'src/targets/target.ts': 'export type Target = string; export const name = 1;',
  'src/targets/lazy.ts': "import { link } from '../linker/link.ts'; export const lazy = link;",
  'generators/scenario.ts': "import { module } from '../src/wasm/module.ts'; export const scenario = module;",
  'generators/scenario.test.ts':
    "import { link } from '../src/linker/link.ts'; import { linked } from './linked.fixture.ts'; export const probe = [link, linked];",
  'generators/linked.fixture.ts': "import { link } from '../src/linker/link.ts'; export const linked = link;",
  'properties/holds.ts':
    "import type { Target } from '../src/targets/target.ts'; import { scenario } from '../generators/scenario.ts'; import { run } from '../src/observe/run.ts'; export const holds = (target: Target) => [target, scenario, run];",
  'src/campaign/run.ts':
    "import { lazy } from '../targets/lazy.ts'; import { holds } from '../../properties/holds.ts'; export const campaign = [lazy, holds]; export type Result = number;",
  'src/report/text.ts':
    "import type { Result } from '../campaign/run.ts'; export const text = (result: Result) => result;",
  'src/cli/main.ts':
    "import { parse } from 'commander'; import { campaign } from '../campaign/run.ts'; import { text } from '../report/text.ts'; export const main = [parse, campaign, text];",
};

/** A rule, and what breaks it. */
const plants: readonly (readonly [rule: string, files: Readonly<Record<string, string>>])[] = [
  ['room src/wasm', { 'src/wasm/a.ts': "import { link } from '../linker/link.ts'; export const a = link;" }],
  ['room src/linker', { 'src/linker/a.ts': "import { run } from '../observe/run.ts'; export const a = run;" }],
  ['room generators', { 'generators/a.ts': "import { run } from '../src/observe/run.ts'; export const a = run;" }],
  [
    'room src/observe',
    { 'src/observe/a.ts': "import { scenario } from '../../generators/scenario.ts'; export const a = scenario;" },
  ],
  [
    'room properties',
    { 'properties/a.ts': "import { campaign } from '../src/campaign/run.ts'; export const a = campaign;" },
  ],
  ['room src/targets', { 'src/targets/a.ts': "import { run } from '../observe/run.ts'; export const a = run;" }],
  ['room src/campaign', { 'src/campaign/a.ts': "import { text } from '../report/text.ts'; export const a = text;" }],
  ['room src/report', { 'src/report/a.ts': "import { lazy } from '../targets/lazy.ts'; export const a = lazy;" }],
  ['room src/cli', { 'src/cli/a.ts': "import { link } from '../index.ts'; export const a = link;" }],
  [
    'types-only properties',
    { 'properties/a.ts': "import { name } from '../src/targets/target.ts'; export const a = name;" },
  ],
  [
    'types-only src/report',
    { 'src/report/a.ts': "import { campaign } from '../campaign/run.ts'; export const a = campaign;" },
  ],
  // Allowed by the table at every step, and yet it ends in the linker.
  [
    'oracle properties',
    { 'properties/a.ts': "import type { lazy } from '../src/targets/lazy.ts'; export type A = typeof lazy;" },
  ],
  [
    'oracle generators',
    {
      'generators/a.ts': "import { a } from '../src/wasm/a.ts'; export const b = a;",
      'src/wasm/a.ts': "export { link as a } from '../linker/link.ts';",
    },
  ],
  ['oracle src/observe', { 'src/observe/a.ts': "export const a = async () => import('../linker/link.ts');" }],
  ['library entry', { 'src/index.ts': "export * from './targets/lazy.ts';" }],
  ['no unknown room', { 'src/misc/a.ts': "import { module } from '../wasm/module.ts'; export const a = module;" }],
  [
    'no circle of files',
    {
      'src/wasm/a.ts': "import type { B } from './b.ts'; export type A = B;",
      'src/wasm/b.ts': "import type { A } from './a.ts'; export type B = A;",
    },
  ],
  ['no circle of rooms', { 'src/wasm/a.ts': "import { link } from '../linker/link.ts'; export const a = link;" }],
  ['no test imported', { 'generators/a.ts': "import { probe } from './scenario.test.ts'; export const a = probe;" }],
  [
    'fixtures for tests only',
    {
      'generators/a.ts': "import { b } from './b.fixture.ts'; export const a = b;",
      'generators/b.fixture.ts': 'export const b = 0;',
    },
  ],
  [
    'commander in the command line only',
    { 'src/campaign/a.ts': "import { parse } from 'commander'; export const a = parse;" },
  ],
  ['linker without packages', { 'src/linker/a.ts': "import { parse } from 'commander'; export const a = parse;" }],
  ['no unresolved import', { 'src/wasm/a.ts': "import { gone } from './gone.ts'; export const a = gone;" }],
];

describe('rooms', () => {
  test('the project keeps to the table', async () => {
    expect(await brokenRules(root)).toEqual([]);
  });

  test('a tree that does what the rooms may do breaks no rule', async () => {
    expect(await withTree({}, brokenRules)).toEqual([]);
  });

  test('every rule has a plant that breaks it', () => {
    expect(plants.map(([rule]) => rule).sort()).toEqual([...ruleNames].sort());
  });

  test.each(plants)('%s can fail', async (rule, files) => {
    const broken = await withTree(files, brokenRules);
    expect(broken.filter((violation) => violation.startsWith(`${rule}: `))).not.toEqual([]);
  });
});
