/**
 * Small relocatable objects for the linker's tests, from a description of a few words. Names stand for symbols: a name
 * that is referred to and not defined becomes an undefined symbol of the kind that the relocation wants.
 * Made with this project's own encoder; nothing here comes from a compiler.
 */
import type { DataSource } from '../wasm/data.ts';
import { encodeObject } from '../wasm/encode.ts';
import {
  type ConstantExpression,
  type FunctionType,
  type GlobalType,
  type Import,
  SymbolFlag,
  type SymbolKind,
  type TableType,
} from '../wasm/model.ts';
import type {
  CustomSource,
  ObjectSource,
  RelocationAt,
  RelocationSource,
  SymbolSource,
} from '../wasm/object-source.ts';
import { type RelocationKind, relocationKindNamed } from '../wasm/relocation-kinds.ts';
import { ByteWriter } from '../wasm/writer.ts';

/** A site: LLVM's name of the kind without prefix, the name (or type number) that it refers to, an addend. */
export type Site = readonly [kind: string, target: string | number, addend?: number];

/** Bytes as they are, or a site with its placeholder. */
export type Piece = readonly number[] | Site;

export interface SmallFunction {
  readonly name: string;
  readonly type?: FunctionType;
  /** After the local declarations, without the final `end`. Nothing: the function returns at once. */
  readonly code?: readonly Piece[];
  readonly flags?: number;
  readonly comdat?: string;
  readonly exportName?: string;
  /** Further symbols for the same body. */
  readonly aliases?: readonly string[];
}

export interface SmallSegment {
  readonly segment: string;
  readonly content: readonly Piece[];
  readonly alignLog2?: number;
  readonly flags?: number;
  readonly comdat?: string;
  /** How the segment says where it goes; a linker places it all the same. Default `active`. */
  readonly form?: 'active' | 'passive' | 'indexed';
  readonly symbols: readonly {
    readonly name: string;
    readonly offset?: number;
    readonly size?: number;
    readonly flags?: number;
  }[];
}

export interface SmallGlobal {
  readonly name: string;
  readonly value?: number;
  readonly flags?: number;
  /** Default: an immutable i32. */
  readonly type?: GlobalType;
  /** In place of `value`. */
  readonly init?: ConstantExpression;
}

export interface SmallCustom {
  readonly name: string;
  readonly content: readonly Piece[];
  readonly comdat?: string;
}

export interface SmallObject {
  readonly functions?: readonly SmallFunction[];
  readonly data?: readonly SmallSegment[];
  /** Data symbols that are addresses. */
  readonly absolutes?: readonly { readonly name: string; readonly address: number; readonly flags?: number }[];
  readonly globals?: readonly SmallGlobal[];
  readonly tables?: readonly { readonly name: string; readonly type?: TableType; readonly flags?: number }[];
  readonly tags?: readonly { readonly name: string; readonly type?: FunctionType; readonly flags?: number }[];
  readonly customs?: readonly SmallCustom[];
  /** Function names with priorities. */
  readonly init?: readonly (readonly [name: string, priority: number])[];
  /** Types of undefined functions and tags that are not `() -> ()`. */
  readonly undefinedTypes?: Readonly<Record<string, FunctionType>>;
  /** Flags of undefined symbols, such as weak. */
  readonly undefinedFlags?: Readonly<Record<string, number>>;
  /** Kinds of undefined symbols that differ from what their relocation says, as with GOT entries. */
  readonly undefinedKinds?: Readonly<Record<string, SymbolKind>>;
  /** Import names of undefined symbols; with a field the symbol has a name of its own. */
  readonly importNames?: Readonly<Record<string, { readonly module: string; readonly field?: string }>>;
  /** Names with a prefix `+`, `-` or `=`; without one they are used. */
  readonly features?: readonly string[];
  readonly is64?: boolean;
  /** How the object names the function table; by default by a symbol, when it takes an address of a function. */
  readonly functionTable?: 'symbol' | 'unnamed' | 'none';
  /** What the words above do not say. */
  readonly change?: (source: ObjectSource) => ObjectSource;
}

