import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { sweepDrafts, writeDurably } from '../engine/durable.ts';
import { compiled } from '../real/compiled.fixture.ts';
import { findingWith } from './finding.fixture.ts';
import type { FindingFolder } from './finding.ts';
import { listFindings, readFinding, sha256, storeFinding } from './store.ts';

const bytes = Uint8Array.of(1, 2, 3);

const folder: FindingFolder = {
  finding: findingWith({
    job: { args: ['--no-entry', 'a.o'], files: [{ name: 'a.o', sha256: sha256(bytes) }] },
  }),
  scenario: { values: [1] },
  original: { values: [1, 2] },
  inputs: new Map([['a.o', bytes]]),
  outputs: new Map([['lazy.wasm', Uint8Array.of(9)]]),
};

async function stored(): Promise<string> {
  const path = join(await temporaryFolder(), 'findings', 'one');
  await storeFinding(path, folder, { report: '# report\n' });
  return path;
}

describe('storeFinding and readFinding', () => {
  it('give back what was stored, in the files of the design', async () => {
    const path = await stored();
    expect(await readFinding(path)).toEqual(folder);
    const entries = await readdir(path, { recursive: true });
    expect(entries.sort()).toEqual([
      'finding.json',
      'inputs',
      'inputs/a.o',
      'original.json',
      'outputs',
      'outputs/lazy.wasm',
      'report.md',
      'repro.sh',
      'scenario.json',
    ]);
    expect((await stat(join(path, 'repro.sh'))).mode & 0o100).not.toBe(0);
  });

  it('keep the finding that is there, and leave nothing else behind', async () => {
    const path = await stored();
    await storeFinding(path, { ...folder, scenario: 'another' }, { report: '' });
    expect((await readFinding(path)).scenario).toEqual(folder.scenario);
    expect(await readdir(join(path, '..'))).toEqual(['one']);
  });

  const edit = (change: (finding: Record<string, never>) => void) => async (path: string) => {
    const finding = JSON.parse(await readFile(join(path, 'finding.json'), 'utf8'));
    change(finding);
    await writeFile(join(path, 'finding.json'), JSON.stringify(finding));
  };
  const set = (change: object) => edit((finding) => Object.assign(finding, change));

  it.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['a missing finding.json', (path) => rm(join(path, 'finding.json')), /finding\.json: is missing/],
    ['a cut finding.json', (path) => writeFile(join(path, 'finding.json'), '{"schemaVersion": 1,'), /not JSON/],
    ['another schema version', set({ schemaVersion: 2 }), /schemaVersion/],
    ['a field of a wrong type', set({ seed: 'x' }), /at seed/],
    ['an unknown field', set({ run: 'me' }), /run/],
    [
      'a path instead of a name',
      set({ job: { args: [], files: [{ name: '../../a.o', sha256: sha256(bytes) }] } }),
      /plain file name/,
    ],
    ['an output name that is a path', set({ job: { args: [], outputName: 'x/y', files: [] } }), /plain file name/],
    ['a changed input', (path) => writeFile(join(path, 'inputs', 'a.o'), 'x'), /inputs\/a\.o: not the file/],
    ['a missing input', (path) => rm(join(path, 'inputs', 'a.o')), /inputs\/a\.o: is missing/],
    ['a missing scenario', (path) => rm(join(path, 'scenario.json')), /scenario\.json: is missing/],
    [
      'a link in place of an input',
      async (path) => {
        await rename(join(path, 'inputs', 'a.o'), join(path, 'b.o'));
        await symlink(join(path, 'b.o'), join(path, 'inputs', 'a.o'));
      },
      /not a plain file/,
    ],
  ])('refuse %s', async (_, spoil, message) => {
    const path = await stored();
    await spoil(path);
    await expect(readFinding(path)).rejects.toThrow(message);
    await expect(readFinding(path)).rejects.toThrow(/^[^\n]+$/);
  });

  it('do not store under a name that leads out of the folder', async () => {
    const path = join(await temporaryFolder(), 'one');
    const escaping = { ...folder, outputs: new Map([['../escaped', bytes]]) };
    await expect(storeFinding(path, escaping, { report: '' })).rejects.toThrow();
  });
});

describe('a kill at any moment', () => {
  it('leaves every finding whole or absent, and its leftovers are swept', async () => {
    const directory = await temporaryFolder();
    const script = `
      import { storeFinding } from ${JSON.stringify((await compiled('src/campaign/findings/store.ts')).href)};
      const big = new Uint8Array(200_000);
      const inputs = new Map([['a.o', new Uint8Array([1, 2, 3])]]);
      const outputs = new Map(Array.from({ length: 8 }, (_, i) => ['o' + i, big]));
      const finding = ${JSON.stringify(folder.finding)};
      for (let i = 0; ; i++) {
        const name = process.pid + '-' + i;
        await storeFinding(process.argv[1] + '/' + name, { finding, scenario: {}, original: {}, inputs, outputs }, { report: '' });
        if (i === 0) process.stdout.write('one is there');
      }`;
    for (let kill = 0; kill < 6; kill++) await killedAfter(script, directory, 20 + kill * 13);
    const paths = await listFindings(directory);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect((await readFinding(path)).outputs.size).toBe(8);
    await mkdir(join(directory, '.tmp-0-left'));
    await sweepDrafts(directory);
    expect((await readdir(directory)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await listFindings(directory)).toEqual(paths);
  });

  it('leaves the old file or the new one', async () => {
    const path = join(await temporaryFolder(), 'progress.json');
    await writeDurably(path, 'old');
    await writeDurably(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(join(path, '..'))).toEqual(['progress.json']);
  });
});

/** Starts a script, and kills it so long after it says that it has come to something. */
function killedAfter(script: string, directory: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), ms));
  return new Promise((resolve) => child.once('close', () => resolve()));
}
