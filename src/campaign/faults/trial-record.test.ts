import { describe, expect, it } from 'vitest';
import { isTrialOf, type TrialPlan, trialSchema } from './trial-record.ts';

const plan = { seed: 1, profile: 'default', guided: false, together: false, budgetMs: 2_000, jobs: 2 } as const;
const end = { cases: 9, ms: 900, cpuMs: 1_800 };

describe('isTrialOf', () => {
  it('takes the trial of that plan', () => {
    expect(isTrialOf(plan, { ...plan, end })).toBe(true);
  });

  it.each<Partial<TrialPlan>>([
    { seed: 2 },
    { profile: 'data' },
    { guided: true },
    { together: true },
    { budgetMs: 1_000 },
    { jobs: 1 },
  ])('takes none of another plan: %j', (change) => {
    expect(isTrialOf({ ...plan, ...change }, { ...plan, end })).toBe(false);
  });
});

describe('trialSchema', () => {
  it('reads a trial from before there were guided ones, or many together', () => {
    const { guided: _, together: __, ...before } = plan;
    expect(trialSchema.parse({ ...before, end })).toEqual({ ...plan, end });
  });
});
