/**
 * What stands before failures can be judged, in a campaign and in a merge alike: the harness is loaded, the targets are
 * greeted and are those of before, the canary has been found.
 * Not here: where the failures come from (`campaign.ts`, `merge.ts`).
 */
import type { RenderReport, TriageOptions } from '../findings/triage.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import { type CanaryResult, runCanary } from './canary.ts';
import { type Harness, loadHarness } from './harness.ts';
import type { Progress } from './progress-file.ts';
import type { PoolOptions, WorkerPool } from './worker-pool.ts';

export interface SessionOptions extends PoolOptions {
  readonly interrupt: AbortSignal;
  readonly renderReport: RenderReport;
  /** Candidates that shrinking one finding may try. Default 2,000. */
  readonly shrinkBudget?: number;
}

export interface Session {
  readonly harness: Harness;
  readonly canary: CanaryResult;
  /** The campaign as it was stored, with the versions of today's targets. */
  readonly start: Progress;
  /** All that a triage needs but for its folder and when it has to end. */
  readonly triage: Omit<TriageOptions, 'directory' | 'stop'>;
}

const defaultShrinkBudget = 2_000;

export async function openSession(start: Progress, pool: WorkerPool, options: SessionOptions): Promise<Session> {
  const { harness: address, interrupt, renderReport, shrinkBudget = defaultShrinkBudget } = options;
  const harness = await loadHarness(address);
  const { targets } = await pool.greet({ kind: 'greet', targets: start.targets });
  const versions = Object.fromEntries(targets.map(({ name, version }) => [name, version]));
  checkVersions(start, versions);
  const { profile, seed } = start;
  const base = { pool, harness, profile, seed, targets, renderReport };
  const canary = await runCanary({ ...base, stop: interrupt });
  return {
    harness,
    canary,
    start: { ...start, versions },
    triage: { ...base, canary: false, shrinkBudget, known: start.findings },
  };
}

/** What is put together must be of one kind: cases, targets, versions. */
export class NotOneCampaignError extends Error {
  override readonly name = 'NotOneCampaignError';
}

/** Other generators make other cases, and another linker has other bugs. */
function checkVersions({ linksmith, versions: before }: Progress, versions: Readonly<Record<string, string>>): void {
  const changed = Object.entries(before).find(([name, version]) => versions[name] !== version);
  if (changed !== undefined) {
    const [name, version] = changed;
    throw new NotOneCampaignError(`the campaign was begun with ${name} ${version}, and here is ${versions[name]}`);
  }
  if (linksmith !== linksmithVersion) {
    throw new NotOneCampaignError(`the campaign was begun by linksmith ${linksmith}, and this is ${linksmithVersion}`);
  }
}
