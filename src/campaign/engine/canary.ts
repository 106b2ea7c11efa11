/**
 * The canary: before a campaign, the same machinery runs on the first target with a fault planted in it (`canary-target.ts`).
 * The fault has to be found, shrunk, stored, read back and replayed; when any of it stays green, the campaign says nothing
 * about the linker and has to fail. All properties are asked, whatever the campaign was narrowed to: the canary tests the
 * machinery, each property's own test tests the property.
 * Not here: the campaign (`campaign.ts`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hunt, settle } from '../findings/hunt.ts';
import type { TriageOptions } from '../findings/triage.ts';
import { caseEnds } from './tasks.ts';

export type CanaryResult =
  | { readonly kind: 'found'; readonly property: string; readonly key: string; readonly cases: number }
  /** The campaign was interrupted before the canary could be found. */
  | { readonly kind: 'interrupted'; readonly cases: number }
  /** What stayed green. */
  | { readonly kind: 'missed'; readonly reason: string; readonly cases: number };

export type CanaryOptions = Omit<TriageOptions, 'directory' | 'known' | 'shrinkBudget' | 'canary'>;

/** Cases in which the fault has to show, of those that the target does. */
const canaryCases = 64;
/** So many are looked through for them. */
const mostCases = 4096;
const canaryShrinkBudget = 24;

export async function runCanary(options: CanaryOptions): Promise<CanaryResult> {
  const directory = await mkdtemp(join(tmpdir(), 'linksmith-canary-'));
  try {
    return await runIn(directory, options);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runIn(directory: string, options: CanaryOptions): Promise<CanaryResult> {
  let [cases, given] = [0, 0];
  const spoiled = { ...options, canary: true, directory, shrinkBudget: canaryShrinkBudget };
  const [failure] = await hunt(spoiled, {
    cases: mostCases,
    guided: false,
    stop: options.stop,
    isQuarry: ({ property }) => property !== caseEnds.name,
    isEnough: () => given >= canaryCases,
    onReport: ({ count, tally }) => {
      cases += count;
      given += count - Object.values(tally.skipped).reduce((sum, skipped) => sum + skipped, 0);
    },
  });
  if (options.stop.aborted) return { kind: 'interrupted', cases };
  if (failure === undefined) {
    const target = options.targets[0]?.name;
    const reason =
      given === 0
        ? `${target} does none of ${cases} cases of profile ${options.profile}`
        : `no property failed in ${given} spoiled cases`;
    return { kind: 'missed', reason, cases };
  }
  const settled = await settle(failure, spoiled);
  if (settled.kind === 'not-stored') return { kind: 'missed', reason: 'the failure was not stored', cases };
  if (!settled.replayed.fails) return { kind: 'missed', reason: 'the stored failure did not fail again', cases };
  return { kind: 'found', property: failure.property, key: failure.key, cases };
}
