/**
 * Index spaces of the output: imports first, then definitions in link order (functions and globals that the linker made
 * come before those of objects, tables after them). Sealed once assigned; command exports alone add functions later.
 * In: imports, live definitions. Out: `OutputIndices`, which answers for any symbol.
 */
import type { TableType } from '../wasm/model.ts';
import type { Atom } from './atoms.ts';
import type { ImportTable } from './imports.ts';
import { fileName, type ObjectFile } from './input-files.ts';
import type { Liveness } from './mark.ts';
import type { Program } from './program.ts';
import type { RelocationNeeds } from './scan-relocations.ts';
import type { LinkSymbol } from './symbols.ts';
import type { SyntheticFunction, SyntheticGlobal, SyntheticTable } from './synthetic.ts';
import type { TypeTable } from './types.ts';

/** A function of the code section: an object's, or the linker's own. */
export type OutputFunction = Atom | SyntheticFunction;

export interface ObjectElement {
  readonly object: ObjectFile;
  readonly index: number;
}

export class OutputIndices {
  readonly imports: ImportTable;
  readonly functions: OutputFunction[] = [];
  readonly globals: (ObjectElement | SyntheticGlobal)[] = [];
  readonly tags: ObjectElement[] = [];
  readonly tables: (ObjectElement | SyntheticTable)[] = [];
  readonly #liveness: Liveness;
  /** By atom id. */
  readonly #indexOfAtom: (number | undefined)[];
  readonly #indexOfSynthetic = new Map<SyntheticFunction, number>();
  readonly #elementIndexOf = new Map<string | SyntheticGlobal | SyntheticTable, number>();
  readonly #gotIndexOf = new Map<LinkSymbol, number>();
  readonly #needs: RelocationNeeds;

  constructor(imports: ImportTable, liveness: Liveness, needs: RelocationNeeds) {
    this.imports = imports;
    this.#liveness = liveness;
    this.#indexOfAtom = new Array(liveness.atoms.count);
    this.#needs = needs;
  }

  addFunction(func: OutputFunction): void {
    const index = this.imports.count('function') + this.functions.length;
    this.functions.push(func);
    if ('id' in func) this.#indexOfAtom[func.id] = index;
    else this.#indexOfSynthetic.set(func, index);
  }

  addTag(tag: ObjectElement): void {
    this.#elementIndexOf.set(elementKey('tag', tag.object, tag.index), this.imports.count('tag') + this.tags.length);
    this.tags.push(tag);
  }

