/**
 * Merges strings: segments flagged STRINGS and the string sections of DWARF are cut at their NULs, equal strings are
 * kept once, and a string that ends another one lies inside it.
 * In: pieces of several inputs. Out: one run of bytes, and for each input where its offsets went.
 * The order of the output is that of LLVM's StringTableBuilder, which sorts by the strings' tails; bytes depend on it.
 */
import { SegmentFlag } from '../wasm/model.ts';
import type { Atom } from './atoms.ts';
import type { ObjectFile } from './input-files.ts';
import type { LinkOptions } from './options.ts';

export function isMergedSegment(file: ObjectFile, segment: number, options: LinkOptions): boolean {
  if (options.optimize === 0) return false;
  if ((file.segmentFlags(segment) & SegmentFlag.Strings) === 0) return false;
  return file.segmentAlignLog2(segment) === 0 && file.wasm.dataPayloads.size(segment) > 0;
}

const mergedSections = new Set(['.debug_str', '.debug_str.dwo', '.debug_line_str']);

export function isMergedSection(name: string | undefined, options: LinkOptions): boolean {
  return options.optimize !== 0 && name !== undefined && mergedSections.has(name);
}

/** Where the strings of one input lie in the merged run. */
interface MovedStrings {
  /** Where each string begins in the input, ascending. */
  readonly inputOffsets: Uint32Array;
  readonly outputOffsets: Uint32Array;
}

/** The strings of several inputs, merged. */
export class MergedStrings {
  readonly bytes: Uint8Array;
  readonly #moved = new Map<number, MovedStrings>();

  constructor(atoms: readonly Atom[]) {
    const table = new StringTable();
    const inputs = atoms.map((atom) => ({ atom, ...addAll(atom.bytes, table) }));
    const { bytes, offsets } = table.finish();
    this.bytes = bytes;
    for (const { atom, inputOffsets, ids } of inputs) {
      this.#moved.set(atom.id, { inputOffsets, outputOffsets: ids.map((id) => offsets[id]!) });
    }
  }

  /** Where an offset of the input went; an offset inside a string moves with it. */
  offsetOf(atom: Atom, offset: number): number {
    const { inputOffsets, outputOffsets } = this.#moved.get(atom.id)!;
    let low = 0;
    let high = inputOffsets.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (inputOffsets[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    const piece = Math.max(low - 1, 0);
    return outputOffsets[piece]! + offset - inputOffsets[piece]!;
  }
}

/** Adds the strings of one input, each of which ends in a NUL; where they begin, and which they are. */
function addAll(bytes: Uint8Array, table: StringTable): { inputOffsets: Uint32Array; ids: Uint32Array } {
  // One character a byte: two strings are equal just when their bytes are.
  const strings = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\0');
  const count = strings.length - 1;
  const inputOffsets = new Uint32Array(count);
  const ids = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    inputOffsets[i] = at;
    ids[i] = table.add(strings[i]!);
    at += strings[i]!.length + 1;
  }
  return { inputOffsets, ids };
}

/** Collects distinct strings and lays them out, a NUL behind each, with shared tails. */
class StringTable {
  readonly #strings: string[] = [];
  readonly #idOf = new Map<string, number>();

  add(string: string): number {
    const existing = this.#idOf.get(string);
    if (existing !== undefined) return existing;
    const id = this.#strings.length;
    this.#idOf.set(string, id);
    this.#strings.push(string);
    return id;
  }

  finish(): { bytes: Uint8Array; offsets: Float64Array } {
    const strings = this.#strings;
    const offsets = new Float64Array(strings.length);
    const kept: number[] = [];
    let size = 0;
    let previous: string | undefined;
    for (const id of orderByTail(strings)) {
      const string = strings[id]!;
      if (previous?.endsWith(string)) {
        offsets[id] = size - string.length - 1;
        continue;
      }
      offsets[id] = size;
      size += string.length + 1;
      previous = string;
      kept.push(id);
    }
    const bytes = new Uint8Array(size);
    const text = Buffer.from(bytes.buffer);
    for (const id of kept) text.write(strings[id]!, offsets[id]!, 'latin1');
    return { bytes, offsets };
  }
}

/** Strings from the greatest to the smallest when read backwards; a string comes before those that are its tails. */
function orderByTail(strings: readonly string[]): number[] {
  const tails = Float64Array.from(strings, tailNumber);
  return strings
    .map((_, id) => id)
    .sort((first, second) => tails[second]! - tails[first]! || compareTails(strings[second]!, strings[first]!));
}

/** The last six bytes, the very last one counting most: of two strings the greater has the greater number, or both the same. */
function tailNumber(string: string): number {
  let number = 0;
  for (let i = 1; i <= 6; i++) number = number * 256 + (i <= string.length ? string.charCodeAt(string.length - i) : 0);
  return number;
}

function compareTails(first: string, second: string): number {
  const shared = Math.min(first.length, second.length);
  for (let i = 1; i <= shared; i++) {
    const difference = first.charCodeAt(first.length - i) - second.charCodeAt(second.length - i);
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}
