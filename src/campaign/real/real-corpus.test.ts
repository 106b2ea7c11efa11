/**
 * The check of the real programs can fail: targets that answer with a wrong, a broken or no module are told apart from
 * right ones. And the corpus itself is whole: every file is there, and LLVM's own linker, where it is installed, passes.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openTarget } from '../../targets/registry.ts';
import type { LinkOutcome, Target } from '../../targets/target.ts';
import { wasmLdPrograms, wasmLdTarget } from '../../targets/wasm-ld.ts';
import { verifyReal } from './real-corpus.ts';
import { linksOf, readRealCorpus } from './real-manifest.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('verifyReal', () => {
  const answering = (name: string, outcome: LinkOutcome): Target => ({
    name,
    version: async () => '1',
    lacks: () => undefined,
    link: async () => outcome,
  });
  const linked = (bytes: Uint8Array): LinkOutcome => ({ kind: 'linked', bytes, messages: [] });
  const right = 'used 42\nreached by pointer 3\n';

  test.each<[what: string, outcome: LinkOutcome, detail: RegExp]>([
    ['a refusal', { kind: 'rejected', messages: ['undefined symbol: print'] }, /^rejected: undefined symbol: print$/],
    ['a crash', { kind: 'crashed', reason: 'assertion', messages: [] }, /^crashed: assertion$/],
    ['a module that is none', linked(Uint8Array.of(1, 2, 3)), /^not-started: /],
    ['a wrong exit code', linked(command(right, 9)), /^exit code 9, expected 0$/],
    [
      'a missing line',
      linked(command('used 42\n', 0)),
      /^line 2 of what it prints: expected "reached by pointer 3", got ""$/,
    ],
    ['a line too many', linked(command(`${right}more`, 0)), /^line 3 of what it prints: expected "", got "more"$/],
    [
      'other bytes than promised',
      linked(command(right, 0)),
      /^runs well, but its \d+ bytes are not those of wasm-ld 19$/,
    ],
  ])('tells of %s', async (_, outcome, detail) => {
    const lines: string[] = [];
    const results = await verifyReal({
      root,
      targets: [answering('lazy', outcome)],
      programs: ['dead-code'],
      log: (line) => lines.push(line),
    });
    expect(results.map(({ outcome, link }) => [outcome, link])).toEqual([
      ['failed', 'default'],
      ['failed', 'strip-all'],
    ]);
    expect(results[0]?.detail).toMatch(detail);
    expect(lines[0]).toBe(`failed  dead-code/default on lazy: ${results[0]?.detail}`);
  });

  test('asks a target that promises no bytes for behaviour only', async () => {
    const results = await verifyReal({
      root,
      targets: [answering('other', linked(command(right, 0)))],
      programs: ['dead-code'],
    });
    expect(results.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['passed', ''],
      ['passed', ''],
    ]);
  });

  test('passes with the linker of this project, lazy and eager', async () => {
    const results = await verifyReal({ root, targets: [openTarget('lazy'), openTarget('eager')] });
    expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(results.length).toBeGreaterThan(160);
  }, 180_000);

  const installed = wasmLdPrograms().includes('wasm-ld-19');
  test.skipIf(!installed)(
    'passes with wasm-ld 19 (skipped where it is not installed)',
    async () => {
      const results = await verifyReal({ root, targets: [wasmLdTarget('wasm-ld-19')] });
      expect(results.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
      expect(results.length).toBeGreaterThan(80);
    },
    180_000,
  );
});

describe('corpus/real', () => {
  test('records a module for every link of a program whose objects are kept', async () => {
    const { manifest, recorded } = await readRealCorpus(root);
    const kept = manifest.programs.filter(({ library }) => library === 'none');
    const expected = kept.map((program) => [program.name, linksOf(manifest, program).map(({ name }) => name)]);
    expect(Object.entries(recorded.modules).map(([name, links]) => [name, Object.keys(links)])).toEqual(expected);
  });

  test('has a folder for every program and a program for every folder', async () => {
    const { folder, manifest } = await readRealCorpus(root);
    const entries = await readdir(folder, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.sort()).toEqual([manifest.runtime.name, ...manifest.programs.map(({ name }) => name)].sort());
  });

  test('has every source that it names, and names every source that it has', async () => {
    const { folder, manifest } = await readRealCorpus(root);
    for (const { name, sources } of [...manifest.programs, manifest.runtime]) {
      const files = await readdir(join(folder, name));
      expect(files.filter((file) => /\.(c|cpp|s)$/.test(file)).sort(), name).toEqual([...sources].sort());
    }
  });
});

/** A WASI command written by hand that prints `text` with `fd_write` and exits with `code`. Sizes stay under 128. */
function command(text: string, code: number): Uint8Array {
  const name = (value: string) => [value.length, ...Buffer.from(value)];
  const section = (id: number, content: readonly number[]) => [id, content.length, ...content];
  const wasi = (field: string, type: number) => [...name('wasi_snapshot_preview1'), ...name(field), 0, type];
  const constant = (value: number) => [0x41, value];
  const body = [0, ...[1, 0, 1, 8].flatMap(constant), 0x10, 0, 0x1a, ...constant(code), 0x10, 1, 0x0b];
  // At address 0 the one slice to print: its address, 16, and its length.
  const data = [16, 0, 0, 0, text.length, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from(text)];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [3, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 1, 0x7f, 0x60, 1, 0x7f, 0, 0x60, 0, 0]),
    ...section(2, [2, ...wasi('fd_write', 0), ...wasi('proc_exit', 1)]),
    ...section(3, [1, 2]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('_start'), 0, 2]),
    ...section(10, [1, body.length, ...body]),
    ...section(11, [1, 0, ...constant(0), 0x0b, data.length, ...data]),
  ]);
}
