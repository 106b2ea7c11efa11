/**
 * How large memory and tables are, and how far they may grow: of the function table what the options and the number of
 * its entries say, of others what their objects say.
 * In: the module, the options, the other tables that it must have. Out: the first fault. Not here: what lies where in
 * memory (`layout-regions.ts`).
 */
import type { LinkOptions, TableShape } from '../generators/scenario/scenario.ts';
import { type Limits, type TableType, ValueTypeCode, type WasmModule } from '../src/wasm/index.ts';
import { memoryLimits, pageBytes } from './exported-addresses.ts';
import { fails, type Verdict } from './property.ts';

/** `others`: the tables of objects and of the host that the model keeps. */
export function limitFault(
  module: WasmModule,
  options: LinkOptions,
  others: readonly TableShape[] = [],
): Verdict | undefined {
  const memory = memoryLimits(module);
  return (memory && memoryFault(memory, options)) ?? tablesFault(module, options, others);
}

const sharedFlag = 2;

function memoryFault({ minimum, maximum, flags }: Limits, options: LinkOptions): Verdict | undefined {
  const { initialMemory, maxMemory } = options;
  const bytes = Number(minimum) * pageBytes;
  if (initialMemory !== undefined && bytes !== initialMemory)
    return fails('memory.initial', `memory has ${bytes} bytes, the options say ${initialMemory}`);
  // A shared memory always has a maximum.
  if (maxMemory === undefined && (flags & sharedFlag) !== 0) return undefined;
  const most = maximum === undefined ? undefined : Number(maximum) * pageBytes;
  if (most === (options.noGrowableMemory ? bytes : maxMemory)) return undefined;
  return fails('memory.maximum', `memory grows up to ${most ?? 'any size'}, the options say ${maxMemory ?? 'nothing'}`);
}

/** Nothing but its type tells the function table from the others: it is the one that is left when they are found. */
function tablesFault(module: WasmModule, options: LinkOptions, others: readonly TableShape[]): Verdict | undefined {
  const imported = module.imports.flatMap((wanted) => (wanted.kind === 'table' ? [wanted.table] : []));
  const tables = [...imported, ...module.tables];
  for (const wanted of others) {
    const at = tables.findIndex((table) => hasShape(table, wanted));
    const { element, minimum, maximum = 'any size' } = wanted;
    if (at < 0) return fails('table.shape', `no table of ${element} has ${minimum} entries and grows up to ${maximum}`);
    tables.splice(at, 1);
  }
  const [table, ...more] = tables;
  // Where nothing is collected, the losers may stay.
  if (more.length > 0 && options.gcSections !== false) return fails('table.more', `${more.length} tables too many`);
  return table && more.length === 0 ? functionTableFault(table, module, options) : undefined;
}

function hasShape({ elementType, limits }: TableType, { element, minimum, maximum }: TableShape): boolean {
  return (
    elementType === (element === 'funcref' ? ValueTypeCode.FuncRef : ValueTypeCode.ExternRef) &&
    limits.minimum === BigInt(minimum) &&
    limits.maximum === (maximum === undefined ? undefined : BigInt(maximum))
  );
}

/** One slot is null, or as many as come before `--table-base`. */
function functionTableFault(table: TableType, module: WasmModule, options: LinkOptions): Verdict | undefined {
  const entries = module.elements.reduce((sum, one) => sum + one.functions.length + one.expressions.length, 0);
  const wanted = BigInt((options.tableBase ?? 1) + entries);
  if (table.limits.minimum !== wanted)
    return fails('table.size', `the table has ${table.limits.minimum} slots, ${wanted} are in use`);
  const { minimum, maximum } = table.limits;
  const mayGrow = options.growableTable === true || options.importTable === true;
  if (maximum === (mayGrow ? undefined : minimum)) return undefined;
  return fails(
    'table.maximum',
    `the table has the maximum ${maximum ?? 'none'}, it ${mayGrow ? 'may' : 'must not'} grow`,
  );
}
