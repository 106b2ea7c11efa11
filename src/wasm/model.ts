/**
 * What a wasm module or relocatable object is, once its bytes have been decoded: readonly data, a field a section.
 * Bodies, segments and custom sections are views (`subarray`) of the file's bytes, never copies. What a file may have a million
 * of is kept in columns, and a value of each is made for those who ask.
 * Not here: decoding (`decode.ts`), encoding (`encode.ts`), what relocation kinds mean (`relocation-kinds.ts`).
 * Index spaces follow the specification: imports come first, then definitions.
 */
import type { PayloadList } from './payloads.ts';
import type { RelocationList } from './relocations.ts';

/** A value type as its byte in the binary format: 0x7f i32, 0x7e i64, 0x7d f32, 0x7c f64, 0x7b v128, 0x70 funcref, 0x6f externref, 0x69 exnref. */
export type ValueType = number;

/** `func` types only: what tool-conventions objects use. */
export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Limits of a table (in elements) or a memory (in pages). `flags` is kept as read: bit 0 has maximum, 1 shared, 2 64-bit index, 3 custom page size. */
export interface Limits {
  readonly flags: number;
  readonly minimum: bigint;
  readonly maximum?: bigint;
  /** log2 of the page size, when flag bit 3 is set. */
  readonly pageSizeLog2?: number;
}

/** The type of a table. Limits count elements. */
export interface TableType {
  readonly elementType: ValueType;
  readonly limits: Limits;
}

/** The type of a global. */
export interface GlobalType {
  readonly valueType: ValueType;
  readonly mutable: boolean;
}

/** The five things that can be imported, exported and indexed. Codes of the binary format: 0 to 4 in this order. */
export type ExternalKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

/** What is imported, with its type. */
export type ImportDescription =
  | { readonly kind: 'function'; readonly typeIndex: number }
  | { readonly kind: 'table'; readonly table: TableType }
  | { readonly kind: 'memory'; readonly memory: Limits }
  | { readonly kind: 'global'; readonly global: GlobalType }
  | { readonly kind: 'tag'; readonly typeIndex: number };

/** One entry of the import section. */
export type Import = { readonly module: string; readonly field: string } & ImportDescription;

/**
 * A constant expression, as its bytes with the final `end` (0x0b). The common forms of one instruction are decoded
 * beside it; anything else is `extended`.
 */
export interface ConstantExpression {
  readonly bytes: Uint8Array;
  readonly value:
    | { readonly kind: 'i32'; readonly value: number }
    | { readonly kind: 'i64'; readonly value: bigint }
    | { readonly kind: 'f32' | 'f64' }
    | { readonly kind: 'global'; readonly globalIndex: number }
    | { readonly kind: 'ref-null'; readonly type: ValueType }
    | { readonly kind: 'ref-func'; readonly functionIndex: number }
    | { readonly kind: 'extended' };
}

/** One entry of the global section. */
export interface Global {
  readonly type: GlobalType;
  readonly init: ConstantExpression;
}

/** One entry of the export section. The index counts imports of its kind first. */
export interface Export {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
}

/** One entry of the element section: function indices, or expressions, never both. */
export interface ElementSegment {
  /** The segment's flags as in the binary format (0 to 7). */
  readonly flags: number;
  readonly tableIndex: number;
  /** Of an active segment. */
  readonly offset?: ConstantExpression;
  readonly elementType: ValueType;
  /** Function indices, when the segment lists indices and not expressions. */
  readonly functions: readonly number[];
  readonly expressions: readonly ConstantExpression[];
}

/** One entry of the code section. */
export interface FunctionBody {
  /** Where the entry (its size LEB) begins, in bytes from the start of the code section's content. Relocation offsets count from the same place. */
  readonly offset: number;
  /** Size of the entry's size LEB, in bytes. */
  readonly headerSize: number;
  /** The whole entry: size LEB, local declarations, instructions. `bytes.subarray(headerSize)` is the body proper. */
  readonly bytes: Uint8Array;
}

/** One entry of the data section. */
export interface DataSegment {
  /** 0 active, 1 passive, 2 active with a memory index. */
  readonly flags: number;
  readonly memoryIndex: number;
  /** The offset expression of an active segment. */
  readonly offsetExpression?: ConstantExpression;
  /** Where the payload begins, in bytes from the start of the data section's content. */
  readonly offset: number;
  /** The payload: a view. */
  readonly bytes: Uint8Array;
}

/** A section as it stands in the file. */
export interface Section {
  /** Position among all sections of the file, custom ones included: what `reloc.*` and section symbols refer to. */
  readonly index: number;
  /** 0 custom, 1 type … 12 data count, 13 tag. */
  readonly id: number;
  /** The name of a custom section. */
  readonly name?: string;
  /** Where the section's id byte stands in the file. */
  readonly fileOffset: number;
  /** Where `content` begins in the file. */
  readonly contentFileOffset: number;
  /** The content: for a custom section what follows its name; for any other the whole payload. A view. Relocation offsets count from its start. */
  readonly content: Uint8Array;
  /** Size of `content`, in bytes. */
  readonly size: number;
  /** Size in bytes of the LEB that gives the section's size (LLVM pads it to 5). */
  readonly sizeLebSize: number;
  /** The relocations of this section's `reloc.*` section; empty when it has none. In ascending offset order, checked. */
  readonly relocations: RelocationList;
}

