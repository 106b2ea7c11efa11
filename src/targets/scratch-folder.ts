/**
 * A private folder on disk for the links of one target, a fresh sub-folder for each. It is removed when the target closes
 * or, at the latest, when the process exits; what a killed process left is removed by the next one, an hour later.
 * Not here: what runs in it (`native.ts`).
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';

export class ScratchFolder {
  readonly #root: string;
  #jobs = 0;
  #made = false;

  constructor() {
    this.#root = join(tmpdir(), `linksmith-${process.pid}-${randomUUID()}`);
  }

  /** A new folder that holds `files`; `remove` it when done. */
  async enter(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
    if (!this.#made) {
      sweepOrphans();
      mkdirSync(this.#root, { mode: 0o700 });
    }
    this.#made = true;
    const folder = join(this.#root, String(this.#jobs++));
    await mkdir(folder);
    for (const [name, bytes] of files) {
      const path = join(folder, name);
      if (dirname(path) !== folder) await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
    }
    return folder;
  }

  remove(folder: string): Promise<void> {
    return rm(folder, { recursive: true, force: true });
  }

  /** Removes everything; the folder may be entered again. */
  clear(): void {
    if (this.#made) rmSync(this.#root, { recursive: true, force: true });
    this.#made = false;
  }
}

/** Folders whose process was killed before it could remove them: it is gone, and nothing has been done there for an hour. */
function sweepOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^linksmith-(\d+)-[0-9a-f-]{36}$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed > orphanAgeMs) rmSync(folder, { recursive: true, force: true });
  }
}

const orphanAgeMs = 3_600_000;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Why a file of this name cannot lie in a private folder; undefined when it can. */
export function unsafeName(name: string): string | undefined {
  const path = normalize(name);
  if (name === '' || path === '.' || path.endsWith(sep)) return 'is not the name of a file';
  if (name.includes('\0')) return 'has a NUL character';
  if (path.startsWith(sep) || path === '..' || path.startsWith(`..${sep}`)) return 'leads out of the working folder';
  return undefined;
}
