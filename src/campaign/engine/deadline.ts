/**
 * A signal that is aborted when another one is, or when a time is over, whichever comes first; without a time, only then.
 */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(other: AbortSignal, timeMs: number | undefined) {
    this.signal = AbortSignal.any([other, this.#own.signal]);
    if (timeMs !== undefined) this.#timer = setTimeout(() => this.expire(), Math.min(timeMs, longestTimerMs));
  }

  /** Now, whatever time is left. */
  expire(): void {
    this.#own.abort();
  }

  /** Lets the process end. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** What `setTimeout` can hold: 24 days. */
const longestTimerMs = 2 ** 31 - 1;
