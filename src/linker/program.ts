/**
 * What is being linked, once names are resolved: the objects that take part, the table of names, what the linker made
 * up, and the symbols that it knows by role. `resolve.ts` builds it; later passes read it, and only append synthetic
 * definitions to it. Results of later passes stand in their own values, never here.
 */
import { demangle } from './demangle/demangle.ts';
import type { DiagnosticSink } from './diagnostics.ts';
import type { ObjectFile, SharedFile, StubFile } from './input-files.ts';
import type { LinkOptions } from './options.ts';
import type { ExtractionReason, SymbolTable } from './symbol-table.ts';
import type { LinkSymbol } from './symbols.ts';
import type { SyntheticFunction, SyntheticGlobal, SyntheticTable } from './synthetic.ts';

/** Symbols that the linker defines or treats specially; absent where the link has no use for them. */
export interface KnownSymbols {
  callCtors?: LinkSymbol;
  /** libc's, called by command exports. */
  callDtors?: LinkSymbol;
  stackPointer?: LinkSymbol;
  /** Imported bases of position-independent output. */
  memoryBase?: LinkSymbol;
  tableBase?: LinkSymbol;
  tlsBase?: LinkSymbol;
  tlsSize?: LinkSymbol;
  tlsAlign?: LinkSymbol;
  initTls?: LinkSymbol;
  initMemory?: LinkSymbol;
  initMemoryFlag?: LinkSymbol;
  applyDataRelocs?: LinkSymbol;
  applyGlobalRelocs?: LinkSymbol;
  applyTlsRelocs?: LinkSymbol;
  applyGlobalTlsRelocs?: LinkSymbol;
  startFunction?: LinkSymbol;
  indirectFunctionTable?: LinkSymbol;
  // Optional data symbols, defined only where something refers to them.
  dsoHandle?: LinkSymbol;
  dataEnd?: LinkSymbol;
  stackLow?: LinkSymbol;
  stackHigh?: LinkSymbol;
  globalBase?: LinkSymbol;
  heapBase?: LinkSymbol;
  heapEnd?: LinkSymbol;
  /** `__memory_base` and `__table_base` in output that is not position-independent. */
  definedMemoryBase?: LinkSymbol;
  definedTableBase?: LinkSymbol;
}

export interface Program {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readonly symbols: SymbolTable;
  /** In the order in which they joined the link: a member comes before the object that needed it. */
  readonly objects: readonly ObjectFile[];
  /** What a linked object's symbol table means, by index in it: what its relocations refer to. */
  symbolsOf(object: ObjectFile): readonly LinkSymbol[];
  readonly sharedFiles: readonly SharedFile[];
  readonly stubFiles: readonly StubFile[];
  readonly syntheticFunctions: SyntheticFunction[];
  readonly syntheticGlobals: SyntheticGlobal[];
  readonly syntheticTables: SyntheticTable[];
  readonly known: KnownSymbols;
  /** Which members were taken in and why; `undefined` when the link failed before that was told, or nobody can be. */
  readonly extractions: readonly ExtractionReason[] | undefined;
  /** Names that may stay undefined. */
  readonly allowedUndefined: Set<string>;
  /** Some object refers to table 0 without relocations: the indirect function table must be it. */
  readonly legacyFunctionTable: boolean;
}

export function isPositionIndependent(options: LinkOptions): boolean {
  return options.pie || options.shared;
}

/** A name for messages and for the name section. `main` is mangled when it takes arguments. */
export function printedName(name: string, options: LinkOptions): string {
  if (name === '__main_argc_argv') return 'main';
  return options.demangle ? demangle(name) : name;
}
