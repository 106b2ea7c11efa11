/**
 * How a demangler gives up: no scheme's grammar goes back on a choice, so the first thing that does not fit ends the
 * whole attempt, and so does a bound that is reached. One value is thrown for all of it, without a stack trace, since a
 * hostile object may hold a million such names. Only `orUndefined` catches it; nothing of it leaves this folder.
 * The bounds themselves: `../limits.ts`.
 */
import { printingCostOfACharacter, printingCostOfAnyName } from '../limits.ts';

/** Ends the attempt: the name is not a mangled one, or is out of bounds. */
export function unparsable(): never {
  throw UNPARSABLE;
}

/** What `attempt` gives, or undefined when it ends in `unparsable`. */
export function orUndefined<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error === UNPARSABLE) return undefined;
    throw error;
  }
}

/** What printing one name may cost, in steps and in characters. */
export class PrintingBudget {
  #left: number;

  constructor(mangledLength: number) {
    this.#left = printingCostOfAnyName + printingCostOfACharacter * mangledLength;
  }

  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) unparsable();
  }
}

const UNPARSABLE = new Error('not a mangled name');
