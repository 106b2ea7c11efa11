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
  return file.segmentAlignLog2(segment) === 0 && file.wasm.data[segment]!.bytes.length > 0;
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
    const builder = new StringTable();
    const ids = new Map<Atom, Uint32Array>();
    const starts = new Map<Atom, Uint32Array>();
    for (const atom of atoms) {
      const inputOffsets = stringStarts(atom.bytes);
      starts.set(atom, inputOffsets);
      ids.set(
        atom,
        inputOffsets.map((begin, i) =>
          builder.add(atom.bytes.subarray(begin, inputOffsets[i + 1] ?? atom.bytes.length)),
        ),
      );
    }
    const { bytes, offsets } = builder.finish();
    this.bytes = bytes;
    for (const atom of atoms) {
      const outputOffsets = ids.get(atom)!.map((id) => offsets[id]!);
      this.#moved.set(atom.id, { inputOffsets: starts.get(atom)!, outputOffsets });
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

function stringStarts(bytes: Uint8Array): Uint32Array {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    starts.push(at);
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length : end + 1;
  }
  return Uint32Array.from(starts);
}

/** Collects distinct strings (their NUL included) and lays them out with shared tails. */
class StringTable {
  readonly #strings: Uint8Array[] = [];
  readonly #idOf = new Map<string, number>();

  add(bytes: Uint8Array): number {
    // One character a byte: a key that is equal just when the bytes are.
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    const existing = this.#idOf.get(key);
    if (existing !== undefined) return existing;
    const id = this.#strings.length;
    this.#idOf.set(key, id);
    this.#strings.push(bytes);
    return id;
  }

  finish(): { bytes: Uint8Array; offsets: Float64Array } {
    const strings = this.#strings;
    const offsets = new Float64Array(strings.length);
    const kept: number[] = [];
    let size = 0;
    let previous: Uint8Array | undefined;
    for (const id of orderByTail(strings)) {
      const string = strings[id]!;
      if (previous && endsWith(previous, string)) {
        offsets[id] = size - string.length;
        continue;
      }
      offsets[id] = size;
      size += string.length;
      previous = string;
      kept.push(id);
    }
    const bytes = new Uint8Array(size);
    for (const id of kept) bytes.set(strings[id]!, offsets[id]!);
    return { bytes, offsets };
  }
}

/** Strings from the greatest to the smallest when read backwards; a string comes before those that are its tails. */
function orderByTail(strings: readonly Uint8Array[]): number[] {
  return strings.map((_, id) => id).sort((first, second) => compareTails(strings[second]!, strings[first]!));
}

function compareTails(first: Uint8Array, second: Uint8Array): number {
  const shared = Math.min(first.length, second.length);
  for (let i = 1; i <= shared; i++) {
    const difference = first[first.length - i]! - second[second.length - i]!;
    if (difference !== 0) return difference;
  }
  return first.length - second.length;
}

function endsWith(bytes: Uint8Array, tail: Uint8Array): boolean {
  if (tail.length > bytes.length) return false;
  const begin = bytes.length - tail.length;
  for (let i = tail.length - 1; i >= 0; i--) if (bytes[begin + i] !== tail[i]) return false;
  return true;
}
