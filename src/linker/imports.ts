/**
 * What the output imports: undefined symbols that may stay so, symbols of shared objects, GOT entries that the dynamic
 * linker fills. Equal imports (module, name and type) are one.
 * In: the symbol table in order. Out: an `ImportTable` with an index for each imported symbol; sealed before definitions
 * are counted, because they come after imports in every index space.
 */
import type { Liveness } from './mark.ts';
import { isPositionIndependent, type Program } from './program.ts';
import type { LinkSymbol } from './symbols.ts';
import { signatureKey } from './type-text.ts';

export const defaultModule = 'env';

export type ImportedKind = 'function' | 'global' | 'table' | 'tag';

export class ImportTable {
  /** In output order, without GOT entries and memory. */
  readonly symbols: LinkSymbol[] = [];
  /** Globals that hold an address and are filled by the dynamic linker; they follow `symbols`. */
  readonly gotSymbols: LinkSymbol[] = [];
  readonly #counts: Record<ImportedKind, number> = { function: 0, global: 0, table: 0, tag: 0 };
  readonly #indexByKey = new Map<string, number>();
  readonly #indexOf = new Map<LinkSymbol, number>();
  readonly #gotIndexOf = new Map<LinkSymbol, number>();

  count(kind: ImportedKind): number {
    return this.#counts[kind];
  }

  /** Index in the symbol's own space, when it is imported. */
  indexOf(symbol: LinkSymbol): number | undefined {
    return this.#indexOf.get(symbol);
  }

  gotIndexOf(symbol: LinkSymbol): number | undefined {
    return this.#gotIndexOf.get(symbol);
  }

  add(symbol: LinkSymbol): void {
    const kind = symbol.kind as ImportedKind;
    const key = `${kind}\0${importModule(symbol)}\0${importName(symbol)}\0${typeKey(symbol)}`;
    let index = this.#indexByKey.get(key);
    if (index === undefined) {
      index = this.#counts[kind]++;
      this.#indexByKey.set(key, index);
      this.symbols.push(symbol);
    }
    this.#indexOf.set(symbol, index);
  }

  addGotEntry(symbol: LinkSymbol): void {
    if (this.#gotIndexOf.has(symbol)) return;
    this.#gotIndexOf.set(symbol, this.#counts.global++);
    this.gotSymbols.push(symbol);
  }
}

export function importModule(symbol: LinkSymbol): string {
  return symbol.importModule ?? defaultModule;
}

export function importName(symbol: LinkSymbol): string {
  return symbol.importName ?? symbol.name;
}

/** The imports that names alone ask for; relocations may add GOT entries and the function table. */
export function collectImports(program: Program, liveness: Liveness): ImportTable {
  const imports = new ImportTable();
  const table = program.known.indirectFunctionTable;
  // Some objects rely on the function table being table 0.
  if (table && shouldImport(table, program, liveness)) imports.add(table);
  for (const symbol of program.symbols.globals()) {
    if (symbol !== table && shouldImport(symbol, program, liveness)) imports.add(symbol);
  }
  return imports;
}

export function shouldImport(symbol: LinkSymbol, { options, allowedUndefined }: Program, liveness: Liveness): boolean {
  const isPic = isPositionIndependent(options);
  // A function without signature is one that --wrap made up and nothing refers to.
  if (symbol.kind === 'function' && !symbol.signature) return false;
  if (symbol.kind === 'data' || !liveness.isLive(symbol) || !symbol.usedInRegularObject) return false;
  // Another module may hold the definition that the dynamic linker chooses.
  if (options.shared && symbol.isWeak && !symbol.isUndefined && !symbol.isHidden) return symbol.kind !== 'unknown';
  if (symbol.isShared) return true;
  if (!symbol.isUndefined) return false;
  if (symbol.isWeak && !options.relocatable && !isPic) return false;
  // Taken addresses go through the GOT.
  if (isPic && symbol.kind === 'function' && !symbol.calledDirectly) return false;
  if (isPic || options.relocatable || options.importUndefined || options.unresolvedSymbols === 'import-dynamic')
    return true;
  return allowedUndefined.has(symbol.name) || symbol.isImported;
}

function typeKey(symbol: LinkSymbol): string {
  switch (symbol.kind) {
    case 'function':
    case 'tag':
      return signatureKey(symbol.signature!);
    case 'global':
      return `${symbol.globalType!.valueType}${symbol.globalType!.mutable}`;
    default: {
      const { elementType, limits } = symbol.tableType!;
      return `${elementType} ${limits.flags} ${limits.minimum} ${limits.maximum}`;
    }
  }
}
