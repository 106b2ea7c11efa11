/**
 * An object that is linked first, and whose only use of the function table is in code that nobody runs, while other objects
 * take addresses of functions and only compare them: the table is there for its slots alone, and is named first by an
 * object that does not need it. In an object of its own, since one that takes a slot itself keeps the table.
 */

import { isDynamic } from '../model/output-mode.ts';
import type { Signature } from '../scenario/scenario.ts';
import { addFunction, addSymbol, type Draft, type DraftSegment, draftObject, topRank } from './draft.ts';

const signature: Signature = { parameters: [], results: [] };

export function castIdleCaller(draft: Draft): void {
  if (!draft.comparesOnly) return;
  const object = draftObject('idle.o', draft.memory64);
  const callee: DraftSegment = { id: 'callee', name: '.data.callee', alignLog2: 2, bytes: '00'.repeat(8), sites: [] };
  object.segments.push(callee);
  const place = { kind: 'data', segment: callee.id, offset: 0, size: 8 } as const;
  const { id: symbol } = addSymbol(object, { name: 'callee', binding: 'local', denotes: place });
  const caller = addFunction(draft, object, { id: 'idle', signature, rank: topRank + 1 });
  const at = { from: 'symbol', symbol, addend: 0, how: 'sleb' } as const;
  const value = { op: 'call-indirect', slot: { from: 'memory', at }, signature, arguments: [] } as const;
  caller.body = { statements: [{ op: 'evaluate', value }] };
  addSymbol(object, { name: 'idle', binding: 'local', denotes: { kind: 'function', function: 'idle' } });
  for (const own of [callee, caller]) draft.finished.add(own);
  draft.objects.push(object);
  draft.inputs.unshift({ kind: 'object', object });
  if (isDynamic(draft.options)) draft.positionIndependent.add(object);
}
