/**
 * The files of a link as the passes see them: an object with its decoded index, a shared object, a stub library.
 * An object's own facts (names of its functions, COMDAT losers, import counts) are collected when it joins the link;
 * bytes stay where they are, and no payload is opened here (`mark.ts` does that).
 * Not here: reading and telling files apart (`load.ts`).
 */
import {
  type FunctionType,
  type Import,
  type ObjectSymbol,
  SegmentFlag,
  SymbolFlag,
  type WasmModule,
  type WasmObject,
} from '../wasm/model.ts';

export type InputFile = ObjectFile | SharedFile | StubFile;

/** The three kinds of payload that become atoms. */
export type PayloadKind = 'function' | 'data' | 'custom';

export class ObjectFile {
  readonly kind = 'object';
  readonly name: string;
  /** The archive it is a member of, or empty. */
  readonly archiveName: string;
  /** False of a finished module: it cannot be linked, but as a member of an archive it does no harm until it is needed. */
  readonly isRelocatable: boolean;
  /** Not linked until something refers to it. */
  lazy: boolean;
  /** Named on the command line, or something in it is reached: its init functions and retained segments are roots. */
  live: boolean;
  /** Position among the linked objects; -1 until it joins the link. */
  ordinal = -1;
  /** Of a lazy object: the names that take it in. */
  definedNames: readonly string[] = [];
  /** Of a lazy object: how many entries it has once it is opened again. */
  closedEntries = 0;
  /** A group of the same name came first, by COMDAT index. */
  lostComdats: readonly boolean[] = [];

  readonly #decode: () => WasmObject;
  #index: ObjectIndex | undefined;
  #functionNames: string[] | undefined;
  #elementNames: ElementNames | undefined;
  #exportNames: Map<number, string> | undefined;
  #debugNames: Map<number, string> | undefined;

  constructor(source: {
    name: string;
    archiveName: string;
    /** Gives the same each time it is called. */
    decode: () => WasmObject;
    isRelocatable: boolean;
    lazy: boolean;
    live: boolean;
  }) {
    this.name = source.name;
    this.archiveName = source.archiveName;
    this.#decode = source.decode;
    this.isRelocatable = source.isRelocatable;
    this.lazy = source.lazy;
    this.live = source.live;
  }

  get wasm(): WasmObject {
    return this.#opened.wasm;
  }
  get functionImports(): ObjectIndex['functionImports'] {
    return this.#opened.functionImports;
  }
  get globalImports(): ObjectIndex['globalImports'] {
    return this.#opened.globalImports;
  }
  get tableImports(): ObjectIndex['tableImports'] {
    return this.#opened.tableImports;
  }
  get tagImports(): ObjectIndex['tagImports'] {
    return this.#opened.tagImports;
  }
  get codeSectionIndex(): number {
    return this.#opened.codeSectionIndex;
  }
  get dataSectionIndex(): number {
    return this.#opened.dataSectionIndex;
  }

  get #opened(): ObjectIndex {
    this.#index ??= indexOf(this.#decode());
    return this.#index;
  }

  /**
   * Of a lazy object only the names that lead to it are kept: most members of most archives are not needed, and those
   * that are get decoded again.
   */
  close(): void {
    this.definedNames = this.wasm.linking.symbols.filter(isVisibleDefinition).map(({ name }) => name);
    this.#index = undefined;
  }

  /** COMDAT index of a payload, or -1. Functions count from the first definition, custom sections by section index. */
  comdatOf(kind: PayloadKind, index: number): number {
    return this.#opened.comdatOf[kind].get(index) ?? -1;
  }

  comdatName(kind: PayloadKind, index: number): string {
    return this.wasm.linking.comdats[this.comdatOf(kind, index)]?.name ?? '';
  }

  /** The payload belongs to a COMDAT group that lost to an earlier one. */
  isDiscarded(kind: PayloadKind, index: number): boolean {
    const comdat = this.#opened.comdatOf[kind].get(index);
    return comdat !== undefined && this.lostComdats[comdat] === true;
  }

  signatureOf(definedFunction: number): FunctionType {
    return this.wasm.types[this.wasm.functions[definedFunction]!]!;
  }

  /** Segment flags; objects from before the TLS flag say it by the segment's name. */
  segmentFlags(segment: number): number {
    const info = this.wasm.linking.segments[segment];
    if (!info) return 0;
    const impliedTls = info.name.startsWith('.tdata') || info.name.startsWith('.tbss');
    return impliedTls ? info.flags | SegmentFlag.Tls : info.flags;
  }

  segmentName(segment: number): string {
    return this.wasm.linking.segments[segment]?.name ?? '';
  }

  segmentAlignLog2(segment: number): number {
    return this.wasm.linking.segments[segment]?.alignLog2 ?? 0;
  }

  /** The name of the first symbol that defines the function, or empty. */
  functionName(definedFunction: number): string {
    this.#functionNames ??= firstNames(this.wasm, this.functionImports.length);
    return this.#functionNames[definedFunction] ?? '';
  }

  globalName(definedGlobal: number): string {
    return this.#elementName('global', definedGlobal + this.globalImports.length);
  }

  tagName(definedTag: number): string {
    return this.#elementName('tag', definedTag + this.tagImports.length);
  }

  tableName(definedTable: number): string {
    return this.#elementName('table', definedTable + this.tableImports.length);
  }

  /** The name of the first symbol for an entry of an index space, or empty. */
  #elementName(kind: 'global' | 'tag' | 'table', index: number): string {
    this.#elementNames ??= firstElementNames(this.wasm);
    return this.#elementNames[kind].get(index) ?? '';
  }

  exportName(definedFunction: number): string | undefined {
    this.#exportNames ??= new Map(
      this.wasm.exports.filter((entry) => entry.kind === 'function').map((entry) => [entry.index, entry.name]),
    );
    return this.#exportNames.get(definedFunction + this.functionImports.length);
  }

  /** The function's name in the object's own `name` section, or empty. */
  debugName(definedFunction: number): string {
    this.#debugNames ??= new Map(this.wasm.names?.functions.map((entry) => [entry.index, entry.name]));
    return this.#debugNames.get(definedFunction + this.functionImports.length) ?? '';
  }
}

