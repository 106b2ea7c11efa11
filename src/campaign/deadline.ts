/**
 * A signal that is aborted when another one is, or when a time is over, whichever comes first; without a time, only then.
 */
export class Deadline {
  readonly signal: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(other: AbortSignal, timeMs: number | undefined) {
    const own = new AbortController();
    this.signal = AbortSignal.any([other, own.signal]);
    if (timeMs !== undefined) this.#timer = setTimeout(() => own.abort(), Math.min(timeMs, longestTimerMs));
  }

  /** Lets the process end. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}

/** What `setTimeout` can hold: 24 days. */
const longestTimerMs = 2 ** 31 - 1;
