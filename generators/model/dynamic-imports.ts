/**
 * What a module that a loader completes must import beside the host's functions: GOT entries, functions that another
 * module may define, weak functions that nobody may define.
 * Not here: imports of a static module (`expect.ts`).
 */

import type { LinkOptions } from '../scenario/scenario.ts';
import { directlyCalled, signatureOf } from './denotation.ts';
import type { ExpectedImport } from './expected-import.ts';
import { goesThroughGot, isDynamic, isHidden, isPositionIndependent } from './output-mode.ts';
import { type KeptUse, type Reach, visitKeptReferences } from './reach.ts';
import { type Resolution, targetName } from './resolution.ts';

/** Uses whose value is read from a GOT entry, by code or when data is filled at start-up. */
const gotUses: ReadonlySet<KeptUse> = new Set<KeptUse>(['slot-got', 'address-got', 'site-slot', 'site-address']);

/** As `GOT.mem.d0`. */
export function gotImportsOf(resolution: Resolution, reached: Reach, options: LinkOptions): ReadonlySet<string> {
  const entries = new Set<string>();
  if (!isDynamic(options)) return entries;
  visitKeptReferences(resolution, reached, (resolved, use, symbol) => {
    if (!gotUses.has(use) || !goesThroughGot(resolved, resolution, symbol, options)) return;
    const module = symbol.denotes.kind.endsWith('function') ? 'GOT.func' : 'GOT.mem';
    entries.add(`${module}.${targetName(resolution, symbol)}`);
  });
  return entries;
}

/**
 * Imports that a module which is moved has and a static one has not: weak functions that nobody defines here, and, in a
 * shared library, what it defines itself and is weak.
 */
export function importsOfMoved(resolution: Resolution, reached: Reach, options: LinkOptions): ExpectedImport[] {
  if (!isPositionIndependent(options)) return [];
  const called = calledNames(resolution);
  const imports: ExpectedImport[] = options.shared === true ? replaceable(resolution, reached, options) : [];
  visitKeptReferences(resolution, reached, (resolved, _use, symbol, object) => {
    const signature = signatureOf(object, symbol.denotes);
    if (resolved.kind !== 'null' || signature === undefined) return;
    const field = targetName(resolution, symbol);
    if (!called.has(field) && resolved.archived !== true) return;
    imports.push({ kind: 'function', module: 'env', field, signature });
  });
  return imports;
}

/** Names that some linked object calls; each says so for all. As they are written, not as `--wrap` leads them. */
export function calledNames(resolution: Resolution): ReadonlySet<string> {
  const names = new Set<string>();
  for (const object of resolution.included) {
    const called = directlyCalled(object);
    for (const { id, name, binding } of object.symbols) if (binding !== 'local' && called.has(id)) names.add(name);
  }
  return names;
}

/**
 * A weak definition in a shared library is imported and exported: the loader chooses. Code calls the function that is
 * imported; of tags and tables it uses the module's own, which programs that share neither cannot tell apart.
 */
function replaceable({ names, winners }: Resolution, { kept }: Reach, options: LinkOptions): ExpectedImport[] {
  return [...winners].flatMap(([field, winner]): ExpectedImport[] => {
    if (winner.binding !== 'weak' || isHidden(winner, options)) return [];
    const resolved = names.get(field)!;
    switch (resolved.kind) {
      case 'function':
        if (!kept.has(resolved.function)) return [];
        return [{ kind: 'function', module: 'env', field, signature: resolved.function.signature }];
      case 'tag':
        return [{ kind: 'tag', module: 'env', field, parameters: resolved.tag.parameters }];
      case 'table':
        return [{ kind: 'table', module: 'env', field, shape: resolved.table }];
      default:
        return [];
    }
  });
}
