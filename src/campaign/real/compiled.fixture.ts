/**
 * The source as JavaScript, for tests that start worker threads or programs: Vitest compiles what it imports itself, but a
 * thread loads what is on the disk, and Node 20 reads no TypeScript. Compiled once a state of the source, without checking
 * types, into a folder below `node_modules` so that packages are found. Tests only.
 */
import { createHash, randomBytes } from 'node:crypto';
import { cp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compiledPath, readSources, transpile, writeTranspiled } from '../faults/transpiled-sources.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const cache = join(root, 'node_modules', '.cache', 'linksmith-compiled');

/** Address of a compiled source file, given as its path in the project (`src/campaign/engine/worker.ts`). */
export async function compiled(path: string): Promise<URL> {
  folder ??= compileAll();
  return pathToFileURL(join(await folder, compiledPath(path)));
}

/** A copy of the source with known bugs in its linker. */
export interface FaultyProgram {
  address(path: string): URL;
  dispose(): Promise<void>;
}

/** The same of a copy in which faults of the bank are planted, by their ids. Removed with `dispose`. */
export async function compiledWithFaults(...ids: string[]): Promise<FaultyProgram> {
  const { readFault } = await import('../faults/fault-bank.ts');
  const { patchSources } = await import('../faults/fault-patch.ts');
  folder ??= compileAll();
  const copy = `${await folder}-fault-${process.pid}-${randomBytes(4).toString('hex')}`;
  await cp(await folder, copy, { recursive: true });
  const sources = new Map(await readSources(root));
  for (const id of ids) {
    const { patch } = await readFault(root, id);
    for (const { path, text } of patchSources(patch, sources)) {
      sources.set(path, text);
      await writeFile(join(copy, compiledPath(path)), transpile(path, text).code);
    }
  }
  return {
    address: (path) => pathToFileURL(join(copy, compiledPath(path))),
    dispose: () => rm(copy, { recursive: true, force: true }),
  };
}

let folder: Promise<string> | undefined;

async function compileAll(): Promise<string> {
  const sources = await readSources(root);
  const hash = createHash('sha256');
  for (const [path, text] of sources) hash.update(path).update('\0').update(text);
  const target = join(cache, hash.digest('hex').slice(0, 16));
  if (await exists(target)) return target;
  await sweepOld();
  const draft = `${target}-${process.pid}`;
  await writeTranspiled(draft, root, sources);
  // Another test file may have been as fast: then its folder is as good.
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return target;
}

/** Folders that no test of today needs. */
async function sweepOld(): Promise<void> {
  const hourAgo = Date.now() - 3_600_000;
  for (const name of await readdir(cache).catch(() => [])) {
    const path = join(cache, name);
    const status = await stat(path).catch(() => undefined);
    if (status !== undefined && status.mtimeMs < hourAgo) await rm(path, { recursive: true, force: true });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
