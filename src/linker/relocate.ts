/**
 * What each relocation site holds in the output, and how it gets there: symbol or type to value, value to bytes.
 * Bytes of the input are never written to: an atom is copied into the output, then its sites are written there.
 * Follows wasm-ld where the document leaves room: an undefined, shared or weak-undefined address is 0 without addend; a
 * dead target gives the section's tombstone, or the addend.
 * Hot: once a relocation; 32-bit kinds compute with numbers, 64-bit kinds with bigint. What all sites of one kind that name
 * one symbol have in common is worked out once (`base-column.ts`).
 * Not here: the facts about kinds (`relocation-kinds.ts`), which relocations an atom has (`atoms.ts`).
 */
import { bodyHeaderSize } from '../wasm/code.ts';
import {
  slebSize,
  ulebSize,
  writePaddedSleb32,
  writePaddedSleb64,
  writePaddedUleb32,
  writePaddedUleb64,
  writeSleb,
  writeU32,
  writeU64,
  writeUleb,
} from '../wasm/leb128.ts';
import { type RelocationKind, relocationKinds } from '../wasm/relocation-kinds.ts';
import type { Atom } from './atoms.ts';
import { BaseColumn, Form } from './base-column.ts';
import { tombstoneOf } from './custom-sections.ts';
import type { ObjectFile } from './input-files.ts';
import { InternalError } from './internal-error.ts';
import type { Liveness } from './mark.ts';
import { isDiscarded } from './mark.ts';
import type { LinkOptions } from './options.ts';
import type { OutputFunction, OutputIndices } from './output-indices.ts';
import type { RelocationNeeds } from './scan-relocations.ts';
import type { SegmentTable } from './segments.ts';
import type { LinkSymbol } from './symbols.ts';

/** In place of the index of a global that there is not. */
const noIndex = 0xffff_ffff;

/** Where code and custom sections lie; known only while the output is written. */
export interface CodePlaces {
  /** Offset of a function in the code section's body, its size LEB included. */
  functionOffset(func: OutputFunction): number;
  /** Offset in the output custom section of an offset in this atom. */
  customOffset(atom: Atom, offset: number): number;
  /** Whether the atom lies in its section in one piece, as it was. */
  isWhole(atom: Atom): boolean;
}

export interface RelocationContext {
  readonly options: LinkOptions;
  readonly liveness: Liveness;
  readonly needs: RelocationNeeds;
  readonly indices: OutputIndices;
  readonly segments: SegmentTable;
  readonly places: CodePlaces;
}

export class Relocator {
  readonly #context: RelocationContext;
  readonly #options: LinkOptions;
  /** By the object's position in the link, then by the kind's code. */
  readonly #columns: (BaseColumn | undefined)[][] = [];

  constructor(context: RelocationContext) {
    this.#context = context;
    this.#options = context.options;
  }

  /** Writes the sites of an atom whose copy begins at `at` in `output`. */
  apply(atom: Atom, output: Uint8Array, at: number): void {
    const { relocations, first, last, originalOffset } = atom;
    if (first === last) return;
    const tombstone = tombstoneFor(atom);
    const delta = at - originalOffset;
    const { codes, offsets, indices, addends } = relocations;
    const columns = this.#columnsOf(atom);
    for (let i = first; i < last; i++) {
      const code = codes[i]!;
      const index = indices[i]!;
      const column = columns[code];
      const kind = relocationKinds[code]!;
      const site = delta + offsets[i]!;
      if (column !== undefined && column.forms[index] === Form.sum)
        writeNarrow(kind, output, site, column.bases[index]! + addends[i]!);
      else if (kind.width === 4 || kind.width === 5)
        writeNarrow(kind, output, site, this.narrowValue(atom, i, kind, tombstone));
      else writeWide(kind, output, site, this.wideValue(atom, i, kind, tombstone));
    }
  }

