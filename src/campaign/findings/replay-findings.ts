/**
 * The last word before findings are reported, whoever reports them (`fuzz`, `merge`, `nightly`): each is replayed from its
 * folder. What does not fail there any more is no finding, and is told as a warning.
 * Not here: how often one is replayed until its word is clear (`observe.ts`), what a history makes of it (`nights`).
 */
import { join } from 'node:path';
import { StoredDataError } from './finding.ts';
import { type Observed, observe } from './observe.ts';
import type { ReplaySurroundings } from './replay.ts';
import { readFinding } from './store.ts';
import type { KnownFinding } from './triage.ts';

export interface ReplayedFinding extends KnownFinding {
  /** What its folder showed; absent when the campaign was interrupted, or the folder is not as it was stored. */
  readonly replayed?: Observed;
}

export interface ReplayPlan extends ReplaySurroundings {
  /** Folder of the findings. */
  readonly directory: string;
  readonly stop: AbortSignal;
}

/** In their order. */
export async function replayFindings(
  findings: readonly KnownFinding[],
  plan: ReplayPlan,
): Promise<readonly ReplayedFinding[]> {
  const replayed: ReplayedFinding[] = [...findings];
  const left = findings.entries();
  const lane = async () => {
    for (const [at, finding] of left) {
      const seen = plan.stop.aborted ? undefined : await replayOne(finding, plan);
      if (seen !== undefined) replayed[at] = { ...finding, replayed: seen };
    }
  };
  await Promise.all(Array.from({ length: plan.pool.jobs }, lane));
  return replayed;
}

async function replayOne({ id }: KnownFinding, plan: ReplayPlan): Promise<Observed | undefined> {
  try {
    return await observe(await readFinding(join(plan.directory, id)), plan);
  } catch (error) {
    if (error instanceof StoredDataError) return undefined;
    throw error;
  }
}

/** What whoever watches has to know of those that were not confirmed. */
export function replayWarnings(findings: readonly ReplayedFinding[]): string[] {
  const gone = findings.filter(({ replayed }) => replayed === 'passes');
  const unread = findings.filter(({ replayed }) => replayed === undefined);
  return [
    ...warning(gone, 'did not fail again when replayed from its folder, and is no finding'),
    ...warning(unread, 'could not be replayed: its folder is not as it was stored'),
  ];
}

function warning(findings: readonly KnownFinding[], what: string): string[] {
  const names = findings.slice(0, mostNames).map(({ id }) => id);
  const rest = findings.length - names.length;
  return findings.length === 0 ? [] : [`${what}: ${names.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`];
}

const mostNames = 10;
