/**
 * What the program loads for what it is asked: V8 lists every script that ran. The program is the compiled one, started as
 * a user starts it.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';

interface Started {
  readonly exitCode: number;
  readonly stdout: string;
  /** Addresses of scripts that are files. */
  readonly scripts: readonly string[];
}

async function start(argv: readonly string[]): Promise<Started> {
  const folder = await mkdtemp(join(tmpdir(), 'linksmith-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'module.wasm'), Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
  const program = fileURLToPath(await compiled('src/cli/linksmith.ts'));
  const env = { ...process.env, NODE_V8_COVERAGE: join(folder, 'coverage') };
  const { exitCode, stdout } = await new Promise<{ exitCode: number; stdout: string }>((resolve) => {
    const child = execFile(process.execPath, [program, ...argv], { cwd: folder, env }, (_, stdout) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout }),
    );
  });
  const [name] = await readdir(join(folder, 'coverage'));
  const coverage = JSON.parse(await readFile(join(folder, 'coverage', name!), 'utf8')) as { result: { url: string }[] };
  return { exitCode, stdout, scripts: coverage.result.map(({ url }) => url).filter((url) => url.startsWith('file:')) };
}

const rooms = ['linker', 'campaign', 'targets', 'report', 'observe'].map((room) => `/src/${room}/`);
const packages = [
  'binaryen',
  'wabt',
  'zod',
  'fast-check',
  'piscina',
  'cli-table3',
  'cli-progress',
  'bullmq',
  'ioredis',
  'preact',
  'preact-render-to-string',
  'd3-scale',
  'd3-shape',
  '@dagrejs',
  'wasmparser',
].map((name) => `/node_modules/${name}/`);

/** Which of these parts of the project and packages were loaded. */
const loaded = (scripts: readonly string[], parts: readonly string[]) =>
  parts.filter((part) => scripts.some((script) => script.includes(part)));

describe('linksmith as a program', () => {
  it('loads no room and no package but commander to print its help', async () => {
    const { exitCode, stdout, scripts } = await start(['--help']);
    expect([exitCode, stdout.slice(0, 6)]).toEqual([0, 'Usage:']);
    expect(loaded(scripts, ['/src/cli/', '/node_modules/commander/'])).toHaveLength(2);
    expect(
      loaded(
        scripts.filter((script) => !script.endsWith('linksmith-version.js')),
        [...rooms, ...packages],
      ),
    ).toEqual([]);
  });

  it('loads the linker only to link', async () => {
    const { exitCode, scripts } = await start(['ld', '--version']);
    expect(exitCode).toBe(0);
    expect(loaded(scripts, packages)).toEqual([]);
    expect(loaded(scripts, ['/src/linker/'])).toHaveLength(1);
    expect(loaded(scripts, ['/src/targets/', '/src/report/', '/src/observe/', 'campaign.js'])).toEqual([]);
  });

  it('inspects without linker, validators and workers', async () => {
    const { exitCode, stdout, scripts } = await start(['inspect', 'module.wasm']);
    expect([exitCode, stdout]).toEqual([0, 'module.wasm: module, 8 bytes\n']);
    expect(loaded(scripts, ['/src/linker/', '/src/observe/', 'campaign.js', ...packages])).toEqual([
      '/node_modules/cli-table3/',
    ]);
  });
});
