/**
 * The mark phase: reaches from the roots over relocations to the definitions that won, and makes an atom of each payload
 * that it reaches. Nothing else makes atoms: what is collected, and what lost to another definition, is never opened.
 * Roots: the entry, exported and no-strip symbols, libc's destructors, init functions and retained segments of objects
 * that take part. Without --gc-sections every payload is a root. Custom sections are output without keeping alive what
 * they refer to.
 * In: a `Program`. Out: `Liveness`, frozen: nothing becomes alive after it but what the linker makes up.
 * A work list, no recursion: a call chain a million deep is fine.
 */
import { SegmentFlag } from '../wasm/model.ts';
import { relocationKinds } from '../wasm/relocation-kinds.ts';
import { type AtomOpener, type OpeningStats, openerFor } from './atom-strategy.ts';
import { type Atom, AtomTable } from './atoms.ts';
import { isKeptCustomSection } from './custom-sections.ts';
import { fileName, type InputFile, type ObjectFile, type PayloadKind } from './input-files.ts';
import { isMergedSegment } from './merge-strings.ts';
import { isPositionIndependent, type Program } from './program.ts';
import type { LinkSymbol } from './symbols.ts';

type ElementKind = 'global' | 'tag' | 'table';

/** What is alive. */
export interface Liveness {
  readonly atoms: AtomTable;
  readonly stats: MarkStats;
  isLive(symbol: LinkSymbol): boolean;
  isElementLive(object: ObjectFile, kind: ElementKind, index: number): boolean;
  /** The symbol counts for exports: defined, not local, and asked for in one way or another. */
  isExported(symbol: LinkSymbol): boolean;
}

export interface MarkStats extends OpeningStats {
  atomsMarked: number;
  relocationsVisited: number;
}

export function mark(program: Program): Liveness {
  const marker = new Marker(program);
  if (program.options.gcSections) marker.markFromRoots();
  else marker.markAll();
  marker.openCustomSections();
  return marker;
}

/** Kinds whose value is a plain table slot: through them a stub, whose address is null, is not reached. */
const tableSlotCodes = new Set(relocationKinds.filter((kind) => kind.value === 'table-slot').map((kind) => kind.code));
const typeIndexCode = relocationKinds.find((kind) => kind.target === 'type')!.code;

