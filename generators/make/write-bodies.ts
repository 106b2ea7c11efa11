/**
 * Writes every function's program, from the lowest rank up, so that the cost of what is called is known and calls never
 * go in circles. Each undefined symbol of an object is used by one of its functions for certain. Some programs begin or
 * end with a relocation site, some call themselves with bounded depth, some are long enough for a wider size.
 */

import type { Resolution } from '../model/resolve.ts';
import { visitReferences } from '../scenario/body-references.ts';
import type { Body, Expression, ScenarioFunction, Statement } from '../scenario/scenario.ts';
import { stubCall } from './address-terms.ts';
import { type Draft, type DraftFunction, type DraftObject, topRank } from './draft.ts';
import { asked, caughtAs, tableSet } from './element-terms.ts';
import { freeSpot } from './fill-segments.ts';
import { type Scope, scopeOf } from './scope.ts';
import type { TermContext } from './term-context.ts';
import {
  anyTerm,
  boundary,
  callOf,
  callThroughTable,
  constant,
  directCall,
  guarded,
  indirectCallOf,
  loadOf,
  placeAt,
} from './terms.ts';

interface Task {
  readonly object: DraftObject;
  readonly written: DraftFunction;
  readonly rank: number;
  /** Symbols that this program must use. */
  readonly duties: string[];
}

const budgetOfFunction = 300;
const budgetOfEntryPoint = 1500;

export function writeBodies(draft: Draft, resolution: Resolution): void {
  const scopes = new Map(draft.objects.map((object) => [object, scopeOf(draft, object, resolution)]));
  const tasks = draft.objects.flatMap((object) => tasksOf(draft, object, scopes.get(object)!));
  const costs = new Map<ScenarioFunction, number>();
  for (const task of tasks.sort((left, right) => left.rank - right.rank)) {
    if (draft.finished.has(task.written)) {
      costs.set(task.written, sizeOf(task.written.body));
      continue;
    }
    const entryPoint = task.rank >= topRank - 1;
    const budget = entryPoint ? budgetOfEntryPoint : budgetOfFunction;
    const { object, written, rank } = task;
    const scope = scopes.get(object)!;
    const { signature } = written;
    const context: TermContext = { draft, resolution, scope, rank, signature, costs, tableEntries: [], budget };
    written.body = writeBody(context, task);
    costs.set(written, budget - context.budget + sizeOf(written.body));
  }
}

function tasksOf(draft: Draft, object: DraftObject, scope: Scope): Task[] {
  const tasks = object.functions.map((written): Task => {
    return { object, written, rank: draft.ranks.get(written)!, duties: [] };
  });
  const give = (symbol: string, rank: number): void => {
    const able = tasks.filter((task) => task.rank > rank && !draft.finished.has(task.written));
    draft.choices.pickOrNone(able)?.duties.push(symbol);
  };
  for (const { symbol, rank } of scope.functions) give(symbol, rank);
  for (const { symbol } of scope.data) give(symbol, 0);
  for (const { symbol } of scope.stubs) give(symbol, 0);
  for (const { symbol } of [...scope.tags, ...scope.tables]) give(symbol, 0);
  for (const { symbol } of scope.nullFunctions) if (draft.has('table')) give(symbol, 0);
  if (scope.synthetic.some(({ name }) => name === '__start_registry')) give('__start_registry', 0);
  if (scope.callCtors !== undefined) give(scope.callCtors, topRank - 1);
  return tasks;
}

function writeBody(context: TermContext, task: Task): Body {
  const { draft } = context;
  const { choices, profile } = draft;
  const statements = statementsOf(context, task);
  const terms = task.duties.flatMap((symbol) => dutyTerm(context, symbol));
  if (context.tableEntries.length > 0 && choices.percent(60)) terms.push(...present(callThroughTable(context, 0)));
  for (let i = draft.between(profile.terms); i > terms.length; i--) terms.push(anyTerm(context, profile.depth));
  if (terms.length === 0) terms.push(constant(context));
  if (context.signature.results.length === 0) {
    statements.push(...terms.map((value): Statement => ({ op: 'evaluate', value })));
    return { statements };
  }
  const mixed: Expression = terms.length === 1 ? terms[0]! : { op: 'mix', terms: siteFirst(draft, terms) };
  if (draft.maybe('recursion', 15)) return { statements, result: recursive(context, task, mixed) ?? mixed };
  return { statements, result: (choices.percent(35) && callAtTheEnd(context, mixed)) || mixed };
}

