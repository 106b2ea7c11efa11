/**
 * The one table of operators of the Itanium grammar: their two letters, how they are spelled, how strongly they bind, and
 * what kind of expression they make; and `<operator-name>`, an operator as the name of a function.
 * The expressions themselves are in `itanium-expressions.ts`.
 */
import { sourceName } from './itanium-identifiers.ts';
import type { EncodingContext, Parser } from './itanium-parser.ts';
import { named, type Phrase, type Precedence, phrase, precedences } from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** What an operator makes of what follows its letters. */
export type OperatorKind =
  | 'prefix'
  | 'postfix'
  | 'binary'
  | 'subscript'
  | 'member'
  | 'new'
  | 'delete'
  | 'call'
  | 'conversion'
  | 'conditional'
  /** `name<type>(expression)`; no name of a function. */
  | 'named-cast'
  /** `name (type)` or `name (expression)`; no name of a function. */
  | 'of-type'
  | 'of-expression'
  /** Only the name of a function. */
  | 'name-only';

export interface Operator {
  readonly kind: OperatorKind;
  /** As it is spelled in an expression, with `[]` for the forms of `new` and `delete` that take arrays. */
  readonly symbol: string;
  readonly precedence: Precedence;
  /** Its name as a function, without `operator`; undefined if no function has such a name. */
  readonly functionName: string | undefined;
}

/** The operator whose letters come here; they are taken. Undefined, and nothing is taken, if there is none. */
export function takeOperator(parser: Parser): Operator | undefined {
  const operator = operators.get(parser.look() + parser.look(1));
  if (operator !== undefined) parser.takeCharacters(2);
  return operator;
}

/** `<operator-name> ::= <operator> | cv <type> | li <source-name> | v <digit> <source-name>` */
export function operatorName(parser: Parser, context?: EncodingContext): Phrase {
  const operator = takeOperator(parser);
  if (operator?.kind === 'conversion') return conversionOperator(parser, context);
  if (operator !== undefined) {
    return operator.functionName === undefined ? unparsable() : named(`operator${operator.functionName}`);
  }
  if (parser.take('li')) return phrase(['operator"" ', sourceName(parser)]);
  parser.demand('v');
  if (!parser.lookingAtDigit()) unparsable();
  parser.takeCharacters(1);
  return phrase(['operator ', sourceName(parser)]);
}

/** A conversion operator's type may name template parameters whose arguments come after it. */
function conversionOperator(parser: Parser, context: EncodingContext | undefined): Phrase {
  const permitsForwardReferences = parser.permitsForwardReferences || context !== undefined;
  const type = parser.with({ takesTemplateArguments: false, permitsForwardReferences }, () =>
    parser.grammar.type(parser),
  );
  if (context !== undefined) context.hasNoReturnType = true;
  return phrase(['operator ', type]);
}

type Row = readonly [
  letters: string,
  kind: OperatorKind,
  precedence: Precedence,
  symbol: string,
  functionName?: string,
];

const {
  primary,
  postfix,
  unary,
  cast,
  memberPointer,
  multiplicative,
  additive,
  shift,
  spaceship,
  relational,
  equality,
  and,
  xor,
  or,
  logicalAnd,
  logicalOr,
  conditional,
  assignment,
  comma,
} = precedences;

const rows: readonly Row[] = [
  ['aN', 'binary', assignment, '&='],
  ['aS', 'binary', assignment, '='],
  ['aa', 'binary', logicalAnd, '&&'],
  ['ad', 'prefix', unary, '&'],
  ['an', 'binary', and, '&'],
  ['at', 'of-type', unary, 'alignof '],
  ['aw', 'name-only', primary, 'co_await', ' co_await'],
  ['az', 'of-expression', unary, 'alignof '],
  ['cc', 'named-cast', postfix, 'const_cast'],
  ['cl', 'call', postfix, '()'],
  ['cm', 'binary', comma, ','],
  ['co', 'prefix', unary, '~'],
  ['cv', 'conversion', cast, ''],
  ['dV', 'binary', assignment, '/='],
  ['da', 'delete', unary, 'delete[]', ' delete[]'],
  ['dc', 'named-cast', postfix, 'dynamic_cast'],
  ['de', 'prefix', unary, '*'],
  ['dl', 'delete', unary, 'delete', ' delete'],
  ['ds', 'member', memberPointer, '.*'],
  ['dt', 'member', postfix, '.'],
  // LLVM 19 gives division the precedence of an assignment, and its parentheses follow from that.
  ['dv', 'binary', assignment, '/'],
  ['eO', 'binary', assignment, '^='],
  ['eo', 'binary', xor, '^'],
  ['eq', 'binary', equality, '=='],
  ['ge', 'binary', relational, '>='],
  ['gt', 'binary', relational, '>'],
  ['ix', 'subscript', postfix, '[]'],
  ['lS', 'binary', assignment, '<<='],
  ['le', 'binary', relational, '<='],
  ['ls', 'binary', shift, '<<'],
  ['lt', 'binary', relational, '<'],
  ['mI', 'binary', assignment, '-='],
  ['mL', 'binary', assignment, '*='],
  ['mi', 'binary', additive, '-'],
  ['ml', 'binary', multiplicative, '*'],
  ['mm', 'postfix', postfix, '--'],
  ['na', 'new', unary, 'new[]', ' new[]'],
  ['ne', 'binary', equality, '!='],
  ['ng', 'prefix', unary, '-'],
  ['nt', 'prefix', unary, '!'],
  ['nw', 'new', unary, 'new', ' new'],
  ['oR', 'binary', assignment, '|='],
  ['oo', 'binary', logicalOr, '||'],
  ['or', 'binary', or, '|'],
  ['pL', 'binary', assignment, '+='],
  ['pl', 'binary', additive, '+'],
  ['pm', 'member', memberPointer, '->*'],
  ['pp', 'postfix', postfix, '++'],
  ['ps', 'prefix', unary, '+'],
  ['pt', 'member', postfix, '->'],
  ['qu', 'conditional', conditional, '?'],
  ['rM', 'binary', assignment, '%='],
  ['rS', 'binary', assignment, '>>='],
  ['rc', 'named-cast', postfix, 'reinterpret_cast'],
  ['rm', 'binary', multiplicative, '%'],
  ['rs', 'binary', shift, '>>'],
  ['sc', 'named-cast', postfix, 'static_cast'],
  ['ss', 'binary', spaceship, '<=>'],
  ['st', 'of-type', unary, 'sizeof '],
  ['sz', 'of-expression', unary, 'sizeof '],
  ['te', 'of-expression', postfix, 'typeid '],
  ['ti', 'of-type', postfix, 'typeid '],
];

/** Operators that no function can be named after, beside the casts and the like. `->` is the one member operator that has a function. */
const WITHOUT_FUNCTION: ReadonlySet<string> = new Set([
  'at',
  'az',
  'cc',
  'dc',
  'ds',
  'dt',
  'pm',
  'rc',
  'sc',
  'st',
  'sz',
  'te',
  'ti',
]);

const operators: ReadonlyMap<string, Operator> = new Map(
  rows.map(([letters, kind, precedence, symbol, functionName = symbol]) => [
    letters,
    { kind, symbol, precedence, functionName: WITHOUT_FUNCTION.has(letters) ? undefined : functionName },
  ]),
);
