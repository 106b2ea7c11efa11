/**
 * What the output exports, in symbol-table order: memory first, then functions, globals, tags, tables, and for data an
 * immutable global that holds the address. Also the errors of `--export`.
 */
import type { ExternalKind } from '../wasm/model.ts';
import type { Liveness } from './mark.ts';
import type { OutputIndices } from './output-indices.ts';
import { type Program, printedName } from './program.ts';
import type { LinkSymbol } from './symbols.ts';

export interface OutputExport {
  readonly name: string;
  readonly kind: ExternalKind;
  readonly index: number;
}

export interface Exports {
  readonly entries: readonly OutputExport[];
  /** Without memory. */
  readonly symbols: readonly LinkSymbol[];
  /** Data symbols that get a global each, behind all others. */
  readonly addressGlobals: readonly LinkSymbol[];
}

/** After `__start_` and `__stop_` symbols exist, every name of --export must. */
export function checkRequiredExports({ options, symbols, sink }: Program): void {
  for (const name of options.exports) {
    if (symbols.find(name)?.isDefined) continue;
    const message = `symbol exported via --export not found: ${name}`;
    if (options.unresolvedSymbols === 'report-all') sink.error('undefined-export', message, { symbol: name });
    if (options.unresolvedSymbols === 'warn') sink.warn('undefined-export', message, { symbol: name });
  }
}

export function collectExports(program: Program, liveness: Liveness, indices: OutputIndices): Exports {
  const { options, symbols } = program;
  const entries: OutputExport[] = [];
  const exported: LinkSymbol[] = [];
  const addressGlobals: LinkSymbol[] = [];
  if (options.relocatable) return { entries, symbols: exported, addressGlobals };
  if (options.exportMemory !== undefined) entries.push({ name: options.exportMemory, kind: 'memory', index: 0 });

  const firstAddressGlobal = indices.imports.count('global') + indices.globalCount;
  for (const symbol of symbols.globals()) {
    if (!liveness.isExported(symbol) || !liveness.isLive(symbol)) continue;
    if (symbol.kind === 'data') {
      entries.push({ name: symbol.name, kind: 'global', index: firstAddressGlobal + addressGlobals.length });
      addressGlobals.push(symbol);
    } else if (symbol.kind === 'function') {
      entries.push({ name: exportName(symbol), kind: 'function', index: indices.definedFunctionIndexOf(symbol)! });
    } else if (symbol.kind === 'global') {
      // Mutable globals that the linker made are its own, unless the command line names them.
      if (symbol.globalType!.mutable && !symbol.file && !symbol.forceExport) continue;
      entries.push({ name: symbol.name, kind: 'global', index: indices.elementIndexOf(symbol)! });
    } else {
      entries.push({ name: symbol.name, kind: symbol.kind as 'tag' | 'table', index: indices.elementIndexOf(symbol)! });
    }
    exported.push(symbol);
  }
  return { entries: withoutRepetitions(entries), symbols: exported, addressGlobals };
}

/** Aliases of a function with an `export_name` give the same export twice: once will do. */
function withoutRepetitions(entries: readonly OutputExport[]): OutputExport[] {
  const firstOf = new Map<string, OutputExport>();
  /** Of names that several things have: few, since that is an error. */
  const furtherOnes = new Set<string>();
  return entries.filter((entry) => {
    const { name, kind, index } = entry;
    const first = firstOf.get(name);
    if (first === undefined) {
      firstOf.set(name, entry);
      return true;
    }
    const key = `${kind} ${index} ${name}`;
    const isNew = (first.kind !== kind || first.index !== index) && !furtherOnes.has(key);
    furtherOnes.add(key);
    return isNew;
  });
}

/** A module whose exports share a name is invalid. */
export function checkExportNames({ entries }: Exports, { sink }: Program): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) sink.error('duplicate-export', `duplicate export name: ${name}`, { symbol: name });
    names.add(name);
  }
}

/** The name that the source gives a function for the outside (`export_name`), or the symbol's. */
export function exportName(symbol: LinkSymbol): string {
  const { synthetic, object, name } = symbol;
  const given = synthetic?.kind === 'function' ? synthetic.exportName : object?.exportName(symbol.index);
  return given ?? name;
}

/** Mutable globals that cross the module's border need a feature. */
export function checkMutableGlobals(
  program: Program,
  exports: Exports,
  imported: readonly LinkSymbol[],
  features: readonly string[],
): void {
  const { options, sink } = program;
  if (options.relocatable || !options.checkFeatures || features.includes('mutable-globals')) return;
  const report = (how: string, symbol: LinkSymbol) => {
    const name = printedName(symbol.name, options);
    const message =
      `mutable global ${how} but 'mutable-globals' feature not present in inputs: \`${name}\`. ` +
      'Use --no-check-features to suppress.';
    sink.error('mutable-global-feature', message, { symbol: symbol.name });
  };
  for (const symbol of imported) if (symbol.kind === 'global' && symbol.globalType!.mutable) report('imported', symbol);
  for (const symbol of exports.symbols) if (symbol.kind === 'global') report('exported', symbol);
}