const noParameters: FunctionType = { parameters: [], results: [] };

export function smallObject(description: SmallObject): Uint8Array {
  const source = new ObjectBuilder(description).build();
  return encodeObject(description.change?.(source) ?? source);
}

interface Written {
  readonly bytes: Uint8Array;
  readonly sites: readonly { readonly site: Site; readonly offset: number }[];
}

/** Globals of the linker that a program sets. */
const mutableGlobals = new Set(['__stack_pointer', '__tls_base']);

class ObjectBuilder {
  readonly #object: SmallObject;
  readonly #types: FunctionType[] = [];
  readonly #imports: Import[] = [];
  readonly #counts = { function: 0, global: 0, tag: 0, table: 0 };
  readonly #symbols: SymbolSource[] = [];
  readonly #indexOf = new Map<string, number>();
  /** Others have no symbol. */
  readonly #sectionsReferredTo = new Set<string>();

  constructor(object: SmallObject) {
    this.#object = object;
  }

  build(): ObjectSource {
    const { functions = [], data = [], customs = [], init = [], is64 } = this.#object;
    const bodies = functions.map((func) => write([[0], ...(func.code ?? []), [0x0b]]));
    const segments = data.map((segment) => write(segment.content));
    const sections = customs.map((custom) => write(custom.content));
    this.#imports.push({
      module: 'env',
      field: '__linear_memory',
      kind: 'memory',
      memory: { flags: is64 ? 4 : 0, minimum: 0n },
    });
    const defined = this.#definedNames();
    const sites = [...bodies, ...segments, ...sections].flatMap((written) => written.sites.map(({ site }) => site));
    for (const site of sites) this.#refer(site, defined);
    this.#nameFunctionTable(sites);
    for (const name of Object.keys(this.#object.undefinedKinds ?? {}))
      if (!this.#indexOf.has(name)) this.#undefined(name, 'function');
    for (const [name] of init) if (!defined.has(name)) this.#undefined(name, 'function');
    this.#define();
    return {
      types: this.#types,
      imports: this.#imports,
      ...this.#definitions(),
      bodies: bodies.map(({ bytes }) => bytes),
      data: data.map(({ form }, i) => this.#segment(segments[i]!.bytes, form)),
      customs: this.#customs(sections),
      linking: {
        symbols: this.#symbols,
        segments: data.map(({ segment, alignLog2 = 0, flags = 0 }) => ({ name: segment, alignLog2, flags })),
        initFunctions: init.map(([name, priority]) => ({ priority, symbolIndex: this.#indexOf.get(name)! })),
        comdats: this.#comdats(),
      },
      relocations: [
        ...this.#relocations('code', bodies, false),
        ...this.#relocations('data', segments, false),
        ...sections.flatMap((section, custom) => this.#relocations({ custom }, [section], true)),
      ],
    };
  }

  #definedNames(): ReadonlySet<string> {
    const { functions = [], data = [], absolutes = [], globals = [], tables = [], tags = [] } = this.#object;
    return new Set([
      ...functions.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
      ...data.flatMap(({ symbols }) => symbols.map(({ name }) => name)),
      ...[...absolutes, ...globals, ...tables, ...tags].map(({ name }) => name),
    ]);
  }

  #definitions(): Partial<ObjectSource> {
    const { functions = [], globals = [], tables = [], tags = [] } = this.#object;
    return {
      functions: functions.map(({ type = noParameters }) => this.#type(type)),
      tables: tables.map(({ type = this.#tableType() }) => type),
      globals: globals.map(({ value = 0, type = { valueType: 0x7f, mutable: false }, init }) => ({
        type,
        init: init ?? { bytes: Uint8Array.of(0x41, value, 0x0b), value: { kind: 'i32', value } },
      })),
      tags: tags.map(({ type = noParameters }) => this.#type(type)),
      exports: functions.flatMap(({ exportName }, i) =>
        exportName === undefined ? [] : [{ name: exportName, kind: 'function', index: this.#counts.function + i }],
      ),
    };
  }

  #segment(bytes: Uint8Array, form: SmallSegment['form'] = 'active'): DataSource {
    if (form === 'passive') return { flags: 1, memoryIndex: 0, bytes };
    const offsetExpression: ConstantExpression = {
      bytes: Uint8Array.of(this.#object.is64 ? 0x42 : 0x41, 0, 0x0b),
      value: { kind: 'i32', value: 0 },
    };
    return { flags: form === 'indexed' ? 2 : 0, memoryIndex: 0, offsetExpression, bytes };
  }

  #customs(sections: readonly Written[]): CustomSource[] {
    const { customs = [], features } = this.#object;
    const written = customs.map(({ name }, i) => ({ name, content: sections[i]!.bytes }));
    if (features === undefined) return written;
    const content = new ByteWriter().list(features, (feature, to) => {
      const named = /^[-+=]/.test(feature) ? feature : `+${feature}`;
      to.u8(named.charCodeAt(0)).name(named.slice(1));
    });
    return [...written, { name: 'target_features', content: content.finish() }];
  }

  #relocations(of: RelocationSource['of'], all: readonly Written[], isOne: boolean): RelocationSource[] {
    const entries = all.flatMap(({ sites }, item) =>
      sites.map(({ site, offset }) => this.#entry(site, offset, isOne ? undefined : item)),
    );
    return entries.length > 0 ? [{ of, entries }] : [];
  }

  #tableType(): TableType {
    return { elementType: 0x70, limits: { flags: this.#object.is64 ? 4 : 0, minimum: 0n } };
  }

  #comdats() {
    const { functions = [], data = [], customs = [] } = this.#object;
    const named = [...functions, ...data, ...customs].flatMap(({ comdat }) => (comdat === undefined ? [] : [comdat]));
    const names = new Set(named);
    return [...names].map((name) => ({
      name,
      flags: 0,
      members: [
        ...functions.flatMap(({ comdat }, i) =>
          comdat === name ? [{ kind: 'function' as const, index: this.#counts.function + i }] : [],
        ),
        ...data.flatMap(({ comdat }, index) => (comdat === name ? [{ kind: 'data' as const, index }] : [])),
        ...customs.flatMap(({ comdat }, custom) =>
          comdat === name ? [{ kind: 'section' as const, index: 0, section: { custom } }] : [],
        ),
      ],
    }));
  }

  #type(type: FunctionType): number {
    const same = (other: FunctionType) => JSON.stringify(other) === JSON.stringify(type);
    const index = this.#types.findIndex(same);
    return index >= 0 ? index : this.#types.push(type) - 1;
  }

  #refer([kindName, target]: Site, defined: ReadonlySet<string>): void {
    const kind = kindOf(kindName);
    if (typeof target === 'number') return;
    if (kind.target === 'section') this.#sectionsReferredTo.add(target);
    else if (defined.has(target) || this.#indexOf.has(target)) return;
    else this.#undefined(target, kind.target as SymbolKind);
  }

  /** As compilers do: by a symbol, or, before there were several tables, by nothing but the import. */
  #nameFunctionTable(sites: readonly Site[]): void {
    const takesAddress = sites.some(([kind]) => kind.startsWith('TABLE_INDEX'));
    const { functionTable = takesAddress ? 'symbol' : 'none' } = this.#object;
    const name = '__indirect_function_table';
    if (functionTable === 'none' || this.#indexOf.has(name)) return;
    const index = this.#import('table', { module: 'env', field: name }, name);
    const flags = SymbolFlag.Undefined | SymbolFlag.NoStrip;
    if (functionTable === 'symbol') this.#add({ kind: 'table', flags, name, index, offset: 0, size: 0 });
  }

  #undefined(name: string, expected: SymbolKind): void {
    const { undefinedFlags = {}, undefinedKinds = {}, importNames = {} } = this.#object;
    const kind = undefinedKinds[name] ?? expected;
    const { module, field } = importNames[name] ?? { module: 'env', field: undefined };
    const ownName = field === undefined ? 0 : SymbolFlag.ExplicitName;
    const flags = SymbolFlag.Undefined | ownName | (undefinedFlags[name] ?? 0);
    const index = this.#import(kind, { module, field: field ?? name }, name);
    this.#add({ kind, flags, name, index, offset: 0, size: 0 });
  }

  /** Index of the import that stands for an undefined symbol; data has none. */
  #import(kind: SymbolKind, place: { module: string; field: string }, name: string): number {
    const { undefinedTypes = {}, is64 } = this.#object;
    switch (kind) {
      case 'function':
      case 'tag':
        this.#imports.push({ ...place, kind, typeIndex: this.#type(undefinedTypes[name] ?? noParameters) });
        break;
      case 'global':
        this.#imports.push({
          ...place,
          kind,
          global: { valueType: is64 ? 0x7e : 0x7f, mutable: mutableGlobals.has(name) },
        });
        break;
      case 'table':
        this.#imports.push({ ...place, kind, table: this.#tableType() });
        break;
      default:
        return 0;
    }
    return this.#counts[kind]++;
  }

  #define(): void {
    const { functions = [], data = [], absolutes = [], customs = [] } = this.#object;
    const plain = { offset: 0, size: 0 };
    functions.forEach(({ name, flags = 0, aliases = [] }, i) => {
      for (const own of [name, ...aliases])
        this.#add({ kind: 'function', flags, name: own, index: this.#counts.function + i, ...plain });
    });
    data.forEach(({ symbols }, index) => {
      for (const { name, flags = 0, offset = 0, size = 4 } of symbols)
        this.#add({ kind: 'data', flags, name, index, offset, size });
    });
    for (const { name, address, flags = 0 } of absolutes)
      this.#add({ kind: 'data', flags: flags | SymbolFlag.Absolute, name, index: 0, offset: address, size: 0 });
    for (const kind of ['global', 'table', 'tag'] as const) {
      for (const [i, { name, flags = 0 }] of (this.#object[`${kind}s`] ?? []).entries())
        this.#add({ kind, flags, name, index: this.#counts[kind] + i, ...plain });
    }
    customs.forEach(({ name }, custom) => {
      if (this.#sectionsReferredTo.has(name))
        this.#add({ kind: 'section', flags: SymbolFlag.BindingLocal, name, index: 0, section: { custom }, ...plain });
    });
  }

  #add(symbol: SymbolSource): void {
    this.#indexOf.set(symbol.name, this.#symbols.length);
    this.#symbols.push(symbol);
  }

  #entry([kindName, target, addend = 0]: Site, offset: number, item: number | undefined): RelocationAt {
    const index = typeof target === 'number' ? target : this.#indexOf.get(target)!;
    const entry = { kind: kindOf(kindName), offset, index, addend: BigInt(addend) };
    return item === undefined ? entry : { ...entry, item };
  }
}

function kindOf(name: string): RelocationKind {
  const kind = relocationKindNamed(name);
  if (!kind) throw new Error(`no relocation kind is named ${name}`);
  return kind;
}

/** Placeholders are padded zeros, as assemblers write them. */
function write(pieces: readonly Piece[]): Written {
  const writer = new ByteWriter();
  const sites: { site: Site; offset: number }[] = [];
  for (const piece of pieces) {
    if (typeof piece[0] !== 'string') {
      for (const byte of piece) writer.u8(byte as number);
      continue;
    }
    const site = piece as Site;
    sites.push({ site, offset: writer.length });
    const { width, encoding } = kindOf(site[0]);
    const isLeb = encoding !== 'i32' && encoding !== 'i64';
    for (let i = 1; i < width; i++) writer.u8(isLeb ? 0x80 : 0);
    writer.u8(0);
  }
  return { bytes: writer.finish(), sites };
}
