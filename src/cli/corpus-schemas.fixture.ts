/** What `corpus`, `gen`, `stats` and `targets` print with `--json`. Tests only. */
import * as z from 'zod';
import { guardWays } from '../../generators/relocation-guard/guard-file.ts';
import { corpusCaseSchema } from '../campaign/corpora/corpus.ts';
import { replay } from './campaign-schemas.fixture.ts';

const count = z.int().nonnegative();
const counts = z.record(z.string(), count);
const schemaVersion = z.literal(1);
const replays = z.array(z.strictObject({ name: z.string(), target: z.string(), result: replay }));
const outcome = z.enum(['passed', 'failed', 'skipped']);

/** By the name of the file in `schemas/`. */
export const corpusSchemas = {
  gen: [
    'what linksmith gen --json prints',
    z.strictObject({
      schemaVersion,
      profile: z.string(),
      seed: count,
      cases: z.array(
        z.strictObject({
          index: count,
          folder: z.string(),
          files: z.array(z.string()),
          args: z.array(z.string()),
          outputName: z.string(),
        }),
      ),
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
  'corpus-list': [
    'what linksmith corpus list --json prints',
    z.strictObject({
      schemaVersion,
      cases: z.array(corpusCaseSchema.omit({ scenario: true }).extend({ name: z.string() })),
    }),
  ],
  'corpus-add': [
    'what linksmith corpus add --json prints',
    z.strictObject({ schemaVersion, path: z.string(), added: z.boolean() }),
  ],
  'corpus-prune': [
    'what linksmith corpus prune --json prints',
    z.strictObject({ schemaVersion, words: count, bytes: count, kept: z.array(z.string()) }),
  ],
  'corpus-verify': [
    'what linksmith corpus verify --json prints',
    z.strictObject({
      schemaVersion,
      regressions: replays,
      cover: replays,
      relocations: z.array(
        z.strictObject({
          kind: z.string(),
          link: z.string(),
          way: z.enum(guardWays),
          target: z.string(),
          outcome,
          details: z.array(z.string()),
          sites: count,
        }),
      ),
      hostile: z.array(z.strictObject({ name: z.string(), problems: z.array(z.string()) })),
      divergences: z.array(
        z.strictObject({
          key: z.string(),
          target: z.string(),
          kind: z.enum(['still-differs', 'no-longer-matches', 'not-here']),
          detail: z.string(),
        }),
      ),
      real: z.array(
        z.strictObject({ program: z.string(), link: z.string(), target: z.string(), outcome, detail: z.string() }),
      ),
    }),
  ],
} as const;
