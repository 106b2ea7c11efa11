/**
 * A section's relocations: one immutable list in ascending offset order, kept in typed arrays so that a million of them
 * cost 21 MB and no garbage. Hot: the linker reads it by position. The list is built and checked once, when its object
 * is decoded; atoms refer to ranges of it (`lowerBound` at both ends) and never copy it.
 * Not here: what a kind means (`relocation-kinds.ts`), the bytes of `reloc.*` (`decode.ts`, `encode.ts`).
 */
import { type RelocationKind, relocationKinds } from './relocation-kinds.ts';

/** One relocation as a value, for encoding, printing and tests. */
export interface Relocation {
  readonly kind: RelocationKind;
  /** In bytes from the start of the section's content. */
  readonly offset: number;
  /** Symbol index, or type index when the kind's target is `type`. */
  readonly index: number;
  readonly addend: bigint;
}

/** The relocations of one section, in columns. `at(i)` and iteration make a value of each. */
export class RelocationList {
  readonly length: number;
  /** Kind codes. */
  readonly codes: Uint8Array;
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  /** Addends; those that a double cannot hold exactly are in `wideAddends`. 0 where the kind has none. */
  readonly addends: Float64Array;
  readonly #wideAddends: ReadonlyMap<number, bigint> | undefined;

  constructor(columns: {
    codes: Uint8Array;
    offsets: Uint32Array;
    indices: Uint32Array;
    addends: Float64Array;
    wideAddends?: ReadonlyMap<number, bigint> | undefined;
  }) {
    this.length = columns.codes.length;
    this.codes = columns.codes;
    this.offsets = columns.offsets;
    this.indices = columns.indices;
    this.addends = columns.addends;
    this.#wideAddends = columns.wideAddends;
  }

  /** The list of these; they must ascend. */
  static from(relocations: readonly Relocation[]): RelocationList {
    const length = relocations.length;
    const columns = {
      codes: new Uint8Array(length),
      offsets: new Uint32Array(length),
      indices: new Uint32Array(length),
      addends: new Float64Array(length),
      wideAddends: new Map<number, bigint>(),
    };
    relocations.forEach((relocation, i) => {
      columns.codes[i] = relocation.kind.code;
      columns.offsets[i] = relocation.offset;
      columns.indices[i] = relocation.index;
      columns.addends[i] = Number(relocation.addend);
      if (BigInt(columns.addends[i]!) !== relocation.addend) columns.wideAddends.set(i, relocation.addend);
    });
    return new RelocationList(columns);
  }

  /** The kind of relocation `i`. */
  kind(i: number): RelocationKind {
    return relocationKinds[this.codes[i]!]!;
  }

  /** The exact addend; for 32-bit kinds `addends[i]` is the same and cheaper. */
  addend(i: number): bigint {
    return this.#wideAddends?.get(i) ?? BigInt(this.addends[i]!);
  }

  /** Relocation `i` as a value. */
  at(i: number): Relocation {
    return { kind: this.kind(i), offset: this.offsets[i]!, index: this.indices[i]!, addend: this.addend(i) };
  }

  /** In ascending order of offsets. */
  *[Symbol.iterator](): Generator<Relocation> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  /** Position of the first relocation whose offset is at least `offset`; `length` when there is none. Binary search. */
  lowerBound(offset: number): number {
    const { offsets } = this;
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsets[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The list of a section without a `reloc.*` section. */
export const noRelocations = RelocationList.from([]);