/** Any module. Lists hold definitions only; imports stand in `imports`, and come first in every index space. */
export interface WasmModule {
  /** The file. */
  readonly bytes: Uint8Array;
  readonly sections: readonly Section[];
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  /** Type index of each defined function. */
  readonly functions: readonly number[];
  readonly tables: readonly TableType[];
  readonly memories: readonly Limits[];
  /** Type index of each defined tag. */
  readonly tags: readonly number[];
  readonly globals: readonly Global[];
  readonly exports: readonly Export[];
  readonly start?: number;
  readonly elements: readonly ElementSegment[];
  readonly dataCount?: number;
  /** Entries of the code section, made when they are first asked for (a spread does not ask); `codePayloads` says where they lie. */
  readonly code: readonly FunctionBody[];
  readonly codePayloads: PayloadList;
  /** Likewise. */
  readonly data: readonly DataSegment[];
  readonly dataPayloads: PayloadList;
  readonly targetFeatures?: readonly TargetFeature[];
  readonly producers?: readonly ProducersField[];
  readonly names?: NameSection;
  readonly dylink?: DylinkSection;
}

/** A module with a `linking` section: what a compiler writes and a linker reads (tool-conventions, Linking.md). */
export interface WasmObject extends WasmModule {
  readonly linking: LinkingSection;
}

/** One entry of `target_features`: what the code of this object uses or forbids. */
export interface TargetFeature {
  /** '+' used, '-' disallowed, '=' required (no longer written). */
  readonly prefix: '+' | '-' | '=';
  readonly name: string;
}

/** 'language', 'processed-by' or 'sdk', with its (name, version) pairs in file order. */
export interface ProducersField {
  readonly name: string;
  readonly values: readonly { readonly name: string; readonly version: string }[];
}

/** A name and what it names, by its index. */
export interface NameAssociation {
  readonly index: number;
  readonly name: string;
}

/** The `name` section: the subsections that a linker writes, decoded; the others as they are. */
export interface NameSection {
  readonly moduleName?: string;
  readonly functions: readonly NameAssociation[];
  readonly globals: readonly NameAssociation[];
  readonly dataSegments: readonly NameAssociation[];
  /** Subsections of any other id (locals, labels, types, tables …), in file order, undecoded. */
  readonly others: readonly { readonly id: number; readonly content: Uint8Array }[];
}

/** The `dylink.0` section (tool-conventions, DynamicLinking.md). */
export interface DylinkSection {
  readonly memorySize: number;
  readonly memoryAlignLog2: number;
  readonly tableSize: number;
  readonly tableAlignLog2: number;
  readonly needed: readonly string[];
  readonly exportInfo: readonly { readonly name: string; readonly flags: number }[];
  readonly importInfo: readonly { readonly module: string; readonly field: string; readonly flags: number }[];
  readonly runtimePath: readonly string[];
}

/** The `linking` section. Absent subsections give empty lists. */
export interface LinkingSection {
  readonly version: number;
  /** WASM_SYMBOL_TABLE, subsection 8. */
  readonly symbols: readonly ObjectSymbol[];
  /** WASM_SEGMENT_INFO, subsection 5: one entry a data segment, or none at all. */
  readonly segments: readonly SegmentInfo[];
  /** WASM_INIT_FUNCS, subsection 6, in file order. */
  readonly initFunctions: readonly InitFunction[];
  /** WASM_COMDAT_INFO, subsection 7. */
  readonly comdats: readonly Comdat[];
}

/** Symbol flags of Linking.md. */
export const SymbolFlag = {
  BindingWeak: 0x1,
  BindingLocal: 0x2,
  VisibilityHidden: 0x4,
  Undefined: 0x10,
  Exported: 0x20,
  ExplicitName: 0x40,
  NoStrip: 0x80,
  Tls: 0x100,
  Absolute: 0x200,
} as const;

/** Segment flags of Linking.md. */
export const SegmentFlag = { Strings: 0x1, Tls: 0x2, Retain: 0x4 } as const;

/** The six kinds of symbol; their codes are their places in `symbolKinds`. */
export type SymbolKind = 'function' | 'data' | 'global' | 'section' | 'tag' | 'table';
/** Kinds of symbol at their codes in the symbol table. */
export const symbolKinds: readonly SymbolKind[] = ['function', 'data', 'global', 'section', 'tag', 'table'];

/** One entry of the symbol table. One shape for all kinds, so that engines see one hidden class. */
export interface ObjectSymbol {
  readonly kind: SymbolKind;
  /** Bits of `SymbolFlag`. */
  readonly flags: number;
  /**
   * The symbol's name. An undefined function, global, tag or table without ExplicitName has its import's field here;
   * a section symbol has its section's name.
   */
  readonly name: string;
  /** function/global/tag/table: index in that space. data: segment index (0 when undefined or absolute). section: section index. */
  readonly index: number;
  /** data, defined: offset in the segment (or the address, when Absolute). Otherwise 0. */
  readonly offset: number;
  /** data, defined: size in bytes. Otherwise 0. */
  readonly size: number;
}

/** What WASM_SEGMENT_INFO says of the data segment at the same place in the list. */
export interface SegmentInfo {
  readonly name: string;
  readonly alignLog2: number;
  /** Bits of `SegmentFlag`. */
  readonly flags: number;
}

/** A function that runs before the program: the lower its priority, the earlier. */
export interface InitFunction {
  readonly priority: number;
  /** Index in the symbol table. */
  readonly symbolIndex: number;
}

/** Codes of COMDAT members in the format: data 0, function 1, section 5; the others are legal but no producer writes them. */
export type ComdatMemberKind = 'data' | 'function' | 'global' | 'tag' | 'table' | 'section';

/** A COMDAT group: of all groups of one name the first counts, and the members of the others are dropped. */
export interface Comdat {
  readonly name: string;
  /** Must be 0. */
  readonly flags: number;
  readonly members: readonly { readonly kind: ComdatMemberKind; readonly index: number }[];
}
