/**
 * What a stored finding does today: replayed from its folder until the word is clear. What does not fail where much was
 * linked before may still fail where nothing was, so a pass is asked for in fresh workers too.
 * Not here: what becomes of the finding (`src/campaign/nights/history.ts`).
 */
import type { FindingFolder } from './finding.ts';
import { type ReplaySurroundings, replayFinding } from './replay.ts';

/** What the replays of a finding say: `both` when it comes and goes. */
export type Observed = 'fails' | 'passes' | 'both';

/** The word of two cases of one bug: it is there as long as one of them shows it. */
export function together(left: Observed, right: Observed): Observed {
  if (left === right) return left;
  return left === 'fails' || right === 'fails' ? 'fails' : 'both';
}

export async function observe(folder: FindingFolder, surroundings: ReplaySurroundings): Promise<Observed> {
  const fails = async (fresh: boolean) => (await replayFinding(folder, { ...surroundings, fresh })).fails;
  const first = await fails(false);
  if (first && (await fails(false))) return 'fails';
  const [second, third] = [await fails(true), await fails(true)];
  if (second && third) return 'fails';
  return first || second || third ? 'both' : 'passes';
}
