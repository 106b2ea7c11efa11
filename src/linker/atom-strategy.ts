/**
 * How a payload becomes an atom: the two strategies, behind one interface.
 * Lazy: opened when it is marked; bytes are a view of the file, relocations a range of the section's ordered list, found
 * by binary search at both ends. Eager, as the linker was before atoms were lazy: every payload of every linked object
 * is opened up front, its bytes and relocations are copied, its relocations are found by scanning the whole list.
 * Both see the same checked lists and give the same output; eager is the reference of the property lazy-equals-eager
 * and the baseline of the benchmark.
 */
import type { Section } from '../wasm/model.ts';
import type { PayloadList } from '../wasm/payloads.ts';
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

/** Where a payload lies in its file and in its section, and that section's relocations. */
interface Place {
  readonly file: Uint8Array;
  readonly begin: number;
  readonly offset: number;
  readonly size: number;
  readonly relocations: RelocationList;
}

function placeOf(object: ObjectFile, kind: PayloadKind, index: number): Place {
  const { sections, codePayloads, dataPayloads, bytes } = object.wasm;
  switch (kind) {
    case 'function':
      return placeIn(codePayloads, index, sections[object.codeSectionIndex]!);
    case 'data':
      return placeIn(dataPayloads, index, sections[object.dataSectionIndex]!);
    case 'custom': {
      const { contentFileOffset, size, relocations } = sections[index]!;
      return { file: bytes, begin: contentFileOffset, offset: 0, size, relocations };
    }
  }
}

function placeIn(payloads: PayloadList, index: number, { relocations }: Section): Place {
  const offset = payloads.offset(index);
  const begin = payloads.contentFileOffset + offset;
  return { file: payloads.file, begin, offset, size: payloads.size(index), relocations };
}

class LazyOpener implements AtomOpener {
  readonly #stats: OpeningStats;

  constructor(stats: OpeningStats) {
    this.#stats = stats;
  }

  open(object: ObjectFile, kind: PayloadKind, index: number): Payload {
    const { file, begin, offset, size, relocations } = placeOf(object, kind, index);
    this.#stats.atomsParsed++;
    return {
      source: file,
      begin,
      size,
      originalOffset: offset,
      relocations,
      first: relocations.lowerBound(offset),
      // A relocation that begins where the atom ends belongs to the next one.
      last: relocations.lowerBound(offset + size),
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
        function: copies('function', [...Array(object.wasm.codePayloads.length).keys()]),
        data: copies('data', [...Array(object.wasm.dataPayloads.length).keys()]),
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

function copyPayload({ file, begin, offset, size, relocations }: Place, stats: OpeningStats): Payload {
  const own: number[] = [];
  for (let i = 0; i < relocations.length; i++) {
    const at = relocations.offsets[i]!;
    if (at >= offset && at < offset + size) own.push(i);
  }
  stats.atomsParsed++;
  stats.relocationsScanned += relocations.length;
  stats.relocationsCopied += own.length;
  stats.bytesCopied += size;
  const copies = own.map((i) => ({ ...relocations.at(i), offset: relocations.offsets[i]! - offset }));
  return {
    source: file.slice(begin, begin + size),
    begin: 0,
    size,
    originalOffset: 0,
    relocations: RelocationList.from(copies),
    first: 0,
    last: own.length,
  };
}