  #columnsOf({ object }: Atom): (BaseColumn | undefined)[] {
    this.#columns[object.ordinal] ??= new Array(relocationKinds.length);
    return this.#columns[object.ordinal]!;
  }

  /** The value of any relocation, before it is cut to its width. */
  value(atom: Atom, i: number): bigint {
    const kind = atom.relocations.kind(i);
    const tombstone = tombstoneFor(atom);
    if (kind.width === 4 || kind.width === 5) return BigInt(this.narrowValue(atom, i, kind, tombstone));
    return this.wideValue(atom, i, kind, tombstone);
  }

  /** Bytes that the value needs in its shortest form, for `--compress-relocations`. */
  compressedSize(atom: Atom, i: number): number {
    const kind = atom.relocations.kind(i);
    if (isFixed(kind)) return kind.width;
    const value = this.#compressible(atom, i, kind);
    return isSigned(kind) ? slebSize(value) : ulebSize(value);
  }

  /** Writes the value in its shortest form; returns where it ends. */
  writeCompressed(atom: Atom, i: number, output: Uint8Array, at: number): number {
    const kind = atom.relocations.kind(i);
    if (isFixed(kind)) return writeFixed(kind, output, at, this.value(atom, i));
    const value = this.#compressible(atom, i, kind);
    return isSigned(kind) ? writeSleb(output, at, value) : writeUleb(output, at, value);
  }

  narrowValue(atom: Atom, i: number, kind: RelocationKind, tombstone: number): number {
    const index = atom.relocations.indices[i]!;
    const addend = atom.relocations.addends[i]!;
    const columns = this.#columnsOf(atom);
    const length = kind.target === 'type' ? atom.object.wasm.types.length : atom.symbols.length;
    columns[kind.code] ??= new BaseColumn(length);
    const column = columns[kind.code]!;
    const { forms, bases } = column;
    switch (forms[index] || this.#settle(column, atom, index, kind)) {
      case Form.sum:
        return bases[index]! + addend;
      case Form.base:
        return bases[index]!;
      case Form.dead:
        return tombstone === 0 ? addend : tombstone;
      case Form.siteRelative:
        return bases[index]! + addend - this.#siteAddress(atom, i);
      case Form.lookedUp:
        return this.sectionOffset(atom.symbols[index]!, addend)!;
      default:
        throw new InternalError(`a value of kind ${kind.name} has no form`);
    }
  }

  /** Works out what all sites of this kind with this index have in common. */
  #settle(column: BaseColumn, atom: Atom, index: number, kind: RelocationKind): Form {
    if (kind.target === 'type')
      return column.set(index, Form.sum, this.#context.needs.types.indexIn(atom.object, index));
    const symbol = atom.symbols[index]!;
    if (symbol.kind !== 'section' && !this.#context.liveness.isLive(symbol)) return column.set(index, Form.dead);
    switch (kind.value) {
      case 'function-index':
        return column.set(index, Form.sum, this.#index(this.#context.indices.functionIndexOf(symbol), symbol));
      case 'address':
      case 'address-relative':
      case 'address-tls':
        return this.#hasAddress(symbol)
          ? column.set(index, Form.sum, this.addressOf(symbol))
          : column.set(index, Form.base, 0);
      case 'address-site-relative':
        return this.#hasAddress(symbol)
          ? column.set(index, Form.siteRelative, this.addressOf(symbol))
          : column.set(index, Form.base, 0);
      case 'global-index':
        return column.set(index, Form.sum, this.#globalIndex(symbol));
      case 'function-offset': {
        const start = this.#functionOffset(symbol, 0);
        return start === undefined ? column.set(index, Form.dead) : column.set(index, Form.sum, start);
      }
      case 'section-offset':
        return this.#settleSection(column, index, symbol);
      case 'tag-index':
      case 'table-index':
        return column.set(index, Form.sum, this.#index(this.#context.indices.elementIndexOf(symbol), symbol));
      case 'table-slot':
        return column.set(index, Form.sum, this.#context.needs.slotOf(symbol) ?? 0);
      case 'table-slot-relative':
        return column.set(index, Form.sum, this.#relativeSlot(symbol));
      case 'type-index':
        throw new InternalError('a type relocation was taken for a symbol relocation');
    }
  }

  #settleSection(column: BaseColumn, index: number, symbol: LinkSymbol): Form {
    const { places } = this.#context;
    const target = this.#sectionAtom(symbol);
    if (target === undefined) return column.set(index, Form.dead);
    if (!places.isWhole(target)) return column.set(index, Form.lookedUp);
    return column.set(index, Form.sum, places.customOffset(target, 0));
  }

  wideValue(atom: Atom, i: number, kind: RelocationKind, tombstone: number): bigint {
    const symbol = atom.symbols[atom.relocations.indices[i]!]!;
    const addend = atom.relocations.addend(i);
    if (!this.#context.liveness.isLive(symbol)) return tombstone === 0 ? addend : BigInt(tombstone);
    switch (kind.value) {
      case 'address':
      case 'address-relative':
      case 'address-tls':
        return this.#hasAddress(symbol) ? BigInt(this.addressOf(symbol)) + addend : 0n;
      case 'function-offset': {
        const start = this.#functionOffset(symbol, 0);
        if (start !== undefined) return BigInt(start) + addend;
        return tombstone === 0 ? addend : BigInt(tombstone);
      }
      case 'table-slot':
        return BigInt(this.#context.needs.slotOf(symbol) ?? 0);
      case 'table-slot-relative':
        return BigInt(this.#relativeSlot(symbol));
      default:
        throw new InternalError(`no 64-bit site is of kind ${kind.name}`);
    }
  }

  /** Address of defined data; with threads, thread-local data counts from the start of its segment. */
  addressOf(symbol: LinkSymbol): number {
    if (!symbol.object) return symbol.offset;
    const atom = this.#context.liveness.atoms.find(symbol.object, 'data', symbol.index)!;
    const { segments } = this.#context;
    if (symbol.isTls && this.#options.sharedMemory) return segments.offsetInSegment(atom, symbol.offset);
    return segments.addressOf(atom, symbol.offset);
  }

  /** Offset in the output section of an offset in the section that the symbol names; `undefined` when that is not output. */
  sectionOffset(symbol: LinkSymbol, addend: number): number | undefined {
    const target = this.#sectionAtom(symbol);
    return target && this.#context.places.customOffset(target, addend);
  }

  #sectionAtom(symbol: LinkSymbol): Atom | undefined {
    if (!symbol.object || isDiscarded(symbol)) return undefined;
    return this.#context.liveness.atoms.find(symbol.object, 'custom', symbol.index);
  }

  #compressible(atom: Atom, i: number, kind: RelocationKind): number | bigint {
    if (kind.width === 10) return this.wideValue(atom, i, kind, 0);
    const value = this.narrowValue(atom, i, kind, 0);
    return isSigned(kind) ? value | 0 : value >>> 0;
  }

  #hasAddress(symbol: LinkSymbol): boolean {
    return symbol.state === 'defined' && symbol.kind === 'data';
  }

  #siteAddress(atom: Atom, i: number): number {
    return this.#context.segments.addressOf(atom, atom.relocations.offsets[i]! - atom.originalOffset);
  }

  /** Debug information may name data whose GOT entry no code needs: such a site gets `noIndex`, as from `wasm-ld`. */
  #globalIndex(symbol: LinkSymbol): number {
    const { indices } = this.#context;
    if (symbol.kind === 'global') return this.#index(indices.elementIndexOf(symbol), symbol);
    return indices.gotIndexOf(symbol) ?? noIndex;
  }

  #relativeSlot(symbol: LinkSymbol): number {
    const slot = this.#context.needs.slotOf(symbol);
    return slot === undefined ? 0 : slot - this.#options.tableBase;
  }

  /** Offset in the code section of an offset in a function's body; `undefined` when it has none. */
  #functionOffset(symbol: LinkSymbol, addend: number): number | undefined {
    if (symbol.state !== 'defined') return undefined;
    const { liveness, places } = this.#context;
    // What the linker made up has no body that debug information could describe: its entry stands for it.
    if (symbol.synthetic?.kind === 'function') return places.functionOffset(symbol.synthetic) + addend;
    if (!symbol.object) return undefined;
    const atom = liveness.atoms.find(symbol.object, 'function', symbol.index)!;
    return places.functionOffset(atom) + bodyHeaderSize(symbol.object.wasm.codePayloads, symbol.index) + addend;
  }

  #index(index: number | undefined, symbol: LinkSymbol): number {
    if (index === undefined) throw new InternalError(`${symbol.name} has no index in the output`);
    return index;
  }
}

