/**
 * The scenario: one link described as plain JSON, above the level of bytes. It is what is generated, stored with a
 * finding, printed, shrunk and lowered to object files; everything that must come out follows from it (`expect.ts`).
 * Identity is by words (object names, ids of functions, segments, symbols), never by position, so that shrinking
 * renumbers nothing. An id is unique within its object; a symbol's `name` is what linking matches.
 * Not here: generation (`generate.ts`), what the linker must make of it (`resolve.ts`, `evaluate.ts`, `reach.ts`),
 * object files (`lower.ts`), text (`print.ts`).
 */

export const scenarioSchemaVersion = 1;

export interface Scenario {
  readonly schemaVersion: 1;
  /** For people: profile, seed and index, or what a hand-made case shows. */
  readonly title: string;
  /** Areas that swarm selection left out of this case. */
  readonly leftOut: readonly FeatureArea[];
  /** In the order of the command line. */
  readonly inputs: readonly Input[];
  /** Shared libraries, behind the inputs on the command line. The loader has them too. */
  readonly libraries?: readonly ScenarioLibrary[];
  readonly options: LinkOptions;
  /** Where a module that is moved is loaded. Default: `defaultLoading`. */
  readonly loading?: Loading;
  /** Exported functions that are called, in this order, on one instance. */
  readonly probes: readonly Probe[];
}

/** What swarm selection switches on and off. */
export const featureAreas = [
  'weak',
  'alias',
  'local',
  'hidden',
  'weak-undefined',
  'table',
  'data-pointers',
  'addends',
  'stores',
  'globals',
  'stack',
  'signatures',
  'signature-mismatch',
  'multivalue',
  'recursion',
  'comdat',
  'archive',
  'start-lib',
  'init-functions',
  'custom-sections',
  'retain',
  'no-strip',
  'zero-size',
  'bss',
  'strings',
  'host-imports',
  'synthetic-symbols',
  'section-boundaries',
  'open-symbols',
  'pic',
  'libraries',
  'memory64',
  'link-errors',
  'options',
  'wrap',
  'absolute',
  'odd-names',
  'wide-addends',
  'debug-strings',
  'shared-memory',
  'thread-local',
  'tags',
  'tables',
] as const;
export type FeatureArea = (typeof featureAreas)[number];

/** One argument of the command line that brings objects in. */
export type Input =
  | { readonly kind: 'object'; readonly object: ScenarioObject }
  /** `wholeArchive`: between `--whole-archive` and `--no-whole-archive`. */
  | {
      readonly kind: 'archive';
      readonly name: string;
      readonly members: readonly ScenarioObject[];
      readonly wholeArchive?: boolean;
      /** Default `gnu`. */
      readonly format?: 'gnu' | 'gnu64' | 'bsd' | 'darwin64';
      /** Members are files beside the archive, which holds their names only. GNU formats. */
      readonly thin?: boolean;
      /** false: the archive has no symbol table. */
      readonly index?: boolean;
    }
  /** Objects between `--start-lib` and `--end-lib`. */
  | { readonly kind: 'start-lib'; readonly members: readonly ScenarioObject[] };

/** A shared library for 32-bit memory. Its functions return `hostValue(its name, their name, arguments)`. */
export interface ScenarioLibrary {
  /** File name: `libx.so`. */
  readonly name: string;
  /** What it exports. */
  readonly functions: readonly { readonly name: string; readonly signature: Signature }[];
  readonly data: readonly ScenarioLibraryData[];
}

export interface ScenarioLibraryData {
  readonly name: string;
  /** Hexadecimal, as a segment's. */
  readonly bytes: string;
}

/** log2 of what each datum of a library is aligned to. */
export const libraryAlignLog2 = 4;

