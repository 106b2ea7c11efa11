/**
 * How likely so few hits, or fewer, are by chance: for tests that count what was generated. A count that is compared with
 * a share directly fails half of the time when the share is just that; this bound says how sure a failure is.
 * In: counts and a share. Out: a likelihood, exact but for rounding.
 */

/** P(X ≤ hits) for `cases` independent cases, each of which is a hit with the likelihood `share` (0 to 1). */
export function binomialTail(hits: number, cases: number, share: number): number {
  if (hits >= cases || share <= 0) return 1;
  if (share >= 1) return 0;
  // Of each count the one before times a quotient; as logarithms, since the first is below what a number can hold.
  const odds = Math.log(share) - Math.log1p(-share);
  let logarithm = cases * Math.log1p(-share);
  let sum = Math.exp(logarithm);
  for (let count = 1; count <= hits; count++) {
    logarithm += Math.log((cases - count + 1) / count) + odds;
    sum += Math.exp(logarithm);
  }
  return Math.min(1, sum);
}