/** What is known of an object while it is open. */
interface ObjectIndex {
  readonly wasm: WasmObject;
  readonly functionImports: readonly Extract<Import, { kind: 'function' }>[];
  readonly globalImports: readonly Extract<Import, { kind: 'global' }>[];
  readonly tableImports: readonly Extract<Import, { kind: 'table' }>[];
  readonly tagImports: readonly Extract<Import, { kind: 'tag' }>[];
  readonly codeSectionIndex: number;
  readonly dataSectionIndex: number;
  readonly comdatOf: Readonly<Record<PayloadKind, ReadonlyMap<number, number>>>;
}

const none: readonly never[] = [];

function indexOf(wasm: WasmObject): ObjectIndex {
  const { imports, sections } = wasm;
  const functionImports = ofKind(imports, 'function');
  return {
    wasm,
    functionImports,
    globalImports: ofKind(imports, 'global'),
    tableImports: ofKind(imports, 'table'),
    tagImports: ofKind(imports, 'tag'),
    codeSectionIndex: sections.findIndex((section) => section.id === 10),
    dataSectionIndex: sections.findIndex((section) => section.id === 11),
    comdatOf: wasm.linking.comdats.length === 0 ? noComdats : comdatMembers(wasm, functionImports.length),
  };
}

/** An archive may have a hundred thousand members: what none has is the same empty list for all. */
function ofKind<Kind extends Import['kind']>(
  imports: readonly Import[],
  kind: Kind,
): readonly Extract<Import, { kind: Kind }>[] {
  const isOfKind = (entry: Import): entry is Extract<Import, { kind: Kind }> => entry.kind === kind;
  return imports.some(isOfKind) ? imports.filter(isOfKind) : none;
}

function isVisibleDefinition({ flags }: ObjectSymbol): boolean {
  return (flags & SymbolFlag.Undefined) === 0 && (flags & 3) !== SymbolFlag.BindingLocal;
}

export class SharedFile {
  readonly kind = 'shared';
  readonly name: string;
  readonly archiveName = '';
  readonly wasm: WasmModule;
  readonly lazy = false;
  live = false;

  constructor(name: string, wasm: WasmModule) {
    this.name = name;
    this.wasm = wasm;
  }
}

/** A text file that lists symbols which the host provides, each with the symbols that it needs in turn. */
export class StubFile {
  readonly kind = 'stub';
  readonly name: string;
  readonly archiveName = '';
  readonly lazy = false;
  live = false;
  readonly dependencies: ReadonlyMap<string, readonly string[]>;

  constructor(name: string, dependencies: ReadonlyMap<string, readonly string[]>) {
    this.name = name;
    this.dependencies = dependencies;
  }
}

/** As in messages: `foo.o`, `libfoo.a(foo.o)`, or `<internal>` for what the linker made up. */
export function fileName(file: InputFile | undefined): string {
  if (!file) return '<internal>';
  return file.archiveName === '' ? file.name : `${file.archiveName}(${file.name})`;
}

const noComdats = {
  function: new Map<number, number>(),
  data: new Map<number, number>(),
  custom: new Map<number, number>(),
};

function comdatMembers(wasm: WasmObject, importedFunctions: number): Record<PayloadKind, Map<number, number>> {
  const members = {
    function: new Map<number, number>(),
    data: new Map<number, number>(),
    custom: new Map<number, number>(),
  };
  wasm.linking.comdats.forEach((comdat, index) => {
    for (const member of comdat.members) {
      if (member.kind === 'function') members.function.set(member.index - importedFunctions, index);
      else if (member.kind === 'data') members.data.set(member.index, index);
      else if (member.kind === 'section') members.custom.set(member.index, index);
    }
  });
  return members;
}

type ElementNames = Readonly<Record<'global' | 'tag' | 'table', ReadonlyMap<number, string>>>;

function firstElementNames(wasm: WasmObject): ElementNames {
  const names = { global: new Map<number, string>(), tag: new Map<number, string>(), table: new Map<number, string>() };
  for (const { kind, index, name } of wasm.linking.symbols) {
    if (kind !== 'global' && kind !== 'tag' && kind !== 'table') continue;
    if (!names[kind].has(index)) names[kind].set(index, name);
  }
  return names;
}

function firstNames(wasm: WasmObject, importedFunctions: number): string[] {
  const names: string[] = new Array(wasm.functions.length).fill('');
  for (const symbol of wasm.linking.symbols) {
    if (symbol.kind !== 'function' || symbol.index < importedFunctions) continue;
    const defined = symbol.index - importedFunctions;
    if (names[defined] === '') names[defined] = symbol.name;
  }
  return names;
}
