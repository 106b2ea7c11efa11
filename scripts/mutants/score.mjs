/**
 * What the mutants tested say of all: those that no test reaches are known all the same; of the others all were tested, or a
 * share that a hash drew. Gives the score, and the interval that holds it in 95 of 100 samples (Wilson's).
 * A run that ended before it had tested all of its sample says nothing of the rest.
 * Not here: which mutants are in a sample (`test-runner.mjs`), which are equivalent (`results.mjs`).
 */
import { isUntested, untested } from './rooms.mjs';

const z = 1.96;

/** An error is a runner that did not survive. */
export const isKilled = (mutant) =>
  ['Killed', 'Timeout', 'RuntimeError'].includes(mutant.status) && !isUntested(mutant);
export const isSurvivor = ({ status }) => status === 'Survived' || status === 'NoCoverage';

/** Mutants, of these unreached, tested, killed, equivalent, alive and still to test; the score in percent, and its interval. */
export function scoreOf(mutants) {
  const all = mutants.filter((mutant) => isKilled(mutant) || isSurvivor(mutant) || isUntested(mutant));
  const unreached = all.filter(({ status }) => status === 'NoCoverage');
  const killed = all.filter(isKilled).length;
  const alive = all.filter((mutant) => isSurvivor(mutant) && mutant.why === undefined).length;
  const equivalent = all.filter((mutant) => isSurvivor(mutant) && mutant.why !== undefined).length;
  const tested = killed + all.filter(({ status }) => status === 'Survived').length;
  const unseen = unreached.filter(({ why }) => why === undefined).length;
  const counted = tested - (equivalent - (unreached.length - unseen));
  /** Of those that a test reaches and that are not equivalent, as many as the tested ones let expect. */
  const reached = tested === 0 ? 0 : ((all.length - unreached.length) * counted) / tested;
  const percent = (share) => (reached + unseen === 0 ? 100 : (100 * reached * share) / (reached + unseen));
  const isSample = all.some(({ statusReason }) => statusReason?.startsWith(untested.outside));
  const late = all.filter(({ statusReason }) => statusReason?.startsWith(untested.late)).length;
  const interval = late === 0 && isSample && counted > 0 ? wilson(killed, counted).map(percent) : undefined;
  const sums = { all: all.length, unreached: unreached.length, tested, killed, equivalent, alive };
  return { ...sums, late, score: percent(counted === 0 ? 1 : killed / counted), interval };
}

function wilson(hits, count) {
  const share = hits / count;
  const middle = share + z ** 2 / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return [middle - half, middle + half].map((bound) => bound / (1 + z ** 2 / count));
}
