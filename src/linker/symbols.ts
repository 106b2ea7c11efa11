/**
 * What a symbol is while it is linked. One class with one shape for every kind and state, because millions of them pass
 * through the hot loops; `state` says what is known about it, `kind` what it names.
 * In: entries of objects' symbol tables, names made up by the linker. Symbols change only while names are resolved
 * (`symbol-table.ts`, `resolve.ts`) and when a synthetic definition takes one over; what later passes learn about a
 * symbol (slots, indices, addresses) stands in their own tables, keyed by `id`.
 */
import { type FunctionType, type GlobalType, SymbolFlag, type SymbolKind, type TableType } from '../wasm/model.ts';
import type { InputFile, ObjectFile } from './input-files.ts';
import type { SyntheticFunction, SyntheticGlobal, SyntheticTable } from './synthetic.ts';

/** Dense, in order of creation, locals included. */
export type SymbolId = number;

/**
 * undefined: wanted. lazy: a member not yet taken has a definition. shared: defined in a shared object.
 * discarded: a section symbol whose section lost its COMDAT group.
 */
export type SymbolState = 'undefined' | 'lazy' | 'shared' | 'defined';

/** Everything that a new definition or reference brings; what is missing is empty. */
export interface SymbolContent {
  readonly name: string;
  readonly kind: SymbolKind | 'unknown';
  readonly state: SymbolState;
  readonly flags: number;
  readonly file: InputFile | undefined;
  /** The object that holds the payload of a defined symbol. */
  readonly object?: ObjectFile | undefined;
  /** Index among the object's *definitions* of that kind (imports not counted); segment index of data; section index. */
  readonly index?: number | undefined;
  readonly offset?: number | undefined;
  readonly size?: number | undefined;
  readonly synthetic?: SyntheticFunction | SyntheticGlobal | SyntheticTable | undefined;
  readonly signature?: FunctionType | undefined;
  readonly globalType?: GlobalType | undefined;
  readonly tableType?: TableType | undefined;
  readonly importModule?: string | undefined;
  readonly importName?: string | undefined;
  readonly calledDirectly?: boolean | undefined;
}

/** What is true of a symbol or not, a bit each: as fields they would take a third of it. */
const Trait = {
  calledDirectly: 1,
  isStub: 2,
  usedInRegularObject: 4,
  forceExport: 8,
  forceImport: 16,
  traced: 32,
  referenced: 64,
  /** Those that stay when another definition takes the symbol over. */
  stays: 4 | 8 | 16 | 32 | 64,
} as const;

export class LinkSymbol {
  readonly id: SymbolId;
  name = '';
  kind: SymbolKind | 'unknown' = 'unknown';
  state: SymbolState = 'undefined';
  /** Bits of `SymbolFlag`. */
  flags = 0;
  file: InputFile | undefined = undefined;
  object: ObjectFile | undefined = undefined;
  index = -1;
  /** Of defined data: offset in its segment, or its address when it has none. */
  offset = 0;
  size = 0;
  synthetic: SyntheticFunction | SyntheticGlobal | SyntheticTable | undefined = undefined;
  signature: FunctionType | undefined = undefined;
  globalType: GlobalType | undefined = undefined;
  tableType: TableType | undefined = undefined;
  importModule: string | undefined = undefined;
  importName: string | undefined = undefined;
  /** Its name's place in the order of first mention; -1 when no name leads to it. */
  place = -1;
  /** Bits of `Trait`. */
  #traits = 0;
  /** The stub that calls of this undefined function end in. */
  stub: LinkSymbol | undefined = undefined;

  constructor(id: SymbolId) {
    this.id = id;
  }

  /** Takes over the content of a new definition or reference; what others know about the name stays. */
  become(content: SymbolContent): this {
    this.name = content.name;
    this.kind = content.kind;
    this.state = content.state;
    this.flags = content.flags;
    this.file = content.file;
    this.object = content.object;
    this.index = content.index ?? -1;
    this.offset = content.offset ?? 0;
    this.size = content.size ?? 0;
    this.synthetic = content.synthetic;
    this.signature = content.signature;
    this.globalType = content.globalType;
    this.tableType = content.tableType;
    this.importModule = content.importModule;
    this.importName = content.importName;
    this.#traits &= Trait.stays;
    if (content.calledDirectly) this.#traits |= Trait.calledDirectly;
    this.stub = undefined;
    return this;
  }

