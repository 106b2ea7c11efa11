/**
 * What stands in an object, a module or an archive, as plain data that serialises: sections, symbols, relocations, imports,
 * exports, segments, COMDAT groups, init functions. It names what the format only numbers.
 * In: bytes. Out: one inspection; throws a DecodeError. Not here: tables and colours (`inspection-text.ts`).
 */
import {
  type ArchiveFormat,
  decodeArchive,
  decodeModule,
  type FunctionType,
  importCounts,
  isArchive,
  isObject,
  type ObjectSymbol,
  SectionId,
  SegmentFlag,
  SymbolFlag,
  sectionNames,
  valueTypeName,
  type WasmModule,
  type WasmObject,
} from '../wasm/index.ts';

export type Inspection = ModuleInspection | ArchiveInspection;

export interface ArchiveInspection {
  readonly kind: 'archive';
  readonly sizeBytes: number;
  readonly format: ArchiveFormat;
  readonly thin: boolean;
  /** Names in the symbol table; undefined when there is none. */
  readonly symbolTable?: readonly string[];
  readonly members: readonly MemberInspection[];
}

export interface MemberInspection {
  readonly name: string;
  readonly sizeBytes: number;
  /** Absent in a thin archive, and for a member that is no wasm file. */
  readonly module?: ModuleInspection;
  /** Why there is none. */
  readonly problem?: string;
}

export interface ModuleInspection {
  readonly kind: 'object' | 'module';
  readonly sizeBytes: number;
  readonly sections: readonly SectionInspection[];
  readonly imports: readonly { readonly name: string; readonly kind: string; readonly type: string }[];
  readonly exports: readonly { readonly name: string; readonly kind: string; readonly index: number }[];
  readonly symbols: readonly SymbolInspection[];
  readonly atoms: readonly AtomInspection[];
  readonly relocations: readonly RelocationInspection[];
  readonly segments: readonly SegmentInspection[];
  readonly comdats: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly initFunctions: readonly { readonly priority: number; readonly symbol: string }[];
  readonly targetFeatures: readonly string[];
}

export interface SectionInspection {
  readonly index: number;
  readonly name: string;
  /** Of the content, in bytes from the start of the file. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly relocations: number;
}

export interface SymbolInspection {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  /** `strong weak local`, then what else its flags say, e.g. `hidden no-strip`. */
  readonly binding: 'strong' | 'weak' | 'local';
  readonly flags: readonly string[];
  /** Where it is defined, or `undefined`. */
  readonly place: string;
}

/** What is linked or dropped as a whole: a function, a segment, a custom section that has relocations. */
export interface AtomInspection {
  readonly kind: 'function' | 'data' | 'custom';
  /** Of a function among all, imports too; of a segment; of a section among all. */
  readonly index: number;
  /** Names of the symbols that denote it or lie in it. */
  readonly symbols: readonly string[];
  /** In bytes from the start of the section's content. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly relocations: number;
}

export interface RelocationInspection {
  readonly section: string;
  readonly offset: number;
  /** `R_WASM_…` */
  readonly kind: string;
  readonly target: string;
  readonly addend: string;
}

export interface SegmentInspection {
  readonly index: number;
  readonly name: string;
  readonly sizeBytes: number;
  readonly align: number;
  readonly flags: readonly string[];
}

export function inspect(bytes: Uint8Array): Inspection {
  return isArchive(bytes) ? inspectArchive(bytes) : inspectModule(bytes);
}

function inspectArchive(bytes: Uint8Array): ArchiveInspection {
  const { format, thin, members, symbols } = decodeArchive(bytes);
  return {
    kind: 'archive',
    sizeBytes: bytes.length,
    format,
    thin,
    ...(symbols === undefined ? {} : { symbolTable: symbols.map(({ name }) => name) }),
    members: members.map(({ name, size, bytes: content }) => ({ name, sizeBytes: size, ...inspectMember(content) })),
  };
}

