/** The ClusterFuzz bundle, unpacked and run as a bot does: its testcases are files that a linker takes. */

import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { openTarget } from '../targets/index.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { decodeArchive } from '../wasm/archive.ts';
import { main, testcaseAt } from './clusterfuzz-run.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** No Node, no packages, nobody's home: the tools of a shell, and no more. */
async function bareEnvironment(folder: string): Promise<NodeJS.ProcessEnv> {
  const [home, tools] = [join(folder, 'home'), join(folder, 'tools')];
  for (const path of [home, tools]) await mkdir(path);
  for (const tool of ['dirname', 'readlink', 'chmod']) await symlink(join('/usr/bin', tool), join(tools, tool));
  return { HOME: home, PATH: tools };
}

async function outcomeOf(archive: Uint8Array, flags: string) {
  const words = flags.split(' ');
  const args = words.filter((word, i) => word !== '-o' && words[i - 1] !== '-o');
  const lazy = openTarget('lazy');
  return (await lazy.link({ files: new Map([['fuzz.a', archive]]), args: [...args, 'fuzz.a'] })).kind;
}

test('the bundle writes so many testcases, each one file with its options, the same for the same seed', async () => {
  const folder = await temporaryFolder();
  const [bundle, corpus, output] = ['bundle', 'corpus', 'output'].map((name) => join(folder, name));
  for (const path of [bundle!, corpus!, output!]) await mkdir(path);
  const env = { ...process.env, LINKSMITH_CLUSTERFUZZ_ENTRY: fileURLToPath(await compiled('src/cli/clusterfuzz.ts')) };
  const archive = join(folder, 'bundle.tgz');
  await execute(process.execPath, [join(root, 'scripts/bundle-clusterfuzz.mjs'), archive, '--without-node'], { env });
  await execute('tar', ['-xzf', archive, '-C', bundle!]);
  // The Node of the bundle, without the time to pack it; it lost its mode on the way.
  await mkdir(join(bundle!, 'bin'));
  await cp(process.execPath, join(bundle!, 'bin', 'node'), { mode: constants.COPYFILE_FICLONE });
  await chmod(join(bundle!, 'bin', 'node'), 0o644);
  const asBotsDo = [`--input_dir=${corpus}`, `--output_dir=${output}`, '--no_of_files=4', '--seed=3'];
  await execute(join(bundle!, 'run'), asBotsDo, { cwd: bundle!, env: await bareEnvironment(folder) });
  expect(await readdir(join(folder, 'home'))).toEqual([]);
  const names = [1, 2, 3, 4].map((number) => `linksmith-${number}.a`);
  expect((await readdir(output!)).sort()).toEqual([
    ...names.map((n) => `flags-${n}`),
    ...names.map((n) => `fuzz-${n}`),
  ]);
  for (const [index, name] of names.entries()) {
    const written = await readFile(join(output!, `fuzz-${name}`));
    const wanted = testcaseAt(3, index);
    expect(new Uint8Array(written)).toEqual(wanted.archive);
    expect(await readFile(join(output!, `flags-${name}`), 'utf8')).toBe(wanted.flags);
  }
}, 180_000);

test('says how it is called when it is called otherwise', async () => {
  for (const words of [[], ['--output_dir=x'], ['--no_of_files=4'], ['--output_dir=x', '--no_of_files=-1']]) {
    const said: string[] = [];
    expect(await main(words, (text) => said.push(text))).toBe(2);
    expect(said.join('')).toMatch(/^usage: run --input_dir DIR/);
  }
});

test('most testcases that are not broken on purpose link, and none crashes the linker', async () => {
  const counts: Record<string, number> = {};
  for (let index = 0; index < 60; index++) {
    const { archive, flags } = testcaseAt(5, index);
    const kind = `${index % 2 === 0 ? 'whole' : 'broken'}: ${await outcomeOf(archive, flags)}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (index % 2 === 0) expect(decodeArchive(archive).members.length).toBeGreaterThan(0);
  }
  expect(Object.keys(counts).filter((kind) => !/linked|rejected/.test(kind))).toEqual([]);
  expect(counts['whole: linked']).toBeGreaterThan(15);
  expect(counts['broken: linked']).toBeGreaterThan(3);
});
