/**
 * The index spaces of one object to be: types, imports, functions, globals, table entries, symbols, and where its
 * segments lie in its own memory. Built before any bytes are written, so that every site can hold the provisional value
 * that LLVM writes there. Order of imports and of added symbols as LLVM's object writer has it.
 */
import { type ReferenceUse, visitReferences } from '../scenario/body-references.ts';
import type {
  ScenarioFunction,
  ScenarioObject,
  ScenarioSegment,
  ScenarioSymbol,
  Signature,
  TableShape,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { isSlot } from '../scenario/site-kinds.ts';
import { signatureText } from '../scenario/values.ts';
import { functionOf, segmentOf } from './denotation.ts';

/** Globals that code refers to beside the object's own symbols. Each is imported, with a symbol, where it is used. */
export const ownGlobals = {
  'stack-pointer': { name: '__stack_pointer', mutable: true },
  'memory-base': { name: '__memory_base', mutable: false },
  'table-base': { name: '__table_base', mutable: false },
  'tls-base': { name: '__tls_base', mutable: true },
  'tls-size': { name: '__tls_size', mutable: false },
  'tls-align': { name: '__tls_align', mutable: false },
} as const;
export type OwnGlobal = keyof typeof ownGlobals;

/** What a site refers to: a symbol of the scenario, its GOT entry, a type, or a symbol that lowering adds. */
export type Target =
  | { readonly symbol: string }
  | { readonly got: string }
  | { readonly type: Signature }
  | { readonly own: OwnGlobal | 'table' };

export class IndexSpace {
  readonly object: ScenarioObject;
  /** In order of first use. */
  readonly types: Signature[] = [];
  readonly importedFunctions: ScenarioSymbol[] = [];
  readonly importedGlobals: ScenarioSymbol[] = [];
  /** In the order of their imports and symbols. */
  readonly ownGlobals: readonly OwnGlobal[];
  /** Symbols whose GOT entry is used, each an imported global behind the others. */
  readonly gotEntries: readonly ScenarioSymbol[];
  readonly usesTable: boolean;
  /** Ids of symbols that code takes to be thread-local. */
  readonly threadLocal: ReadonlySet<string>;
  /** A slot is taken: LLVM then keeps the table symbol from being stripped. */
  readonly takesSlots: boolean;
  /** False in objects as before reference types: one table, no symbol for it, no TABLE_NUMBER sites. */
  readonly tableHasSymbol: boolean;
  /** Function indices in the order of the element segment, which begins at slot 1. */
  readonly tableEntries: number[] = [];
  readonly segmentOffsets = new Map<ScenarioSegment, number>();
  readonly memorySize: number;
  readonly #typeIndices = new Map<string, number>();
  readonly #symbols = new Map<string, ScenarioSymbol>();
  readonly #symbolIndices = new Map<string, number>();
  readonly #functionIndices = new Map<string, number>();
  readonly #globalIndices = new Map<string, number>();
  readonly #tagIndices = new Map<string, number>();
  readonly #tableIndices = new Map<string, number>();
  readonly #definedFunctionIndices = new Map<string, number>();
  readonly #slots = new Map<string, number>();

  constructor(object: ScenarioObject) {
    this.object = object;
    const uses = usesOf(object);
    this.ownGlobals = (Object.keys(ownGlobals) as OwnGlobal[]).filter((own) => uses.own.has(own));
    this.threadLocal = uses.threadLocal;
    this.takesSlots = uses.slots.length > 0;
    this.usesTable = uses.indirectCalls || this.takesSlots;
    this.tableHasSymbol = object.legacyTable !== true;
    object.symbols.forEach((symbol, i) => {
      this.#symbols.set(symbol.id, symbol);
      this.#symbolIndices.set(symbol.id, i);
    });
    this.gotEntries = [...uses.got].map((symbol) => this.#symbols.get(symbol)!);
    this.#numberImports();
    this.#numberDefinitions();
    this.#numberElements('tag', this.#tagIndices, 0);
    // The function table is the first: objects without symbols for tables mean number 0.
    this.#numberElements('table', this.#tableIndices, this.usesTable ? 1 : 0);
    for (const { parameters } of object.tags ?? []) this.typeIndex({ parameters, results: [] });
    for (const symbol of uses.slots) this.#takeSlot(symbol);
    for (const signature of uses.types) this.typeIndex(signature);
    this.memorySize = this.#placeSegments();
  }

  get tableSymbolIndex(): number {
    return this.object.symbols.length + this.ownGlobals.length;
  }

  indexOf(target: Target): number {
    if ('type' in target) return this.typeIndex(target.type);
    if ('got' in target) return this.#symbolIndices.get(target.got)!;
    if (!('own' in target)) return this.#symbolIndices.get(target.symbol)!;
    if (target.own === 'table') return this.tableSymbolIndex;
    return this.object.symbols.length + this.ownGlobals.indexOf(target.own);
  }

  /** A reference's value as far as this object alone knows it. */
  provisionalValue(kind: string, target: Target, addend: number): number {
    if ('type' in target) return this.typeIndex(target.type);
    if ('own' in target) return target.own === 'table' ? 0 : this.ownGlobalIndex(target.own);
    if ('got' in target) return this.#gotIndex(target.got);
    if (kind.startsWith('MEMORY_ADDR')) return this.#address(target.symbol, addend);
    if (kind.startsWith('TABLE_INDEX_REL')) return Math.max(0, (this.#slots.get(target.symbol) ?? 0) - 1);
    if (kind.startsWith('TABLE_INDEX')) return this.#slots.get(target.symbol) ?? 0;
    if (kind.startsWith('GLOBAL_INDEX')) return this.#globalIndices.get(target.symbol) ?? 0;
    if (kind.startsWith('TAG_INDEX')) return this.#tagIndices.get(target.symbol) ?? 0;
    if (kind.startsWith('TABLE_NUMBER')) return this.#tableIndices.get(target.symbol) ?? 0;
    if (kind.startsWith('FUNCTION_INDEX')) return this.#functionIndices.get(target.symbol) ?? 0;
    return addend;
  }

  /** What this object declares or defines the function symbol with. */
  signatureOf(symbol: string): Signature {
    const { denotes } = this.#symbols.get(symbol)!;
    if (denotes.kind === 'undefined-function') return denotes.signature;
    if (denotes.kind !== 'function') throw new Error(`${this.object.name}: ${symbol} is no function`);
    return functionOf(this.object, denotes.function).signature;
  }

  /** What this object declares or defines the global symbol with. */
  globalTypeOf(symbol: string): ValueTypeName {
    const { denotes } = this.#symbols.get(symbol)!;
    if (denotes.kind === 'undefined-global') return denotes.type;
    if (denotes.kind !== 'global') throw new Error(`${this.object.name}: ${symbol} is no global`);
    return this.object.globals.find(({ id }) => id === denotes.global)!.type;
  }

  typeIndex(signature: Signature): number {
    const text = signatureText(signature);
    let index = this.#typeIndices.get(text);
    if (index === undefined) {
      index = this.types.length;
      this.types.push(signature);
      this.#typeIndices.set(text, index);
    }
    return index;
  }

  /** What this object declares or defines the tag symbol with. */
  parametersOf(symbol: string): readonly ValueTypeName[] {
    const { denotes } = this.#symbols.get(symbol)!;
    if (denotes.kind === 'undefined-tag') return denotes.parameters;
    if (denotes.kind !== 'tag') throw new Error(`${this.object.name}: ${symbol} is no tag`);
    return this.object.tags!.find(({ id }) => id === denotes.tag)!.parameters;
  }

  /** What this object declares or defines the table symbol with. */
  tableShapeOf(symbol: string): TableShape {
    const { denotes } = this.#symbols.get(symbol)!;
    if (denotes.kind === 'undefined-table') return denotes;
    if (denotes.kind !== 'table') throw new Error(`${this.object.name}: ${symbol} is no table`);
    return this.object.tables!.find(({ id }) => id === denotes.table)!;
  }

  /** Index of a symbol in the space of its kind. */
  elementIndex(symbol: string): number {
    for (const indices of [this.#functionIndices, this.#globalIndices, this.#tagIndices, this.#tableIndices]) {
      const index = indices.get(symbol);
      if (index !== undefined) return index;
    }
    return 0;
  }

  ownGlobalIndex(own: OwnGlobal): number {
    return this.importedGlobals.length + this.ownGlobals.indexOf(own);
  }

  #gotIndex(symbol: string): number {
    const entry = this.gotEntries.findIndex(({ id }) => id === symbol);
    return this.importedGlobals.length + this.ownGlobals.length + entry;
  }

  functionIndex(lowered: ScenarioFunction): number {
    return this.#definedFunctionIndices.get(lowered.id)!;
  }

  #numberImports(): void {
    for (const symbol of this.object.symbols) {
      if (symbol.denotes.kind === 'undefined-function') {
        this.#functionIndices.set(symbol.id, this.importedFunctions.length);
        this.importedFunctions.push(symbol);
        this.typeIndex(symbol.denotes.signature);
      } else if (symbol.denotes.kind === 'undefined-global') {
        this.#globalIndices.set(symbol.id, this.importedGlobals.length);
        this.importedGlobals.push(symbol);
      }
    }
  }

  /** Imported ones in the order of their symbols, then those that are defined. */
  #numberElements(kind: 'tag' | 'table', indices: Map<string, number>, first: number): void {
    let next = first;
    for (const { id, denotes } of this.object.symbols) {
      if (denotes.kind !== `undefined-${kind}`) continue;
      indices.set(id, next++);
      if (denotes.kind === 'undefined-tag') this.typeIndex({ parameters: denotes.parameters, results: [] });
    }
    const defined = (kind === 'tag' ? this.object.tags : this.object.tables) ?? [];
    for (const { id, denotes } of this.object.symbols) {
      const own = denotes.kind === 'tag' ? denotes.tag : denotes.kind === 'table' ? denotes.table : undefined;
      if (denotes.kind === kind) indices.set(id, next + defined.findIndex((one) => one.id === own));
    }
  }

  #numberDefinitions(): void {
    const { functions, globals, symbols } = this.object;
    functions.forEach((lowered, i) => {
      this.#definedFunctionIndices.set(lowered.id, this.importedFunctions.length + i);
      this.typeIndex(lowered.signature);
    });
    const firstGlobal = this.importedGlobals.length + this.ownGlobals.length + this.gotEntries.length;
    for (const { id, denotes } of symbols) {
      if (denotes.kind === 'function')
        this.#functionIndices.set(id, this.#definedFunctionIndices.get(denotes.function)!);
      if (denotes.kind === 'global') {
        this.#globalIndices.set(id, firstGlobal + globals.findIndex((global) => global.id === denotes.global));
      }
    }
  }

  #takeSlot(symbol: string): void {
    const index = this.#functionIndices.get(symbol)!;
    let position = this.tableEntries.indexOf(index);
    if (position < 0) position = this.tableEntries.push(index) - 1;
    this.#slots.set(symbol, position + 1);
  }

  #placeSegments(): number {
    let size = 0;
    for (const segment of this.object.segments) {
      const alignment = 2 ** segment.alignLog2;
      size = Math.ceil(size / alignment) * alignment;
      this.segmentOffsets.set(segment, size);
      size += segment.bytes.length / 2;
    }
    return size;
  }

  #address(symbol: string, addend: number): number {
    const { denotes } = this.#symbols.get(symbol)!;
    if (denotes.kind === 'absolute-data') return denotes.address + addend;
    if (denotes.kind !== 'data') return 0;
    return this.segmentOffsets.get(segmentOf(this.object, denotes.segment))! + denotes.offset + addend;
  }
}

