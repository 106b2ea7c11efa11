/**
 * Programs as trees: replacing what uses certain symbols, and taking programs apart piece by piece. Works on the shape
 * of the nodes (an object with `op` is an expression or a statement), so that a new operation needs nothing here.
 */
import type { Body, Expression, Place, Statement } from './scenario.ts';

export const zero: Expression = { op: 'constant', value: 0 };

type Node = { readonly [key: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isExpression(value: unknown): value is Expression {
  return isNode(value) && 'op' in value;
}

/** The node with every expression directly below it replaced. */
function mapChildren<T extends Expression | Statement>(node: T, change: (child: Expression) => Expression): T {
  const changed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (isExpression(value)) changed[key] = change(value);
    else if (Array.isArray(value)) changed[key] = value.map((item) => (isExpression(item) ? change(item) : item));
    else changed[key] = value;
  }
  return changed as T;
}

/** Expressions directly below a node. */
export function childrenOf(node: Expression | Statement): Expression[] {
  const children: Expression[] = [];
  for (const value of Object.values(node)) {
    if (isExpression(value)) children.push(value);
    else if (Array.isArray(value)) children.push(...value.filter(isExpression));
  }
  return children;
}

/** Every expression of a program, those that hold others first. */
export function* expressionsOf({ statements, result }: Body): Iterable<Expression> {
  for (const statement of statements) for (const child of childrenOf(statement)) yield* withinExpression(child);
  if (result !== undefined) yield* withinExpression(result);
}

function* withinExpression(expression: Expression): Iterable<Expression> {
  yield expression;
  for (const child of childrenOf(expression)) yield* withinExpression(child);
}

/** True when the node itself, not an expression below it, names one of the symbols. */
function names(node: Node, symbols: ReadonlySet<string>): boolean {
  for (const [key, value] of Object.entries(node)) {
    if (key === 'symbol' && symbols.has(value as string)) return true;
    if (isNode(value) && !('op' in value) && names(value, symbols)) return true;
  }
  return false;
}

/** The program with 0 in place of every expression that names one of the symbols, and without such statements. */
export function withoutSymbols(body: Body, symbols: ReadonlySet<string>): Body {
  const replace = (expression: Expression): Expression =>
    names(expression as unknown as Node, symbols) ? zero : mapChildren(expression, replace);
  return {
    statements: body.statements
      .filter((statement) => !names(statement as unknown as Node, symbols))
      .map((statement) => mapChildren(statement, replace)),
    ...(body.result !== undefined && { result: replace(body.result) }),
  };
}

/** The program with every place replaced, those within other places too. */
export function mapPlaces<T>(node: T, change: (place: Place) => Place): T {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item: unknown) => mapPlaces(item, change)) as T;
  const entries = Object.entries(node).map(([key, value]) => [key, mapPlaces(value as unknown, change)]);
  const mapped = Object.fromEntries(entries) as T;
  // A slot is no place: it has neither an addend nor a base to count from.
  const isPlace = isNode(mapped) && ('plus' in mapped || 'addend' in mapped || mapped.from === 'relative');
  return isPlace ? (change(mapped as unknown as Place) as T) : mapped;
}

/** Programs that are one step simpler: a statement less, an expression replaced by 0 or by one of its parts. */
export function* simplerBodies(body: Body): Iterable<Body> {
  const { statements, result } = body;
  const rest = result === undefined ? {} : { result };
  if (statements.length > 0) yield { statements: [], ...rest };
  if (result !== undefined && result.op !== 'constant') yield { statements, result: zero };
  if (statements.length > 1) {
    for (let i = 0; i < statements.length; i++) yield { statements: statements.filter((_, k) => k !== i), ...rest };
  }
  if (result !== undefined) for (const simpler of simplerExpressions(result)) yield { statements, result: simpler };
  for (let i = 0; i < statements.length; i++) {
    for (const simpler of simplerStatements(statements[i]!)) {
      yield { statements: statements.map((statement, k) => (k === i ? simpler : statement)), ...rest };
    }
  }
}

function* simplerStatements(statement: Statement): Iterable<Statement> {
  if (statement.op === 'nops' && statement.count > 1) yield { op: 'nops', count: statement.count >> 1 };
  yield* withSimplerChild(statement);
}

function* simplerExpressions(expression: Expression): Iterable<Expression> {
  if (expression.op === 'constant') {
    if (expression.value !== 0) yield zero;
    return;
  }
  yield zero;
  yield* childrenOf(expression);
  if (expression.op === 'mix') {
    for (let i = 0; i < expression.terms.length && expression.terms.length > 1; i++) {
      yield { op: 'mix', terms: expression.terms.filter((_, k) => k !== i) };
    }
  }
  yield* withSimplerChild(expression);
}

function* withSimplerChild<T extends Expression | Statement>(node: T): Iterable<T> {
  for (const child of childrenOf(node)) {
    for (const simpler of simplerExpressions(child)) {
      yield mapChildren(node, (other) => (other === child ? simpler : other));
    }
  }
}
