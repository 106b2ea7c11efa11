/**
 * Terms about addresses that nothing is loaded from: absolute symbols, whose numbers the model knows, addends far out of
 * the segment, seen as differences, and code that is there to be linked and never run.
 * The other terms, and what a term is: `terms.ts`.
 */

import type { Expression, Place } from '../scenario/scenario.ts';
import { isPointer } from '../scenario/site-kinds.ts';
import type { TermContext } from './term-context.ts';
import { farEdges } from './width-edges.ts';

const at = (symbol: string, addend: number): Place => ({ from: 'symbol', symbol, addend, how: 'sleb' });

const absoluteAddends: readonly number[] = [0, 0, 1, -1, 64, -65, 8192];

/** The difference of two numbers that are known, or whether they are equal; or a load from there that is not reached. */
export function absolute({ draft, scope }: TermContext): Expression | undefined {
  const { choices } = draft;
  const one = choices.pickOrNone(scope.absolutes);
  if (one === undefined) return undefined;
  if (choices.percent(30)) {
    const place: Place = { from: 'symbol', symbol: one.symbol, addend: choices.pick(absoluteAddends), how: 'leb' };
    return unreached({ op: 'load', place, bytes: 4 }, choices.int32());
  }
  const other = choices.pick([...scope.absolutes, ...scope.nullData.map((symbol) => ({ symbol, address: 0 }))]);
  const addend = () => choices.pick(absoluteAddends);
  const isNull = scope.nullData.includes(other.symbol);
  const [left, right] = [at(one.symbol, addend()), at(other.symbol, isNull ? 0 : addend())];
  // The model adds in 32 bits: a sum that wraps there is another number in 64 bits.
  return choices.percent(70) || draft.memory64
    ? { op: 'distance', from: right, to: left }
    : { op: 'same-address', left, right };
}

/** An absolute address that lies in data as a pointer. */
export function storedAbsolute({ draft, scope, resolution }: TermContext): Expression | undefined {
  const { choices } = draft;
  const base = choices.pickOrNone(scope.absolutes);
  const holders = scope.data.flatMap((holder) => {
    const symbols = resolution.symbols.get(holder.owner.name)!;
    const sites = holder.segment.sites.filter(({ kind, symbol }) => {
      return isPointer(kind) && symbols.get(symbol)?.kind === 'absolute';
    });
    return sites.map((site) => ({ holder, site }));
  });
  const found = choices.pickOrNone(holders);
  if (base === undefined || found === undefined) return undefined;
  const { holder, site } = found;
  const to: Place = { from: 'memory', at: at(holder.symbol, site.offset - holder.offset), plus: choices.below(4) };
  return { op: 'distance', from: at(base.symbol, 0), to };
}

/** How far an address with a large addend is from the one without. */
export function farAddress({ draft, scope }: TermContext): Expression | undefined {
  const { choices } = draft;
  const visible = choices.pickOrNone(scope.data.filter(({ segment }) => !segment.strings));
  if (visible === undefined) return undefined;
  const [near, far] = [at(visible.symbol, 0), at(visible.symbol, choices.pick(farEdges))];
  return choices.percent(50) ? { op: 'distance', from: near, to: far } : { op: 'distance', from: far, to: near };
}

/** A load that would go far out of the segment, in an arm that is not taken. */
export function unreachedLoad({ draft, scope }: TermContext): Expression | undefined {
  const { choices } = draft;
  const symbols = [...scope.data.filter(({ segment }) => !segment.strings), ...scope.absolutes];
  const symbol = choices.pickOrNone(symbols)?.symbol;
  if (symbol === undefined) return undefined;
  const place: Place = { from: 'symbol', symbol, addend: choices.pick(farEdges), how: 'leb' };
  return unreached({ op: 'load', place, bytes: choices.percent(50) ? 4 : 1 }, choices.int32());
}

/** A call of a function that stays undefined, in an arm that is not taken. */
export function stubCall({ draft, scope }: TermContext): Expression | undefined {
  const { choices } = draft;
  const stub = choices.pickOrNone(scope.stubs);
  if (stub === undefined) return undefined;
  const args = stub.signature.parameters.map((): Expression => ({ op: 'constant', value: choices.int32() }));
  return unreached({ op: 'call', symbol: stub.symbol, arguments: args }, choices.int32());
}

function unreached(expression: Expression, value: number): Expression {
  const condition: Expression = { op: 'constant', value: 0 };
  return { op: 'if', condition, whenTrue: expression, whenFalse: { op: 'constant', value } };
}
