/** The ClusterFuzz bundle, unpacked and run as a bot does: its testcases are files that a linker takes. */

import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { openTarget } from '../targets/index.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { decodeArchive } from '../wasm/archive.ts';
import { testcaseAt } from './clusterfuzz-run.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

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
  const asBotsDo = ['--input_dir', corpus!, '--output_dir', output!, '--no_of_files', '4', '--seed', '3'];
  // Its own folder is all that it has.
  await execute(join(bundle!, 'run'), asBotsDo, { cwd: folder });
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
