/**
 * Lists so long that they cannot be the arguments of a call (V8 takes some 120,000): each shape is linked with more, and the
 * result has them all. Times are not looked at (`linksmith bench scaling`).
 */
import { describe, expect, test } from 'vitest';
import { largeShapes } from '../../../generators/hostile/index.ts';
import { parseCommandLine } from '../../linker/command-line/parse-command-line.ts';
import { maximumLibraryLookups } from '../../linker/limits.ts';
import { link } from '../../linker/link.ts';
import { decodeModule } from '../../wasm/decode.ts';
import type { WasmModule } from '../../wasm/model.ts';

const many = 130_000;

const rows: readonly [shape: string, sizeBytes: number, count: (module: WasmModule) => number][] = [
  ['custom sections', many * 10, ({ sections }) => sections.length],
  ['globals', many * 12, (module) => module.globals.length],
  ['segments of many names', many * 20, ({ data }) => data.length],
];

describe('link takes lists of any length', () => {
  test.each(rows)('%s', (shape, sizeBytes, count) => {
    const { files, args } = largeShapes.find(({ name }) => name === shape)!.make(sizeBytes);
    const { inputs, options } = parseCommandLine([...args, '-o', 'out'], diskOf(files));
    const result = link(inputs, options);
    expect(result.diagnostics).toEqual([]);
    expect(result.ok && count(decodeModule(result.bytes))).toBeGreaterThanOrEqual(many);
  });

  test('names of an .imports file', () => {
    const lines = Array.from({ length: many }, (_, i) => `n${i}\n`).join('');
    const empty = largeShapes
      .find(({ name }) => name === 'empty members')!
      .make(60)
      .files.get('a.a')!;
    const files = new Map([
      ['a.a', empty],
      ['a.imports', new TextEncoder().encode(lines)],
    ]);
    const { inputs, options } = parseCommandLine(['a.a', '--no-entry', '-o', 'out'], diskOf(files));
    expect(link(inputs, options).diagnostics.map(({ code }) => code)).toEqual([
      'ignored-archive-member',
      'no-input-files',
    ]);
  });
});

test('libraries are looked for in so many places and no more, and once a name', () => {
  let lookups = 0;
  const files = {
    read: () => 'No such file or directory',
    exists: () => {
      lookups++;
      return false;
    },
  };
  const folders = Array.from({ length: 1000 }, (_, i) => `-L${i}`);
  const search = (libraries: number, name: (i: number) => string) => {
    lookups = 0;
    const argv = [...folders, ...Array.from({ length: libraries }, (_, i) => `-l${name(i)}`), '-o', 'out'];
    const { inputs, options } = parseCommandLine(argv, files);
    return link(inputs, { ...options, errorLimit: 0 }).diagnostics.map(({ message }) => message);
  };
  expect([search(1000, () => 'c').length, lookups]).toEqual([1000, folders.length]);
  expect(search(1000, String).at(-1)).toBe('too many places to look for libraries in: more than 262144');
  expect(lookups).toBe(maximumLibraryLookups);
});

function diskOf(files: ReadonlyMap<string, Uint8Array>) {
  return {
    read: (path: string) => files.get(path) ?? 'No such file or directory',
    exists: (path: string) => files.has(path),
  };
}
