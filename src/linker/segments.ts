/**
 * Output data segments: which live segment goes where, in what order, with what padding. Segments of one output name are
 * joined in link order; strings are merged; `.bss` comes last, so that it need not be written.
 * In: live data atoms. Out: a `SegmentTable`: the segments, and for each atom its segment and offset.
 * Not here: addresses of segments (`layout-memory.ts`), bytes (`write-output.ts`).
 */
import { SegmentFlag } from '../wasm/model.ts';
import type { Atom } from './atoms.ts';
import { maximumPaddingBytes } from './limits.ts';
import type { Liveness } from './mark.ts';
import { isMergedSegment, MergedStrings } from './merge-strings.ts';
import type { LinkOptions } from './options.ts';
import type { Program } from './program.ts';

/** What an output segment is made of, in order: an atom, or the merged strings of several. */
export interface SegmentPart {
  readonly atom: Atom | undefined;
  readonly strings: MergedStrings | undefined;
  /** The output segment that merged strings were made for; it may have been joined with others. */
  readonly segmentName: string;
  readonly alignLog2: number;
  readonly size: number;
  readonly comdatName: string;
  /** In bytes from the start of the output segment. */
  readonly offset: number;
}

export class OutputSegment {
  readonly name: string;
  readonly alignLog2: number;
  readonly parts: readonly SegmentPart[];
  readonly size: number;
  /** Zero-filled: written only where memory cannot be assumed to be zero. */
  readonly isBss: boolean;
  readonly isPassive: boolean;
  /** Set once, when memory is laid out. */
  address = 0;

  constructor(source: {
    name: string;
    alignLog2: number;
    parts: readonly SegmentPart[];
    size: number;
    isBss: boolean;
    isPassive: boolean;
  }) {
    this.name = source.name;
    this.alignLog2 = source.alignLog2;
    this.parts = source.parts;
    this.size = source.size;
    this.isBss = source.isBss;
    this.isPassive = source.isPassive;
  }

  get isTls(): boolean {
    return this.name === '.tdata';
  }
}

export class SegmentTable {
  /** In output order; positions are the indices of the data section when all are written. */
  readonly segments: readonly OutputSegment[];
  /** By atom id. */
  readonly #segmentOf: (OutputSegment | undefined)[];
  readonly #partOf: (SegmentPart | undefined)[];
  readonly #indexOf: ReadonlyMap<OutputSegment, number>;

  constructor(
    segments: readonly OutputSegment[],
    atomsOf: ReadonlyMap<MergedStrings, readonly Atom[]>,
    atomCount: number,
  ) {
    this.segments = segments;
    this.#segmentOf = new Array(atomCount);
    this.#partOf = new Array(atomCount);
    this.#indexOf = new Map(segments.map((segment, index) => [segment, index]));
    for (const segment of segments) {
      for (const part of segment.parts) {
        const atoms = part.atom ? [part.atom] : atomsOf.get(part.strings!)!;
        for (const atom of atoms) {
          this.#segmentOf[atom.id] = segment;
          this.#partOf[atom.id] = part;
        }
      }
    }
  }

  segmentOf(atom: Atom): OutputSegment | undefined {
    return this.#segmentOf[atom.id];
  }

  indexOf(segment: OutputSegment): number {
    return this.#indexOf.get(segment)!;
  }

  /** Where an offset of the atom lies in its output segment. */
  offsetInSegment(atom: Atom, offset: number): number {
    const part = this.#partOf[atom.id]!;
    return part.offset + (part.strings ? part.strings.offsetOf(atom, offset) : offset);
  }

  addressOf(atom: Atom, offset: number): number {
    return this.segmentOf(atom)!.address + this.offsetInSegment(atom, offset);
  }
}

export interface Segments {
  readonly table: SegmentTable;
  /** All segments in one, as position-independent output needs it without extended constants. */
  combined(): SegmentTable;
}

/** A segment while inputs are collected. */
interface SegmentDraft {
  readonly name: string;
  readonly atoms: Atom[];
}

export function createSegments(program: Program, liveness: Liveness): Segments {
  const { options } = program;
  const atomsOf = new Map<MergedStrings, readonly Atom[]>();
  const drafts = collect(program, liveness).sort((first, second) => rank(first.name) - rank(second.name));
  const segments = drafts.map((draft) => finish(draft, options, atomsOf));
  return {
    table: new SegmentTable(segments, atomsOf, liveness.atoms.count),
    combined: () =>
      new SegmentTable(segments.length > 1 ? [combine(segments)] : segments, atomsOf, liveness.atoms.count),
  };
}

/** Ends the link, and does not wait for its other errors, when what would be written is mostly padding. */
export function checkPadding({ sink }: Program, { segments }: SegmentTable, emitBss: boolean): void {
  let padding = 0;
  for (const { parts, size, isBss } of segments) {
    if (!isBss || emitBss) padding += parts.reduce((left, part) => left - part.size, size);
  }
  if (padding <= maximumPaddingBytes) return;
  const message = `alignments ask for ${padding} bytes of padding between data, more than ${maximumPaddingBytes}`;
  sink.fatal('too-much-padding', message);
}

