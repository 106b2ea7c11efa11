/**
 * How a demangler gives up: no scheme's grammar goes back on a choice, so the first thing that does not fit ends the
 * whole attempt, and so does a bound that is reached. One value is thrown for all of it, without a stack trace, since a
 * hostile object may hold a million such names. Only `orUndefined` catches it; nothing of it leaves this folder.
 */

/**
 * How deep productions may nest: templates in template arguments, say, some 250 deep. LLVM has no bound, and overflows its
 * stack at some ten thousand; this one, and the one below, need 700 KB of V8's stack at most, of the 984 KB that there are.
 */
export const MAX_NESTING = 512;

/** How deep what is printed may nest: a production makes up to two phrases, and substitutions need no nesting productions. */
export const MAX_PRINTED_NESTING = 1024;

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

/**
 * What printing one name may cost, in steps and in characters: substitutions and back references let a short name stand
 * for one of any length. In proportion to the mangled name, so that a symbol table costs no more than its size allows.
 * Of half a million names of real libraries none cost more than 28 a character.
 */
export class PrintingBudget {
  #left: number;

  constructor(mangledLength: number) {
    this.#left = BUDGET_OF_ANY_NAME + BUDGET_OF_A_CHARACTER * mangledLength;
  }

  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) unparsable();
  }
}

const BUDGET_OF_ANY_NAME = 4096;
const BUDGET_OF_A_CHARACTER = 256;

const UNPARSABLE = new Error('not a mangled name');
