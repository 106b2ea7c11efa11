/**
 * How often each pair of features occurs in one case. Counted in a triangle of numbers by position, since a default case
 * holds some eighty words, and so three thousand pairs.
 */
export class FeaturePairs {
  readonly #words: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #counts: Uint32Array;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#positions = new Map(words.map((word, position) => [word, position]));
    this.#counts = new Uint32Array(words.length * words.length);
  }

  /** `features` of one case, each once. */
  add(features: readonly string[]): void {
    const positions = features.flatMap((word) => this.#positions.get(word) ?? []).sort((left, right) => left - right);
    const width = this.#words.length;
    for (let i = 0; i < positions.length; i++) {
      for (let j = i + 1; j < positions.length; j++) {
        const at = positions[i]! * width + positions[j]!;
        this.#counts[at] = this.#counts[at]! + 1;
      }
    }
  }

  /** Every pair with its count, in the order of the words, those that never occur too. */
  *counts(): Generator<readonly [first: string, second: string, times: number]> {
    const width = this.#words.length;
    for (let i = 0; i < width; i++) {
      for (let j = i + 1; j < width; j++) yield [this.#words[i]!, this.#words[j]!, this.#counts[i * width + j]!];
    }
  }
}