function dutyTerm(context: TermContext, symbol: string): Expression[] {
  const { scope, draft } = context;
  const callee = scope.functions.find((visible) => visible.symbol === symbol);
  if (callee !== undefined) {
    const indirect = draft.maybe('table', 30);
    return present(indirect ? indirectCallOf(context, callee, 0) : callOf(context, callee, 0));
  }
  const data = scope.data.find((visible) => visible.symbol === symbol);
  if (data !== undefined) return present(loadOf(context, data));
  const tag = scope.tags.find((visible) => visible.symbol === symbol);
  if (tag !== undefined) return [caughtAs(context, tag)];
  const table = scope.tables.find((visible) => visible.symbol === symbol);
  if (table !== undefined) return [asked(context, table)];
  const absent = scope.nullFunctions.find((visible) => visible.symbol === symbol);
  if (absent !== undefined) return [guarded(context, absent)];
  if (scope.stubs.some((stub) => stub.symbol === symbol)) return present(stubCall(context));
  if (symbol === '__start_registry') return present(boundary(context));
  return symbol === scope.callCtors ? [{ op: 'call', symbol, arguments: [] }] : [];
}

function present(term: Expression | undefined): Expression[] {
  return term === undefined ? [] : [term];
}

/** A term whose first bytes are a site goes to the front, half of the time: then the first site is near the body's start. */
function siteFirst(draft: Draft, terms: Expression[]): Expression[] {
  const first = terms.findIndex(beginsWithSite);
  if (first <= 0 || !draft.choices.percent(50)) return terms;
  return [terms[first]!, ...terms.slice(0, first), ...terms.slice(first + 1)];
}

function beginsWithSite(term: Expression): boolean {
  switch (term.op) {
    case 'call':
      return term.arguments.length === 0;
    case 'get-global':
    case 'same-function':
    case 'in-frame':
      return true;
    case 'load':
      return term.place.from === 'symbol' && term.place.how === 'sleb';
    default:
      return false;
  }
}

/** f(…, mix) with the call as the last instruction, its site just before the end. */
function callAtTheEnd(context: TermContext, mixed: Expression): Expression | undefined {
  const call = directCall(context, 0);
  if (call?.op !== 'call' || call.arguments.length === 0) return undefined;
  return { ...call, arguments: [mixed, ...call.arguments.slice(1)] };
}

/** Calls itself with an argument that falls to 0, whatever it was called with. */
function recursive(context: TermContext, { written }: Task, mixed: Expression): Expression | undefined {
  const { scope, signature } = context;
  const self = scope.functions.find(({ payload }) => payload === written);
  if (self === undefined || signature.parameters[0] !== 'i32' || signature.parameters.length > 1) return undefined;
  const fuel: Expression = { op: 'low-bits', value: { op: 'argument', index: 0 }, bits: 2 };
  const left: Expression = { op: 'add', left: fuel, right: { op: 'constant', value: -1 } };
  const call: Expression = { op: 'call', symbol: self.symbol, arguments: [left] };
  // Up to four rounds of everything that the body does.
  context.budget -= 4 * (budgetOfFunction - context.budget);
  return { op: 'if', condition: fuel, whenTrue: { op: 'mix', terms: [call, mixed] }, whenFalse: mixed };
}

function statementsOf(context: TermContext, task: Task): Statement[] {
  const { draft, scope } = context;
  const { choices } = draft;
  const statements: Statement[] = [];
  if (choices.percent(5)) statements.push({ op: 'nops', count: choices.between(100, 140) });
  if (task.rank === topRank - 1) statements.push(...logEntry(context));
  if (draft.maybe('stores', 30)) statements.push(...store(context, anyTerm(context, 0)));
  if (draft.maybe('tables', 50)) {
    statements.push(...tableSet(context, (rank) => rank < context.rank));
  }
  const mutable = scope.globals.filter(({ mutable }) => mutable);
  if (mutable.length > 0 && choices.percent(40)) {
    statements.push({ op: 'set-global', symbol: choices.pick(mutable).symbol, value: anyTerm(context, 1) });
  }
  return statements;
}

function store(context: TermContext, value: Expression): Statement[] {
  const { draft, scope } = context;
  const target = draft.choices.pickOrNone(scope.data.filter(({ segment }) => !segment.strings));
  const bytes = draft.choices.percent(70) ? 4 : 1;
  const spot = target && freeSpot(draft, target, bytes);
  if (target === undefined || spot === undefined) return [];
  return [{ op: 'store', place: placeAt(context, target, spot), bytes, value }];
}

/** What an init function leaves behind depends on what ran before it. */
function logEntry(context: TermContext): Statement[] {
  const { draft, scope } = context;
  const target = scope.data.find((visible) => !visible.segment.strings && freeSpot(draft, visible, 4) !== undefined);
  if (target === undefined) return [];
  const spot = freeSpot(draft, target, 4);
  if (spot === undefined) return [];
  const place = placeAt(context, target, spot);
  const before: Expression = { op: 'load', place, bytes: 4 };
  return [{ op: 'store', place, bytes: 4, value: { op: 'mix', terms: [before, constant(context)] } }];
}

/** A rough count of evaluation steps without calls. */
function sizeOf(body: Body): number {
  let count = body.statements.length + 8;
  visitReferences(body, () => {
    count += 2;
  });
  return count;
}
