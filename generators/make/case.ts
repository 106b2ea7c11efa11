/**
 * A case by its name: (profile, seed, index) gives the same scenario on any machine. A tape of choices gives what those
 * choices make, for guidance that changes a few and tries again.
 */

import type { Scenario } from '../scenario/scenario.ts';
import { Choices } from './choices.ts';
import { generateScenario } from './generate.ts';
import { type ProfileName, profiles } from './profiles.ts';

/** What names a case for good, as long as the generators stay as they are. */
export interface CaseName {
  readonly seed: number;
  readonly index: number;
  readonly profile: ProfileName;
}

/** The scenario of that name: the same on every machine. */
export function caseAt({ seed, index, profile }: CaseName): Scenario {
  return generateScenario(new Choices(seed, index), profiles[profile], `${profile} ${seed}:${index}`);
}

/**
 * The case, and what was drawn for it; of a tape, that comes first.
 *
 * @internal
 */
export function caseWithTape(
  { seed, index, profile }: CaseName,
  tape: ArrayLike<number> = [],
): { scenario: Scenario; tape: readonly number[] } {
  const choices = new Choices(seed, index, tape);
  return { scenario: generateScenario(choices, profiles[profile], `${profile} ${seed}:${index}`), tape: choices.tape };
}

/**
 * Past the end of the tape, choices come from the seed.
 *
 * @internal
 */
export function caseFromTape(tape: ArrayLike<number>, { seed, index, profile }: CaseName): Scenario {
  const choices = new Choices(seed, index, tape);
  return generateScenario(choices, profiles[profile], `${profile} ${seed}:${index} from a tape`);
}
