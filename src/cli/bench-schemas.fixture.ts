/**
 * What `bench` prints with `--json`. Each schema is compared with the type of what is printed by the compiler, since some of
 * it takes too long to be printed in a test. Tests only.
 */
import * as z from 'zod';
import type { OthersTally } from '../campaign/bench/hostile-others.ts';
import { hostileTally } from '../campaign/bench/hostile-tally.ts';
import type { FaultComparison } from '../report/fault-comparison.ts';
import type { FaultReport } from '../report/fault-report.ts';
import type { LinkBench } from '../report/link-bench.ts';
import type { Scaling } from '../report/scaling-table.ts';
import { outcomeKinds } from './campaign-schemas.fixture.ts';

const count = z.int().nonnegative();
const schemaVersion = z.literal(1);
const measured = z.number().optional();
const names = z.array(z.string());
const share = z.number().min(0).max(1);

const processCost = z.strictObject({ wallMs: z.number(), cpuMs: z.number(), peakBytes: measured });

const strategyCost = z.strictObject({
  cpuMs: z.number(),
  stats: z.strictObject({
    atomsParsed: count,
    atomsMarked: count,
    relocationsVisited: count,
    bytesCopied: count,
    relocationsScanned: count,
    relocationsCopied: count,
    outputBytesCopied: count,
  }),
  atomBytes: z.number(),
  atomAndRelocationBytes: z.number(),
});

const linkBench = z.strictObject({
  schemaVersion,
  machine: z.string(),
  rounds: count,
  scale: z.number(),
  strategies: z.array(
    z.strictObject({
      name: z.string(),
      grows: z.string(),
      points: z.array(
        z.strictObject({
          shape: z.strictObject({
            objects: count,
            functionsEach: count,
            callsEach: count,
            liveShare: share,
            liveObjectOf: count.exactOptional(),
          }),
          relocations: count,
          size: z.number(),
          lazy: strategyCost,
          eager: strategyCost,
        }),
      ),
      growth: z.strictObject({ lazy: z.number(), eager: z.number() }),
    }),
  ),
  inputs: z.array(
    z.strictObject({
      input: z.string(),
      linkers: z.array(
        z.strictObject({ name: z.string(), cost: processCost.optional(), cpuRatio: measured, memoryRatio: measured }),
      ),
      warmMs: z.number(),
    }),
  ),
}) satisfies z.ZodType<LinkBench>;

const faultReport = z.strictObject({
  schemaVersion,
  profile: z.string(),
  guided: z.boolean(),
  budgetSeconds: z.number(),
  jobs: count,
  seeds: z.array(count),
  summary: z.strictObject({
    faults: count,
    detectedAlways: count,
    detectedSometimes: count,
    trials: count,
    detectedTrials: count,
    medianSeconds: measured,
    slowestSeconds: measured,
    medianCpuSeconds: measured,
    slowestCpuSeconds: measured,
    medianCases: measured,
    medianObjects: measured,
    medianSymbols: measured,
    findings: count,
    findingsThatReplay: count,
    byCrashAlone: names,
  }),
  control: z.strictObject({ trials: count, cases: count, findings: count }),
  curve: z.array(z.strictObject({ seconds: z.number(), reached: share, triggered: share, detected: share })),
  faults: z.array(
    z.strictObject({
      id: z.string(),
      story: z.string(),
      category: z.string(),
      source: z.string().optional(),
      trials: count,
      reached: count,
      triggered: count,
      detected: count,
      properties: names,
      asExpected: z.boolean(),
      byCrashAlone: z.boolean(),
      cases: measured,
      seconds: measured,
      cpuSeconds: measured,
      objects: measured,
      symbols: measured,
      replays: z.boolean(),
    }),
  ),
  properties: z.array(z.strictObject({ property: z.string(), first: names, alone: names })),
}) satisfies z.ZodType<FaultReport>;

const comparedResult = z.strictObject({
  name: z.string(),
  guided: z.boolean(),
  detected: count,
  medianCases: measured,
  slowestQuarterCases: measured,
  medianCpuSeconds: measured,
  slowestQuarterCpuSeconds: measured,
  sooner: count,
});

/** Of two results; null in a place where the middle of the campaigns did not detect it. */
const both = z.tuple([z.number().nullable(), z.number().nullable()]);

const faultComparison = z.strictObject({
  schemaVersion,
  faults: count,
  seeds: z.array(count),
  campaigns: count,
  leftOut: count,
  results: z.tuple([comparedResult, comparedResult]),
  rows: z.array(z.strictObject({ fault: z.string(), cases: both, cpuSeconds: both })),
}) satisfies z.ZodType<Omit<FaultComparison, 'rows'>>;

const ends = [...outcomeKinds.filter((kind) => kind !== 'lost'), 'invalid'] as const;

const othersTally = z.strictObject({
  schemaVersion,
  seed: count,
  linkEvery: count,
  firstBase: count,
  nextBase: count,
  inputs: count,
  links: count,
  elapsedMs: z.number(),
  targets: z.array(
    z.strictObject({ name: z.string(), version: z.string(), ends: z.partialRecord(z.enum(ends), count) }),
  ),
  places: z.array(
    z.strictObject({
      target: z.string(),
      end: z.enum(ends),
      place: z.string(),
      links: count,
      mutators: z.record(z.string(), count),
      first: z.string(),
    }),
  ),
}) satisfies z.ZodType<OthersTally>;

const scaling = z.strictObject({
  schemaVersion,
  machine: z.string(),
  rows: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['shape', 'mutators']),
      costs: z.array(
        z.strictObject({
          sizeBytes: count,
          links: count,
          cpuMs: z.number(),
          peakBytes: measured,
          entries: count,
          linked: count,
          failures: names,
        }),
      ),
    }),
  ),
}) satisfies z.ZodType<Scaling>;

/** By the name of the file in `schemas/`. */
export const benchSchemas = {
  'bench-link': ['what linksmith bench link --json prints', linkBench],
  'bench-harness': [
    'what linksmith bench harness --json prints',
    z.strictObject({
      schemaVersion,
      seed: count,
      runs: count,
      profiles: z.array(z.strictObject({ profile: z.string(), casesPerSecond: z.number(), msPerCase: z.number() })),
    }),
  ],
  'bench-faults': ['what linksmith bench faults --json prints', faultReport],
  'bench-faults-compare': ['what linksmith bench faults --json prints with --compare', faultComparison],
  'bench-hostile': ['what linksmith bench hostile --json prints', hostileTally],
  'bench-hostile-against': ['what linksmith bench hostile --json prints with --against', othersTally],
  'bench-scaling': ['what linksmith bench scaling --json prints', scaling],
} as const;
