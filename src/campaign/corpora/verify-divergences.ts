/**
 * Whether each known divergence still is one: its case is replayed on every linker that it names and that is here. An entry
 * that no longer fails as it says, or whose case is missing, has to go; one whose linker is not here is not judged.
 * Not here: what an entry is (`divergences.ts`).
 */
import { existsSync } from 'node:fs';
import { linkerOf, TargetMissingError } from '../../targets/target.ts';
import { type Divergence, divergenceCase, isKey, isOf } from '../findings/divergences.ts';
import { type ReplaySurroundings, replayCase } from '../findings/replay.ts';
import { readCorpusCase } from './corpus.ts';

export interface DivergenceVerdict {
  readonly key: string;
  readonly target: string;
  readonly kind: 'still-differs' | 'no-longer-matches' | 'not-here';
  readonly detail: string;
}

export async function verifyDivergences(
  divergences: readonly Divergence[],
  root: string,
  surroundings: ReplaySurroundings,
): Promise<DivergenceVerdict[]> {
  const verdicts: DivergenceVerdict[] = [];
  for (const entry of divergences) {
    for (const target of Object.keys(entry.targets)) {
      verdicts.push({ key: entry.key, target, ...(await verdictOf(entry, target, { root, surroundings })) });
    }
  }
  return verdicts;
}

type Judged = Pick<DivergenceVerdict, 'kind' | 'detail'>;

interface Where {
  readonly root: string;
  readonly surroundings: ReplaySurroundings;
}

async function verdictOf(entry: Divergence, target: string, { root, surroundings }: Where): Promise<Judged> {
  const path = divergenceCase(root, entry.key);
  if (!existsSync(path)) return { kind: 'no-longer-matches', detail: `there is no ${path}` };
  const { case: stored } = await readCorpusCase(path);
  const missing = await missingOf(entry, [target, ...(stored.companions ?? [])], surroundings);
  if (missing !== undefined) return { kind: 'not-here', detail: missing };
  const { verdicts } = await replayCase(stored, target, surroundings);
  const failed = verdicts.find(({ kind, property }) => kind === 'fails' && property === entry.property);
  if (failed?.key !== undefined && isKey(entry.failure, failed.key))
    return { kind: 'still-differs', detail: failed.key };
  const detail = verdicts.map(({ property, kind, key }) => `${property} ${kind} ${key ?? ''}`.trim()).join(', ');
  return { kind: 'no-longer-matches', detail };
}

/** What is not here of the targets that the case needs; the first is the entry's, in the version that it names. */
async function missingOf(
  entry: Divergence,
  names: readonly string[],
  { harness }: ReplaySurroundings,
): Promise<string | undefined> {
  for (const [i, name] of names.entries()) {
    try {
      const target = await harness.openTarget(name);
      const version = await target.version();
      await target.close?.();
      if (i === 0 && !isOf(entry, { linker: linkerOf(target), version })) return `${name} is here as ${version}`;
    } catch (error) {
      if (!(error instanceof TargetMissingError)) throw error;
      return error.message;
    }
  }
  return undefined;
}
