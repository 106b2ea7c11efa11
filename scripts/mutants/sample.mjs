/**
 * What a sample of the mutants says of all: those that no test reaches are known all the same, of the others a share was
 * tested. Gives the score with the interval that holds it in 95 of 100 samples (Wilson's).
 * Not here: which mutants are in the sample (`test-runner.mjs`).
 */

/** Why a mutant was not tested. */
export const notInSample = 'not in the sample';

const isOutside = ({ status, statusReason }) => status === 'RuntimeError' && statusReason?.startsWith(notInSample);
const z = 1.96;

/** A row: how many there are, unreached, tested, killed, equivalent and alive of those, the score and its interval. */
export function sampleRow(name, mutants, isKilled) {
  const all = mutants.filter(({ status }) => status !== 'Ignored' && status !== 'Pending');
  const unreached = all.filter(({ status }) => status === 'NoCoverage').length;
  const tested = all.filter((mutant) => mutant.status !== 'NoCoverage' && !isOutside(mutant));
  const killed = tested.filter(isKilled).length;
  const equivalent = tested.filter((mutant) => !isKilled(mutant) && mutant.why !== undefined).length;
  const counted = tested.length - equivalent;
  const reached = 1 - unreached / all.length;
  const percent = (share) => (100 * reached * share).toFixed(1);
  const [low, high] = interval(killed, counted);
  const alive = counted - killed;
  return [
    ...[name, all.length, unreached, tested.length, killed, equivalent, alive],
    ...[percent(killed / counted), `${percent(low)} to ${percent(high)}`],
  ];
}

function interval(hits, count) {
  const share = hits / count;
  const middle = share + z ** 2 / (2 * count);
  const half = z * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return [middle - half, middle + half].map((bound) => bound / (1 + z ** 2 / count));
}
