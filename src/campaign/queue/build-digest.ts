/**
 * Which program this is, as a digest of its own files: two machines with the same one make the same cases and judge them
 * alike. The version alone does not say so, since a checkout changes between versions.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const rooms = ['generators', 'properties', 'src'];

export async function buildDigest(): Promise<string> {
  const hash = createHash('sha256');
  for (const room of rooms) {
    for (const path of await programFiles(join(root, room))) {
      hash
        .update(relative(root, path).replaceAll('\\', '/'))
        .update('\0')
        .update(await readFile(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function programFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const isProgram = (name: string) => /\.(js|ts)$/.test(name) && !/\.(d|test|fixture)\.(js|ts)$/.test(name);
  return entries
    .filter((entry) => entry.isFile() && isProgram(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
