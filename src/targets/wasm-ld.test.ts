import { describe, expect, onTestFinished, test } from 'vitest';
import { findProgram } from './program-path.ts';
import { TargetMissingError } from './target.ts';
import { howToGet, lackedBy, majorVersion, wasmLdTarget, withDefaultsOf19 } from './wasm-ld.ts';

test.each([
  ['Debian LLD 19.1.7 (compatible with GNU linkers)', 19],
  ['LLD 22.1.8', 22],
  ['GNU ld 2.40', undefined],
])('majorVersion of %s', (banner, major) => {
  expect(majorVersion(banner)).toBe(major);
});

test.each([
  [14, ['--no-entry', '--gc-sections'], [], undefined],
  [14, ['--export-memory'], [], '--export-memory'],
  [16, ['--export-memory=m', '--table-base=2'], [], '--table-base=2'],
  [16, [], ['start-lib'], 'start-lib'],
  [19, ['--start-lib', '--table-base=2'], ['start-lib'], undefined],
  [19, ['--no-stack-first'], [], '--no-stack-first'],
  [22, ['--no-stack-first', '--allow-multiple-definition'], [], undefined],
  [22, ['--atoms=eager'], [], '--atoms'],
  [14, ['--unresolved-symbols=import-dynamic'], [], '--unresolved-symbols=import-dynamic'],
  [14, ['--unresolved-symbols=ignore-all'], [], undefined],
  [16, [], ['reloc:FUNCTION_INDEX_I32:custom'], 'reloc:FUNCTION_INDEX_I32:custom'],
  [16, [], ['reloc:FUNCTION_INDEX_LEB:code'], undefined],
  [19, [], ['thread-local-without-threads', 'retain'], undefined],
  [22, [], ['thread-local-without-threads'], 'thread-local-without-threads'],
  [22, [], ['reloc:MEMORY_ADDR_LOCREL_I32:data'], undefined],
  [22, ['-pie'], ['reloc:MEMORY_ADDR_LOCREL_I32:data'], 'reloc:MEMORY_ADDR_LOCREL_I32:data'],
  [21, ['-pie'], ['reloc:MEMORY_ADDR_LOCREL_I32:data'], undefined],
  [14, [], ['section-boundary'], undefined],
  [16, [], ['thread-local-addend'], 'thread-local-addend'],
  [16, [], ['reloc:TABLE_INDEX_REL_SLEB64:code'], 'reloc:TABLE_INDEX_REL_SLEB64:code'],
  [16, ['-shared'], ['option:memory64'], 'option:memory64'],
  [16, [], ['option:memory64'], undefined],
  [14, ['-pie'], [], '-pie'],
  [16, ['-shared'], [], undefined],
  [14, ['--stack-first'], ['option:global-base'], 'option:global-base'],
  [14, [], ['option:global-base'], undefined],
  [16, ['--stack-first'], ['option:global-base'], undefined],
  [16, [], ['archive-without-index'], 'archive-without-index'],
  [14, ['--import-memory'], ['option:memory64'], 'option:memory64'],
  [undefined, ['--page-size=1'], [], undefined],
])('wasm-ld %s with %j and %j lacks %s', (major, args, features, lacks) => {
  expect(lackedBy(major, { args, features })).toBe(lacks);
});

test.each([
  [19, ['a.o'], ['a.o']],
  [undefined, ['a.o'], ['a.o']],
  [22, ['a.o'], ['--no-stack-first', 'a.o']],
  [22, ['--stack-first', 'a.o'], ['--stack-first', 'a.o']],
  [22, ['--no-stack-first', 'a.o'], ['--no-stack-first', 'a.o']],
])('wasm-ld %s gets %j as %j', (major, args, given) => {
  expect(withDefaultsOf19(major, args)).toEqual(given);
});

test('a wasm-ld that is missing says how to get it', () => {
  expect(() => wasmLdTarget('wasm-ld-1')).toThrow(
    new TargetMissingError(`wasm-ld-1 is not on PATH; ${howToGet('wasm-ld-1')}`),
  );
  expect(howToGet('wasm-ld-19')).toContain('lld-19');
});

describe.skipIf(findProgram('wasm-ld-19') === undefined)('wasm-ld-19 (skipped where it is not on PATH)', () => {
  const open = () => {
    const target = wasmLdTarget('wasm-ld-19');
    onTestFinished(() => target.close?.());
    return target;
  };
  test('has a version', async () => {
    expect(await open().version()).toMatch(/LLD 19\./);
  });
  test('refuses a file that is no object', async () => {
    const files = new Map([['a.o', new TextEncoder().encode('text')]]);
    const outcome = await open().link({ files, args: ['--no-entry', 'a.o'] });
    expect(outcome).toEqual({ kind: 'rejected', messages: ['wasm-ld-19: error: unknown file type: a.o'] });
  });
  test('links an object', async () => {
    // An object with nothing in it but the version of its linking section.
    const text = '\0asm\u0001\0\0\0\0\u0009\u0007linking\u0002';
    const files = new Map([['a.o', Uint8Array.from(text, (character) => character.charCodeAt(0))]]);
    const outcome = await open().link({ files, args: ['--no-entry', 'a.o'], outputName: 'x.wasm' });
    expect(outcome).toMatchObject({ kind: 'linked', messages: [] });
    expect(outcome.kind === 'linked' && [...outcome.bytes.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
  });
});