/** What stands in for an address that is not there. */
function tombstoneFor({ kind, object, index }: { kind: string; object: ObjectFile; index: number }): number {
  return kind === 'custom' ? tombstoneOf(object.wasm.sections[index]!.name!) : 0;
}

function writeNarrow(kind: RelocationKind, output: Uint8Array, site: number, value: number): void {
  if (kind.encoding === 'uleb32') writePaddedUleb32(output, site, value);
  else if (kind.encoding === 'sleb32') writePaddedSleb32(output, site, value);
  else writeU32(output, site, value);
}

function writeWide(kind: RelocationKind, output: Uint8Array, site: number, value: bigint): void {
  if (kind.encoding === 'uleb64') writePaddedUleb64(output, site, value);
  else if (kind.encoding === 'sleb64') writePaddedSleb64(output, site, value);
  else writeU64(output, site, value);
}

/** A site that no LEB stands at has the size that it has. */
const isFixed = ({ encoding }: RelocationKind): boolean => encoding === 'i32' || encoding === 'i64';

function writeFixed({ width }: RelocationKind, output: Uint8Array, at: number, value: bigint): number {
  if (width === 4) writeU32(output, at, Number(BigInt.asUintN(32, value)));
  else writeU64(output, at, value);
  return at + width;
}

function isSigned(kind: RelocationKind): boolean {
  return kind.encoding === 'sleb32' || kind.encoding === 'sleb64';
}