/** One relocatable object. */
export interface ScenarioObject {
  /** File or member name, unique in the scenario: `a.o`. */
  readonly name: string;
  /** Payloads in the order of their sections. A payload may have any number of symbols. */
  readonly functions: readonly ScenarioFunction[];
  readonly segments: readonly ScenarioSegment[];
  readonly globals: readonly ScenarioGlobal[];
  /** Of exceptions. */
  readonly tags?: readonly ScenarioTag[];
  /** Beside the function table, which lowering adds. */
  readonly tables?: readonly ScenarioTable[];
  readonly customSections: readonly ScenarioCustomSection[];
  /** The symbol table in order, without what lowering adds (`__indirect_function_table`, `__stack_pointer`). */
  readonly symbols: readonly ScenarioSymbol[];
  readonly initFunctions: readonly ScenarioInitFunction[];
  readonly targetFeatures: readonly ScenarioTargetFeature[];
  readonly producers: readonly ScenarioProducer[];
  /** As before reference types: the table is used without symbol and without relocations. */
  readonly legacyTable?: boolean;
  /** Addresses and table slots have 64 bits. Every object of a link must say the same as the option. */
  readonly memory64?: boolean;
}

export type ValueTypeName = 'i32' | 'i64' | 'f32' | 'f64';

export interface Signature {
  readonly parameters: readonly ValueTypeName[];
  readonly results: readonly ValueTypeName[];
}

export interface ScenarioFunction {
  readonly id: string;
  readonly signature: Signature;
  readonly body: Body;
  /** The COMDAT group that it is a member of. */
  readonly comdat?: string;
}

export interface ScenarioSegment {
  readonly id: string;
  /** Of the segment info: `.data.x`, `.rodata`, `.bss.y` (a `.bss` segment's bytes are zero). */
  readonly name: string;
  readonly alignLog2: number;
  /** The initial bytes in hexadecimal, two digits a byte; at relocation sites their value does not matter. */
  readonly bytes: string;
  /** In ascending order, not overlapping. */
  readonly sites: readonly Site[];
  readonly retain?: boolean;
  /** The STRINGS flag: NUL-terminated strings, which the linker may merge. */
  readonly strings?: boolean;
  /** Each thread has its own copy. `name`: as before there was the TLS flag, the name alone says so (`.tdata`, `.tbss`). */
  readonly threadLocal?: 'flag' | 'name';
  /** The object has it as a passive segment. */
  readonly passive?: boolean;
  readonly comdat?: string;
}

/** A relocation in data or in a custom section. */
export interface Site {
  /** In bytes from the start of the segment or of the section's content. */
  readonly offset: number;
  readonly kind: SiteKind;
  /** Id of a symbol of this object. */
  readonly symbol: string;
  /** 0 where the kind has none. */
  readonly addend: number;
}

/** Names of relocation kinds without `R_WASM_`; a site has 4 bytes, or 8 where the name ends in I64. */
export const siteKinds = [
  'MEMORY_ADDR_I32',
  'MEMORY_ADDR_I64',
  'MEMORY_ADDR_LOCREL_I32',
  'TABLE_INDEX_I32',
  'TABLE_INDEX_I64',
  'FUNCTION_INDEX_I32',
  'FUNCTION_OFFSET_I32',
  'FUNCTION_OFFSET_I64',
  'SECTION_OFFSET_I32',
  'GLOBAL_INDEX_I32',
] as const;
export type SiteKind = (typeof siteKinds)[number];

export interface ScenarioGlobal {
  readonly id: string;
  readonly type: ValueTypeName;
  readonly mutable: boolean;
  /** A whole number for i32 and i64; what a type does not hold is cut off. */
  readonly init: number;
}

export interface ScenarioTag {
  readonly id: string;
  readonly parameters: readonly ValueTypeName[];
}

export interface TableShape {
  readonly element: 'funcref' | 'externref';
  readonly minimum: number;
  readonly maximum?: number;
}

export interface ScenarioTable extends TableShape {
  readonly id: string;
}

export interface ScenarioCustomSection {
  readonly id: string;
  /** `.debug_info`, `notes`, … */
  readonly name: string;
  /** Hexadecimal, as a segment's. */
  readonly bytes: string;
  readonly sites: readonly Site[];
  readonly comdat?: string;
}

