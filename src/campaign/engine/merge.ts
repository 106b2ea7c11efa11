/**
 * Merges the folders of shards into one campaign. Their failures are judged anew in the order of their cases, as one
 * campaign would have met them, so that the merged findings are that campaign's: a shard alone cannot know which of its
 * findings another shard had before. Needs the targets, for what is found is shrunk and replayed here.
 * Not here: which part of which folder counts (`join-campaigns.ts`).
 */
import { join } from 'node:path';
import { replayFindings, replayWarnings } from '../findings/replay-findings.ts';
import { Triage } from '../findings/triage.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import { type CampaignResult, openFolder, planOf, type Snapshot } from './campaign.ts';
import { kindOfFailure, readFailures, writeFailures } from './failure-log.ts';
import {
  caseBoundary,
  type JoinedCampaign,
  joinCampaigns,
  missingShards,
  type StoredCampaign,
} from './join-campaigns.ts';
import { type Part, type Progress, readProgress, tallyOf, writeProgress } from './progress-file.ts';
import { openSession, type SessionOptions } from './session.ts';
import { printShard } from './shard.ts';
import type { Tally } from './tally.ts';
import { emptyTimeline } from './timeline.ts';
import { WorkerPool } from './worker-pool.ts';

export interface MergeOptions extends SessionOptions {
  readonly directories: readonly string[];
  /** Where the merged campaign goes. */
  readonly directory: string;
  readonly onProgress?: (snapshot: Snapshot) => void;
}

export async function mergeCampaigns(options: MergeOptions): Promise<CampaignResult> {
  const joined = joinCampaigns(await Promise.all(options.directories.map(readCampaign)));
  await openFolder(options.directory, { isNew: true });
  const pool = new WorkerPool(options);
  try {
    return await judge(joined, pool, options);
  } finally {
    await pool.close();
  }
}

async function readCampaign(directory: string): Promise<StoredCampaign> {
  const progress = await readProgress(directory);
  return { directory, progress, failures: await readFailures(directory, Number.POSITIVE_INFINITY) };
}

async function judge(joined: JoinedCampaign, pool: WorkerPool, options: MergeOptions): Promise<CampaignResult> {
  const { directory, interrupt, jobs } = options;
  const { harness, canary, start, triage: common } = await openSession(joined.progress, pool, options);
  const triage = new Triage({ ...common, directory: join(directory, 'findings'), stop: interrupt });
  const tally = tallyOf(start);
  if (canary.kind !== 'missed') await takeAll(joined, triage, { ...options, tally });
  // What was interrupted leaves no campaign behind, and can be merged again.
  if (!interrupt.aborted) await keep(directory, { ...joined, progress: start }, triage);
  const place = { directory: join(directory, 'findings'), stop: interrupt };
  const findings = await replayFindings(triage.findings, { ...common, ...place });
  const elapsedMs = start.parts.reduce((sum, part) => sum + part.elapsedMs, 0);
  const lane = harness.lane(start.profile);
  const missing = missingShards(start);
  return {
    linksmith: linksmithVersion,
    plan: planOf(start),
    ended: interrupt.aborted ? 'interrupted' : canary.kind === 'missed' ? 'canary-missed' : 'merged',
    canary,
    targets: common.targets,
    properties: lane.properties.filter((name) => start.properties?.includes(name) ?? true),
    knownFeatures: lane.features,
    jobs,
    nextIndex: caseBoundary(start),
    tally,
    findings,
    // Shards run side by side: their times are no one time.
    timeline: emptyTimeline,
    warnings: [
      ...(missing.length === 0 ? [] : [`nothing came of shard ${missing.join(', ')}`]),
      ...start.parts.flatMap(warningsOf),
      ...(interrupt.aborted ? [] : replayWarnings(findings)),
    ],
    elapsedMs,
    casesPerSecond: elapsedMs === 0 ? 0 : tally.cases / (elapsedMs / 1_000),
  };
}

function warningsOf({ shard, warnings }: Part): string[] {
  return shard.of === 1 ? warnings : warnings.map((warning) => `shard ${printShard(shard)}: ${warning}`);
}

async function takeAll(
  { failures, progress }: JoinedCampaign,
  triage: Triage,
  { interrupt, onProgress, tally }: MergeOptions & { readonly tally: Tally },
): Promise<void> {
  const begun = performance.now();
  const findingOfKind = new Map<string, string>();
  for (const failure of failures) {
    if (interrupt.aborted) return;
    const elapsedMs = performance.now() - begun;
    onProgress?.({ tally, findings: triage.findings, elapsedMs, casesPerSecond: 0, phase: 'shrinking' });
    const fate = await triage.take(failure);
    const kind = kindOfFailure(failure);
    if (fate.kind !== 'divergence' && !findingOfKind.has(kind)) findingOfKind.set(kind, fate.id);
  }
  for (const { unlogged } of progress.parts) {
    for (const [kind, count] of Object.entries(unlogged)) triage.countMore(findingOfKind.get(kind) ?? '', count);
  }
}

/** Progress comes last: with it, the merge is whole. */
async function keep(directory: string, { progress, failures }: JoinedCampaign, triage: Triage): Promise<void> {
  await writeFailures(directory, failures);
  await writeProgress(directory, { ...progress, findings: triage.findings as Progress['findings'] });
}
