// Marks the two programs as executable: tsc writes plain files, and `npm ci` in a clone links them as they are.
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

for (const program of ['linksmith.js', 'ld.js']) {
  await chmod(fileURLToPath(new URL(`../dist/src/cli/${program}`, import.meta.url)), 0o755);
}
