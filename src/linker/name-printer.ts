/**
 * The names of a text that lists them all (name section, map): readable, until they have become longer than they were by more
 * than such a text should (`limits.ts`), since a short mangled name can stand for a long one. From there on they are as they
 * are in the objects.
 * Not here: one name (`program.ts`, `demangle/`).
 */
import { maximumPrintedGrowth } from './limits.ts';
import type { LinkOptions } from './options.ts';
import { printedName } from './program.ts';

export type NamePrinter = (name: string) => string;

export function namePrinter(options: LinkOptions, growth = maximumPrintedGrowth): NamePrinter {
  let left = growth;
  return (name) => {
    if (left < 0) return name;
    const printed = printedName(name, options);
    left -= Math.max(0, printed.length - name.length);
    return left < 0 ? name : printed;
  };
}
