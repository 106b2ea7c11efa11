/**
 * `campaign.json`: a campaign's result for programs, with a schema version. Counts are in alphabetical order, so that two
 * equal campaigns differ in nothing but their times.
 * Not here: text for people (`table.ts`), `progress.json` (`src/campaign/engine/progress-file.ts`).
 */
import * as z from 'zod';
import type { CampaignResult } from '../campaign/engine/campaign.ts';
import type { Life } from '../campaign/nights/history.ts';

export const campaignSchemaVersion = 1;

/** What becomes of a finding over nights: `src/campaign/nights/history.ts`. */
const lives = ['new', 'known', 'fixed', 'regressed', 'flaky'] as const satisfies readonly Life[];

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
    /** The cases are shared among so many campaigns, of which this is one. */
    shard: z.strictObject({ index: z.int().positive(), of: z.int().positive() }).optional(),
    guided: z.boolean().optional(),
  }),
  ended: z.enum(['runs', 'time', 'interrupted', 'canary-missed', 'merged']),
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
  /** The same by `target: property`; absent in older reports, as the timeline is. */
  verdicts: z
    .record(z.string(), z.strictObject({ held: z.int(), failed: z.int(), notApplicable: z.int() }))
    .default({}),
  timeline: z
    .array(
      z.strictObject({
        elapsedMs: z.number(),
        cases: z.int(),
        findings: z.int(),
        features: z.int(),
        rssMiB: z.number(),
        heapMiB: z.number(),
      }),
    )
    .default([]),
  /** Resident memory over the last half of the session, as `memory-trend.ts` has it; absent after a short one. */
  memory: z
    .strictObject({
      rssMiB: z.number(),
      mostRssMiB: z.number(),
      overMs: z.number(),
      overCases: z.int(),
      mibPerHour: z.number(),
      mibPer10kCases: z.number(),
    })
    .optional(),
  features: counts,
  featuresNeverSeen: z.array(z.string()),
  relocationKinds: counts,
  outcomes: counts,
  /** By `target: what it does not do`: cases that were not given to it. */
  skipped: counts,
  /** By key in `corpus/divergences.json`: failures that are known of released linkers. */
  divergences: counts,
  /** What the campaign said to those who watched. */
  warnings: z.array(z.string()),
  findings: z.array(
    z.strictObject({
      id: z.string(),
      /** Inside the campaign's folder, and never outside of it. */
      folder: z.string().regex(/^findings\/(?!\.\.?$)[^/\\]+$/, 'no folder of findings/'),
      signature: z.strictObject({
        target: z.string(),
        property: z.string(),
        key: z.string(),
        features: z.array(z.string()),
      }),
      /** What a history of findings makes of it; absent without a history. */
      life: z.enum(lives).optional(),
      /** What is behind it, where a property can tell. */
      cause: z.string().optional(),
      count: z.int().positive(),
      indices: z.array(z.int().nonnegative()),
      message: z.string(),
      /** Replayed from its folder it failed, or came and went; absent in older reports, and after an interrupt. */
      replayed: z.enum(['fails', 'both']).optional(),
    }),
  ),
  /** So many more findings are in the folder only. */
  findingsLeftOut: z.int().nonnegative(),
});

export type CampaignReport = z.infer<typeof campaignReportSchema>;

/** `lives`: by name of the finding. */
export function campaignReport(result: CampaignResult, lives?: ReadonlyMap<string, Life>): CampaignReport {
  const { tally } = result;
  const confirmed = result.findings.filter(isConfirmed);
  const listed = fitting(mostDifferentFirst(confirmed).map((finding) => findingOf(finding, lives?.get(finding.id))));
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
    verdicts: tally.verdicts,
    timeline: result.timeline.points,
    ...(result.memory === undefined ? {} : { memory: result.memory }),
    features: sorted(tally.features),
    featuresNeverSeen: result.knownFeatures.filter((feature) => tally.features[feature] === undefined).toSorted(),
    relocationKinds: sorted(tally.relocationKinds),
    outcomes: sorted(tally.outcomes),
    skipped: sorted(tally.skipped),
    divergences: sorted(tally.divergences),
    warnings: result.warnings,
    findings: listed,
    findingsLeftOut: confirmed.length - listed.length,
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

function findingOf(
  { sights: _, cause, signature, ...finding }: CampaignResult['findings'][number],
  life: Life | undefined,
) {
  return {
    ...finding,
    ...(life === undefined ? {} : { life }),
    signature: { ...signature, key: signature.key.slice(0, longestWord) },
    ...(cause === undefined ? {} : { cause: cause.slice(0, longestWord) }),
    folder: `findings/${finding.id}`,
    message: finding.message.slice(0, longestMessage),
  };
}

/** The first of them, as many as the report may hold: it stays below 1 MiB whatever is in them. */
function fitting<Item>(items: readonly Item[]): Item[] {
  let left = mostBytesOfFindings;
  return items.filter((item) => {
    left -= Buffer.byteLength(JSON.stringify(item, undefined, 2)) * indented;
    return left > 0;
  });
}

const mostBytesOfFindings = 800_000;
/** Inside the report each line is further to the right. */
const indented = 1.2;
const longestMessage = 2_000;
const longestWord = 500;
const neverAsked = { held: 0, failed: 0, notApplicable: 0 };

function verdictOf({ ended, findings }: CampaignResult): CampaignReport['verdict'] {
  if (ended === 'canary-missed') return 'canary-missed';
  if (ended === 'interrupted') return 'interrupted';
  return findings.some(isConfirmed) ? 'findings' : 'nothing-found';
}

/** What did not fail again when it was replayed is told as a warning only. */
const isConfirmed = ({ replayed }: CampaignResult['findings'][number]): boolean => replayed !== 'passes';

const sorted = (record: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
