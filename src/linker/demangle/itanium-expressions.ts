/**
 * `<expression>` of the Itanium grammar: operators and their operands, calls, casts, `new` and `delete`, folds, packs,
 * initialiser lists. Parser in, phrase out.
 * Not here: the table of operators (`itanium-operators.ts`), literals (`itanium-literals.ts`), names whose meaning depends
 * on template parameters (`itanium-unresolved-names.ts`), `requires` (`itanium-requirements.ts`).
 */
import { sourceName } from './itanium-identifiers.ts';
import { functionParameter } from './itanium-literals.ts';
import { type Operator, takeOperator } from './itanium-operators.ts';
import type { Parser } from './itanium-parser.ts';
import { requiresExpression } from './itanium-requirements.ts';
import { templateParameter } from './itanium-templates.ts';
import { unresolvedName } from './itanium-unresolved-names.ts';
import {
  type Entity,
  expansion,
  inAngles,
  inBrackets,
  inParentheses,
  leftOf,
  list,
  markOf,
  named,
  operand,
  type Part,
  type Phrase,
  phrase,
  precedences,
} from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** `<expression>` */
export function expression(parser: Parser): Entity {
  const isGlobal = parser.take('gs');
  const operator = takeOperator(parser);
  if (operator !== undefined) return operation(parser, operator, isGlobal);
  switch (parser.look()) {
    case 'L':
      return parser.grammar.primaryExpression(parser);
    case 'T':
      return templateParameter(parser);
    case 'f':
      return isFunctionParameter(parser) ? functionParameter(parser) : fold(parser);
    default:
      return wordExpression(parser) ?? unresolvedName(parser, isGlobal);
  }
}

/** Where a fold, `fL` as well, has its operator, a function parameter has a number. */
function isFunctionParameter(parser: Parser): boolean {
  return parser.look(1) === 'p' || parser.lookingAtDigit(2);
}

function operation(parser: Parser, operator: Operator, isGlobal: boolean): Phrase {
  const { symbol, precedence } = operator;
  const { expression: next, type } = parser.grammar;
  switch (operator.kind) {
    case 'binary':
      return binary(parser, operator);
    case 'prefix':
      return prefix(symbol, next(parser));
    case 'postfix':
      if (parser.take('_')) return prefix(symbol, next(parser), precedence);
      return phrase([operand(next(parser), precedence, true), symbol], { precedence });
    case 'subscript': {
      const base = operand(next(parser), precedence);
      return phrase([base, inBrackets('[', [next(parser)], ']')], { precedence });
    }
    case 'member': {
      const object = operand(next(parser), precedence, true);
      return phrase([object, symbol, operand(next(parser), precedence)], { precedence });
    }
    case 'call': {
      const callee = next(parser);
      return phrase([callee, inParentheses(list(parser.listUntil('E', next)))], { precedence });
    }
    case 'conditional': {
      const condition = operand(next(parser), precedence);
      const then = next(parser);
      const otherwise = operand(next(parser), precedences.assignment, true);
      return phrase([condition, ' ? ', then, ' : ', otherwise], { precedence });
    }
    case 'named-cast': {
      const to = leftOf(type(parser));
      return phrase([symbol, inAngles(to), inParentheses(next(parser))], { precedence });
    }
    case 'of-type':
      return phrase([symbol, inParentheses(type(parser))], { precedence });
    case 'of-expression':
      return phrase([symbol, inParentheses(next(parser))], { precedence });
    case 'new':
      return creation(parser, operator, isGlobal);
    case 'delete':
      return phrase([isGlobal ? '::' : '', symbol, ' ', next(parser)], { precedence });
    case 'conversion':
      return conversion(parser, operator);
    case 'name-only':
      return unparsable();
  }
}

function prefix(symbol: string, of: Entity, precedence: number = precedences.unary): Phrase {
  return phrase([symbol, operand(of, precedence)], { precedence });
}

function binary(parser: Parser, { symbol, precedence }: Operator): Phrase {
  const left = parser.grammar.expression(parser);
  const right = parser.grammar.expression(parser);
  // Assignments group to the right, and what they assign to is no conditional expression.
  const isAssignment = precedence === precedences.assignment;
  const parts = [
    operand(left, isAssignment ? precedences.logicalOr : precedence, !isAssignment),
    symbol === ',' ? ', ' : ` ${symbol} `,
    operand(right, precedence, isAssignment),
  ];
  // Would end a template argument list.
  const isGuarded = symbol === '>' || symbol === '>>';
  return phrase(isGuarded ? [{ kind: 'guarded', parts }] : parts, { precedence });
}

/** `[gs] (nw | na) <expression>* _ <type> (E | pi <expression>* E)` */
function creation(parser: Parser, { symbol, precedence }: Operator, isGlobal: boolean): Phrase {
  const placement = parser.listUntil('_', parser.grammar.expression);
  const created = parser.grammar.type(parser);
  if (!parser.take('pi')) {
    parser.demand('E');
    return phrase([isGlobal ? '::' : '', symbol, ...inParenthesesIfAny(placement), ' ', created], { precedence });
  }
  const initial = parser.listUntil('E', parser.grammar.expression);
  return phrase(
    [isGlobal ? '::' : '', symbol, ...inParenthesesIfAny(placement), ' ', created, ...inParenthesesIfAny(initial)],
    { precedence },
  );
}

function inParenthesesIfAny(entities: readonly Entity[]): readonly Part[] {
  return entities.length === 0 ? [] : [inParentheses(list(entities))];
}

/** `cv <type> (<expression> | _ <expression>* E)` */
function conversion(parser: Parser, { precedence }: Operator): Phrase {
  const to = parser.with({ takesTemplateArguments: false }, () => parser.grammar.type(parser));
  const { expression: next } = parser.grammar;
  const from = parser.take('_') ? parser.listUntil('E', next) : [next(parser)];
  return phrase([inParentheses(to), inParentheses(list(from))], { precedence });
}

