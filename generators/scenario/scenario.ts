/**
 * The scenario: one link described as plain JSON, above the level of bytes. It is what is generated, stored with a
 * finding, printed, shrunk and lowered to object files; everything that must come out follows from it (`expect.ts`).
 * Identity is by words (object names, ids of functions, segments, symbols), never by position, so that shrinking
 * renumbers nothing. An id is unique within its object; a symbol's `name` is what linking matches.
 * Not here: what its functions do (`program.ts`), generation (`generate.ts`), what the linker must make of it (`resolve.ts`, `evaluate.ts`, `reach.ts`),
 * object files (`lower.ts`), text (`print.ts`).
 */

import type { Body, Signature, ValueTypeName } from './program.ts';

export type { Body, Expression, Place, Signature, Slot, Statement, ValueTypeName } from './program.ts';

/** What `schemaVersion` says today. `parseScenario` reads older ones too. */
export const scenarioSchemaVersion = 1;

/** One link. Plain JSON: `parseScenario` checks it, `lower` makes files of it. */
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
/** One of `featureAreas`. */
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

/** A datum that a shared library exports. */
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

/** A function with a body. Symbols name it, any number of them. */
export interface ScenarioFunction {
  readonly id: string;
  readonly signature: Signature;
  readonly body: Body;
  /** The COMDAT group that it is a member of. */
  readonly comdat?: string;
}

/** A data segment. */
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
/** One of `siteKinds`. */
export type SiteKind = (typeof siteKinds)[number];

/** A global that is defined here. */
export interface ScenarioGlobal {
  readonly id: string;
  readonly type: ValueTypeName;
  readonly mutable: boolean;
  /** A whole number for i32 and i64; what a type does not hold is cut off. */
  readonly init: number;
}

/** A tag that is defined here: the type of an exception. */
export interface ScenarioTag {
  readonly id: string;
  readonly parameters: readonly ValueTypeName[];
}

/** The type of a table. Limits count elements. */
export interface TableShape {
  readonly element: 'funcref' | 'externref';
  readonly minimum: number;
  readonly maximum?: number;
}

/** A table that is defined here. */
export interface ScenarioTable extends TableShape {
  readonly id: string;
}

/** A custom section, as debug information is. */
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

/** What a symbol stands for: a payload of its object by its id, or something undefined. */
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

/** A constructor: the lower its priority, the earlier. */
export interface ScenarioInitFunction {
  /** Id of a function symbol of this object, whose signature is () -> (). */
  readonly symbol: string;
  readonly priority: number;
}

/** One entry of `target_features`. */
export interface ScenarioTargetFeature {
  readonly prefix: '+' | '-';
  readonly name: string;
}

/** One entry of `producers`. */
export interface ScenarioProducer {
  readonly field: 'language' | 'processed-by' | 'sdk';
  readonly name: string;
  readonly version: string;
}

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

/** Neither is 0, and neither is a multiple of much, so that an address that was not moved shows. */
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
