/**
 * Files that are there whole or not at all, whenever the process is killed: written under a temporary name, flushed to
 * the disk, then renamed. Leftovers of a kill begin with `.tmp-` and are swept when the folder is opened again.
 * Not here: what is written (`store.ts`, `progress-file.ts`).
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const temporary = '.tmp-';

export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true });
  const draft = join(directory, draftName(basename(path)));
  await written(path, draft, async () => {
    await writeFlushed(draft, content);
    await rename(draft, path);
  });
  await flushFolder(directory);
}

/** The disk does not take what is to be kept. What stood there before is whole. */
export class DiskError extends Error {
  override readonly name = 'DiskError';

  constructor(path: string, cause: unknown) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    // What the system says ends with the call and its paths, which are those of a draft.
    const reason = code === 'ENOSPC' ? 'no space left on device' : message.replace(/, \w+( '.*)?$/s, '');
    super(`${path}: cannot be written: ${reason}`, { cause });
  }
}

/** Leaves no draft behind when it fails: where a disk is full, its space is needed. */
async function written<Result>(path: string, draft: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw new DiskError(path, error);
  }
}

/**
 * Makes a folder with these files (by path inside it), all or nothing. Returns false when a folder that is not empty is
 * already there; it is left as it is.
 */
export async function writeFolderDurably(
  path: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<boolean> {
  const parent = dirname(path);
  await mkdir(parent, { recursive: true });
  const draft = join(parent, draftName(basename(path)));
  const folders = new Set([draft]);
  return written(path, draft, async () => {
    for (const [name, content] of files) {
      const folder = dirname(join(draft, name));
      folders.add(folder);
      await mkdir(folder, { recursive: true });
      await writeFlushed(join(draft, name), content);
    }
    for (const folder of folders) await flushFolder(folder);
    return moveInPlace(draft, path);
  });
}

/** Removes a folder: it is there whole, or not at all. */
export async function removeFolderDurably(path: string): Promise<void> {
  const grave = join(dirname(path), draftName(basename(path)));
  try {
    await rename(path, grave);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(grave, { recursive: true, force: true });
}

/** Removes what a killed process left unfinished in this folder. */
export async function sweepDrafts(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(temporary))) {
    await rm(join(directory, name), { recursive: true, force: true });
  }
}

export const isDraft = (name: string): boolean => name.startsWith(temporary);

const draftName = (name: string): string => `${temporary}${process.pid}-${randomBytes(4).toString('hex')}-${name}`;

async function moveInPlace(draft: string, path: string): Promise<boolean> {
  try {
    await rename(draft, path);
  } catch (error) {
    const taken = await stat(path).catch(() => undefined);
    if (taken?.isDirectory() !== true) throw error;
    await rm(draft, { recursive: true, force: true });
    return false;
  }
  await flushFolder(dirname(path));
  return true;
}

async function writeFlushed(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w', path.endsWith('.sh') ? 0o755 : 0o644);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is only durable when its folder is flushed too. Some systems cannot open a folder: then it is as durable as they make it. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  if (folder === undefined) return;
  try {
    await folder.sync();
  } catch {
    // Not supported here.
  } finally {
    await folder.close();
  }
}
