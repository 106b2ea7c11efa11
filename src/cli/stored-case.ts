/**
 * What a user calls CASE: the folder of a finding, the file of a corpus case or its name, or a place (seed and index).
 * Not here: running it (`src/campaign/findings/replay.ts`).
 */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type CorpusCase, readCorpusCase, regressionsIn } from '../campaign/corpora/corpus.ts';
import type { CasePlace } from '../campaign/engine/harness.ts';
import type { FindingFolder } from '../campaign/findings/finding.ts';
import { readFinding } from '../campaign/findings/store.ts';
import { InputError, UsageError } from './exit-codes.ts';

export type StoredSubject =
  | { readonly kind: 'finding'; readonly folder: FindingFolder }
  | { readonly kind: 'corpus-case'; readonly case: CorpusCase }
  | { readonly kind: 'place'; readonly place: CasePlace };

export interface SubjectOptions {
  readonly seed?: number;
  readonly index?: number;
  readonly profile?: string;
}

export async function findSubject(
  name: string | undefined,
  { seed, index, profile = 'default' }: SubjectOptions,
  root: string,
): Promise<StoredSubject> {
  if (name === undefined) {
    if (seed === undefined || index === undefined) throw new UsageError('name a CASE, or --seed and --index');
    return { kind: 'place', place: { profile, seed, index } };
  }
  if (seed !== undefined || index !== undefined) throw new UsageError('a CASE and --seed or --index say two things');
  return readStored(name, root);
}

export async function readStored(name: string, root: string): Promise<StoredSubject> {
  const path = resolve(root, name);
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory()) return { kind: 'finding', folder: await readFinding(path) };
  if (status?.isFile()) return { kind: 'corpus-case', case: (await readCorpusCase(path)).case };
  const inCorpus = join(regressionsIn(root), `${name}.json`);
  const known = await stat(inCorpus).catch(() => undefined);
  if (known === undefined) throw new InputError(`${name}: no such finding or corpus case`);
  return { kind: 'corpus-case', case: (await readCorpusCase(inCorpus)).case };
}
