/**
 * What is kept of a trial of a planted fault: plain data, checked when it is read back, so that a bench that was stopped
 * goes on with what it has.
 * Not here: running a trial (`fault-trial.ts`), the table made of records (`src/report/fault-table.ts`).
 */
import * as z from 'zod';

/** When something happened. */
const momentSchema = z.strictObject({
  /** How many had been reported. */
  cases: z.int().nonnegative(),
  /** Since the first of them was begun. */
  ms: z.int().nonnegative(),
  /** What all threads have spent since then: it does not depend on what else the machine does. */
  cpuMs: z.int().nonnegative(),
});

export const trialSchema = z.strictObject({
  seed: z.int().nonnegative(),
  profile: z.string(),
  /** What had been seen decided, beside the seed, which cases came next. */
  guided: z.boolean().default(false),
  /** Against one campaign with many others, which has no findings: `fault-sweep.ts`. */
  together: z.boolean().default(false),
  /** For finding the fault, of CPU for each worker; shrinking comes on top. */
  budgetMs: z.number().positive(),
  jobs: z.int().positive(),
  /** Of the whole hunt. */
  end: momentSchema,
  /** A case came to the patched lines. */
  reached: momentSchema.optional(),
  /** A link did something else than the intact linker's. */
  triggered: momentSchema.optional(),
  detected: z
    .strictObject({
      ...momentSchema.shape,
      property: z.string(),
      key: z.string(),
      /** Position of the case in the campaign. */
      index: z.int().nonnegative(),
      /** Every property that failed in this case. */
      properties: z.array(z.string()),
    })
    .optional(),
  finding: z
    .strictObject({
      objects: z.int().nonnegative(),
      symbols: z.int().nonnegative(),
      /** Nothing simpler that was tried fails. */
      complete: z.boolean(),
      ms: z.int().nonnegative(),
      /** The stored finding fails again on the faulty linker. */
      replays: z.boolean(),
      /** It does not fail on the intact linker. */
      blamesTheFault: z.boolean(),
    })
    .optional(),
});

export type Trial = z.infer<typeof trialSchema>;
export type TrialPlan = Pick<Trial, 'seed' | 'profile' | 'guided' | 'together' | 'budgetMs' | 'jobs'>;

/** A changed plan makes it another trial. */
export const isTrialOf = (plan: TrialPlan, trial: Trial): boolean =>
  trial.seed === plan.seed &&
  trial.profile === plan.profile &&
  trial.guided === plan.guided &&
  trial.together === plan.together &&
  trial.budgetMs === plan.budgetMs &&
  trial.jobs === plan.jobs;

export type Moment = z.infer<typeof momentSchema>;
export type Detection = NonNullable<Trial['detected']>;
export type ShrunkFinding = NonNullable<Trial['finding']>;

/** The name of the trials in which nothing is planted. */
export const control = 'control';

export const trialRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Id of the fault, or `control`. */
  fault: z.string(),
  /** Digest of the patch: a changed patch is another fault. */
  patch: z.string(),
  trial: trialSchema,
});
export type TrialRecord = z.infer<typeof trialRecordSchema>;
