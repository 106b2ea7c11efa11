/**
 * Which symbols a function's program refers to and how, in the order in which lowering writes the sites. Reachability,
 * undefined-symbol errors, shrinking and statistics ask here, so that none of them walks expressions itself.
 */
import type { Body, Expression, Place, Slot, Statement } from './scenario.ts';

/** How a symbol is used: each is one relocation kind in code, `rel` two (the base is a global). */
export type ReferenceUse =
  | 'call'
  | 'slot'
  | 'slot-got'
  | 'slot-rel'
  | 'address-sleb'
  | 'address-leb'
  | 'address-got'
  | 'address-rel'
  | 'address-tls'
  | 'global'
  | 'tag'
  | 'table'
  /** A call through a table, which names a type too. */
  | 'table-call'
  /** Not a symbol: a use of the object's `__stack_pointer`, `__tls_base` and the like, or table, or of a type. */
  | 'stack-pointer'
  | 'tls-base'
  | 'tls-size'
  | 'tls-align'
  | 'indirect-call'
  /** An entry of the function table is read. */
  | 'function-table';

/** `symbol` is '' for the last uses. */
export type ReferenceVisitor = (use: ReferenceUse, symbol: string, addend: number) => void;

export function visitReferences(body: Body, visit: ReferenceVisitor): void {
  for (const statement of body.statements) visitStatement(statement, visit);
  if (body.result !== undefined) visitExpression(body.result, visit);
}

function visitStatement(statement: Statement, visit: ReferenceVisitor): void {
  switch (statement.op) {
    case 'store':
      // The address of a store comes first; that of a `leb` place is written after the value.
      if (statement.place.from === 'symbol' && statement.place.how === 'leb') {
        visitExpression(statement.value, visit);
        visitPlace(statement.place, visit);
      } else {
        visitPlace(statement.place, visit);
        visitExpression(statement.value, visit);
      }
      return;
    case 'set-global':
      visitExpression(statement.value, visit);
      visit('global', statement.symbol, 0);
      return;
    case 'start-thread':
      visitPlace(statement.block, visit);
      visit('call', statement.symbol, 0);
      return;
    case 'table-set':
      if (statement.slot !== undefined) {
        visitSlot(statement.slot, visit);
        visit('function-table', '', 0);
      }
      visit('table', statement.symbol, 0);
      return;
    case 'evaluate':
      visitExpression(statement.value, visit);
      return;
    case 'nops':
      return;
  }
}

function visitExpression(expression: Expression, visit: ReferenceVisitor): void {
  switch (expression.op) {
    case 'constant':
    case 'argument':
      return;
    case 'mix':
      for (const term of expression.terms) visitExpression(term, visit);
      return;
    case 'add':
      visitExpression(expression.left, visit);
      visitExpression(expression.right, visit);
      return;
    case 'if':
      visitExpression(expression.condition, visit);
      visitExpression(expression.whenTrue, visit);
      visitExpression(expression.whenFalse, visit);
      return;
    case 'low-bits':
      visitExpression(expression.value, visit);
      return;
    case 'load':
    case 'aligned':
    case 'null-address':
      visitPlace(expression.place, visit);
      return;
    case 'call':
      for (const argument of expression.arguments) visitExpression(argument, visit);
      visit('call', expression.symbol, 0);
      return;
    case 'call-indirect':
      for (const argument of expression.arguments) visitExpression(argument, visit);
      visitSlot(expression.slot, visit);
      visit('indirect-call', '', 0);
      return;
    case 'same-address':
      visitPlace(expression.left, visit);
      visitPlace(expression.right, visit);
      return;
    case 'distance':
      visitPlace(expression.to, visit);
      visitPlace(expression.from, visit);
      return;
    case 'apart':
      visitPlace(expression.left, visit);
      visitPlace(expression.right, visit);
      visitPlace(expression.right, visit);
      visitPlace(expression.left, visit);
      return;
    case 'same-function':
      visitSlot(expression.left, visit);
      visitSlot(expression.right, visit);
      return;
    case 'null-function':
      visitSlot(expression.slot, visit);
      return;
    case 'get-global':
      visit('global', expression.symbol, 0);
      return;
    case 'throw':
      for (const argument of expression.arguments) visitExpression(argument, visit);
      visit('tag', expression.symbol, 0);
      return;
    case 'catch':
      visitExpression(expression.body, visit);
      visit('tag', expression.symbol, 0);
      return;
    case 'table-size':
    case 'table-grow':
    case 'table-null':
      visit('table', expression.symbol, 0);
      return;
    case 'call-table':
      for (const argument of expression.arguments) visitExpression(argument, visit);
      visit('table-call', expression.symbol, 0);
      return;
    case 'thread-storage':
      visit(expression.what === 'size' ? 'tls-size' : 'tls-align', '', 0);
      return;
    case 'in-frame':
      visit('stack-pointer', '', 0);
      visitExpression(expression.value, visit);
      return;
  }
}

function visitPlace(place: Place, visit: ReferenceVisitor): void {
  switch (place.from) {
    case 'symbol':
      visit(`address-${place.how}`, place.symbol, place.addend);
      return;
    case 'memory':
      visitPlace(place.at, visit);
      return;
    case 'relative':
      visitPlace(place.at, visit);
      visitPlace(place.at, visit);
      return;
    case 'thread-base':
      visit('tls-base', '', 0);
      return;
  }
}

function visitSlot(slot: Slot, visit: ReferenceVisitor): void {
  if (slot.from === 'symbol') visit(slot.how === undefined ? 'slot' : `slot-${slot.how}`, slot.symbol, 0);
  else visitPlace(slot.at, visit);
}
