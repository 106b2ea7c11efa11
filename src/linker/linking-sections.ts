/**
 * What makes the output an object again (-r, --emit-relocs): the `linking` section with symbols, segments, init functions
 * and COMDAT groups, and a `reloc.*` section for each section that has relocations.
 * Not here: the sections themselves.
 */
import { SymbolFlag, symbolKinds } from '../wasm/model.ts';
import { ByteWriter } from '../wasm/writer.ts';
import type { Atom } from './atoms.ts';
import type { OutputFunction } from './output-indices.ts';
import { bytesSection, type OutputPlan, type OutputSection } from './output-plan.ts';
import type { LinkSymbol } from './symbols.ts';

/** A section that can have relocations. */
export interface RelocatedSection extends OutputSection {
  readonly relocationCount: number;
  writeRelocations(writer: ByteWriter, relocations: RelocationWriter): void;
}

/** Index of a symbol that the output's table lacks (its definition is dead): no valid index. */
const noSymbol = 0xffff_ffff;

/** Symbols of the output's own symbol table, and the sections that have a symbol. */
export class OutputSymbols {
  readonly #entries: (LinkSymbol | OutputSection)[] = [];
  readonly #indexOf = new Map<LinkSymbol | OutputSection, number>();

  /** A stub is local, so each object that refers to it adds it once more; the last entry counts, as in wasm-ld. */
  add(entry: LinkSymbol | OutputSection): void {
    this.#indexOf.set(entry, this.#entries.length);
    this.#entries.push(entry);
  }

  get entries(): readonly (LinkSymbol | OutputSection)[] {
    return this.#entries;
  }

  has(entry: LinkSymbol): boolean {
    return this.#indexOf.has(entry);
  }

  indexOf(entry: LinkSymbol | OutputSection): number {
    return this.#indexOf.get(entry) ?? noSymbol;
  }
}

export function collectOutputSymbols(plan: OutputPlan, customSections: readonly OutputSection[]): OutputSymbols {
  const { program, liveness } = plan;
  const symbols = new OutputSymbols();
  for (const symbol of program.symbols.globals()) {
    // A function without signature is one that --wrap made up and nothing refers to.
    if ((symbol.kind === 'function' && !symbol.signature) || symbol.isLazy) continue;
    // What nobody calls in a module that is moved is no import; wasm-ld crashes.
    if (symbol.kind === 'function' && symbol.isUndefined && indexOf(symbol, plan) === noSymbol) continue;
    if (symbol.usedInRegularObject && liveness.isLive(symbol) && !symbol.isShared) symbols.add(symbol);
  }
  for (const object of program.objects) {
    for (const symbol of program.symbolsOf(object)) {
      // A definition may have lost its name to one of another signature that was dropped later.
      const isNameless = symbol.state === 'defined' && !symbols.has(symbol);
      if ((symbol.isLocal || isNameless) && symbol.kind !== 'section' && liveness.isLive(symbol)) symbols.add(symbol);
    }
  }
  for (const section of customSections) symbols.add(section);
  return symbols;
}

/** Writes entries of `reloc.*`: the input's relocations, with offsets, indices and addends of the output. */
export class RelocationWriter {
  readonly #plan: OutputPlan;
  readonly #symbols: OutputSymbols;
  readonly #sectionOf: ReadonlyMap<string, OutputSection>;

  constructor(plan: OutputPlan, symbols: OutputSymbols, customSections: readonly OutputSection[]) {
    this.#plan = plan;
    this.#symbols = symbols;
    this.#sectionOf = new Map(customSections.map((section) => [section.name, section]));
  }

