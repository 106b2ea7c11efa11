/**
 * Terms about what has an index of its own: exceptions that are thrown and caught, tables that are asked, grown and
 * called through. The other terms, and what a term is: `terms.ts`.
 */
import type { Resolved } from '../model/resolution.ts';
import type { Expression, Statement } from '../scenario/scenario.ts';
import type { VisibleTable, VisibleTag } from './scope.ts';
import type { TermContext } from './term-context.ts';

const constant = (value: number): Expression => ({ op: 'constant', value });

/** Catches what is thrown here, or in a function that does so now and then. */
export function caught({ draft, scope }: TermContext): Expression | undefined {
  const { choices } = draft;
  const tag = choices.pickOrNone(scope.tags);
  return tag && caughtAs({ draft, scope }, tag);
}

export function caughtAs({ draft, scope }: Pick<TermContext, 'draft' | 'scope'>, tag: VisibleTag): Expression {
  const { choices } = draft;
  const thrower = choices.percent(45) ? choices.pickOrNone(scope.throwers) : undefined;
  const own = choices.percent(70) ? tag : choices.pick(scope.tags);
  const values = own.parameters.map(() => constant(choices.int32()));
  const thrown: Expression = { op: 'throw', symbol: own.symbol, arguments: values };
  const body: Expression =
    thrower === undefined
      ? thrown
      : { op: 'call', symbol: thrower, arguments: [constant(choices.int32() | (choices.percent(70) ? 1 : 0))] };
  const certain = thrower === undefined && isSame(own.leads, tag.leads);
  const inner: Expression = { op: 'catch', symbol: tag.symbol, body };
  if (certain && choices.percent(50)) return inner;
  return { ...inner, otherwise: choices.int32() };
}

function isSame(left: Resolved, right: Resolved): boolean {
  if (left.kind === 'tag' && right.kind === 'tag') return left.tag === right.tag;
  return left.kind === 'host-tag' && right.kind === 'host-tag';
}

export function askTable({ draft, scope }: TermContext): Expression | undefined {
  const table = draft.choices.pickOrNone(scope.tables);
  return table && asked({ draft }, table);
}

export function asked({ draft }: Pick<TermContext, 'draft'>, { symbol, shape }: VisibleTable): Expression {
  const { choices } = draft;
  switch (choices.below(shape.minimum > 0 ? 3 : 2)) {
    case 0:
      return { op: 'table-size', symbol };
    case 1:
      return { op: 'table-grow', symbol, by: choices.below(3) };
    default:
      return { op: 'table-null', symbol, index: choices.pick([0, shape.minimum - 1, choices.below(shape.minimum)]) };
  }
}

/** Puts a function, or null, into a table; remembers the function in the context. */
export function tableSet(context: TermContext, isCallable: (rank: number) => boolean): Statement[] {
  const { draft, scope } = context;
  const { choices } = draft;
  const table = choices.pickOrNone(scope.tables.filter(({ shape }) => shape.minimum > 0));
  if (table === undefined) return [];
  const { symbol, shape } = table;
  const index = choices.pick([0, shape.minimum - 1, choices.below(shape.minimum)]);
  const callees = shape.element === 'funcref' && !draft.tableless ? scope.functions : [];
  const callee = choices.percent(80)
    ? choices.pickOrNone(callees.filter(({ rank, payload }) => payload !== undefined && isCallable(rank)))
    : undefined;
  if (callee === undefined) return [{ op: 'table-set', symbol, index }];
  const { signature, payload } = callee;
  context.tableEntries.push({ symbol, index, signature, payload });
  return [{ op: 'table-set', symbol, index, slot: { from: 'symbol', symbol: callee.symbol } }];
}