/** A symbol-table entry. What it denotes says whether it is defined. */
export interface ScenarioSymbol {
  readonly id: string;
  /** What linking matches; a local symbol's name may repeat. */
  readonly name: string;
  readonly binding: 'strong' | 'weak' | 'local';
  readonly hidden?: boolean;
  readonly exported?: boolean;
  readonly noStrip?: boolean;
  readonly denotes: Denotation;
}

export type Denotation =
  | { readonly kind: 'function'; readonly function: string }
  | { readonly kind: 'undefined-function'; readonly signature: Signature; readonly import?: ImportName }
  | { readonly kind: 'data'; readonly segment: string; readonly offset: number; readonly size: number }
  | { readonly kind: 'undefined-data' }
  | { readonly kind: 'absolute-data'; readonly address: number }
  | { readonly kind: 'global'; readonly global: string }
  | {
      readonly kind: 'undefined-global';
      readonly type: ValueTypeName;
      readonly mutable: boolean;
      readonly import?: ImportName;
    }
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'undefined-tag'; readonly parameters: readonly ValueTypeName[]; readonly import?: ImportName }
  | { readonly kind: 'table'; readonly table: string }
  | ({ readonly kind: 'undefined-table'; readonly import?: ImportName } & TableShape)
  | { readonly kind: 'section'; readonly section: string };

/** `import_module` and `import_name` given in the source: the symbol is imported, whatever its own name is. */
export interface ImportName {
  readonly module: string;
  readonly field: string;
}

export interface ScenarioInitFunction {
  /** Id of a function symbol of this object, whose signature is () -> (). */
  readonly symbol: string;
  readonly priority: number;
}

export interface ScenarioTargetFeature {
  readonly prefix: '+' | '-';
  readonly name: string;
}

export interface ScenarioProducer {
  readonly field: 'language' | 'processed-by' | 'sdk';
  readonly name: string;
  readonly version: string;
}

/** A function's program: statements, then the value that its results are made of. */
export interface Body {
  readonly statements: readonly Statement[];
  /** An i32; converted to each result type (`values.ts`). Absent only without results. */
  readonly result?: Expression;
}

/** What changes the state of the instance. */
export type Statement =
  /** i32.store, little-endian; `bytes` 1 is i32.store8. */
  | {
      readonly op: 'store';
      readonly place: Place;
      readonly bytes: 1 | 4;
      readonly value: Expression;
    }
  | { readonly op: 'set-global'; readonly symbol: string; readonly value: Expression }
  /** Calls `symbol`, which is `__wasm_init_tls`, with the address of memory for the thread's own copy of its data. */
  | { readonly op: 'start-thread'; readonly symbol: string; readonly block: Place }
  /** Puts the function of a slot of the function table into a table, or null. */
  | { readonly op: 'table-set'; readonly symbol: string; readonly index: number; readonly slot?: Slot }
  /** Evaluates and drops. */
  | { readonly op: 'evaluate'; readonly value: Expression }
  /** Makes a body long (128 bytes is where its size takes two LEB bytes). */
  | { readonly op: 'nops'; readonly count: number };