  /** Some object calls the undefined function directly, so its signature counts. */
  get calledDirectly(): boolean {
    return (this.#traits & Trait.calledDirectly) !== 0;
  }
  set calledDirectly(is: boolean) {
    this.#set(Trait.calledDirectly, is);
  }
  /** Stands in for a missing function: it has no table slot, its address is null. */
  get isStub(): boolean {
    return (this.#traits & Trait.isStub) !== 0;
  }
  set isStub(is: boolean) {
    this.#set(Trait.isStub, is);
  }
  get usedInRegularObject(): boolean {
    return (this.#traits & Trait.usedInRegularObject) !== 0;
  }
  set usedInRegularObject(is: boolean) {
    this.#set(Trait.usedInRegularObject, is);
  }
  get forceExport(): boolean {
    return (this.#traits & Trait.forceExport) !== 0;
  }
  set forceExport(is: boolean) {
    this.#set(Trait.forceExport, is);
  }
  get forceImport(): boolean {
    return (this.#traits & Trait.forceImport) !== 0;
  }
  set forceImport(is: boolean) {
    this.#set(Trait.forceImport, is);
  }
  get traced(): boolean {
    return (this.#traits & Trait.traced) !== 0;
  }
  set traced(is: boolean) {
    this.#set(Trait.traced, is);
  }
  /** Reached by the mark phase, or never subject to it. */
  get referenced(): boolean {
    return (this.#traits & Trait.referenced) !== 0;
  }
  set referenced(is: boolean) {
    this.#set(Trait.referenced, is);
  }

  #set(trait: number, is: boolean): void {
    this.#traits = is ? this.#traits | trait : this.#traits & ~trait;
  }

  /** Defined here or in a shared object. */
  get isDefined(): boolean {
    return this.state === 'defined' || this.state === 'shared';
  }
  get isUndefined(): boolean {
    return this.state === 'undefined';
  }
  get isLazy(): boolean {
    return this.state === 'lazy';
  }
  get isShared(): boolean {
    return this.state === 'shared';
  }
  get isWeak(): boolean {
    return (this.flags & 3) === SymbolFlag.BindingWeak;
  }
  get isLocal(): boolean {
    return (this.flags & 3) === SymbolFlag.BindingLocal;
  }
  get isHidden(): boolean {
    return (this.flags & SymbolFlag.VisibilityHidden) !== 0;
  }
  get isTls(): boolean {
    return (this.flags & SymbolFlag.Tls) !== 0;
  }
  get isNoStrip(): boolean {
    return (this.flags & SymbolFlag.NoStrip) !== 0;
  }
  get isUndefinedWeak(): boolean {
    return this.isWeak && (this.isUndefined || this.isLazy);
  }
  get isExportedExplicitly(): boolean {
    return this.forceExport || (this.flags & SymbolFlag.Exported) !== 0;
  }
  /** The source says that it comes from the host (`import_name`), or a stub library or shared object provides it. */
  get isImported(): boolean {
    return this.isShared || (this.isUndefined && (this.importName !== undefined || this.forceImport));
  }
  /** Data that stands in a segment (the others are absolute, undefined or shared). */
  get isInSegment(): boolean {
    return this.kind === 'data' && this.state === 'defined' && this.object !== undefined;
  }
  /** Data that an object gives as a number: it is not moved with the module. (The linker's own marks are.) */
  get isNumber(): boolean {
    return this.kind === 'data' && this.state === 'defined' && this.object === undefined && this.file !== undefined;
  }

  setHidden(hidden: boolean): void {
    if (hidden) this.flags |= SymbolFlag.VisibilityHidden;
    else this.flags &= ~SymbolFlag.VisibilityHidden;
  }
}
