/**
 * What a link is asked to do, as values: the inputs in order and one setting for each option of wasm-ld 19 that the
 * linker itself obeys. The doc comment of a field names its flag. `completeOptions` fills in the defaults that depend on
 * other settings, so a caller of the library gives only what differs from a plain link.
 * Not here: reading a command line, and the messages for settings that exclude each other (`command-line/`).
 */
import { maximumEntries } from '../wasm/limits.ts';
import type { Diagnostic } from './diagnostics.ts';

/** The files of the world outside: the disk for the program, a map in memory for a test or a target. */
export interface FileAccess {
  /** The whole file, or the reason why it cannot be read in the system's words (`No such file or directory`). */
  read(path: string): Uint8Array | string;
  /** Whether there is a file at that path. */
  exists(path: string): boolean;
  /** The reason why no file can be made at `path`, `undefined` when one can. Without it every path counts as writable. */
  checkWritable?(path: string): string | undefined;
}

/** One input in command-line order: an object, an archive, a shared object or a stub library; its bytes say which. */
export interface LinkInput {
  /** As wasm-ld prints it: the path given, or the path that `-l` found. */
  readonly name: string;
  /** Never written to. */
  readonly bytes: Uint8Array;
  /** Stands between `--whole-archive` and `--no-whole-archive`. */
  readonly wholeArchive?: boolean;
  /** Stands between `--start-lib` and `--end-lib`: linked only when something refers to it. */
  readonly lazy?: boolean;
  /** This input could not be had (`cannot open …`, `unable to find library …`): reported in its turn, `bytes` is empty. */
  readonly problem?: Diagnostic;
}

/** `--import-memory=module,field` */
export interface MemoryImport {
  readonly module: string;
  readonly field: string;
}

/** `--build-id=…`; `tree` is `sha1`. */
export type BuildId =
  | { readonly kind: 'none' }
  | { readonly kind: 'fast' }
  | { readonly kind: 'sha1' }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'hex'; readonly bytes: Uint8Array };

/** `--unresolved-symbols=…`; `report-all` with `--warn-unresolved-symbols` is `warn`. */
export type UnresolvedPolicy = 'report-all' | 'warn' | 'ignore-all' | 'import-dynamic';

/** How symbols become atoms; both give the same bytes. */
export type AtomStrategy = 'lazy' | 'eager';

/** One setting for each option of wasm-ld 19. Sizes and addresses are in bytes. */
export interface LinkOptions {
  // Output
  /** `-o`: its base name stands in the name section. `''` is an error at `checkOptions`. */
  readonly outputFile: string;
  /** `-r`, `--relocatable` */
  readonly relocatable: boolean;
  /** `--shared` */
  readonly shared: boolean;
  /** `--pie`, `--no-pie` */
  readonly pie: boolean;
  /** `--experimental-pic`: no warning that shared libraries and PIEs are not stable. */
  readonly experimentalPic: boolean;
  /** `--Bsymbolic` */
  readonly bsymbolic: boolean;
  /** `--soname`: module name in the name section in place of the output's base name; `''` for none. */
  readonly soname: string;
  /** `--emit-relocs` */
  readonly emitRelocs: boolean;
  /** `-m wasm32` is false, `-m wasm64` true; `undefined`: the first object decides. */
  readonly is64: boolean | undefined;
  /** `-O`: 0 keeps strings apart, 1 merges strings, 2 and up also their tails. */
  readonly optimize: number;
  /** `--build-id`, `--build-id=…` */
  readonly buildId: BuildId;