interface Uses {
  readonly own: Set<OwnGlobal>;
  readonly got: Set<string>;
  readonly threadLocal: Set<string>;
  indirectCalls: boolean;
  readonly slots: string[];
  readonly types: Signature[];
}

function usesOf(object: ScenarioObject): Uses {
  const uses: Uses = {
    own: new Set(),
    got: new Set(),
    threadLocal: new Set(),
    indirectCalls: false,
    slots: [],
    types: [],
  };
  for (const { body } of object.functions) visitReferences(body, (use, symbol) => noteUse(uses, use, symbol));
  for (const { sites } of [...object.segments, ...object.customSections]) {
    for (const site of sites) if (isSlot(site.kind)) uses.slots.push(site.symbol);
  }
  return uses;
}

function noteUse(uses: Uses, use: ReferenceUse, symbol: string): void {
  if (use === 'stack-pointer' || use === 'tls-base' || use === 'tls-size' || use === 'tls-align') uses.own.add(use);
  else if (use === 'indirect-call' || use === 'function-table') uses.indirectCalls = true;
  else if (use === 'slot') uses.slots.push(symbol);
  else if (use === 'slot-got' || use === 'address-got') uses.got.add(symbol);
  else if (use === 'address-rel') uses.own.add('memory-base');
  else if (use === 'address-tls') {
    uses.own.add('tls-base');
    uses.threadLocal.add(symbol);
  } else if (use === 'slot-rel') {
    uses.own.add('table-base');
    uses.slots.push(symbol);
  }
}
