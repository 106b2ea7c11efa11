/**
 * `campaign.json`: a campaign's result for programs, with a schema version. Counts are in alphabetical order, so that two
 * equal campaigns differ in nothing but their times.
 * Not here: text for people (`table.ts`), `progress.json` (`src/campaign/engine/progress-file.ts`).
 */
import * as z from 'zod';
import type { CampaignResult } from '../campaign/engine/campaign.ts';

export const campaignSchemaVersion = 1;

const counts = z.record(z.string(), z.int().nonnegative());

export const campaignReportSchema = z.strictObject({
  schemaVersion: z.literal(campaignSchemaVersion),
  linksmith: z.string(),
  /** In the words of the exit codes: 0, 1, 1, 130. */
  verdict: z.enum(['nothing-found', 'findings', 'canary-missed', 'interrupted']),
  plan: z.strictObject({
    profile: z.string(),
    seed: z.int().nonnegative(),
    targets: z.array(z.string()),
    properties: z.array(z.string()).optional(),
  }),
  ended: z.enum(['runs', 'time', 'interrupted', 'canary-missed']),
  canary: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('found'), property: z.string(), key: z.string(), cases: z.int() }),
    z.strictObject({ kind: z.literal('interrupted'), cases: z.int() }),
    z.strictObject({ kind: z.literal('missed'), reason: z.string(), cases: z.int() }),
  ]),
  targets: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  jobs: z.int().positive(),
  /** One past the last case. */
  nextIndex: z.int().nonnegative(),
  elapsedMs: z.number().nonnegative(),
  casesPerSecond: z.number().nonnegative(),
  cases: z.int().nonnegative(),
  links: z.int().nonnegative(),
  /** Every property that was asked, also when it never applied. */
  properties: z.record(z.string(), z.strictObject({ held: z.int(), failed: z.int(), notApplicable: z.int() })),
  features: counts,
  featuresNeverSeen: z.array(z.string()),
  relocationKinds: counts,
  outcomes: counts,
  /** By `target: what it does not do`: cases that were not given to it. */
  skipped: counts,
  /** By key in `corpus/divergences.json`: failures that are known of released linkers. */
  divergences: counts,
  findings: z.array(
    z.strictObject({
      id: z.string(),
      /** Inside the campaign's folder. */
      folder: z.string(),
      signature: z.strictObject({
        target: z.string(),
        property: z.string(),
        key: z.string(),
        features: z.array(z.string()),
      }),
      /** What is behind it, where a property can tell. */
      cause: z.string().optional(),
      count: z.int().positive(),
      indices: z.array(z.int().nonnegative()),
      message: z.string(),
    }),
  ),
});

export type CampaignReport = z.infer<typeof campaignReportSchema>;

export function campaignReport(result: CampaignResult): CampaignReport {
  const { tally } = result;
  return campaignReportSchema.parse({
    schemaVersion: campaignSchemaVersion,
    linksmith: result.linksmith,
    verdict: verdictOf(result),
    plan: result.plan,
    ended: result.ended,
    canary: result.canary,
    targets: result.targets.map(({ name, version }) => ({ name, version })),
    jobs: result.jobs,
    nextIndex: result.nextIndex,
    elapsedMs: result.elapsedMs,
    casesPerSecond: Math.round(result.casesPerSecond * 10) / 10,
    cases: tally.cases,
    links: tally.links,
    properties: Object.fromEntries(result.properties.map((name) => [name, tally.properties[name] ?? neverAsked])),
    features: sorted(tally.features),
    featuresNeverSeen: result.knownFeatures.filter((feature) => tally.features[feature] === undefined).toSorted(),
    relocationKinds: sorted(tally.relocationKinds),
    outcomes: sorted(tally.outcomes),
    skipped: sorted(tally.skipped),
    divergences: sorted(tally.divergences),
    findings: mostDifferentFirst(result.findings).map(({ sights: _, cause, ...finding }) => ({
      ...finding,
      ...(cause === undefined ? {} : { cause }),
      folder: `findings/${finding.id}`,
      message: finding.message.slice(0, longestMessage),
    })),
  });
}

export const campaignJson = (report: CampaignReport): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** First one of each cause, or of each property and key, then those that may be the same bug in another dress. */
function mostDifferentFirst(findings: CampaignResult['findings']): CampaignResult['findings'] {
  const seen = new Set<string>();
  const isFresh = findings.map(({ cause, signature: { target, property, key } }) => {
    const statement = `${target} ${cause ?? `${property} ${key}`}`;
    return !seen.has(statement) && seen.add(statement);
  });
  return [...findings.filter((_, at) => isFresh[at]), ...findings.filter((_, at) => !isFresh[at])];
}

/** The report stays small however many findings there are. */
const longestMessage = 2_000;
const neverAsked = { held: 0, failed: 0, notApplicable: 0 };

function verdictOf({ ended, findings }: CampaignResult): CampaignReport['verdict'] {
  if (ended === 'canary-missed') return 'canary-missed';
  if (ended === 'interrupted') return 'interrupted';
  return findings.length > 0 ? 'findings' : 'nothing-found';
}

const sorted = (record: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
