/** Options about memory that no linker may accept, as far as they can be told without a layout. */

import type { LinkOptions } from '../scenario/scenario.ts';
import { isPositionIndependent } from './output-mode.ts';
import type { Problem } from './resolve.ts';

const pageBytes = 65536;
const stackAlignment = 16;
const defaultStackBytes = 65536;

/** A module that is moved has no stack of its own. */
const stackSizeOf = (options: LinkOptions): number =>
  isPositionIndependent(options) ? 0 : (options.stackSize ?? defaultStackBytes);

/** Linkers refuse it, and no scenario is about it: `--stack-first` with a base of the data that lies in the stack. */
export const stackReachesData = (options: LinkOptions): boolean =>
  options.stackFirst === true && options.globalBase !== undefined && options.globalBase < stackSizeOf(options);

export function checkMemory(options: LinkOptions): Problem[] {
  const { initialMemory, maxMemory } = options;
  const stackSize = stackSizeOf(options);
  const problems: Problem[] = [];
  const error = (code: Problem['code'], symbol: string): void => {
    problems.push({ code, severity: 'error', symbol });
  };
  if (stackSize % stackAlignment !== 0) error('misaligned-stack', 'stack-size');
  for (const [name, size] of [
    ['initial-memory', initialMemory],
    ['max-memory', maxMemory],
  ] as const) {
    if (size === undefined) continue;
    if (size % pageBytes !== 0) error('misaligned-memory', name);
    if (size < stackSize) error('memory-too-small', name);
  }
  return problems;
}