  /** Numbers globals, tables and GOT entries when all are known. */
  seal(): void {
    let globalIndex = this.imports.count('global');
    for (const global of this.globals) this.#elementIndexOf.set(keyOf('global', global), globalIndex++);
    for (const symbol of this.#needs.internalGot) this.#gotIndexOf.set(symbol, globalIndex++);
    let tableIndex = this.imports.count('table');
    for (const table of this.tables) this.#elementIndexOf.set(keyOf('table', table), tableIndex++);
  }

  /** Index of the function that calls of this symbol end in; `undefined` when it has none. */
  functionIndexOf(symbol: LinkSymbol): number | undefined {
    const target = symbol.stub ?? symbol;
    if (target.state === 'defined') {
      if (target.synthetic?.kind === 'function') return this.#indexOfSynthetic.get(target.synthetic);
      const atom = target.object && this.#liveness.atoms.find(target.object, 'function', target.index);
      const index = atom && this.#indexOfAtom[atom.id];
      // A weak definition of a shared library is imported as well; calls go to the import.
      return this.imports.indexOf(target) ?? index;
    }
    return this.imports.indexOf(target);
  }

  /** Index of the definition itself, for exports. */
  definedFunctionIndexOf(symbol: LinkSymbol): number | undefined {
    if (symbol.synthetic?.kind === 'function') return this.#indexOfSynthetic.get(symbol.synthetic);
    const atom = symbol.object && this.#liveness.atoms.find(symbol.object, 'function', symbol.index);
    return atom && this.#indexOfAtom[atom.id];
  }

  indexOfFunction(func: OutputFunction): number {
    return 'id' in func ? this.#indexOfAtom[func.id]! : this.#indexOfSynthetic.get(func)!;
  }

  /** Index of a global, tag or table symbol in its space. */
  elementIndexOf(symbol: LinkSymbol): number | undefined {
    if (symbol.state !== 'defined') return this.imports.indexOf(symbol);
    if (symbol.synthetic && symbol.synthetic.kind !== 'function') return this.#elementIndexOf.get(symbol.synthetic);
    return symbol.object && this.#elementIndexOf.get(elementKey(symbol.kind, symbol.object, symbol.index));
  }

  /** Index of the global that holds the symbol's address. */
  gotIndexOf(symbol: LinkSymbol): number | undefined {
    return this.imports.gotIndexOf(symbol) ?? this.#gotIndexOf.get(symbol);
  }

  /** How many globals are defined before those that exported data symbols add. */
  get globalCount(): number {
    return this.globals.length + this.#needs.internalGot.length;
  }
}

export function assignIndices(
  program: Program,
  liveness: Liveness,
  imports: ImportTable,
  needs: RelocationNeeds,
): OutputIndices {
  const indices = new OutputIndices(imports, liveness, needs);
  const { objects } = program;
  for (const func of program.syntheticFunctions) if (func.live) indices.addFunction(func);
  for (const object of objects) for (const atom of liveness.atoms.of(object, 'function')) indices.addFunction(atom);
  for (const global of program.syntheticGlobals) if (global.live) indices.globals.push(global);
  for (const object of objects)
    for (const global of liveElements(object, 'global', liveness)) indices.globals.push(global);
  for (const object of objects) for (const tag of liveElements(object, 'tag', liveness)) indices.addTag(tag);
  for (const object of objects) for (const table of liveTables(object, program, liveness)) indices.tables.push(table);
  for (const table of program.syntheticTables) if (table.live) addSyntheticTable(table, indices, program);
  indices.seal();
  return indices;
}

/** Index of the function's type, which is added when it is new. */
export function typeIndexOf(func: OutputFunction, types: TypeTable): number {
  if (!('id' in func)) return types.add(func.signature);
  return types.use(func.object, func.object.wasm.functions[func.index]!);
}

export function tableTypeOf(table: ObjectElement | SyntheticTable): TableType {
  return 'object' in table ? table.object.wasm.tables[table.index]! : table.type;
}

/** Old objects mean table 0 when they mean the function table, so it must be the first. */
function addSyntheticTable(table: SyntheticTable, indices: OutputIndices, program: Program): void {
  if (!program.legacyFunctionTable || program.known.indirectFunctionTable?.synthetic !== table) {
    indices.tables.push(table);
    return;
  }
  const culprit = indices.imports.symbols.find((symbol) => symbol.kind === 'table' && symbol.isUndefined);
  if (!culprit) {
    indices.tables.unshift(table);
    return;
  }
  const message =
    `object file not built with 'reference-types' feature conflicts with import of table ${culprit.name} by file ` +
    fileName(culprit.file);
  program.sink.error('reference-types-conflict', message, { object: fileName(culprit.file), symbol: culprit.name });
}

/** An object must have a symbol for each of its tables, so those that lost to another definition are left out of one. */
function liveTables(object: ObjectFile, program: Program, liveness: Liveness): ObjectElement[] {
  const live = liveElements(object, 'table', liveness);
  if (!program.options.relocatable) return live;
  const named = new Set<number>();
  for (const symbol of program.symbolsOf(object)) {
    if (symbol.kind === 'table' && symbol.object === object) named.add(symbol.index);
  }
  return live.filter(({ index }) => named.has(index));
}

function liveElements(object: ObjectFile, kind: 'global' | 'tag' | 'table', liveness: Liveness): ObjectElement[] {
  const count = object.wasm[`${kind}s`].length;
  const live: ObjectElement[] = [];
  for (let index = 0; index < count; index++)
    if (liveness.isElementLive(object, kind, index)) live.push({ object, index });
  return live;
}

function elementKey(kind: string, object: ObjectFile, index: number): string {
  return `${kind} ${object.ordinal} ${index}`;
}

function keyOf<S extends SyntheticGlobal | SyntheticTable>(kind: string, element: ObjectElement | S): string | S {
  return 'object' in element ? elementKey(kind, element.object, element.index) : element;
}