function inspectMember(content: Uint8Array | undefined): Pick<MemberInspection, 'module' | 'problem'> {
  if (content === undefined) return { problem: 'a thin archive holds only the name' };
  try {
    return { module: inspectModule(content) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function inspectModule(bytes: Uint8Array): ModuleInspection {
  const module = decodeModule(bytes);
  const object = isObject(module) ? module : undefined;
  return {
    kind: object === undefined ? 'module' : 'object',
    sizeBytes: bytes.length,
    sections: module.sections.map((section) => ({
      index: section.index,
      name: sectionName(section),
      offset: section.contentFileOffset,
      sizeBytes: section.content.length,
      relocations: section.relocations.length,
    })),
    imports: module.imports.map((wanted) => ({
      name: `${wanted.module}.${wanted.field}`,
      kind: wanted.kind,
      type: 'typeIndex' in wanted ? signature(module.types[wanted.typeIndex]) : '',
    })),
    exports: module.exports.map(({ name, kind, index }) => ({ name, kind, index })),
    symbols: object?.linking.symbols.map((symbol, index) => inspectSymbol(object, symbol, index)) ?? [],
    atoms: object === undefined ? [] : inspectAtoms(object),
    relocations: object === undefined ? [] : inspectRelocations(object),
    segments: inspectSegments(module, object),
    comdats: object === undefined ? [] : inspectComdats(object),
    initFunctions:
      object?.linking.initFunctions.map(({ priority, symbolIndex }) => ({
        priority,
        symbol: object.linking.symbols[symbolIndex]?.name ?? `symbol ${symbolIndex}`,
      })) ?? [],
    targetFeatures: module.targetFeatures?.map(({ prefix, name }) => `${prefix}${name}`) ?? [],
  };
}

const sectionName = ({ id, name }: { readonly id: number; readonly name?: string }): string =>
  id === SectionId.Custom ? `custom ${name}` : (sectionNames[id] ?? `section ${id}`);

function inspectSymbol(object: WasmObject, symbol: ObjectSymbol, index: number): SymbolInspection {
  const { name, kind, flags } = symbol;
  const weak = (flags & SymbolFlag.BindingWeak) !== 0;
  const local = (flags & SymbolFlag.BindingLocal) !== 0;
  return {
    index,
    name,
    kind,
    binding: weak ? 'weak' : local ? 'local' : 'strong',
    flags: otherFlags.filter(([bit]) => (flags & bit) !== 0).map(([, word]) => word),
    place: (flags & SymbolFlag.Undefined) !== 0 ? undefinedPlace(object, symbol) : definedPlace(object, symbol),
  };
}

const otherFlags: readonly (readonly [bit: number, word: string])[] = [
  [SymbolFlag.VisibilityHidden, 'hidden'],
  [SymbolFlag.Exported, 'exported'],
  [SymbolFlag.ExplicitName, 'explicit-name'],
  [SymbolFlag.NoStrip, 'no-strip'],
  [SymbolFlag.Tls, 'tls'],
  [SymbolFlag.Absolute, 'absolute'],
];

function undefinedPlace(object: WasmObject, { kind, index }: ObjectSymbol): string {
  if (kind === 'data' || kind === 'section') return 'undefined';
  const wanted = object.imports.filter((candidate) => candidate.kind === kind)[index];
  if (wanted === undefined) return 'undefined';
  const type = 'typeIndex' in wanted ? ` ${signature(object.types[wanted.typeIndex])}` : '';
  return `undefined, import ${wanted.module}.${wanted.field}${type}`;
}

function definedPlace(object: WasmObject, { kind, index, offset, size, flags }: ObjectSymbol): string {
  if (kind === 'data') {
    if ((flags & SymbolFlag.Absolute) !== 0) return `address ${offset}`;
    return `${segmentName(object, index)}+${offset}, ${size} bytes`;
  }
  if (kind === 'section') return `section ${index}`;
  if (kind !== 'function') return `${kind} ${index}`;
  const type = object.functions[index - importCounts(object.imports).function];
  return `function ${index} ${signature(type === undefined ? undefined : object.types[type])}`;
}

const segmentName = ({ linking }: WasmObject, index: number): string =>
  linking.segments[index]?.name ?? `segment ${index}`;

function inspectAtoms(object: WasmObject): AtomInspection[] {
  const imported = importCounts(object.imports).function;
  const bodies = object.code.map(({ offset, bytes }, index) => ({
    index: index + imported,
    offset,
    sizeBytes: bytes.length,
  }));
  const data = object.data.map(({ offset, bytes }, index) => ({ index, offset, sizeBytes: bytes.length }));
  const customs = object.sections.filter(({ id, relocations }) => id === SectionId.Custom && relocations.length > 0);
  const atomsOf = (kind: AtomInspection['kind'], section: number | undefined, places: readonly Place[]) => {
    const offsets = object.sections.find(({ index }) => index === section)?.relocations.offsets ?? [];
    return places.map((place) => ({
      kind,
      ...place,
      symbols: symbolsOf(object, kind, place.index),
      relocations: countIn(offsets, place),
    }));
  };
  const sectionOf = (id: number) => object.sections.find((section) => section.id === id)?.index;
  return [
    ...atomsOf('function', sectionOf(SectionId.Code), bodies),
    ...atomsOf('data', sectionOf(SectionId.Data), data),
    ...customs.flatMap(({ index, content }) =>
      atomsOf('custom', index, [{ index, offset: 0, sizeBytes: content.length }]),
    ),
  ];
}

interface Place {
  readonly index: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

const countIn = (offsets: ArrayLike<number>, { offset, sizeBytes }: Place): number =>
  Array.from(offsets).filter((at) => at >= offset && at < offset + sizeBytes).length;

function symbolsOf({ linking }: WasmObject, kind: AtomInspection['kind'], index: number): string[] {
  const wanted = kind === 'custom' ? 'section' : kind;
  const away = SymbolFlag.Undefined | SymbolFlag.Absolute;
  return linking.symbols.flatMap((symbol) =>
    symbol.kind === wanted && symbol.index === index && (symbol.flags & away) === 0 ? [symbol.name] : [],
  );
}

function inspectRelocations(object: WasmObject): RelocationInspection[] {
  const { symbols } = object.linking;
  return object.sections.flatMap((section) =>
    [...section.relocations].map(({ kind, offset, index, addend }) => ({
      section: sectionName(section),
      offset,
      kind: kind.name,
      target: kind.target === 'type' ? `type ${signature(object.types[index])}` : (symbols[index]?.name ?? `${index}`),
      addend: addend === 0n ? '' : `${addend}`,
    })),
  );
}

function inspectSegments(module: WasmModule, object: WasmObject | undefined): SegmentInspection[] {
  const names = new Map(module.names?.dataSegments.map(({ index, name }) => [index, name]));
  return module.data.map(({ bytes }, index) => {
    const info = object?.linking.segments[index];
    return {
      index,
      name: info?.name ?? names.get(index) ?? '',
      sizeBytes: bytes.length,
      align: 2 ** (info?.alignLog2 ?? 0),
      flags: segmentFlags.filter(([bit]) => ((info?.flags ?? 0) & bit) !== 0).map(([, word]) => word),
    };
  });
}

const segmentFlags: readonly (readonly [bit: number, word: string])[] = [
  [SegmentFlag.Strings, 'strings'],
  [SegmentFlag.Tls, 'tls'],
  [SegmentFlag.Retain, 'retain'],
];

function inspectComdats(object: WasmObject): ModuleInspection['comdats'] {
  return object.linking.comdats.map(({ name, members }) => ({
    name,
    members: members.map(({ kind, index }) => (kind === 'data' ? segmentName(object, index) : `${kind} ${index}`)),
  }));
}

/** `(i32, i64) -> (i32)` */
function signature(type: FunctionType | undefined): string {
  if (type === undefined) return '(unknown type)';
  const list = (types: readonly number[]) => `(${types.map(valueTypeName).join(', ')})`;
  return `${list(type.parameters)} -> ${list(type.results)}`;
}