  // Symbols
  /** `--entry`; `undefined` with `--no-entry`. Default `_start`, none with `-r`, `__wasm_call_ctors` with `--shared`. */
  readonly entry: string | undefined;
  /** `--export`, in order: exported, and an error when not defined. */
  readonly exports: readonly string[];
  /** `--export-if-defined`, in order. */
  readonly exportsIfDefined: readonly string[];
  /** `--export-all` */
  readonly exportAll: boolean;
  /** `--export-dynamic`, `--no-export-dynamic`; default as `shared`. */
  readonly exportDynamic: boolean;
  /** `-u`, `--undefined`, in order. */
  readonly undefinedSymbols: readonly string[];
  /** `--allow-undefined-file`: these may stay undefined and are imported. `.imports` files add to them. */
  readonly allowUndefinedSymbols: readonly string[];
  /** `--import-undefined`; also `--allow-undefined`, which is this and `ignore-all`. */
  readonly importUndefined: boolean;
  /** `--unresolved-symbols`, `--warn-unresolved-symbols`, `--error-unresolved-symbols` */
  readonly unresolvedSymbols: UnresolvedPolicy;
  /** `--wrap`, in order, with repetitions. */
  readonly wrap: readonly string[];
  /** False with `--no-shlib-sigcheck`: a shared library's signature is not compared. */
  readonly sharedLibrarySignatureCheck: boolean;

  // What is kept
  /** `--gc-sections`, `--no-gc-sections`; default off with `-r`. */
  readonly gcSections: boolean;
  /** `--print-gc-sections` */
  readonly printGcSections: boolean;
  /** `-s`, `--strip-all` */
  readonly stripAll: boolean;
  /** `-S`, `--strip-debug` */
  readonly stripDebug: boolean;
  /** `--keep-section`: custom sections that survive `--strip-all`. */
  readonly keepSections: readonly string[];
  /** `--merge-data-segments`, `--no-merge-data-segments`; default off with `-r`. */
  readonly mergeDataSegments: boolean;
  /** `--compress-relocations` */
  readonly compressRelocations: boolean;

  // Memory and table
  /** `--import-memory[=module,field]`; `undefined`: not imported. */
  readonly importMemory: MemoryImport | undefined;
  /** `--export-memory[=name]`; `memory` by default unless it is imported. `undefined`: not exported. */
  readonly exportMemory: string | undefined;
  /** `--shared-memory` */
  readonly sharedMemory: boolean;
  /** `--initial-memory`, bytes; 0: as much as is needed. */
  readonly initialMemory: number;
  /** `--initial-heap`, bytes; 0: not given. */
  readonly initialHeap: number;
  /** `--max-memory`, bytes; 0: no maximum. */
  readonly maxMemory: number;
  /** `--no-growable-memory` */
  readonly noGrowableMemory: boolean;
  /** `--global-base`; default 1024, 0 with `-r`, `--stack-first`, `--shared` and `--pie`. */
  readonly globalBase: number;
  /** `-z stack-size=`, bytes; default 65,536. */
  readonly zStackSize: number;
  /** `--stack-first` */
  readonly stackFirst: boolean;
  /** `--import-table`; always with `-r`, `--shared`, `--pie`. */
  readonly importTable: boolean;
  /** `--export-table` */
  readonly exportTable: boolean;
  /** `--growable-table` */
  readonly growableTable: boolean;
  /** `--table-base`; default 1, 0 with `--shared` and `--pie`. */
  readonly tableBase: number;

  // Target features
  /** `--check-features`, `--no-check-features` */
  readonly checkFeatures: boolean;
  /** `--features`: these and no inference; `undefined`: inferred from the inputs. */
  readonly features: readonly string[] | undefined;
  /** `--extra-features`: added to the inferred ones. */
  readonly extraFeatures: readonly string[] | undefined;

  // What is told
  /** `--Map`: the map's path, `-` for standard output (also `-M`, `--print-map`), `''` for none. */
  readonly mapFile: string;
  /** `--why-extract`: path, `-` for standard output, `''` for none. */
  readonly whyExtract: string;
  /** `-t`, `--trace` */
  readonly trace: boolean;
  /** `-y`, `--trace-symbol`, in order. */
  readonly traceSymbols: readonly string[];
  /** `--demangle`, `--no-demangle` */
  readonly demangle: boolean;
  /** `--verbose` */
  readonly verbose: boolean;
  /** `--error-limit`; 0: no limit. Default 20. */
  readonly errorLimit: number;
  /** `--fatal-warnings`, `--no-fatal-warnings` */
  readonly fatalWarnings: boolean;

