/**
 * Holds the generators to programs that are not ours: LLVM's readers must take every object without complaint. Skipped,
 * visibly, where they are not installed. What a real linker makes of the objects: `properties/reference-linker.test.ts`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { lower } from './lower/lower.ts';
import { caseAt } from './make/case.ts';
import type { ProfileName } from './make/profiles.ts';
import { objectsOf, type Scenario } from './scenario/scenario.ts';

const readers = [
  ['llvm-readobj-19', ['--file-header', '--sections', '--symbols', '--relocs']],
  ['llvm-objdump-19', ['-h', '-d', '-r']],
] as const;

function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

const folder = mkdtempSync(join(tmpdir(), 'generators-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writeCase(scenario: Scenario, name: string): { directory: string; files: string[] } {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const { files } = lower(scenario);
  for (const [file, bytes] of files) writeFileSync(join(directory, file), bytes);
  return { directory, files: [...files.keys()] };
}

function hasAbsolute(scenario: Scenario): boolean {
  return objectsOf(scenario).some(({ symbols }) => symbols.some(({ denotes }) => denotes.kind === 'absolute-data'));
}

const profiles: readonly [ProfileName, number][] = [
  ['tiny', 6],
  ['default', 12],
  ['large', 1],
  ['weak', 5],
  ['data', 5],
  ['tables', 5],
  ['comdats', 5],
  ['archives', 5],
  ['init-functions', 5],
  ['custom-sections', 5],
  ['globals', 5],
  ['pic', 5],
  ['memory64', 5],
  ['options', 8],
  ['errors', 8],
];

describe.skipIf(!readers.every(([program]) => isInstalled(program)))('LLVM’s readers', () => {
  test.each(profiles)('take the objects of %s', (profile, count) => {
    for (let index = 0; index < count; index++) {
      const scenario = caseAt({ seed: 90, index, profile });
      const { directory, files } = writeCase(scenario, `read-${profile}-${index}`);
      const objects = files.filter((file) => !file.endsWith('.syms'));
      for (const [program, options] of readers) {
        // llvm-objdump 19 looks for the segment of an absolute symbol, and crashes.
        if (program === 'llvm-objdump-19' && hasAbsolute(scenario)) continue;
        const { status, stderr } = spawnSync(program, [...options, ...objects], { cwd: directory, encoding: 'utf8' });
        expect([profile, index, status, stderr]).toEqual([profile, index, 0, '']);
      }
    }
  });
});
