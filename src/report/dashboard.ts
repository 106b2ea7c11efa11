/**
 * What a dashboard shows, as plain data: a campaign as far as it has come, and what nights have left. In: `progress.json`,
 * `campaign.json`, a state and a history, as they were read. It is computed anew for every look, and keeps nothing.
 * Not here: reading folders and answering requests (`src/cli`), the page (`html/dashboard-page.tsx`).
 */
import type { Progress } from '../campaign/engine/progress-file.ts';
import type { Tally } from '../campaign/engine/tally.ts';
import type { History, HistoryEntry, Life } from '../campaign/nights/history.ts';
import type { NightLine, NightState } from '../campaign/nights/night-state.ts';
import type { CampaignReport } from './json.ts';

export interface Dashboard {
  readonly schemaVersion: 1;
  /** Absent before the first progress is written, and without a campaign's folder. */
  readonly campaign?: CampaignView;
  readonly nights?: NightsView;
}

export interface CampaignView {
  /** The folder as the user would write it. */
  readonly directory: string;
  readonly state: CampaignState;
  readonly seed: number;
  readonly profile: string;
  readonly targets: CampaignReport['targets'];
  readonly elapsedMs: number;
  readonly cases: number;
  readonly links: number;
  /** Of the whole time, and of the last stretch of the timeline. */
  readonly casesPerSecond: number;
  readonly casesPerSecondLately: number;
  readonly features: number;
  readonly sinceNewFeature: Since;
  readonly sinceNewFinding: Since;
  readonly properties: CampaignReport['properties'];
  readonly verdicts: CampaignReport['verdicts'];
  readonly timeline: CampaignReport['timeline'];
  /** The first of them; `findingsCount` says how many there are. */
  readonly findings: readonly FindingRow[];
  readonly findingsCount: number;
}

/** `silent` has not saved its progress for a while: it was killed, or shrinks, or a link takes long. */
export type CampaignState =
  | { readonly kind: 'running' }
  | { readonly kind: 'silent'; readonly savedAgoMs: number }
  | { readonly kind: 'ended'; readonly verdict: CampaignReport['verdict'] };

/** How long nothing new came. Undefined when nothing ever came. As exact as the timeline is. */
export type Since = { readonly elapsedMs: number; readonly cases: number } | undefined;

export interface FindingRow {
  readonly id: string;
  readonly property: string;
  readonly target: string;
  /** The cause, or the key where no cause is known. */
  readonly what: string;
  readonly message: string;
  readonly count: number;
  readonly life?: Life;
  /** Its folder is there, and can be opened. */
  readonly isStored: boolean;
}

export interface NightsView {
  readonly directory: string;
  readonly nextNight: number;
  /** The night that was begun and has not ended. */
  readonly open?: NightState['open'];
  /** The oldest first. */
  readonly nights: readonly NightLine[];
  readonly findings: readonly LifeRow[];
}

export interface LifeRow extends Omit<FindingRow, 'count' | 'life'> {
  readonly life: Life;
  /** Days: when it was found, when it failed last, when its life became what it is. */
  readonly found: string;
  readonly failed: string;
  readonly since: string;
}

export interface CampaignFolder {
  readonly directory: string;
  readonly progress: Progress;
  /** Of all parts. */
  readonly tally: Tally;
  /** The age of `progress.json`. */
  readonly savedAgoMs: number;
  /** Of a campaign that has ended, once at least. */
  readonly report: CampaignReport | undefined;
  /** Names of findings whose folders are there. */
  readonly stored: ReadonlySet<string>;
  readonly lives: ReadonlyMap<string, Life>;
}

