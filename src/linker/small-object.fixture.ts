/**
 * Small relocatable objects for the linker's tests, from a description of a few words. Names stand for symbols: a name
 * that is referred to and not defined becomes an undefined symbol of the kind that the relocation wants.
 * Made with this project's own encoder; nothing here comes from a compiler.
 */
import { encodeObject } from '../wasm/encode.ts';
import { type FunctionType, type Import, SegmentFlag, SymbolFlag, type SymbolKind } from '../wasm/model.ts';
import type { ObjectSource, RelocationAt, RelocationSource, SymbolSource } from '../wasm/object-source.ts';
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
  readonly symbols: readonly {
    readonly name: string;
    readonly offset?: number;
    readonly size?: number;
    readonly flags?: number;
  }[];
}

export interface SmallObject {
  readonly functions?: readonly SmallFunction[];
  readonly data?: readonly SmallSegment[];
  readonly globals?: readonly { readonly name: string; readonly value: number; readonly flags?: number }[];
  readonly tags?: readonly { readonly name: string; readonly flags?: number }[];
  readonly customs?: readonly { readonly name: string; readonly content: readonly Piece[] }[];
  /** Function names with priorities. */
  readonly init?: readonly (readonly [name: string, priority: number])[];
  /** Types of undefined functions that are not `() -> ()`. */
  readonly undefinedTypes?: Readonly<Record<string, FunctionType>>;
  /** Flags of undefined symbols, such as weak. */
  readonly undefinedFlags?: Readonly<Record<string, number>>;
  readonly features?: readonly string[];
  readonly is64?: boolean;
}

export const noParameters: FunctionType = { parameters: [], results: [] };
export const returnsI32: FunctionType = { parameters: [], results: [0x7f] };
export const call = (name: string): readonly Piece[] => [[0x10], ['FUNCTION_INDEX_LEB', name]];
/** `i32.const` of an address. */
export const addressOf = (name: string, addend = 0): readonly Piece[] => [[0x41], ['MEMORY_ADDR_SLEB', name, addend]];
/** `i32.const` of a table slot. */
export const slotOf = (name: string): readonly Piece[] => [[0x41], ['TABLE_INDEX_SLEB', name]];
export const i32 = (value: number): readonly Piece[] => [[0x41, value & 0x7f]];
export const drop: Piece = [0x1a];

export { SegmentFlag, SymbolFlag };

export function smallObject(description: SmallObject): Uint8Array {
  return encodeObject(new ObjectBuilder(description).build());
}

interface Written {
  readonly bytes: Uint8Array;
  readonly sites: readonly { readonly site: Site; readonly offset: number }[];
}

class ObjectBuilder {
  readonly #object: SmallObject;
  readonly #types: FunctionType[] = [];
  readonly #imports: Import[] = [];
  readonly #counts = { function: 0, global: 0, tag: 0, table: 0 };
  readonly #symbols: SymbolSource[] = [];
  readonly #indexOf = new Map<string, number>();

  constructor(object: SmallObject) {
    this.#object = object;
  }

