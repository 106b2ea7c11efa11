/**
 * What kind of module the options ask for, and what position independence changes about a symbol: whether this module
 * certainly uses its own definition, or a loader may choose another one.
 * Not here: the code that is generated for it (`position-independence.ts`), who loads it (`src/observe`).
 */

import type { LinkOptions, ScenarioSymbol } from '../scenario/scenario.ts';
import { type Resolution, type Resolved, targetName } from './resolution.ts';

/** `static` has fixed addresses; the others are moved when they are loaded. */
export type OutputMode = 'static' | 'pie' | 'shared';

export function outputModeOf({ pie, shared }: Pick<LinkOptions, 'pie' | 'shared'>): OutputMode {
  return shared ? 'shared' : pie ? 'pie' : 'static';
}

export function isPositionIndependent(options: Pick<LinkOptions, 'pie' | 'shared'>): boolean {
  return outputModeOf(options) !== 'static';
}

/** Symbols that other modules may see: every one in a shared library that is not hidden, unless options say otherwise. */
export function mayBeSeen({ exportDynamic, shared }: LinkOptions): boolean {
  return exportDynamic ?? shared === true;
}

/** Not seen by other modules, as the symbol says; the entry is seen whatever its symbol says. */
export function isHidden({ name, hidden }: ScenarioSymbol, { entry }: Pick<LinkOptions, 'entry'>): boolean {
  return hidden === true && name !== entry;
}

/** A definition in this module, of which the loader may take another module's in its place. */
export function isPreemptible(definition: ScenarioSymbol | undefined, options: LinkOptions): boolean {
  if (definition === undefined || definition.binding === 'local' || isHidden(definition, options)) return false;
  return options.shared === true && options.bSymbolic !== true;
}

/** Some addresses are left to a loader: those of the whole module, or those that nobody here defines. */
export function isDynamic(options: LinkOptions): boolean {
  return isPositionIndependent(options) || options.unresolvedSymbols === 'import-dynamic';
}

/**
 * The loader says where this is: it is imported from `GOT.mem` or `GOT.func`. `symbol` refers to it.
 */
export function goesThroughGot(
  resolved: Resolved,
  resolution: Pick<Resolution, 'winners' | 'redirected'>,
  symbol: ScenarioSymbol,
  options: LinkOptions,
): boolean {
  if (!isDynamic(options) || symbol.binding === 'local') return false;
  switch (resolved.kind) {
    case 'function':
    case 'data':
    case 'absolute':
      return isPreemptible(resolution.winners.get(targetName(resolution, symbol)), options);
    case 'null':
      // A module that stays where it is has a function of its own in the place of a weak one that nobody defines.
      return isPositionIndependent(options) || !resolved.function;
    case 'host':
    case 'outside':
      return true;
    default:
      return false;
  }
}