export function campaignView(folder: CampaignFolder): CampaignView {
  const { directory, progress, tally, report } = folder;
  const { seed, profile, targets, versions, timeline, findings } = progress;
  const elapsedMs = Math.max(...progress.parts.map((part) => part.elapsedMs));
  const now = {
    elapsedMs,
    cases: tally.cases,
    findings: findings.length,
    features: Object.keys(tally.features).length,
  };
  return {
    directory,
    state: stateOf(folder),
    seed,
    profile,
    targets: targets.map((name) => ({ name, version: versions[name] ?? '' })),
    elapsedMs,
    cases: tally.cases,
    links: tally.links,
    casesPerSecond: report?.cases === tally.cases ? report.casesPerSecond : perSecond(noPoint, now),
    casesPerSecondLately: perSecond(timeline.points.at(-2) ?? noPoint, timeline.points.at(-1) ?? now),
    features: now.features,
    sinceNewFeature: since(timeline.points, now, ({ features }) => features),
    sinceNewFinding: since(timeline.points, now, (point) => point.findings),
    properties: tally.properties,
    verdicts: tally.verdicts,
    timeline: timeline.points,
    findings: findings.slice(0, mostFindings).map((finding) => rowOf(finding, folder)),
    findingsCount: findings.length,
  };
}

/** A folder that goes on after its end has more cases than its report says. */
function stateOf({ report, tally, savedAgoMs }: CampaignFolder): CampaignState {
  if (report !== undefined && report.cases >= tally.cases) return { kind: 'ended', verdict: report.verdict };
  return savedAgoMs > silentAfterMs ? { kind: 'silent', savedAgoMs } : { kind: 'running' };
}

/** Progress is saved every two seconds while cases run. */
const silentAfterMs = 60_000;

function rowOf(
  { id, signature, cause, message, count }: Progress['findings'][number],
  { stored, lives, report }: CampaignFolder,
): FindingRow {
  const life = lives.get(id) ?? report?.findings.find((finding) => finding.id === id)?.life;
  return {
    id,
    ...wordsOf({ signature, cause, message }),
    count,
    ...(life === undefined ? {} : { life }),
    isStored: stored.has(id),
  };
}

/** What a finding is known by, cut to what a row of a table holds. */
const wordsOf = ({ signature, cause, message }: Pick<HistoryEntry, 'signature' | 'cause' | 'message'>) => ({
  property: signature.property,
  target: signature.target,
  what: (cause ?? signature.key).slice(0, longestWord),
  message: firstLine(message),
});

interface Moment {
  readonly elapsedMs: number;
  readonly cases: number;
  readonly features: number;
  readonly findings: number;
}

const noPoint: Moment = { elapsedMs: 0, cases: 0, features: 0, findings: 0 };

const perSecond = (from: Moment, to: Moment): number => {
  const seconds = (to.elapsedMs - from.elapsedMs) / 1_000;
  return seconds <= 0 ? 0 : Math.round(((to.cases - from.cases) / seconds) * 10) / 10;
};

/** The last point at which the count was above the one before it. */
function since(points: readonly Moment[], now: Moment, count: (point: Moment) => number): Since {
  const all = [noPoint, ...points, now];
  const last = all.findLastIndex((point, at) => at > 0 && count(point) > count(all[at - 1]!));
  if (last < 0) return undefined;
  const { elapsedMs, cases } = all[last]!;
  return { elapsedMs: Math.max(0, now.elapsedMs - elapsedMs), cases: Math.max(0, now.cases - cases) };
}

export interface NightsFolder {
  readonly directory: string;
  readonly state: NightState;
  readonly history: History;
  readonly stored: ReadonlySet<string>;
}

export function nightsView({ directory, state, history, stored }: NightsFolder): NightsView {
  const findings = Object.entries(history.findings).map(([id, entry]): LifeRow => {
    const { signature, cause, message, life, first, failed, since: became } = entry;
    return {
      id,
      ...wordsOf({ signature, cause, message }),
      life,
      found: first.day,
      failed: failed.day,
      since: became.day,
      isStored: stored.has(id),
    };
  });
  return {
    directory,
    nextNight: state.nextNight,
    ...(state.open === undefined ? {} : { open: state.open }),
    nights: state.nights,
    findings: findings.sort((left, right) => rank(left) - rank(right)),
  };
}

/** What somebody has to look at comes first. */
export const lifeOrder = ['new', 'regressed', 'flaky', 'known', 'fixed'] as const satisfies readonly Life[];
const rank = ({ life }: LifeRow): number => lifeOrder.indexOf(life);

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, longestMessage);
const mostFindings = 200;
const longestWord = 300;
const longestMessage = 200;