/** What yields an i32 that the model knows. `symbol` is always the id of a symbol of the function's object. */
export type Expression =
  | { readonly op: 'constant'; readonly value: number }
  /** A parameter, converted to i32 (`values.ts`). */
  | { readonly op: 'argument'; readonly index: number }
  /** The first term, then for each other: acc = (acc * 0x01000193) ^ term. At least one term. */
  | { readonly op: 'mix'; readonly terms: readonly Expression[] }
  | { readonly op: 'add'; readonly left: Expression; readonly right: Expression }
  /** value & (2^bits - 1): what bounds a recursion. */
  | { readonly op: 'low-bits'; readonly value: Expression; readonly bits: number }
  /** `whenTrue` when `condition` is not 0. Only the chosen side is evaluated. */
  | { readonly op: 'if'; readonly condition: Expression; readonly whenTrue: Expression; readonly whenFalse: Expression }
  /** i32.load or i32.load8_u of bytes that are no relocation site. */
  | { readonly op: 'load'; readonly place: Place; readonly bytes: 1 | 4 }
  | { readonly op: 'call'; readonly symbol: string; readonly arguments: readonly Expression[] }
  | {
      readonly op: 'call-indirect';
      readonly slot: Slot;
      readonly signature: Signature;
      readonly arguments: readonly Expression[];
    }
  | { readonly op: 'same-address'; readonly left: Place; readonly right: Place }
  /** (address & (2^alignLog2 - 1)) == 0 */
  | { readonly op: 'aligned'; readonly place: Place; readonly alignLog2: number }
  | { readonly op: 'null-address'; readonly place: Place }
  /** to - from, both in one segment of one object. */
  | { readonly op: 'distance'; readonly from: Place; readonly to: Place }
  /** Both ranges are apart: a.end <= b.start or b.end <= a.start. */
  | {
      readonly op: 'apart';
      readonly left: Place;
      readonly leftSize: number;
      readonly right: Place;
      readonly rightSize: number;
    }
  | { readonly op: 'same-function'; readonly left: Slot; readonly right: Slot }
  | { readonly op: 'null-function'; readonly slot: Slot }
  /** All bits of the global, folded (`global-values.ts`). */
  | { readonly op: 'get-global'; readonly symbol: string }
  /** Has no value. */
  | { readonly op: 'throw'; readonly symbol: string; readonly arguments: readonly Expression[] }
  /** `body`; what the tag carries when it is thrown there, folded as results are; `otherwise` when another one is. */
  | { readonly op: 'catch'; readonly symbol: string; readonly body: Expression; readonly otherwise?: number }
  | { readonly op: 'table-size'; readonly symbol: string }
  /** By null; the size before, or -1. */
  | { readonly op: 'table-grow'; readonly symbol: string; readonly by: number }
  /** 1 when the entry is null. */
  | { readonly op: 'table-null'; readonly symbol: string; readonly index: number }
  /** call_indirect through a table that is not the function table. */
  | {
      readonly op: 'call-table';
      readonly symbol: string;
      readonly index: number;
      readonly signature: Signature;
      readonly arguments: readonly Expression[];
    }
  /** `__tls_size` or `__tls_align` */
  | { readonly op: 'thread-storage'; readonly what: 'size' | 'alignment' }
  /** Takes a frame from `__stack_pointer`, keeps `value` in it, reads it back, gives the frame back. */
  | { readonly op: 'in-frame'; readonly value: Expression };

/**
 * What yields an address: an i32, or an i64 where the object's memory is 64-bit; kinds of relocations are then those of
 * 64 bits (MEMORY_ADDR_SLEB64).
 */
export type Place =
  /** The symbol's address + addend + base; `how` says which relocation writes it. */
  | {
      readonly from: 'symbol';
      readonly symbol: string;
      readonly addend: number;
      /**
       * `sleb`: i32.const MEMORY_ADDR_SLEB. `leb`: in the offset of the load or store; only there. Position-independent:
       * `got`: global.get of the symbol's GOT entry, then the addend. `rel`: `__memory_base` and MEMORY_ADDR_REL_SLEB.
       * Of thread-local data: `tls`: `__tls_base` and MEMORY_ADDR_TLS_SLEB.
       */
      readonly how: 'sleb' | 'leb' | 'got' | 'rel' | 'tls';
      /** Only with `leb`: the i32.const below the load, at least 0. */
      readonly base?: number;
    }
  /** The pointer stored at `at` (a MEMORY_ADDR_I32 site), + plus. */
  | { readonly from: 'memory'; readonly at: Place; readonly plus: number }
  /** `at` + the difference stored at `at` (a MEMORY_ADDR_LOCREL_I32 site). */
  | { readonly from: 'relative'; readonly at: Place }
  /** `__tls_base` + plus */
  | { readonly from: 'thread-base'; readonly plus: number };

