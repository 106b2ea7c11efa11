/**
 * wasm-ld 19 for tests that run again for each mutant: what it answered to the same files and arguments before is kept on
 * disk, and it is started only for what is new.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as real from '../../src/linker/wasm-ld.fixture.ts';

export const { hasReference, referenceName, withoutEmptyLines } = real;

const folder = 'node_modules/.cache/linksmith/wasm-ld-19';
mkdirSync(folder, { recursive: true });

export function linkWithReference(job) {
  const path = join(folder, `${digestOf(job)}.json`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    const outcome = real.linkWithReference(job);
    writeFileSync(path, JSON.stringify(outcome));
    return outcome;
  }
}

function digestOf({ files, args }) {
  const hash = createHash('sha256').update(JSON.stringify(args));
  for (const [name, bytes] of files) hash.update(JSON.stringify([name, bytes.length])).update(bytes);
  return hash.digest('hex');
}