  // Ours
  /** `--atoms=lazy`, `--atoms=eager` */
  readonly atoms: AtomStrategy;
  /** Entries of all files together (`src/wasm/limits.ts`); what has more is refused. */
  readonly maximumEntries: number;
  /** For members of thin archives and `.imports` files beside archives; without it neither is found. */
  readonly files: FileAccess | undefined;
  /** Found while the command line was read; the link begins with them, and fails when one is an error. */
  readonly earlierDiagnostics: readonly Diagnostic[];
  /** Found while the command line was read; their turn comes at `checkOptions`: bad values first, unreadable files last. */
  readonly laterDiagnostics: readonly Diagnostic[];
}

/** What wasm-ld links with when it is given nothing but inputs and `-o a.out`. */
export const defaultOptions: LinkOptions = {
  outputFile: 'a.out',
  relocatable: false,
  shared: false,
  pie: false,
  experimentalPic: false,
  bsymbolic: false,
  soname: '',
  emitRelocs: false,
  is64: undefined,
  optimize: 1,
  buildId: { kind: 'none' },
  entry: '_start',
  exports: [],
  exportsIfDefined: [],
  exportAll: false,
  exportDynamic: false,
  undefinedSymbols: [],
  allowUndefinedSymbols: [],
  importUndefined: false,
  unresolvedSymbols: 'report-all',
  wrap: [],
  sharedLibrarySignatureCheck: true,
  gcSections: true,
  printGcSections: false,
  stripAll: false,
  stripDebug: false,
  keepSections: [],
  mergeDataSegments: true,
  compressRelocations: false,
  importMemory: undefined,
  exportMemory: 'memory',
  sharedMemory: false,
  initialMemory: 0,
  initialHeap: 0,
  maxMemory: 0,
  noGrowableMemory: false,
  globalBase: 1024,
  zStackSize: 65_536,
  stackFirst: false,
  importTable: false,
  exportTable: false,
  growableTable: false,
  tableBase: 1,
  checkFeatures: true,
  features: undefined,
  extraFeatures: undefined,
  mapFile: '',
  whyExtract: '',
  trace: false,
  traceSymbols: [],
  demangle: true,
  verbose: false,
  errorLimit: 20,
  fatalWarnings: false,
  atoms: 'lazy',
  maximumEntries,
  files: undefined,
  earlierDiagnostics: [],
  laterDiagnostics: [],
};

/**
 * The settings given, and for the rest the defaults, some of which depend on what is given (`readConfigs` and
 * `setConfigs` of wasm-ld's driver). Complete options come out as they went in.
 */
export function completeOptions(given: Partial<LinkOptions>): LinkOptions {
  const relocatable = given.relocatable ?? false;
  const shared = given.shared ?? false;
  const positionIndependent = shared || (given.pie ?? false);
  const importMemory = given.importMemory ?? (shared ? defaultMemoryImport : undefined);
  return {
    ...defaultOptions,
    ...given,
    entry: 'entry' in given ? given.entry : defaultEntry(relocatable, shared),
    gcSections: given.gcSections ?? !relocatable,
    mergeDataSegments: given.mergeDataSegments ?? !relocatable,
    exportDynamic: given.exportDynamic ?? shared,
    importTable: positionIndependent || relocatable || (given.importTable ?? false),
    tableBase: given.tableBase || (positionIndependent ? 0 : 1),
    globalBase: given.globalBase || (positionIndependent || relocatable || given.stackFirst ? 0 : 1024),
    importMemory,
    exportMemory: given.exportMemory ?? (importMemory === undefined ? 'memory' : undefined),
  };
}

/** `--import-memory` without a name. */
export const defaultMemoryImport: MemoryImport = { module: 'env', field: 'memory' };

function defaultEntry(relocatable: boolean, shared: boolean): string | undefined {
  if (relocatable) return undefined;
  return shared ? '__wasm_call_ctors' : '_start';
}
