/**
 * Atoms: the smallest things that are linked or dropped as a whole. One payload (a function body, a data segment, a
 * custom section) is one atom, however many symbols name it or point into it.
 * `AtomTable` holds the live ones, by object and payload; after the mark phase it is frozen, and nothing in it tells
 * which strategy made it.
 * Not here: how a payload becomes an atom (`atom-strategy.ts`), which ones do (`mark.ts`).
 */
import type { RelocationList } from '../wasm/relocations.ts';
import type { ObjectFile, PayloadKind } from './input-files.ts';
import type { LinkSymbol } from './symbols.ts';

/** What a payload is once it is opened: `size` bytes of `source` from `begin` on; of a function with its size LEB. */
export interface Payload {
  /** The object's file, or a copy. */
  readonly source: Uint8Array;
  readonly begin: number;
  readonly size: number;
  /** Offset of the payload in its section: `relocation.offset - originalOffset` is the place in the atom. */
  readonly originalOffset: number;
  /** The list that the atom's relocations are a range of: `first` up to but without `last`. */
  readonly relocations: RelocationList;
  readonly first: number;
  readonly last: number;
}

/** An object and what its symbol table means. */
export interface PayloadOwner {
  readonly object: ObjectFile;
  readonly symbols: readonly LinkSymbol[];
}

export class Atom implements Payload {
  /** Dense, in order of marking: the key of later passes' tables. */
  readonly id: number;
  readonly object: ObjectFile;
  readonly kind: PayloadKind;
  /** Of a function: counted from the first definition; of a segment and a custom section: its index. */
  readonly index: number;
  /** The object's symbols: what the relocations' indices refer to. */
  readonly symbols: readonly LinkSymbol[];
  readonly source: Uint8Array;
  readonly begin: number;
  readonly size: number;
  readonly originalOffset: number;
  readonly relocations: RelocationList;
  readonly first: number;
  readonly last: number;

  constructor(id: number, owner: PayloadOwner, place: { kind: PayloadKind; index: number; payload: Payload }) {
    const { kind, index, payload } = place;
    this.id = id;
    this.object = owner.object;
    this.kind = kind;
    this.index = index;
    this.symbols = owner.symbols;
    this.source = payload.source;
    this.begin = payload.begin;
    this.size = payload.size;
    this.originalOffset = payload.originalOffset;
    this.relocations = payload.relocations;
    this.first = payload.first;
    this.last = payload.last;
  }

  /** The whole payload: a view, made anew each time. */
  get bytes(): Uint8Array {
    return this.source.subarray(this.begin, this.begin + this.size);
  }

  /** Copies the payload to `at`. */
  copyTo(output: Uint8Array, at: number): void {
    output.set(this.bytes, at);
  }
}

export class AtomTable {
  readonly #all: Atom[] = [];
  /** By the object's position in the link, then by payload index. */
  readonly #byPayload: Readonly<Record<PayloadKind, ((Atom | undefined)[] | undefined)[]>> = {
    function: [],
    data: [],
    custom: [],
  };

  get count(): number {
    return this.#all.length;
  }

  /** In order of marking. */
  get all(): readonly Atom[] {
    return this.#all;
  }

  add(owner: PayloadOwner, kind: PayloadKind, index: number, payload: Payload): Atom {
    const { object } = owner;
    const atom = new Atom(this.#all.length, owner, { kind, index, payload });
    this.#all.push(atom);
    this.#byPayload[kind][object.ordinal] ??= new Array(payloadCount(object, kind));
    this.#byPayload[kind][object.ordinal]![index] = atom;
    return atom;
  }

  /** The live atom of a payload; `undefined` when it is dead. */
  find(object: ObjectFile, kind: PayloadKind, index: number): Atom | undefined {
    return this.#byPayload[kind][object.ordinal]?.[index];
  }

  /** An object's live atoms of a kind, in section order. */
  of(object: ObjectFile, kind: PayloadKind): Atom[] {
    const atoms = this.#byPayload[kind][object.ordinal] ?? [];
    return atoms.filter((atom) => atom !== undefined);
  }
}

function payloadCount({ wasm }: ObjectFile, kind: PayloadKind): number {
  if (kind === 'function') return wasm.codePayloads.length;
  return kind === 'data' ? wasm.dataPayloads.length : wasm.sections.length;
}