export function alignTo(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function largest<T>(items: readonly T[], measure: (item: T) => number): number {
  return items.reduce((most, item) => Math.max(most, measure(item)), 0);
}

function collect({ objects, options }: Program, { atoms }: Liveness): SegmentDraft[] {
  const drafts: SegmentDraft[] = [];
  const byName = new Map<string, SegmentDraft>();
  for (const object of objects) {
    for (const atom of atoms.of(object, 'data')) {
      const name = outputName(atom, options);
      // A later link must be able to drop a COMDAT group by itself.
      const isAlone = options.relocatable && object.comdatName('data', atom.index) !== '';
      let draft = isAlone ? undefined : byName.get(name);
      if (!draft) {
        draft = { name, atoms: [] };
        drafts.push(draft);
        if (!isAlone) byName.set(name, draft);
      }
      draft.atoms.push(atom);
    }
  }
  return drafts;
}

const mergedPrefixes = ['.text', '.data', '.bss', '.rodata'];

function outputName({ object, index }: Atom, options: LinkOptions): string {
  // One TLS segment, zero-filled data included: TLS addresses count from one base.
  if ((object.segmentFlags(index) & SegmentFlag.Tls) !== 0) return '.tdata';
  const name = object.segmentName(index);
  if (!options.mergeDataSegments) return name;
  return mergedPrefixes.find((prefix) => name.startsWith(`${prefix}.`)) ?? name;
}

function rank(name: string): number {
  if (name.startsWith('.tdata')) return 0;
  if (name.startsWith('.rodata')) return 1;
  if (name.startsWith('.data')) return 2;
  return name.startsWith('.bss') ? 4 : 3;
}

function finish(
  { name, atoms }: SegmentDraft,
  options: LinkOptions,
  atomsOf: Map<MergedStrings, readonly Atom[]>,
): OutputSegment {
  const alignLog2 = largest(atoms, ({ object, index }) => object.segmentAlignLog2(index));
  const parts: Omit<SegmentPart, 'offset'>[] = [];
  const alikeOf = stringsByFlags(atoms, options);
  for (const atom of atoms) {
    const { object, index } = atom;
    if (!isMergedSegment(object, index, options)) {
      const comdatName = object.comdatName('data', index);
      parts.push({
        atom,
        strings: undefined,
        segmentName: name,
        alignLog2: object.segmentAlignLog2(index),
        size: atom.size,
        comdatName,
      });
      continue;
    }
    const flags = object.segmentFlags(index);
    const alike = alikeOf.get(flags);
    if (alike === undefined) continue;
    alikeOf.delete(flags);
    const strings = new MergedStrings(alike);
    atomsOf.set(strings, alike);
    const last = alike.at(-1)!;
    parts.push({
      atom: undefined,
      strings,
      segmentName: name,
      alignLog2: 0,
      size: strings.bytes.length,
      comdatName: last.object.comdatName('data', last.index),
    });
  }
  const placed = place(parts);
  return new OutputSegment({
    name,
    alignLog2,
    ...placed,
    isBss: !options.relocatable && name.startsWith('.bss'),
    isPassive: options.sharedMemory,
  });
}

/** Segments whose strings are merged: those of the same flags with each other. */
function stringsByFlags(atoms: readonly Atom[], options: LinkOptions): Map<number, Atom[]> {
  const byFlags = new Map<number, Atom[]>();
  for (const atom of atoms) {
    if (!isMergedSegment(atom.object, atom.index, options)) continue;
    const flags = atom.object.segmentFlags(atom.index);
    const alike = byFlags.get(flags);
    if (alike) alike.push(atom);
    else byFlags.set(flags, [atom]);
  }
  return byFlags;
}

function place(parts: readonly Omit<SegmentPart, 'offset'>[]): { parts: SegmentPart[]; size: number } {
  let size = 0;
  const placed = parts.map((part) => {
    const offset = alignTo(size, 2 ** part.alignLog2);
    size = offset + part.size;
    return { ...part, offset };
  });
  return { parts: placed, size };
}

/** One segment in the place of all; each keeps its address, since its first part is aligned as it was. */
function combine(segments: readonly OutputSegment[]): OutputSegment {
  const parts = segments.flatMap((segment) =>
    segment.parts.map((part, i) =>
      i === 0 ? { ...part, alignLog2: Math.max(part.alignLog2, segment.alignLog2) } : part,
    ),
  );
  const alignLog2 = largest(parts, (part) => part.alignLog2);
  const combined = new OutputSegment({ name: '.data', alignLog2, ...place(parts), isBss: false, isPassive: false });
  combined.address = segments[0]!.address;
  return combined;
}