  build(): ObjectSource {
    const {
      functions = [],
      data = [],
      globals = [],
      tags = [],
      customs = [],
      init = [],
      features,
      is64,
    } = this.#object;
    const bodies = functions.map((func) => write([[0], ...(func.code ?? []), [0x0b]]));
    const segments = data.map((segment) => write(segment.content));
    const sections = customs.map((custom) => write(custom.content));
    this.#imports.push({
      module: 'env',
      field: '__linear_memory',
      kind: 'memory',
      memory: { flags: is64 ? 4 : 0, minimum: 0n },
    });
    const defined = new Set([
      ...functions.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
      ...data.flatMap(({ symbols }) => symbols.map(({ name }) => name)),
      ...[...globals, ...tags].map(({ name }) => name),
    ]);
    const written = [...bodies, ...segments, ...sections];
    for (const { site } of written.flatMap(({ sites }) => sites)) this.#refer(site, defined);
    for (const [name] of init) if (!defined.has(name)) this.#undefined(name, 'function');
    this.#define();

    const relocations: RelocationSource[] = [];
    const add = (of: RelocationSource['of'], all: readonly Written[], isOne: boolean) => {
      const entries = all.flatMap(({ sites }, item) =>
        sites.map(({ site, offset }) => this.#entry(site, offset, isOne ? undefined : item)),
      );
      if (entries.length > 0) relocations.push({ of, entries });
    };
    add('code', bodies, false);
    add('data', segments, false);
    for (const [custom, section] of sections.entries()) add({ custom }, [section], true);

    const featureContent = new ByteWriter().list(features ?? [], (name, to) => to.u8(0x2b).name(name)).finish();
    return {
      types: this.#types,
      imports: this.#imports,
      functions: functions.map(({ type = noParameters }) => this.#type(type)),
      globals: globals.map(({ value }) => ({
        type: { valueType: 0x7f, mutable: false },
        init: { bytes: Uint8Array.of(0x41, value, 0x0b), value: { kind: 'i32', value } },
      })),
      tags: tags.map(() => this.#type(noParameters)),
      exports: functions.flatMap(({ exportName }, i) =>
        exportName === undefined ? [] : [{ name: exportName, kind: 'function', index: this.#counts.function + i }],
      ),
      bodies: bodies.map(({ bytes }) => bytes),
      data: data.map((_, i) => ({
        flags: 0,
        memoryIndex: 0,
        offsetExpression: { bytes: Uint8Array.of(is64 ? 0x42 : 0x41, 0, 0x0b), value: { kind: 'i32', value: 0 } },
        bytes: segments[i]!.bytes,
      })),
      customs: [
        ...customs.map(({ name }, i) => ({ name, content: sections[i]!.bytes })),
        ...(features ? [{ name: 'target_features', content: featureContent }] : []),
      ],
      linking: {
        symbols: this.#symbols,
        segments: data.map(({ segment, alignLog2 = 0, flags = 0 }) => ({ name: segment, alignLog2, flags })),
        initFunctions: init.map(([name, priority]) => ({ priority, symbolIndex: this.#indexOf.get(name)! })),
        comdats: this.#comdats(),
      },
      relocations,
    };
  }

  #comdats() {
    const { functions = [], data = [] } = this.#object;
    const names = new Set([...functions, ...data].flatMap(({ comdat }) => (comdat === undefined ? [] : [comdat])));
    return [...names].map((name) => ({
      name,
      flags: 0,
      members: [
        ...functions.flatMap(({ comdat }, i) =>
          comdat === name ? [{ kind: 'function' as const, index: this.#counts.function + i }] : [],
        ),
        ...data.flatMap(({ comdat }, index) => (comdat === name ? [{ kind: 'data' as const, index }] : [])),
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
    if (typeof target === 'number' || kind.target === 'section' || defined.has(target) || this.#indexOf.has(target))
      return;
    this.#undefined(target, kind.target as SymbolKind);
  }

  #undefined(name: string, kind: SymbolKind): void {
    const { undefinedTypes = {}, undefinedFlags = {}, is64 } = this.#object;
    const flags = SymbolFlag.Undefined | (undefinedFlags[name] ?? 0);
    const place = { module: 'env', field: name };
    const typeIndex = () => this.#type(undefinedTypes[name] ?? noParameters);
    let index = 0;
    if (kind === 'function') this.#imports.push({ ...place, kind, typeIndex: typeIndex() });
    else if (kind === 'global')
      this.#imports.push({
        ...place,
        kind,
        global: { valueType: is64 ? 0x7e : 0x7f, mutable: name === '__stack_pointer' },
      });
    else if (kind === 'tag') this.#imports.push({ ...place, kind, typeIndex: typeIndex() });
    else if (kind === 'table') {
      this.#imports.push({ ...place, kind, table: { elementType: 0x70, limits: { flags: 0, minimum: 0n } } });
    }
    if (kind === 'function' || kind === 'global' || kind === 'tag' || kind === 'table') index = this.#counts[kind]++;
    this.#add({ kind, flags, name, index, offset: 0, size: 0 });
  }

  #define(): void {
    const { functions = [], data = [], globals = [], tags = [], customs = [] } = this.#object;
    const plain = { offset: 0, size: 0 };
    functions.forEach(({ name, flags = 0, aliases = [] }, i) => {
      for (const own of [name, ...aliases])
        this.#add({ kind: 'function', flags, name: own, index: this.#counts.function + i, ...plain });
    });
    data.forEach(({ symbols }, index) => {
      for (const { name, flags = 0, offset = 0, size = 4 } of symbols)
        this.#add({ kind: 'data', flags, name, index, offset, size });
    });
    for (const [i, { name, flags = 0 }] of globals.entries()) {
      this.#add({ kind: 'global', flags, name, index: this.#counts.global + i, ...plain });
    }
    for (const [i, { name, flags = 0 }] of tags.entries()) {
      this.#add({ kind: 'tag', flags, name, index: this.#counts.tag + i, ...plain });
    }
    customs.forEach(({ name }, custom) => {
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
