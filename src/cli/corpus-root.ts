/**
 * Which corpus is meant: the one that is named, the one in the current folder, or the one that comes with the package.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

/** The folder that holds `corpus/`. */
export function corpusRoot(named: string | undefined, { cwd }: Surroundings): string {
  if (named !== undefined) return resolve(cwd, named);
  const candidates = [cwd, ...['../..', '../../..'].map((up) => fileURLToPath(new URL(up, import.meta.url)))];
  const found = candidates.find((candidate) => existsSync(join(candidate, 'corpus')));
  if (found === undefined) throw new InputError('corpus: no such folder here or in the package');
  return found;
}
