/** The program as it is installed: bundled, started as a user starts it, with its compiled code there, missing or wrong. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { diskFiles } from './disk-files.ts';
import { runLd } from './run-ld.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const inputs = ['aliases/main.o', 'aliases/library.o', 'aliases/override.o', 'runtime/runtime.a'].map((name) =>
  join(root, 'corpus', 'real', name),
);

let folder: string;
let expected: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'linksmith-test-'));
  const sources = fileURLToPath(new URL('../..', await compiled('src/cli/run-ld.ts')));
  await run(process.execPath, [join(root, 'scripts', 'bundle-ld.mjs'), sources, folder]);
  const output = join(folder, 'out.wasm');
  expect(await runLd([...inputs, '-o', output])).toBe(0);
  expected = await readFile(output);
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (argv: readonly string[]) => run(process.execPath, [join(folder, 'linksmith-ld.cjs'), ...argv]);

async function cacheFile(): Promise<string> {
  const linker = (await readdir(folder)).find((name) => /^linksmith-ld-.*\.cjs$/.test(name))!;
  return join(folder, `${linker}.${process.versions.v8}-${process.arch}.cache`);
}

async function linked(): Promise<Uint8Array> {
  const output = join(folder, 'out.wasm');
  await rm(output);
  await start([...inputs, '-o', output]);
  return readFile(output);
}

describe('the installed linksmith-ld', () => {
  it('has its compiled code from the build, and leaves it as it is', async () => {
    const before = await stat(await cacheFile());
    expect(await linked()).toEqual(expected);
    expect(await stat(await cacheFile())).toMatchObject({ mtimeMs: before.mtimeMs, size: before.size });
  });

  it('says what it is and what is wrong', async () => {
    expect(await start(['--version'])).toEqual({ stdout: expect.stringMatching(/^linksmith-ld \d/), stderr: '' });
    const failure = start(['missing.o', '-o', join(folder, 'none.wasm')]);
    await expect(failure).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^linksmith-ld: error: /) });
  });

  it.each<[string, Uint8Array | undefined]>([
    ['is missing', undefined],
    ['is of something else', Buffer.from('no compiled code')],
    ['is cut', Buffer.alloc(1000)],
  ])('links, and keeps its compiled code, when that %s', async (_, content) => {
    const cache = await cacheFile();
    const whole = await readFile(cache);
    if (content === undefined) await rm(cache);
    else await writeFile(cache, content.length === 1000 ? whole.subarray(0, 1000) : content);
    await start(['--version']);
    expect(diskFiles.exists(cache)).toBe(content !== undefined);
    expect(await linked()).toEqual(expected);
    expect((await stat(cache)).size).toBeGreaterThan(100_000);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('links when nothing can be kept', async () => {
    const cache = await cacheFile();
    await rm(cache);
    await mkdir(join(cache, 'in-the-way'), { recursive: true });
    expect(await linked()).toEqual(expected);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