class Marker implements Liveness {
  readonly atoms = new AtomTable();
  readonly stats: MarkStats = {
    atomsParsed: 0,
    atomsMarked: 0,
    relocationsScanned: 0,
    relocationsVisited: 0,
    bytesCopied: 0,
    relocationsCopied: 0,
  };
  readonly #program: Program;
  readonly #opener: AtomOpener;
  readonly #elements: Readonly<Record<ElementKind, Map<ObjectFile, Uint8Array>>> = {
    global: new Map(),
    tag: new Map(),
    table: new Map(),
  };
  /** Atoms whose relocations are still to be followed. */
  readonly #queue: Atom[] = [];
  /** By the object's position in the link: 1 for each of its symbols that a relocation has reached. */
  readonly #followed: (Uint8Array | undefined)[] = [];
  /** Objects that have just come alive, whose own roots are still to be marked. */
  readonly #broughtObjects: ObjectFile[] = [];

  constructor(program: Program) {
    this.#program = program;
    this.#opener = openerFor(program.options.atoms, program.objects, this.stats);
  }

  isLive(symbol: LinkSymbol): boolean {
    if (symbol.state === 'defined') {
      const { kind, synthetic, object } = symbol;
      if (synthetic) return synthetic.live;
      if (object) {
        if (kind === 'function' || kind === 'data') return this.atoms.find(object, kind, symbol.index) !== undefined;
        if (kind === 'global' || kind === 'tag' || kind === 'table')
          return this.isElementLive(object, kind, symbol.index);
      }
    } else if (symbol.stub) return symbol.stub.synthetic!.live;
    return symbol.referenced;
  }

  isElementLive(object: ObjectFile, kind: ElementKind, index: number): boolean {
    if (!this.#program.options.gcSections) return true;
    return this.#elements[kind].get(object)?.[index] === 1;
  }

  isExported(symbol: LinkSymbol): boolean {
    if (symbol.state !== 'defined' || symbol.isLocal) return false;
    const { shared, exportAll, exportDynamic } = this.#program.options;
    // The dynamic linker may choose another module's weak definition, so it must see ours.
    if (shared && symbol.isWeak && !symbol.isHidden && this.isLive(symbol)) return true;
    if (exportAll || (exportDynamic && !symbol.isHidden)) return true;
    return symbol.isExportedExplicitly;
  }

  markFromRoots(): void {
    const { symbols, options, known, objects } = this.#program;
    if (options.entry) this.#markSymbol(symbols.find(options.entry));
    for (const symbol of symbols.globals()) if (symbol.isNoStrip || this.isExported(symbol)) this.#markSymbol(symbol);
    this.#markSymbol(known.callDtors);
    for (const object of objects) if (object.live) this.#broughtObjects.push(object);
    this.#drain();
    if (this.#isCallCtorsNeeded()) this.#markSymbol(known.callCtors);
  }

  /** Without garbage collection everything in every linked object is output, losers included. */
  markAll(): void {
    for (const object of this.#program.objects) {
      const { codePayloads, dataPayloads } = object.wasm;
      for (let i = 0; i < codePayloads.length; i++) this.#open(object, 'function', i);
      for (let i = 0; i < dataPayloads.length; i++) this.#open(object, 'data', i);
      object.live = true;
    }
  }

  /** Custom sections go to the output whole, but reach nothing. Stripped ones are never opened. */
  openCustomSections(): void {
    for (const object of this.#program.objects) {
      for (const section of object.wasm.sections) {
        if (isKeptCustomSection(object, section, this.#program.options)) this.#open(object, 'custom', section.index);
      }
    }
  }

  #open(object: ObjectFile, kind: PayloadKind, index: number): Atom {
    this.stats.atomsMarked++;
    const owner = { object, symbols: this.#program.symbolsOf(object) };
    return this.atoms.add(owner, kind, index, this.#opener.open(object, kind, index));
  }

  #markSymbol(symbol: LinkSymbol | undefined): void {
    if (!symbol || this.isLive(symbol)) return;
    const bringsObject = symbol.state === 'defined' && !(symbol.file?.live ?? true);
    symbol.referenced = true;
    if (symbol.isDefined && symbol.file) setLive(symbol.file);
    if (symbol.synthetic) symbol.synthetic.live = true;
    else if (symbol.state === 'defined' && symbol.object) this.#markPayload(symbol, symbol.object);
    if (bringsObject && symbol.file?.kind === 'object') this.#broughtObjects.push(symbol.file);
  }

  #markPayload(symbol: LinkSymbol, object: ObjectFile): void {
    const { kind, index } = symbol;
    if (kind === 'function' || kind === 'data') {
      if (kind === 'data') this.#checkStringOffset(symbol, object);
      this.#queue.push(this.#open(object, kind, index));
    } else if (kind === 'global' || kind === 'tag' || kind === 'table') {
      let live = this.#elements[kind].get(object);
      if (!live) {
        live = new Uint8Array(object.wasm[`${kind}s`].length);
        this.#elements[kind].set(object, live);
      }
      live[index] = 1;
    }
  }

  /** An address in a segment that is cut into strings must lie in one of them. */
  #checkStringOffset(symbol: LinkSymbol, object: ObjectFile): void {
    const { options, sink } = this.#program;
    if (!isMergedSegment(object, symbol.index, options)) return;
    if (symbol.offset < object.wasm.dataPayloads.size(symbol.index)) return;
    const message = `${fileName(object)}:(${object.segmentName(symbol.index)}): offset is outside the section`;
    sink.fatal('bad-string-segment', message, { object: fileName(object), symbol: symbol.name });
  }

  /** What an object that takes part brings by itself: its init functions and its retained segments. */
  #markImplicit(object: ObjectFile): void {
    const symbols = this.#program.symbolsOf(object);
    for (const init of object.wasm.linking.initFunctions) {
      const symbol = symbols[init.symbolIndex]!;
      if (!isDiscarded(symbol)) this.#markSymbol(symbol);
    }
    object.wasm.linking.segments.forEach((segment, index) => {
      if ((segment.flags & SegmentFlag.Retain) === 0) return;
      if (this.atoms.find(object, 'data', index) === undefined) this.#queue.push(this.#open(object, 'data', index));
    });
  }

  #drain(): void {
    for (;;) {
      const object = this.#broughtObjects.pop();
      if (object) this.#markImplicit(object);
      const atom = this.#queue.pop();
      if (atom) this.#followRelocations(atom);
      if (!object && !atom) return;
    }
  }

  #followRelocations({ relocations, first, last, symbols, object }: Atom): void {
    this.stats.relocationsVisited += last - first;
    if (first === last) return;
    const { codes, indices } = relocations;
    this.#followed[object.ordinal] ??= new Uint8Array(symbols.length);
    const followed = this.#followed[object.ordinal]!;
    for (let i = first; i < last; i++) {
      const code = codes[i]!;
      // The index of a type relocation is no symbol: decide before touching the table.
      if (code === typeIndexCode) continue;
      const index = indices[i]!;
      if (followed[index] === 1) continue;
      const symbol = symbols[index]!;
      if (symbol.isStub && tableSlotCodes.has(code)) continue;
      this.#markSymbol(symbol);
      followed[index] = 1;
    }
  }

  #isCallCtorsNeeded(): boolean {
    const { options, objects } = this.#program;
    if (options.relocatable) return false;
    if (isPositionIndependent(options)) return true;
    return objects.some((object) =>
      object.wasm.linking.initFunctions.some(({ symbolIndex }) => {
        const symbol = this.#program.symbolsOf(object)[symbolIndex]!;
        return !isDiscarded(symbol) && this.isLive(symbol);
      }),
    );
  }
}

function setLive(file: InputFile): void {
  file.live = true;
}

/** Its payload belongs to a COMDAT group that lost: such an init function is not called. */
export function isDiscarded(symbol: LinkSymbol): boolean {
  const { kind, object, index, state } = symbol;
  if (state !== 'defined' || !object) return false;
  if (kind === 'function' || kind === 'data') return object.isDiscarded(kind, index);
  return kind === 'section' && object.isDiscarded('custom', index);
}
