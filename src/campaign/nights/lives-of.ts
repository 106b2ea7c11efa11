/**
 * What a history knows of the findings of one campaign, each replayed from its folder first; the history stays as it is.
 */
import { join } from 'node:path';
import type { ReplaySurroundings } from '../findings/replay.ts';
import { readFinding } from '../findings/store.ts';
import type { KnownFinding } from '../findings/triage.ts';
import { type History, knownIn, type Life, lifeAfter } from './history.ts';
import { observe } from './observe.ts';

/** By name of the finding. */
export async function livesOf(
  findings: readonly KnownFinding[],
  { history, folder }: { readonly history: History; readonly folder: string },
  surroundings: ReplaySurroundings,
): Promise<ReadonlyMap<string, Life>> {
  const lives = new Map<string, Life>();
  for (const finding of findings) {
    const observed = await observe(await readFinding(join(folder, 'findings', finding.id)), surroundings);
    const known = knownIn(history, finding);
    lives.set(finding.id, lifeAfter(known === undefined ? undefined : history.findings[known], observed));
  }
  return lives;
}
