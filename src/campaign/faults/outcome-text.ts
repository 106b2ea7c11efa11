/** All that a target tells of a link, as one text: for telling whether a faulty linker did something else. */
import type { LinkOutcome } from '../../targets/target.ts';

export function outcomeText(outcome: LinkOutcome): string {
  if (outcome.kind !== 'linked') return JSON.stringify(outcome);
  const { bytes, messages, stats, ranges } = outcome;
  return JSON.stringify([Buffer.from(bytes).toString('latin1'), messages, stats, ranges]);
}
