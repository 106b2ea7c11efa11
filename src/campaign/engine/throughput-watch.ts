/**
 * Tells when a campaign has become slow: the rate of the last window against the median of those before. A target that
 * leaks, a disk that is full or a generator that runs wild shows here long before the morning.
 * In: the time spent on cases (not on shrinking) and how many there were. Out: a sentence when it begins, and one when it is over.
 * Not here: where the sentence goes (`campaign.ts`).
 */

const windowMs = 15_000;
/** Before so many windows nothing is normal. */
const fewestWindows = 3;
/** Slower than this share of the usual is a collapse; half of it is recovery enough. */
const collapsed = 0.25;
const recovered = 0.5;

export class ThroughputWatch {
  /** Rates of the windows that were not slow, in ascending order. */
  readonly #usual: number[] = [];
  #windowBegan = 0;
  #casesBefore = 0;
  #isSlow = false;

  /** Undefined: nothing new. */
  look(busyMs: number, cases: number): string | undefined {
    if (busyMs - this.#windowBegan < windowMs) return undefined;
    const rate = ((cases - this.#casesBefore) * 1_000) / (busyMs - this.#windowBegan);
    this.#windowBegan = busyMs;
    this.#casesBefore = cases;
    return this.#judge(rate);
  }

  #judge(rate: number): string | undefined {
    const usual = this.#usual[this.#usual.length >> 1] ?? 0;
    const isKnown = this.#usual.length >= fewestWindows;
    if (isKnown && !this.#isSlow && rate < usual * collapsed) {
      this.#isSlow = true;
      return `slow: ${printRate(rate)} cases a second, where ${printRate(usual)} are usual`;
    }
    if (this.#isSlow && rate < usual * recovered) return undefined;
    this.#learn(rate);
    if (!this.#isSlow) return undefined;
    this.#isSlow = false;
    return `as fast as before: ${printRate(rate)} cases a second`;
  }

  #learn(rate: number): void {
    const at = this.#usual.findIndex((other) => other > rate);
    this.#usual.splice(at < 0 ? this.#usual.length : at, 0, rate);
  }
}

const printRate = (rate: number): string => (rate < 10 ? rate.toFixed(1) : String(Math.round(rate)));
