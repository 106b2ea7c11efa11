/**
 * What `--json` prints and what campaigns leave for other programs, as schemas. `output-schemas.test.ts` writes them to
 * `schemas/`, which the package holds; tests of the commands ask `misfits` about what they printed. Tests only.
 */
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as z from 'zod';
import { corpusCaseSchema } from '../campaign/corpora/corpus.ts';
import { findingSchema } from '../campaign/findings/finding.ts';
import { lives } from '../campaign/nights/history.ts';
import { nightLineSchema } from '../campaign/nights/night-state.ts';
import { campaignReportSchema } from '../report/json.ts';

const count = z.int().nonnegative();
const counts = z.record(z.string(), count);
const schemaVersion = z.literal(1);
const { targets: targetVersions, canary, plan } = campaignReportSchema.shape;

const verdict = z.strictObject({
  property: z.string(),
  kind: z.enum(['holds', 'fails', 'not-applicable']),
  key: z.string().optional(),
  detail: z.string(),
});

const replay = z.strictObject({ fails: z.boolean(), target: z.string(), verdicts: z.array(verdict) });

const outcomeKinds = [
  'linked',
  'rejected',
  'garbage',
  'crashed',
  'timed-out',
  'out-of-memory',
  'unsupported',
  'lost',
] as const;

const moduleInspection = z.strictObject({
  kind: z.enum(['object', 'module']),
  sizeBytes: count,
  sections: z.array(
    z.strictObject({ index: count, name: z.string(), offset: count, sizeBytes: count, relocations: count }),
  ),
  imports: z.array(z.strictObject({ name: z.string(), kind: z.string(), type: z.string() })),
  exports: z.array(z.strictObject({ name: z.string(), kind: z.string(), index: count })),
  symbols: z.array(
    z.strictObject({
      index: count,
      name: z.string(),
      kind: z.string(),
      binding: z.enum(['strong', 'weak', 'local']),
      flags: z.array(z.string()),
      place: z.string(),
    }),
  ),
  atoms: z.array(
    z.strictObject({
      kind: z.enum(['function', 'data', 'custom']),
      index: count,
      symbols: z.array(z.string()),
      offset: count,
      sizeBytes: count,
      relocations: count,
    }),
  ),
  relocations: z.array(
    z.strictObject({
      section: z.string(),
      offset: count,
      kind: z.string(),
      target: z.string(),
      addend: z.string(),
    }),
  ),
  segments: z.array(
    z.strictObject({
      index: count,
      name: z.string(),
      sizeBytes: count,
      align: z.number(),
      flags: z.array(z.string()),
    }),
  ),
  comdats: z.array(z.strictObject({ name: z.string(), members: z.array(z.string()) })),
  initFunctions: z.array(z.strictObject({ priority: count, symbol: z.string() })),
  targetFeatures: z.array(z.string()),
});

const archiveInspection = z.strictObject({
  kind: z.literal('archive'),
  sizeBytes: count,
  format: z.enum(['gnu', 'gnu64', 'bsd', 'darwin64']),
  thin: z.boolean(),
  symbolTable: z.array(z.string()).optional(),
  members: z.array(
    z.strictObject({
      name: z.string(),
      sizeBytes: count,
      module: moduleInspection.optional(),
      problem: z.string().optional(),
    }),
  ),
});

const file = z.string();
const atomKinds = ['function', 'data', 'custom'] as const;

const liveAtom = z.strictObject({
  id: count,
  object: z.string(),
  kind: z.enum(atomKinds),
  index: count,
  names: z.array(z.string()),
  sizeBytes: count,
  state: z.enum(['live', 'dead', 'lost']),
  reachedBy: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('root'), why: z.string() }),
      z.strictObject({ kind: z.literal('relocation'), from: count, symbol: z.string(), relocation: z.string() }),
    ])
    .optional(),
  /** First names, from a root to the atom. An atom without a symbol has none. */
  path: z.array(z.string().nullable()),
});

const choice = z.strictObject({
  name: z.string(),
  kind: z.string(),
  leadsTo: z.string(),
  candidates: z.array(
    z.strictObject({
      object: z.string(),
      binding: z.enum(['strong', 'weak']),
      role: z.enum(['wins', 'loses', 'not linked', 'refers']),
      why: z.string(),
    }),
  ),
});

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

/** By the name of the file in `schemas/`: what it describes, and how. */
export const outputSchemas = {
  campaign: ['campaign.json, and what fuzz --json and merge --json print', campaignReportSchema],
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
  audit: [
    'what linksmith audit --json prints',
    z.strictObject({
      schemaVersion,
      module: z.string(),
      sites: count,
      placed: count,
      payloads: count,
      findings: z.array(
        z.strictObject({
          key: z.string(),
          message: z.string(),
          cause: z.string().optional(),
          object: z.string().optional(),
          section: z.string().optional(),
          offset: count.optional(),
        }),
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
  targets: [
    'what linksmith targets --json prints',
    z.strictObject({
      schemaVersion,
      targets: z.array(
        z.discriminatedUnion('kind', [
          z.strictObject({ name: z.string(), kind: z.literal('available'), version: z.string() }),
          z.strictObject({ name: z.string(), kind: z.literal('missing'), howToGet: z.string() }),
        ]),
      ),
    }),
  ],
  inspect: [
    'what linksmith inspect --json prints',
    z.strictObject({
      schemaVersion,
      files: z.array(z.union([moduleInspection.extend({ file }), archiveInspection.extend({ file })])),
    }),
  ],
  'inspect-why': [
    'what linksmith inspect --json prints with --why or --atom',
    z.strictObject({
      schemaVersion,
      symbol: z.string(),
      choice: choice.optional(),
      atoms: z.array(liveAtom),
    }),
  ],
  stats: [
    'what linksmith stats --json prints',
    z.strictObject({
      schemaVersion,
      profile: z.string(),
      seed: count,
      cases: count,
      features: counts,
      relocationKinds: counts,
      relocationUses: counts,
      featurePairs: counts,
    }),
  ],
  'corpus-list': [
    'what linksmith corpus list --json prints',
    z.strictObject({
      schemaVersion,
      cases: z.array(corpusCaseSchema.omit({ scenario: true }).extend({ name: z.string() })),
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
} as const satisfies Record<string, readonly [description: string, schema: z.ZodType]>;

export type OutputName = keyof typeof outputSchemas;

export const outputNames = Object.keys(outputSchemas) as readonly OutputName[];

export const schemaFile = (name: OutputName): URL => new URL(`../../schemas/${name}.json`, import.meta.url);

/** What a schema of the package says is wrong with printed JSON, by path. */
export function misfits(name: OutputName, text: string): string[] {
  const ajv = new Ajv2020.default({ allErrors: true });
  addFormats.default(ajv);
  const check = ajv.compile(JSON.parse(readFileSync(schemaFile(name), 'utf8')));
  return check(JSON.parse(text)) ? [] : (check.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
