/** What campaigns, nights and replays print with `--json`, and leave for other programs. Tests only. */
import * as z from 'zod';
import { findingSchema } from '../campaign/findings/finding.ts';
import { lives } from '../campaign/nights/history.ts';
import { nightLineSchema } from '../campaign/nights/night-state.ts';
import { campaignReportSchema } from '../report/json.ts';

const count = z.int().nonnegative();
const schemaVersion = z.literal(1);
const { targets: targetVersions, canary, plan } = campaignReportSchema.shape;

const verdict = z.strictObject({
  property: z.string(),
  kind: z.enum(['holds', 'fails', 'not-applicable']),
  key: z.string().optional(),
  detail: z.string(),
});

/** The verdicts of a case, one a property. */
export const replay = z.strictObject({ fails: z.boolean(), target: z.string(), verdicts: z.array(verdict) });

/** How a link can end; `lost`: with its worker. */
export const outcomeKinds = [
  'linked',
  'rejected',
  'garbage',
  'crashed',
  'timed-out',
  'out-of-memory',
  'unsupported',
  'lost',
] as const;
const since = z.strictObject({ elapsedMs: z.number(), cases: count }).optional();
const nightBegun = z.strictObject({ night: z.int().positive(), seed: count, day: z.iso.date() });
const findingRow = {
  id: z.string(),
  property: z.string(),
  target: z.string(),
  what: z.string(),
  message: z.string(),
  isStored: z.boolean(),
};

const campaignView = z.strictObject({
  directory: z.string(),
  state: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('running') }),
    z.strictObject({ kind: z.literal('silent'), savedAgoMs: z.number() }),
    z.strictObject({ kind: z.literal('ended'), verdict: campaignReportSchema.shape.verdict }),
  ]),
  seed: plan.shape.seed,
  profile: plan.shape.profile,
  targets: targetVersions,
  elapsedMs: z.number(),
  cases: count,
  links: count,
  casesPerSecond: z.number(),
  casesPerSecondLately: z.number(),
  features: count,
  sinceNewFeature: since,
  sinceNewFinding: since,
  properties: campaignReportSchema.shape.properties,
  verdicts: campaignReportSchema.shape.verdicts,
  timeline: campaignReportSchema.shape.timeline,
  findings: z.array(z.strictObject({ ...findingRow, count: z.int().positive(), life: z.enum(lives).optional() })),
  findingsCount: count,
});

const nightsView = z.strictObject({
  directory: z.string(),
  nextNight: z.int().positive(),
  open: nightBegun.optional(),
  nights: z.array(nightLineSchema),
  findings: z.array(
    z.strictObject({
      ...findingRow,
      life: z.enum(lives),
      found: z.iso.date(),
      failed: z.iso.date(),
      since: z.iso.date(),
    }),
  ),
});

/** By the name of the file in `schemas/`. */
export const campaignSchemas = {
  campaign: ['campaign.json, and what linksmith fuzz --json and linksmith merge --json print', campaignReportSchema],
  finding: ['finding.json in the folder of a finding', findingSchema],
  repro: ['what linksmith repro --json prints', replay.extend({ schemaVersion })],
  check: [
    'what linksmith check --json prints',
    z.strictObject({
      schemaVersion,
      checks: z.array(
        replay.extend({ outcome: z.strictObject({ kind: z.enum(outcomeKinds), messages: z.array(z.string()) }) }),
      ),
    }),
  ],
  bisect: [
    'what linksmith bisect --json prints',
    z.strictObject({
      schemaVersion,
      versions: z.array(
        z.strictObject({
          target: z.string(),
          version: z.string(),
          says: z.enum(['fails', 'passes', 'not-asked']),
          detail: z.string(),
        }),
      ),
      turns: z.array(
        z.strictObject({
          kind: z.enum(['bad-from', 'fixed-in']),
          target: z.string(),
          after: z.string().optional(),
        }),
      ),
    }),
  ],
  minimize: [
    'what linksmith minimize --json prints',
    z.strictObject({
      schemaVersion,
      folder: z.string(),
      inputs: z.array(z.string()),
      tried: count,
      complete: z.boolean(),
    }),
  ],
  nightly: [
    'what linksmith nightly --json prints',
    z.strictObject({
      schemaVersion,
      ...nightBegun.shape,
      linksmith: z.string(),
      profile: z.string(),
      targets: targetVersions,
      canaries: z.array(z.strictObject({ target: z.string(), canary })),
      corpus: z.strictObject({ replays: count, failed: z.array(z.string()) }),
      cases: count,
      casesPerSecond: z.number(),
      warnings: z.array(z.string()),
      findings: z.array(
        z.strictObject({
          id: z.string(),
          life: z.enum(lives),
          isNews: z.boolean(),
          target: z.string(),
          property: z.string(),
          key: z.string(),
          message: z.string(),
          found: z.iso.date(),
          failed: z.iso.date(),
        }),
      ),
      trend: z.array(nightLineSchema),
      verdict: nightLineSchema.shape.verdict,
    }),
  ],
  dashboard: [
    '/data.json of linksmith dashboard',
    z.strictObject({ schemaVersion, campaign: campaignView.optional(), nights: nightsView.optional() }),
  ],
  report: ['what linksmith report --json prints', z.strictObject({ schemaVersion, written: z.array(z.string()) })],
  worker: ['what linksmith worker --json prints', z.strictObject({ schemaVersion, leases: count, cases: count })],
} as const;
