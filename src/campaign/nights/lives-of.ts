/**
 * What a history knows of the findings of one campaign; the history stays as it is.
 */
import type { ReplayedFinding } from '../findings/replay-findings.ts';
import { type History, knownIn, type Life, lifeAfter } from './history.ts';

/** By name of the finding; nothing of those that were not replayed. */
export function livesOf(findings: readonly ReplayedFinding[], history: History): ReadonlyMap<string, Life> {
  const lives = new Map<string, Life>();
  for (const { replayed, ...finding } of findings) {
    if (replayed === undefined) continue;
    const known = knownIn(history, finding);
    lives.set(finding.id, lifeAfter(known === undefined ? undefined : history.findings[known], replayed));
  }
  return lives;
}
