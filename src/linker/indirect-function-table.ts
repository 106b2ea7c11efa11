/**
 * The one table that calls through pointers use. It exists when something refers to it or an option asks for it, is
 * imported with --import-table, and is sized when all slots are known.
 */
import { SymbolFlag, type TableType } from '../wasm/model.ts';
import { defaultModule, type ImportTable, shouldImport } from './imports.ts';
import type { Liveness } from './mark.ts';
import { indirectFunctionTableName } from './object-symbols.ts';
import type { Program } from './program.ts';
import type { LinkSymbol } from './symbols.ts';
import { SyntheticTable } from './synthetic.ts';

const unsizedTable: TableType = { elementType: 0x70, limits: { flags: 0, minimum: 0n } };

/** Finds or makes the table's symbol; `undefined` when nothing needs it. */
export function resolveFunctionTable(
  program: Program,
  liveness: Liveness,
  isRequired: boolean,
): LinkSymbol | undefined {
  const { symbols, options, sink } = program;
  const existing = symbols.find(indirectFunctionTableName);
  if (existing && existing.kind !== 'table') {
    sink.error('reserved-symbol', `reserved symbol must be of type table: \`${indirectFunctionTableName}\``);
    return undefined;
  }
  if (existing?.isDefined) {
    sink.error(
      'reserved-symbol',
      `reserved symbol must not be defined in input files: \`${indirectFunctionTableName}\``,
    );
    return undefined;
  }
  if (options.importTable) {
    if (!existing) return isRequired ? importTable(program) : undefined;
    existing.importModule = defaultModule;
    existing.importName = indirectFunctionTableName;
    return existing;
  }
  const isNeeded = (existing !== undefined && liveness.isLive(existing)) || options.exportTable || isRequired;
  return isNeeded ? defineTable(program) : undefined;
}

/** Gives the table its size; imports it when a late need made it. */
export function sizeFunctionTable(program: Program, liveness: Liveness, imports: ImportTable, slotCount: number): void {
  const { known, options } = program;
  // Slots are in use though no object names the table: wasm-ld would write through a null pointer.
  const table =
    known.indirectFunctionTable ?? (slotCount > 0 ? resolveFunctionTable(program, liveness, true) : undefined);
  if (!table) return;
  known.indirectFunctionTable = table;
  // The object that names it first may only call through it, in code that is gone: wasm-ld then leaves the import out.
  if (slotCount > 0) table.referenced = true;
  if (shouldImport(table, program, liveness) && imports.indexOf(table) === undefined) imports.add(table);
  const size = BigInt(options.tableBase + slotCount);
  const isBounded = table.isDefined && !options.growableTable;
  const flags = (isBounded ? 1 : 0) | (options.is64 ? 4 : 0);
  const limits = isBounded ? { flags, minimum: size, maximum: size } : { flags, minimum: size };
  table.tableType = { ...table.tableType!, limits };
  if (table.synthetic?.kind === 'table') table.synthetic.type = table.tableType;
  checkSlots(slotCount, program);
}

/** A slot is an i32, and the table ends where slots do. */
function checkSlots(count: number, { options, sink }: Program): void {
  const largest = 0xffff_ffff - count;
  if (options.tableBase > largest) {
    sink.error('memory-too-large', `table base too large, cannot be greater than ${largest}`);
  }
}

function importTable(program: Program): LinkSymbol {
  const visibility = program.options.exportTable ? 0 : SymbolFlag.VisibilityHidden;
  const symbol = program.symbols.addUndefined({
    name: indirectFunctionTableName,
    kind: 'table',
    state: 'undefined',
    flags: visibility | SymbolFlag.Undefined,
    file: undefined,
    tableType: unsizedTable,
    importModule: defaultModule,
    importName: indirectFunctionTableName,
  });
  symbol.referenced = true;
  symbol.forceExport = program.options.exportTable;
  return symbol;
}

function defineTable(program: Program): LinkSymbol {
  const { options, symbols, syntheticTables } = program;
  const table = new SyntheticTable(indirectFunctionTableName, unsizedTable, true);
  const symbol = symbols.addSynthetic(
    indirectFunctionTableName,
    options.exportTable ? 0 : SymbolFlag.VisibilityHidden,
    table,
  );
  syntheticTables.push(table);
  symbol.referenced = true;
  symbol.forceExport = options.exportTable;
  return symbol;
}
