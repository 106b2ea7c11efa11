/** Here and not beside the target, since only this room compiles threads for tests. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { npmLldTarget } from '../../targets/npm-lld.ts';
import { compiled } from './compiled.fixture.ts';

/** An object with nothing in it but the version of its linking section. */
const empty = Uint8Array.from('\0asm\u0001\0\0\0\0\u0009\u0007linking\u0002', (character) => character.charCodeAt(0));
const installed = existsSync(fileURLToPath(new URL('../../../node_modules/@yowasp/clang', import.meta.url)));

describe.skipIf(!installed)('wasm-ld of npm (skipped where @yowasp/clang is not installed)', () => {
  test('links, refuses, runs out of time, and links again', async () => {
    const target = npmLldTarget(await compiled('src/targets/npm-lld-worker.ts'));
    onTestFinished(() => target.close?.());
    expect(await target.version()).toMatch(/LLD 22, @yowasp\/clang 22\./);
    expect(target.linker).toBe('wasm-ld-22');
    const link = (file: Uint8Array, rest: object = {}) =>
      target.link({ files: new Map([['lib/a.o', file]]), args: ['--no-entry', 'lib/a.o'], ...rest });
    expect(await link(empty)).toMatchObject({ kind: 'linked', messages: [] });
    expect(await link(Uint8Array.of(7))).toEqual({
      kind: 'rejected',
      messages: ['wasm-ld: error: unknown file type: lib/a.o'],
    });
    // A thread takes longer than that to begin.
    await target.close?.();
    expect(await link(empty, { timeLimitMs: 5 })).toMatchObject({ kind: 'timed-out', limitMs: 5 });
    expect(await link(empty)).toMatchObject({ kind: 'linked' });
  });
});
