/**
 * Which cases a costly check is made for: one in so many, by the case's seed, so that a case replays the same way alone.
 * Each check has a salt of its own, so that not the same cases get all of them.
 */
export interface Sample {
  /** One case in so many. */
  readonly every: number;
  readonly salt: number;
}

export function isSampled(seed: number, { every, salt }: Sample): boolean {
  const mixed = Math.imul(Math.imul(seed ^ salt, 0x9e3779b1) ^ (seed >>> 15), 0x85ebca6b) >>> 8;
  return mixed % every === 0;
}

/** The smallest seed that is taken, or that is not. */
export function firstSeed(sample: Sample, taken = true): number {
  let seed = 0;
  while (isSampled(seed, sample) !== taken) seed++;
  return seed;
}
