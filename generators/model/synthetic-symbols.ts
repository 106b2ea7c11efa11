/**
 * What the linker itself defines when it is asked for, and what a scenario may know about it: enough to check a value,
 * never the address. Not here: how the linker makes them.
 */
import type { OutputMode } from './output-mode.ts';
import { threadSymbols } from './thread-storage.ts';

/** Data symbols that wasm-ld defines on demand in a static link, with log2 of what their address is a multiple of. */
const alignments: ReadonlyMap<string, number> = new Map([
  ['__dso_handle', 0],
  ['__data_end', 0],
  ['__stack_low', 4],
  ['__stack_high', 4],
  ['__global_base', 0],
  ['__heap_base', 4],
  ['__heap_end', 16],
]);

/** In a module that is moved there is no stack, no heap and no base of its own. */
const inMovedModules: Readonly<Record<OutputMode, readonly string[]>> = {
  static: [...alignments.keys()],
  pie: ['__dso_handle', '__data_end'],
  shared: ['__dso_handle'],
};

/** The data symbols that the linker defines in such an output. */
export function syntheticDataNamesIn(mode: OutputMode): readonly string[] {
  return inMovedModules[mode];
}

export function isSyntheticData(name: string): boolean {
  return alignments.has(name);
}

export function isSyntheticFunction(name: string): boolean {
  return name === '__wasm_call_ctors' || threadSymbols.get(name) === 'function';
}

/** True when the name is the linker's own. */
export function isReserved(name: string): boolean {
  return isSyntheticData(name) || isSyntheticFunction(name) || threadSymbols.has(name);
}

/** log2 of what the address is certainly a multiple of. */
export function syntheticAlignLog2(name: string): number {
  return alignments.get(name) ?? 0;
}
