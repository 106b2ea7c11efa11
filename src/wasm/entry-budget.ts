/**
 * How many entries may still become values: of one file, or of all files of a link, which share a budget. Each takes some
 * hundred bytes of memory however short it is in the file, so that this bounds memory where sizes of files do not.
 * Not here: what counts as an entry (`ByteReader.count`), how many there may be (`limits.ts`).
 */
import { maximumEntries } from './limits.ts';

/**
 * Counts entries of files that are read together; a file that would take more than are left is refused with
 * `TooManyEntriesError`.
 */
export class EntryBudget {
  readonly total: number;
  #left: number;

  constructor(total = maximumEntries) {
    this.total = total;
    this.#left = total;
  }

  /** Entries taken, of `total`. */
  get taken(): number {
    return this.total - this.#left;
  }

  /** False, and nothing is taken, when so many are not left. */
  take(count: number): boolean {
    if (count > this.#left) return false;
    this.#left -= count;
    return true;
  }

  /** Of entries that are let go of. */
  giveBack(count: number): void {
    this.#left += count;
  }
}
