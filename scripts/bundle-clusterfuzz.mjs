// Makes the bundle of a ClusterFuzz black-box fuzzer for linkers with wasm-ld's command line: `run`, the generators as one
// file, and a Node to run them with, so that a bot needs nothing else. Needs `npm run build`.
//
//   node scripts/bundle-clusterfuzz.mjs linksmith-clusterfuzz.tgz [--without-node]
//
// Upload the archive as a fuzzer, entry point `run`. The job's application is the linker, best built with a sanitizer, and
// its APP_ARGS may stay empty: each testcase comes with its options.
// Node is in the bundle because no bot promises one, and the generators are made for a certain one: it is most of the
// archive's size, and runs on the system and libc that the bundle was made on. Without it `run` takes the bot's.
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const [archive, ...others] = words.filter((word) => word !== '--without-node');
if (archive === undefined || others.length > 0) {
  console.error('usage: node scripts/bundle-clusterfuzz.mjs ARCHIVE.tgz [--without-node]');
  process.exit(2);
}

// The folder of the bundle; run may be reached through a link, and who unpacks may lose the modes of files.
const run = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
node=$here/bin/node
[ -x "$node" ] || chmod +x "$node" 2>/dev/null || node=node
exec "$node" "$here/main.cjs" "$@"
`;

const folder = await mkdtemp(join(tmpdir(), 'linksmith-clusterfuzz-'));
try {
  const build = await rolldown({
    input: process.env.LINKSMITH_CLUSTERFUZZ_ENTRY ?? join(root, 'dist', 'src', 'cli', 'clusterfuzz.js'),
    platform: 'node',
    logLevel: 'warn',
  });
  await build.write({ dir: folder, entryFileNames: 'main.cjs', format: 'cjs', codeSplitting: false });
  await build.close();
  await writeFile(join(folder, 'run'), run);
  await chmod(join(folder, 'run'), 0o755);
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  if (!words.includes('--without-node')) {
    await mkdir(join(folder, 'bin'));
    await cp(process.execPath, join(folder, 'bin', 'node'));
    await chmod(join(folder, 'bin', 'node'), 0o755);
  }
  execFileSync('tar', ['-czf', resolve(archive), '-C', folder, '.']);
} finally {
  await rm(folder, { recursive: true });
}
