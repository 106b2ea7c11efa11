/**
 * A night: canaries on every target, the regression corpus, the findings of earlier nights, a fresh campaign, and then what
 * has become of all findings. Out: what the morning has to know, as plain data; what the next night needs is on the disk.
 * Not here: the campaign, which is handed in (it may be a merge of shards), exit codes (`src/cli/nightly.ts`).
 */
import { join } from 'node:path';
import { readCorpus, verifyCases } from '../corpora/corpus.ts';
import type { CampaignResult } from '../engine/campaign.ts';
import { runCanary } from '../engine/canary.ts';
import { sweepDrafts } from '../engine/durable.ts';
import type { Harness } from '../engine/harness.ts';
import type { WorkerPool } from '../engine/worker-pool.ts';
import { observe, together } from '../findings/observe.ts';
import { copyFinding, readFinding } from '../findings/store.ts';
import type { RenderReport } from '../findings/triage.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import { addSighting, type History, knownIn, readHistory, type Sighting, writeHistory } from './history.ts';
import { type NightChecks, type NightReport, nightReport } from './night-report.ts';
import { type Begun, endNight, findingsFolder, historyFile, writeState } from './night-state.ts';

export interface Workshop {
  readonly harness: Harness;
  readonly pool: WorkerPool;
}

export interface NightOptions {
  readonly begun: Begun;
  /** Where the state is. */
  readonly directory: string;
  /** Folder of the regression cases. */
  readonly corpus: string;
  readonly targets: readonly string[];
  readonly profile: string;
  readonly interrupt: AbortSignal;
  readonly renderReport: RenderReport;
  /** Opens workers for one part of the night; the campaign has its own. */
  readonly withWorkshop: <Result>(work: (workshop: Workshop) => Promise<Result>) => Promise<Result>;
  readonly campaign: () => Promise<NightCampaign>;
  readonly say: (line: string) => void;
}

export interface NightCampaign {
  readonly result: CampaignResult;
  /** Its folder. */
  readonly directory: string;
}

export async function runNight(options: NightOptions): Promise<NightReport> {
  const { begun, directory, interrupt } = options;
  await sweepDrafts(findingsFolder(directory));
  await writeState(directory, begun.state);
  const before = await readHistory(historyFile(directory));
  const checks = await options.withWorkshop((workshop) => check(before, workshop, options));
  const campaign = await options.campaign();
  const seen = await judge(before, campaign, options);
  const history = interrupt.aborted ? before : afterNight(before, [...checks.sightings, ...seen]);
  const report = nightReport(history, {
    begun,
    profile: options.profile,
    interrupted: interrupt.aborted,
    checks,
    campaign,
  });
  if (interrupt.aborted) return report;
  await writeHistory(historyFile(directory), history);
  await writeState(directory, endNight(begun.state, report.trend.at(-1)!));
  return report;
}

/** All that comes before fresh cases: does the machinery see faults, and is what was known as it was? */
async function check(before: History, workshop: Workshop, options: NightOptions): Promise<NightChecks> {
  const { targets } = await workshop.pool.greet({ kind: 'greet', targets: options.targets });
  const canaries = [];
  for (const target of targets) {
    options.say(`canary on ${target.name}`);
    const { begun, profile, renderReport, interrupt: stop } = options;
    const place = { profile, seed: begun.seed, renderReport, stop };
    canaries.push({ target: target.name, canary: await runCanary({ ...workshop, ...place, targets: [target] }) });
  }
  const corpus = await replayCorpus(workshop, options);
  const sightings = await replayHistory(before, workshop, { ...options, targets });
  return { targets: targets.map(({ name, version }) => ({ name, version })), canaries, corpus, sightings };
}

async function replayCorpus(workshop: Workshop, options: NightOptions): Promise<NightReport['corpus']> {
  const cases = await readCorpus(options.corpus);
  options.say(`${cases.length} regression cases`);
  const verdicts = await verifyCases(cases, options.targets, workshop);
  const failed = verdicts.filter(({ result }) => result.fails).map(({ name, target }) => `${name} on ${target}`);
  return { replays: verdicts.length, failed };
}

type Greeted = Omit<NightOptions, 'targets'> & { readonly targets: NightReport['targets'] };

/** Those of targets that are not asked tonight stay what they were. */
async function replayHistory(before: History, workshop: Workshop, options: Greeted): Promise<Sighting[]> {
  const asked = Object.entries(before.findings).filter(([, { signature }]) => versionOf(signature.target, options));
  options.say(`${asked.length} findings of earlier nights`);
  const sightings: Sighting[] = [];
  for (const [id, { signature, cause, message }] of asked) {
    if (options.interrupt.aborted) break;
    const observed = await observe(await readFinding(join(findingsFolder(options.directory), id)), workshop);
    const finding = { signature, cause, message };
    sightings.push({ id, finding, observed, moment: momentOf(signature.target, options) });
  }
  return sightings;
}

/** What the campaign found and replayed; what is new is kept for later nights. */
async function judge(
  before: History,
  { result, directory: folder }: NightCampaign,
  { directory, begun }: NightOptions,
): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for (const { replayed: observed, ...finding } of result.findings) {
    if (observed === undefined) continue;
    const path = join(folder, 'findings', finding.id);
    const id = knownIn(before, finding) ?? finding.id;
    await copyFinding(path, join(findingsFolder(directory), id));
    sightings.push({ id, finding, observed, moment: momentOf(finding.signature.target, { begun, ...result }) });
  }
  return sightings;
}

interface Tonight {
  readonly begun: Begun;
  readonly targets: NightReport['targets'];
}

const versionOf = (target: string, { targets }: Pick<Tonight, 'targets'>): string | undefined =>
  targets.find(({ name }) => name === target)?.version;

const momentOf = (target: string, { begun, targets }: Tonight): Sighting['moment'] => ({
  night: begun.night,
  day: begun.day,
  linksmith: linksmithVersion,
  version: versionOf(target, { targets }) ?? 'unknown',
});

/** A bug that two cases tell of has one life: one word a night. */
function afterNight(before: History, sightings: readonly Sighting[]): History {
  const byId = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const other = byId.get(sighting.id);
    const observed = other === undefined ? sighting.observed : together(other.observed, sighting.observed);
    byId.set(sighting.id, { ...(other ?? sighting), observed });
  }
  return [...byId.values()].reduce(addSighting, before);
}
