/** The bugs of released linkers in `corpus/trophies`: each folder is whole, and those of wasm-ld 19 still show. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../targets/program-path.ts';

const root = fileURLToPath(new URL('../../../corpus/trophies', import.meta.url));
const trophies = readdirSync(root).filter((name) => !name.includes('.md'));
const tools = ['wasm-ld-19', 'yaml2obj-19', 'obj2yaml-19', 'llvm-ar-19'];

describe.each(trophies)('%s', (name) => {
  const files = readdirSync(join(root, name));

  test('has a report, a script that is one, and inputs', () => {
    expect(name).toMatch(/^(wasm-ld-\d+|zig-\d+\.\d+)-[a-z0-9-]+$/);
    expect(files.filter((file) => !file.endsWith('.yaml') && file !== 'out').sort()).toEqual(['report.md', 'repro.sh']);
    expect(files.some((file) => file.endsWith('.yaml'))).toBe(true);
    const report = readFileSync(join(root, name, 'report.md'), 'utf8');
    for (const part of ['- expected: ', '- got: ', '- known: ', '## Command', '## Versions', '**shows it**']) {
      expect(report).toContain(part);
    }
    execFileSync('/bin/sh', ['-n', join(root, name, 'repro.sh')]);
  });

  const isRunnable = name.startsWith('wasm-ld-19-') && tools.every((tool) => findProgram(tool) !== undefined);
  test.skipIf(!isRunnable)('shows (skipped where its linker and the tools of LLVM 19 are not installed)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(root, name), folder, { recursive: true });
    const { status, stdout } = spawnSync('/bin/sh', [join(folder, 'repro.sh')], { encoding: 'utf8', timeout: 30_000 });
    expect([stdout.trim().split('\n').at(-1), status]).toEqual([expect.any(String), 1]);
  });
});
