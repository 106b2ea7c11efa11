/**
 * The command line as a process that is killed: on the harness whose module is named first, and, with
 * LINKSMITH_DIE_AT=N, dead by -9 at its N-th change of what is below the folder LINKSMITH_DIE_IN. A write dies half done.
 * With LINKSMITH_FULL_AT=N the disk is full from then on. Without both it says at its end how many changes there were.
 * Tests only.
 */
import { promises } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { sep } from 'node:path';

const { LINKSMITH_DIE_AT: dieAt = '', LINKSMITH_FULL_AT: fullAt = '', LINKSMITH_DIE_IN: folder = '' } = process.env;
let changes = 0;

/** Whether it is time to die. */
function isLast(path: unknown): boolean {
  return `${String(path)}${sep}`.startsWith(folder + sep) && String(++changes) === dieAt;
}

const isFull = (): boolean => fullAt !== '' && changes >= Number(fullAt);

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

function mortal<Name extends 'mkdir' | 'rename' | 'rm'>(name: Name): void {
  const real = promises[name] as (...args: unknown[]) => Promise<unknown>;
  Object.assign(promises, { [name]: (...args: unknown[]) => (isLast(args[0]) ? die() : real(...args)) });
}

function mortalHandle(handle: FileHandle, path: unknown): FileHandle {
  for (const name of ['writeFile', 'appendFile'] as const) {
    const real = handle[name].bind(handle);
    handle[name] = async (content: string | Uint8Array) => {
      const isDue = isLast(path);
      if (!isDue && !isFull()) return real(content);
      await real(content.slice(0, content.length / 2));
      if (isDue) die();
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
  }
  const sync = handle.sync.bind(handle);
  handle.sync = () => (isLast(path) ? die() : sync());
  return handle;
}

if (folder !== '') {
  for (const name of ['mkdir', 'rename', 'rm'] as const) mortal(name);
  const open = promises.open;
  promises.open = async (path, ...rest) => mortalHandle(await open(path, ...rest), path);
  syncBuiltinESMExports();
}

const { main } = await import('./main.ts');
const { processSurroundings } = await import('./surroundings.ts');
const [harness = '', ...argv] = process.argv.slice(2);
process.exitCode = await main(argv, {
  ...processSurroundings(),
  harness: new URL(`../campaign/${harness}.js`, import.meta.url).href,
});
if (folder !== '') process.stderr.write(`changes of the disk: ${changes}\n`);
