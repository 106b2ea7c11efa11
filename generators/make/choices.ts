/**
 * Where every decision of a generator comes from: a sequence of 32-bit numbers, made from a seed or replayed from a
 * tape. The same seed and index give the same sequence on any machine (integer arithmetic only). What was drawn is kept
 * as a tape, so that guidance can change a few decisions and generate again.
 * Hot: a default case draws about a thousand numbers. Not here: what is decided with them.
 */

export class Choices {
  /** Everything drawn so far, in order. */
  readonly tape: number[] = [];
  readonly #replay: ArrayLike<number>;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Past the end of `replay`, numbers come from the seed. */
  constructor(seed: number, index: number, replay: ArrayLike<number> = []) {
    this.#replay = replay;
    this.#a = seed | 0;
    this.#b = index | 0;
    this.#c = Math.trunc(seed / 0x1_0000_0000) | 0;
    this.#d = Math.trunc(index / 0x1_0000_0000) | 1;
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** An unsigned 32-bit number. */
  draw(): number {
    const { tape } = this;
    const own = this.#next();
    const replayed = this.#replay[tape.length];
    const drawn = replayed === undefined ? own : replayed >>> 0;
    tape.push(drawn);
    return drawn;
  }

  /** 0 to count - 1; draws nothing when there is no choice. */
  below(count: number): number {
    return count <= 1 ? 0 : Math.floor((this.draw() * count) / 0x1_0000_0000);
  }

  /** `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** A small number more often than a large one, from `low` to `high`. */
  small(low: number, high: number): number {
    return low + Math.min(this.below(high - low + 1), this.below(high - low + 1));
  }

  /** True in so many of 100 cases. */
  percent(likelihood: number): boolean {
    return likelihood > 0 && (likelihood >= 100 || this.below(100) < likelihood);
  }

  /** Any i32. */
  int32(): number {
    return this.draw() | 0;
  }

  /** A member of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** A member, or undefined of an empty list. */
  pickOrNone<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.pick(list);
  }

  /** Position of one of the weights, each as likely as its weight. */
  weighted(weights: readonly number[]): number {
    let total = 0;
    for (const weight of weights) total += weight;
    let left = this.below(total);
    for (let i = 0; i < weights.length; i++) {
      left -= weights[i]!;
      if (left < 0) return i;
    }
    return weights.length - 1;
  }

  /** `count` different members in random order; all of them when there are fewer. */
  sample<T>(list: readonly T[], count: number): T[] {
    const rest = [...list];
    const taken = Math.min(count, rest.length);
    for (let i = 0; i < taken; i++) {
      const j = i + this.below(rest.length - i);
      const swapped = rest[i]!;
      rest[i] = rest[j]!;
      rest[j] = swapped;
    }
    rest.length = taken;
    return rest;
  }

  /** A copy in random order. */
  shuffle<T>(list: readonly T[]): T[] {
    return this.sample(list, list.length);
  }

  /** sfc32, a small fast counting generator. */
  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