  /** The atom's relocations, with the atom at `begin` in its output section. */
  write({ relocations, first, last, originalOffset, object, symbols }: Atom, begin: number, writer: ByteWriter): void {
    for (let i = first; i < last; i++) {
      const { kind, offset, index, addend } = relocations.at(i);
      writer.uleb(kind.code).uleb(offset - originalOffset + begin);
      if (kind.target === 'type') {
        writer.uleb(this.#plan.needs.types.indexIn(object, index));
        continue;
      }
      const symbol = symbols[index]!;
      const section = symbol.kind === 'section' ? this.#sectionOf.get(symbol.name) : undefined;
      writer.uleb(this.#symbols.indexOf(section ?? symbol));
      if (!kind.hasAddend) continue;
      const isSection = kind.target === 'section';
      writer.sleb(isSection ? (this.#plan.relocator.sectionOffset(symbol, Number(addend)) ?? addend) : addend);
    }
  }
}

/** `sectionIndex` is the position of the section among all sections of the output. */
export function relocationSection(
  section: RelocatedSection,
  sectionIndex: number,
  relocations: RelocationWriter,
): OutputSection {
  const name = `reloc.${section.id === 10 ? 'CODE' : section.id === 11 ? 'DATA' : section.name}`;
  const writer = new ByteWriter(section.relocationCount * 6 + 16)
    .name(name)
    .uleb(sectionIndex)
    .uleb(section.relocationCount);
  section.writeRelocations(writer, relocations);
  return bytesSection(0, name, writer.finish());
}

/** `sectionIndexOf` gives the position in the output of a custom section. */
export function linkingSection(
  plan: OutputPlan,
  symbols: OutputSymbols,
  sectionIndexOf: (section: OutputSection) => number,
): OutputSection {
  const writer = new ByteWriter(1024).name('linking').uleb(2);
  const { segments } = plan.segments;
  if (symbols.entries.length > 0) {
    writer.section(8, 0, () =>
      writer.list(symbols.entries, (entry) => writeSymbol(entry, plan, sectionIndexOf, writer)),
    );
  }
  if (segments.length > 0) {
    writer.section(5, 0, () =>
      writer.list(segments, ({ name, alignLog2 }) => writer.name(name).uleb(alignLog2).uleb(0)),
    );
  }
  if (plan.initFunctions.length > 0) {
    writer.section(6, 0, () =>
      writer.list(plan.initFunctions, ({ priority, symbol }) => writer.uleb(priority).uleb(symbols.indexOf(symbol))),
    );
  }
  writeComdats(plan, writer);
  return bytesSection(0, 'linking', writer.finish());
}

function writeSymbol(
  entry: LinkSymbol | OutputSection,
  plan: OutputPlan,
  sectionIndexOf: (section: OutputSection) => number,
  writer: ByteWriter,
): void {
  if (!('state' in entry)) {
    writer.u8(symbolKinds.indexOf('section')).uleb(SymbolFlag.BindingLocal).uleb(sectionIndexOf(entry));
    return;
  }
  const { kind, flags, name, isDefined } = entry;
  writer.u8(kind === 'unknown' ? 0 : symbolKinds.indexOf(kind)).uleb(flags);
  if (kind === 'data') writeDataSymbol(entry, plan, writer);
  else {
    writer.uleb(indexOf(entry, plan));
    if (isDefined || (flags & SymbolFlag.ExplicitName) !== 0) writer.name(name);
  }
}

function indexOf(symbol: LinkSymbol, { indices }: OutputPlan): number {
  if (symbol.kind !== 'function') return indices.elementIndexOf(symbol) ?? noSymbol;
  const index = symbol.state === 'defined' ? indices.definedFunctionIndexOf(symbol) : indices.functionIndexOf(symbol);
  return index ?? noSymbol;
}

function writeDataSymbol(symbol: LinkSymbol, { liveness, segments }: OutputPlan, writer: ByteWriter): void {
  writer.name(symbol.name);
  if (symbol.state !== 'defined') return;
  const atom = symbol.object && liveness.atoms.find(symbol.object, 'data', symbol.index);
  if (atom) {
    writer.uleb(segments.indexOf(segments.segmentOf(atom)!)).uleb(segments.offsetInSegment(atom, symbol.offset));
  } else writer.uleb(0).uleb(symbol.offset);
  writer.uleb(symbol.size);
}

function writeComdats({ indices, segments }: OutputPlan, writer: ByteWriter): void {
  const groups = new Map<string, { kind: number; index: number }[]>();
  const add = (name: string, kind: number, index: number) => {
    if (name !== '') groups.set(name, [...(groups.get(name) ?? []), { kind, index }]);
  };
  const comdatOf = (func: OutputFunction) => ('id' in func ? func.object.comdatName('function', func.index) : '');
  for (const func of indices.functions) add(comdatOf(func), 1, indices.indexOfFunction(func));
  for (const [index, segment] of segments.segments.entries()) add(segment.parts[0]?.comdatName ?? '', 0, index);
  if (groups.size === 0) return;
  const sorted = [...groups].sort(([first], [second]) => Buffer.compare(Buffer.from(first), Buffer.from(second)));
  writer.section(7, 0, () =>
    writer.list(sorted, ([name, members]) =>
      writer
        .name(name)
        .uleb(0)
        .list(members, ({ kind, index }) => writer.u8(kind).uleb(index)),
    ),
  );
}
