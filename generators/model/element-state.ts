/**
 * Tables and exceptions of a program on paper. A table holds functions that other code put there, or null; it grows as
 * far as it may. An exception is a tag with values, on its way to whoever catches it.
 */
import type { Resolved } from './resolution.ts';

/** Larger is refused by no rule, but no scenario needs it. */
const growthLimit = 10_000;

export class TableState {
  readonly #entries: (Resolved | undefined)[];
  readonly #maximum: number;

  constructor({ minimum, maximum }: { readonly minimum: number; readonly maximum?: number | undefined }) {
    this.#entries = new Array<Resolved | undefined>(minimum).fill(undefined);
    this.#maximum = maximum ?? growthLimit;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** The size before, or -1. */
  grow(by: number): number {
    const { size } = this;
    if (size + by > this.#maximum) return -1;
    for (let i = 0; i < by; i++) this.#entries.push(undefined);
    return size;
  }

  /** `outside` where there is no such entry: whoever uses it traps. */
  at(index: number): Resolved | 'outside' | undefined {
    return index < this.size ? this.#entries[index] : 'outside';
  }

  /** False where there is no such entry. */
  set(index: number, value: Resolved | undefined): boolean {
    if (index >= this.size) return false;
    this.#entries[index] = value;
    return true;
  }
}

/** Thrown through the model as through the program. `tag` by identity, or an import's name. */
export class Thrown extends Error {
  readonly tag: unknown;
  readonly values: readonly number[];

  constructor(tag: unknown, values: readonly number[]) {
    super('an exception that nobody catches');
    this.tag = tag;
    this.values = values;
  }
}
