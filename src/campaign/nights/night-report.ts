/**
 * What a night has to tell in the morning, as plain data.
 * Not here: the night (`night.ts`), its text (`src/report/night-text.ts`).
 */
import type { CampaignResult } from '../engine/campaign.ts';
import type { CanaryResult } from '../engine/canary.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import { type History, isNews, type Life, lives, type Sighting } from './history.ts';
import type { Begun, NightLine } from './night-state.ts';

export interface NightReport {
  readonly schemaVersion: 1;
  readonly night: number;
  readonly day: string;
  readonly seed: number;
  readonly linksmith: string;
  readonly profile: string;
  readonly targets: readonly { readonly name: string; readonly version: string }[];
  readonly canaries: readonly { readonly target: string; readonly canary: CanaryResult }[];
  readonly corpus: { readonly replays: number; readonly failed: readonly string[] };
  readonly cases: number;
  readonly casesPerSecond: number;
  readonly warnings: readonly string[];
  /** Every finding of the history, those that are news first. */
  readonly findings: readonly NightFinding[];
  /** The nights before and this one, the oldest first. */
  readonly trend: readonly NightLine[];
  readonly verdict: NightLine['verdict'];
}

export interface NightFinding {
  readonly id: string;
  readonly life: Life;
  /** It became that tonight, and somebody has to look at it. */
  readonly isNews: boolean;
  readonly target: string;
  readonly property: string;
  readonly key: string;
  readonly message: string;
  /** Days. */
  readonly found: string;
  readonly failed: string;
}

/** What came of all that is done before fresh cases. */
export interface NightChecks {
  readonly targets: NightReport['targets'];
  readonly canaries: NightReport['canaries'];
  readonly corpus: NightReport['corpus'];
  readonly sightings: readonly Sighting[];
}

export interface NightDone {
  readonly begun: Begun;
  readonly profile: string;
  readonly interrupted: boolean;
  readonly checks: NightChecks;
  readonly campaign: { readonly result: CampaignResult };
}

export function nightReport(history: History, done: NightDone): NightReport {
  const { begun, profile, interrupted, checks, campaign } = done;
  const { night, day, seed, state } = begun;
  const { result } = campaign;
  const { canaries, corpus, targets } = checks;
  const findings = findingsOf(history, night);
  const isRed =
    findings.some((finding) => finding.isNews) ||
    corpus.failed.length > 0 ||
    [...canaries, result].some(({ canary }) => canary.kind === 'missed');
  const verdict: NightLine['verdict'] = interrupted ? 'interrupted' : isRed ? 'news' : 'nothing-new';
  const { cases } = result.tally;
  const casesPerSecond = Math.round(result.casesPerSecond * 10) / 10;
  const features = Object.keys(result.tally.features).length;
  const linksmith = linksmithVersion;
  const line = { night, day, seed, linksmith, cases, casesPerSecond, features, lives: countLives(findings), verdict };
  const { warnings } = result;
  const head = { schemaVersion: 1, night, day, seed, linksmith, profile, targets } as const;
  return {
    ...head,
    canaries,
    corpus,
    cases,
    casesPerSecond,
    warnings,
    findings,
    trend: [...state.nights.filter((other) => other.night !== night), line],
    verdict,
  };
}

function findingsOf({ findings }: History, night: number): NightFinding[] {
  const all = Object.entries(findings).map(([id, entry]): NightFinding => {
    const { target, property, key } = entry.signature;
    const { life, message, first, failed } = entry;
    return {
      id,
      life,
      isNews: isNews(entry, night),
      target,
      property,
      key,
      message,
      found: first.day,
      failed: failed.day,
    };
  });
  return all.toSorted((left, right) => Number(right.isNews) - Number(left.isNews));
}

const countLives = (findings: readonly NightFinding[]): Record<Life, number> =>
  Object.fromEntries(lives.map((life) => [life, findings.filter((finding) => finding.life === life).length])) as Record<
    Life,
    number
  >;