/** `<fold-expr> ::= (fL | fR) <operator> <expression> <expression> | (fl | fr) <operator> <expression>` */
function fold(parser: Parser): Phrase {
  parser.demand('f');
  const form = parser.takeCharacters(1);
  if (!'LRlr'.includes(form)) unparsable();
  const operator = takeOperator(parser) ?? unparsable();
  if (operator.kind !== 'binary' && operator.symbol !== '.*' && operator.symbol !== '->*') unparsable();
  const first = parser.grammar.expression(parser);
  const second = form === 'L' || form === 'R' ? parser.grammar.expression(parser) : undefined;
  const symbol = ` ${operator.symbol} `;
  const ofPack = (pack: Entity): Part => inParentheses(expansion(pack));
  const ofInitial = (initial: Entity): Part => operand(initial, precedences.cast, true);
  if (form === 'l') return phrase([inParentheses('...', symbol, ofPack(first))]);
  if (second === undefined) return phrase([inParentheses(ofPack(first), symbol, '...')]);
  const ends =
    form === 'L' ? ([ofInitial(first), ofPack(second)] as const) : ([ofPack(first), ofInitial(second)] as const);
  return phrase([inParentheses(ends[0], symbol, '...', symbol, ends[1])]);
}

/** The expressions that begin with two letters that are no operator. Undefined if none of them comes here. */
function wordExpression(parser: Parser): Entity | undefined {
  const { type, expression: next } = parser.grammar;
  if (parser.look() === 'u') return vendorExpression(parser);
  switch (parser.look() + parser.look(1)) {
    case 'rq':
    case 'rQ':
      return requiresExpression(parser);
    case 'sZ':
      parser.takeCharacters(2);
      return sizeOfPack(parser);
    case 'mc':
      parser.takeCharacters(2);
      return memberPointerConversion(parser);
    case 'so':
      parser.takeCharacters(2);
      return subobject(parser);
    case 'il':
      parser.takeCharacters(2);
      return phrase(initialisers(parser));
    case 'tl':
      parser.takeCharacters(2);
      return phrase([type(parser), ...initialisers(parser)]);
    case 'nx':
      parser.takeCharacters(2);
      return phrase(['noexcept ', inParentheses(next(parser))], { precedence: precedences.unary });
    case 'sp':
      parser.takeCharacters(2);
      return expansion(next(parser));
    case 'sP':
      parser.takeCharacters(2);
      return phrase(['sizeof... ', inParentheses(list(parser.listUntil('E', argument)))]);
    case 'tr':
      parser.takeCharacters(2);
      return named('throw');
    case 'tw':
      parser.takeCharacters(2);
      return phrase(['throw ', next(parser)]);
    default:
      return undefined;
  }
}

function argument(parser: Parser): Entity {
  return parser.grammar.templateArgument(parser).entity;
}

function sizeOfPack(parser: Parser): Phrase {
  if (parser.look() === 'T') return phrase(['sizeof...', inParentheses(expansion(templateParameter(parser)))]);
  return phrase(['sizeof... ', inParentheses(functionParameter(parser))]);
}

/** `<braced-expression>* E` */
function initialisers(parser: Parser): readonly Part[] {
  return ['{', list(parser.listUntil('E', parser.grammar.bracedExpression)), '}'];
}

/** `<braced-expression> ::= di <name> <braced-expression> | dx <expression> <braced-expression> | dX <expression> <expression> <braced-expression> | <expression>` */
export function bracedExpression(parser: Parser): Entity {
  const { expression: next } = parser.grammar;
  if (parser.take('di')) return designated(parser, ['.', sourceName(parser)]);
  if (parser.take('dx')) return designated(parser, ['[', next(parser), ']']);
  if (parser.take('dX')) return designated(parser, ['[', next(parser), ' ... ', next(parser), ']']);
  return next(parser);
}

function designated(parser: Parser, designator: readonly Part[]): Phrase {
  const initial = parser.grammar.bracedExpression(parser);
  const separator = markOf(initial) === 'designator' ? '' : ' = ';
  return phrase([...designator, separator, initial], { mark: 'designator' });
}

/** `mc <type> <expression> [<offset>] E` */
function memberPointerConversion(parser: Parser): Phrase {
  const to = parser.grammar.type(parser);
  const from = parser.grammar.expression(parser);
  parser.takeNumber();
  parser.demand('E');
  return phrase([inParentheses(to), inParentheses(from)], { precedence: precedences.unary });
}

/** `so <type> <expression> [<offset>] (_ [<number>])* [p] E` */
function subobject(parser: Parser): Phrase {
  const type = parser.grammar.type(parser);
  const whole = parser.grammar.expression(parser);
  const offset = parser.takeNumber();
  while (parser.take('_')) parser.takeDigits();
  parser.take('p');
  parser.demand('E');
  return phrase([whole, '.<', type, ' at offset ', offset === '' ? '0' : offset.replace('n', '-'), '>']);
}

/** `u <source-name> <template-arg>* E`, and the older forms of `__uuidof`. */
function vendorExpression(parser: Parser): Phrase {
  parser.demand('u');
  const name = sourceName(parser);
  return phrase([name, inParentheses(list(vendorArguments(parser, name)))], { precedence: precedences.postfix });
}

function vendorArguments(parser: Parser, name: Phrase): readonly Entity[] {
  if (name.baseName === '__uuidof') {
    if (parser.take('t')) return [parser.grammar.type(parser)];
    if (parser.take('z')) return [parser.grammar.expression(parser)];
  }
  return parser.listUntil('E', argument);
}
