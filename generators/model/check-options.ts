/**
 * Options that no linker may take together: what is fixed against what is moved, and pairs that mean opposite things.
 * Not here: sizes of memory (`check-memory.ts`).
 */

import type { LinkOptions } from '../scenario/scenario.ts';
import { isPositionIndependent } from './output-mode.ts';
import type { Problem } from './resolve.ts';

/** A pair by its names on the command line, and when it is given. */
const exclusions: readonly (readonly [pair: string, given: (options: LinkOptions) => boolean])[] = [
  ['-shared and -pie', ({ shared, pie }) => shared === true && pie === true],
  ['--export-memory and -shared', ({ shared, exportMemory }) => shared === true && exportMemory !== undefined],
  ['--export-table and -shared/-pie', (options) => isPositionIndependent(options) && options.exportTable === true],
  ['--global-base and -shared/-pie', (options) => isPositionIndependent(options) && Boolean(options.globalBase)],
  ['--table-base and -shared/-pie', (options) => isPositionIndependent(options) && Boolean(options.tableBase)],
  [
    '--no-growable-memory and --max-memory',
    ({ noGrowableMemory, maxMemory }) => noGrowableMemory === true && maxMemory !== undefined,
  ],
  ['--import-table and --export-table', ({ importTable, exportTable }) => importTable === true && exportTable === true],
  [
    '--compress-relocations and debug information',
    ({ compressRelocations, strip }) => compressRelocations === true && strip === undefined,
  ],
];

export function checkOptions(options: LinkOptions): Problem[] {
  return exclusions
    .filter(([, given]) => given(options))
    .map(([symbol]) => ({ code: 'incompatible-options', severity: 'error', symbol }));
}
