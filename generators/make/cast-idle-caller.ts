/**
 * An object whose only use of the function table is in code that nobody runs, while other objects take addresses of
 * functions and only compare them: the table is there for its slots alone, and named first where it is not needed.
 */

import type { Signature } from '../scenario/scenario.ts';
import { addFunction, addSymbol, type Draft, topRank } from './draft.ts';

const nothing: Signature = { parameters: [], results: [] };

export function castIdleCaller(draft: Draft): void {
  if (!draft.comparesOnly) return;
  const object = draft.explicit[0]!;
  const symbol = object.symbols.find(({ denotes }) => denotes.kind === 'data' || denotes.kind === 'undefined-data')?.id;
  if (symbol === undefined) return;
  const name = `idle${draft.fresh()}`;
  const at = { from: 'symbol', symbol, addend: 0, how: 'sleb' } as const;
  const caller = addFunction(draft, object, { id: name, signature: nothing, rank: topRank + 1 });
  const value = { op: 'call-indirect', slot: { from: 'memory', at }, signature: nothing, arguments: [] } as const;
  caller.body = { statements: [{ op: 'evaluate', value }] };
  draft.finished.add(caller);
  addSymbol(object, { name, binding: 'local', denotes: { kind: 'function', function: name } });
}
