/**
 * What a module that is moved says of itself in `dylink.0`: how much memory its data takes and how aligned, how many
 * slots its functions take, and which imports may stay missing. A loader believes it.
 * In: the module, what the model keeps. Out: the first fault. Not here: the libraries that are needed (`resolution.ts`).
 */
import type { Expectation } from '../generators/model/expect.ts';
import type { Payload } from '../generators/model/reach.ts';
import type { ScenarioSegment } from '../generators/scenario/scenario.ts';
import { SymbolFlag, type WasmModule } from '../src/wasm/index.ts';
import { fails, type Verdict } from './property.ts';

/** Too little is a fault; what stands between segments may make it more. */
export function roomFault({ dylink, elements }: WasmModule, { reach }: Expectation): Verdict | undefined {
  if (dylink === undefined) return fails('loader.untold', 'the module is moved, and has no dylink.0');
  const { memorySize, memoryAlignLog2, tableSize } = dylink;
  const kept = [...reach.kept].filter(isSegment).filter(({ bytes }) => bytes !== '');
  for (const { id, alignLog2 } of kept) {
    if (alignLog2 <= memoryAlignLog2) continue;
    return fails('loader.alignment', `the data is aligned to ${2 ** memoryAlignLog2}, ${id} to ${2 ** alignLog2}`);
  }
  // Strings may be merged.
  const least = kept.reduce((sum, { bytes, strings }) => sum + (strings ? 0 : bytes.length / 2), 0);
  if (memorySize < least) return fails('loader.memory', `room is asked for ${memorySize} bytes, the data has ${least}`);
  const slots = elements.reduce((sum, one) => sum + one.functions.length + one.expressions.length, 0);
  if (tableSize >= slots) return undefined;
  return fails('loader.table', `room is asked for ${tableSize} slots, ${slots} are filled`);
}

const isSegment = (payload: Payload): payload is ScenarioSegment => 'alignLog2' in payload;

const outside = ['env', 'GOT.mem', 'GOT.func'];

/** Nobody defines a name that has only weak references: unless the import is marked, loading fails. */
export function weakImportFault({ dylink, imports }: WasmModule, { resolution }: Expectation): Verdict | undefined {
  if (dylink === undefined) return undefined;
  const marked = dylink.importInfo.filter(({ flags }) => (flags & SymbolFlag.BindingWeak) !== 0);
  const weak = new Set(marked.map(({ field }) => field));
  const unmarked = imports.find(
    ({ module, field }) => outside.includes(module) && resolution.names.get(field)?.kind === 'null' && !weak.has(field),
  );
  return unmarked && fails('import.not-weak', `${unmarked.field} may stay missing, and dylink.0 does not say so`);
}
