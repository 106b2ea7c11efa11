/**
 * How a payload becomes an atom: the two strategies, behind one interface.
 * Lazy: opened when it is marked; bytes are a view of the file, relocations a range of the section's ordered list, found
 * by binary search at both ends. Eager, as the linker was before atoms were lazy: every payload of every linked object
 * is opened up front, its bytes and relocations are copied, its relocations are found by scanning the whole list.
 * Both see the same checked lists and give the same output; eager is the reference of the property lazy-equals-eager
 * and the baseline of the benchmark.
 */
import type { Section } from '../wasm/model.ts';
import { RelocationList } from '../wasm/relocations.ts';
import type { Payload } from './atoms.ts';
import type { ObjectFile, PayloadKind } from './input-files.ts';
import type { AtomStrategy } from './options.ts';

export interface AtomOpener {
  open(object: ObjectFile, kind: PayloadKind, index: number): Payload;
}

/** Counters of the work done; a property compares them with what was marked. */
export interface OpeningStats {
  atomsParsed: number;
  /** Relocations looked at to find those of an atom. A binary search looks at some `log2 n`; they are counted as probes. */
  relocationsScanned: number;
  bytesCopied: number;
  relocationsCopied: number;
}

export function openerFor(strategy: AtomStrategy, objects: readonly ObjectFile[], stats: OpeningStats): AtomOpener {
  return strategy === 'lazy' ? new LazyOpener(stats) : new EagerOpener(objects, stats);
}

/** A payload's bytes, where they stand in their section, and that section's relocations. */
interface Place {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly relocations: RelocationList;
}

function placeOf(object: ObjectFile, kind: PayloadKind, index: number): Place {
  const { sections, code, data } = object.wasm;
  switch (kind) {
    case 'function':
      return place(code[index]!, sections[object.codeSectionIndex]!);
    case 'data':
      return place(data[index]!, sections[object.dataSectionIndex]!);
    case 'custom':
      return { bytes: sections[index]!.content, offset: 0, relocations: sections[index]!.relocations };
  }
}

function place(payload: { bytes: Uint8Array; offset: number }, { relocations }: Section): Place {
  return { bytes: payload.bytes, offset: payload.offset, relocations };
}

class LazyOpener implements AtomOpener {
  readonly #stats: OpeningStats;

  constructor(stats: OpeningStats) {
    this.#stats = stats;
  }

  open(object: ObjectFile, kind: PayloadKind, index: number): Payload {
    const { bytes, offset, relocations } = placeOf(object, kind, index);
    this.#stats.atomsParsed++;
    return {
      bytes,
      originalOffset: offset,
      relocations,
      first: relocations.lowerBound(offset),
      // A relocation that begins where the atom ends belongs to the next one.
      last: relocations.lowerBound(offset + bytes.length),
    };
  }
}

class EagerOpener implements AtomOpener {
  readonly #payloads = new Map<ObjectFile, Readonly<Record<PayloadKind, Map<number, Payload>>>>();

  constructor(objects: readonly ObjectFile[], stats: OpeningStats) {
    for (const object of objects) {
      const copies = (kind: PayloadKind, indices: readonly number[]) =>
        new Map(indices.map((index) => [index, copyPayload(placeOf(object, kind, index), stats)]));
      const customSections = object.wasm.sections.filter((section) => section.id === 0);
      this.#payloads.set(object, {
        function: copies('function', [...object.wasm.code.keys()]),
        data: copies('data', [...object.wasm.data.keys()]),
        custom: copies(
          'custom',
          customSections.map((section) => section.index),
        ),
      });
    }
  }

  open(object: ObjectFile, kind: PayloadKind, index: number): Payload {
    return this.#payloads.get(object)![kind].get(index)!;
  }
}

function copyPayload({ bytes, offset, relocations }: Place, stats: OpeningStats): Payload {
  const own: number[] = [];
  for (let i = 0; i < relocations.length; i++) {
    const at = relocations.offsets[i]!;
    if (at >= offset && at < offset + bytes.length) own.push(i);
  }
  stats.atomsParsed++;
  stats.relocationsScanned += relocations.length;
  stats.relocationsCopied += own.length;
  stats.bytesCopied += bytes.length;
  const copies = own.map((i) => ({ ...relocations.at(i), offset: relocations.offsets[i]! - offset }));
  return {
    bytes: bytes.slice(),
    originalOffset: 0,
    relocations: RelocationList.from(copies),
    first: 0,
    last: own.length,
  };
}
