/**
 * How large memory and table are, and how far they may grow: what the options and the number of table entries say.
 * In: the module, the options. Out: the first fault. Not here: what lies where in memory (`layout-regions.ts`).
 */
import type { LinkOptions } from '../generators/scenario/scenario.ts';
import type { Limits, TableType, WasmModule } from '../src/wasm/index.ts';
import { memoryLimits, pageBytes } from './exported-addresses.ts';
import { fails, type Verdict } from './property.ts';

/** `hasTables`: there are tables beside the function table, and it is not told from them. */
export function limitFault(module: WasmModule, options: LinkOptions, hasTables = false): Verdict | undefined {
  const memory = memoryLimits(module);
  return (memory && memoryFault(memory, options)) ?? (hasTables ? undefined : tableFault(module, options));
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

/** One slot is null, or as many as come before `--table-base`. */
function tableFault(module: WasmModule, options: LinkOptions): Verdict | undefined {
  const table = functionTable(module);
  if (table === undefined) return undefined;
  const { minimum, maximum } = table.limits;
  const entries = module.elements.reduce((sum, one) => sum + one.functions.length + one.expressions.length, 0);
  const wanted = BigInt((options.tableBase ?? 1) + entries);
  if (minimum !== wanted) return fails('table.size', `the table has ${minimum} slots, ${wanted} are in use`);
  const mayGrow = options.growableTable === true || options.importTable === true;
  if (maximum === (mayGrow ? undefined : minimum)) return undefined;
  return fails(
    'table.maximum',
    `the table has the maximum ${maximum ?? 'none'}, it ${mayGrow ? 'may' : 'must not'} grow`,
  );
}

/** The only table; where there are several, none is told from the others by what it is. */
function functionTable({ imports, tables }: WasmModule): TableType | undefined {
  const imported = imports.flatMap((wanted) => (wanted.kind === 'table' ? [wanted.table] : []));
  const all = [...imported, ...tables];
  return all.length === 1 ? all[0] : undefined;
}