/** What yields a table slot, as wide as an address. */
export type Slot =
  /** i32.const TABLE_INDEX_SLEB; `got`: the symbol's GOT entry; `rel`: `__table_base` and TABLE_INDEX_REL_SLEB. */
  | { readonly from: 'symbol'; readonly symbol: string; readonly how?: 'got' | 'rel' }
  /** Stored at `at`, a TABLE_INDEX_I32 site. */
  | { readonly from: 'memory'; readonly at: Place };

/** One call from outside. Its value is in the expectation, not here. */
export interface Probe {
  /** Export name: the link name of the function. */
  readonly export: string;
  /** i32 arguments. */
  readonly arguments: readonly number[];
  /** On which instance; each from 1 on is another one with the memory of the first, as a thread has it. Default 0. */
  readonly thread?: number;
}

/** What the loader chooses: `__memory_base` (moved up to the module's alignment) and `__table_base`. */
export interface Loading {
  readonly memoryBase: number;
  readonly tableBase: number;
}

export const defaultLoading: Loading = { memoryBase: 4096, tableBase: 7 };

/** The link command as data. An absent option is not given. */
export interface LinkOptions {
  /** `null` is `--no-entry`. */
  readonly entry: string | null;
  /** `--export=` */
  readonly exports: readonly string[];
  /** `--export-if-defined=` */
  readonly exportsIfDefined?: readonly string[];
  /** `--undefined=` */
  readonly undefined?: readonly string[];
  readonly exportAll?: boolean;
  readonly exportDynamic?: boolean;
  /** false is `--no-gc-sections`. */
  readonly gcSections?: boolean;
  readonly strip?: 'debug' | 'all';
  readonly keepSections?: readonly string[];
  readonly stackFirst?: boolean;
  /** `-z stack-size=`, a multiple of 16. */
  readonly stackSize?: number;
  readonly globalBase?: number;
  /** In bytes, a multiple of 65536. */
  readonly initialMemory?: number;
  readonly maxMemory?: number;
  /** `--initial-heap=`, a multiple of 65536. */
  readonly initialHeap?: number;
  readonly noGrowableMemory?: boolean;
  readonly importMemory?: boolean;
  readonly exportTable?: boolean;
  readonly importTable?: boolean;
  readonly growableTable?: boolean;
  readonly tableBase?: number;
  /** false is `--no-merge-data-segments`. */
  readonly mergeDataSegments?: boolean;
  readonly optimize?: 0 | 1 | 2;
  readonly compressRelocations?: boolean;
  readonly emitRelocs?: boolean;
  readonly allowUndefined?: boolean;
  readonly importUndefined?: boolean;
  readonly unresolvedSymbols?: 'report-all' | 'ignore-all' | 'import-dynamic';
  readonly warnUnresolvedSymbols?: boolean;
  /** Names in the file of `--allow-undefined-file=`. */
  readonly allowUndefinedFile?: readonly string[];
  /** `--wrap=`: references to a name go to `__wrap_` of it, those to `__real_` of it go to the name. */
  readonly wrap?: readonly string[];
  /** `--export-memory`, with a name when one is given. */
  readonly exportMemory?: true | string;
  /** false is `--no-demangle`. */
  readonly demangle?: boolean;
  readonly errorLimit?: number;
  /** `--build-id=`: one that follows from the output. */
  readonly buildId?: 'fast' | 'sha1' | '0x1f2e';
  readonly soname?: string;
  readonly checkFeatures?: boolean;
  /** `--features=` */
  readonly features?: readonly string[];
  readonly extraFeatures?: readonly string[];
  readonly fatalWarnings?: boolean;
  /** `-pie` and `-shared`, each with `--experimental-pic`. */
  readonly pie?: boolean;
  readonly shared?: boolean;
  /** `-Bsymbolic` */
  readonly bSymbolic?: boolean;
  /** `--shared-memory` */
  readonly sharedMemory?: boolean;
  /** `-mwasm64` */
  readonly memory64?: boolean;
}

/** Every object of a scenario, in the order of the command line, whether it is linked or not. */
export function objectsOf(scenario: Pick<Scenario, 'inputs'>): ScenarioObject[] {
  return scenario.inputs.flatMap((input) => (input.kind === 'object' ? [input.object] : input.members));
}
