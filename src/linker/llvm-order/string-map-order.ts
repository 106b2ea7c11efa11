/**
 * In which order LLVM 19's hash tables of strings are walked. `wasm-ld` walks a `StringSet` of exported symbols when it
 * extracts archive members, `StringMap`s of target features when it reports them, a `DenseMap` of symbols when it makes
 * signature-mismatch stubs, and one of a stub library's symbols: the order shows in the output's bytes and messages.
 * Keys in the order of insertion in, keys in the order of iteration out; nothing is ever removed from these tables.
 * Not here: the hash functions (`xxh3.ts`, `string-ref-hash.ts`).
 */
import { stringRefHash } from './string-ref-hash.ts';
import { xxh3_64 } from './xxh3.ts';

/** The order of `llvm::StringMap` and `llvm::StringSet`. A key that comes again counts once. */
export function stringMapOrder(keysInInsertionOrder: readonly string[]): string[] {
  return iterationOrder(keysInInsertionOrder, {
    hash: (bytes) => Number(BigInt.asUintN(32, xxh3_64(bytes))),
    buckets: 16,
    // Checked after the insertion: grows when more than three quarters are taken.
    isFull: (taken, buckets) => taken * 4 > buckets * 3,
    grows: 'after',
  });
}

/** The order of `llvm::DenseMap<StringRef, …>` and `llvm::DenseMap<CachedHashStringRef, …>`, which hash alike. */
export function denseMapOrder(keysInInsertionOrder: readonly string[]): string[] {
  return iterationOrder(keysInInsertionOrder, {
    hash: stringRefHash,
    buckets: 64,
    // Checked before the insertion: grows when the new key would take the last of three quarters.
    isFull: (taken, buckets) => taken * 4 >= buckets * 3,
    grows: 'before',
  });
}

interface TableKind {
  /** Unsigned 32 bits of a key's UTF-8 bytes. */
  readonly hash: (bytes: Uint8Array) => number;
  /** How many buckets there are at first: a power of two. */
  readonly buckets: number;
  readonly isFull: (taken: number, buckets: number) => boolean;
  /** Whether the table is doubled before or after the insertion that fills it. */
  readonly grows: 'before' | 'after';
}

interface Entry {
  readonly key: string;
  readonly hash: number;
}

type Table = (Entry | undefined)[];

function iterationOrder(keys: readonly string[], kind: TableKind): string[] {
  const encoder = new TextEncoder();
  let table = emptyTable(kind.buckets);
  let taken = 0;
  for (const key of new Set(keys)) {
    const entry = { key, hash: kind.hash(encoder.encode(key)) };
    taken += 1;
    const mustGrow = kind.isFull(taken, table.length);
    if (mustGrow && kind.grows === 'before') table = doubled(table);
    place(table, entry);
    if (mustGrow && kind.grows === 'after') table = doubled(table);
  }
  return table.flatMap((entry) => (entry === undefined ? [] : [entry.key]));
}

/** A table of twice the size, filled in the order of the old one's buckets. */
function doubled(table: Table): Table {
  const larger = emptyTable(table.length * 2);
  for (const entry of table) if (entry !== undefined) place(larger, entry);
  return larger;
}

function emptyTable(buckets: number): Table {
  return new Array<Entry | undefined>(buckets).fill(undefined);
}

/** Puts an entry into the first free bucket from its hash on, by steps of 1, 2, 3 and so on. */
function place(table: Table, entry: Entry): void {
  let bucket = entry.hash & (table.length - 1);
  for (let step = 1; table[bucket] !== undefined; step++) bucket = (bucket + step) & (table.length - 1);
  table[bucket] = entry;
}
