/**
 * `requires` expressions of the Itanium grammar. Parser in, phrase out. Requires clauses are where they may stand: on
 * template arguments, on lambdas, on encodings.
 */
import type { Parser } from './itanium-parser.ts';
import { type Entity, inBrackets, inParentheses, list, type Part, type Phrase, phrase } from './phrase.ts';

/** `(rQ <type>* _ | rq) <requirement>+ E` */
export function requiresExpression(parser: Parser): Phrase {
  const parameters = parser.take('rQ') ? parser.listUntil('_', parser.grammar.type) : noParameters(parser);
  const requirements = parser.listOfSomeUntil('E', requirement);
  return phrase([
    'requires',
    ...(parameters.length === 0 ? [] : [' ', inParentheses(list(parameters))]),
    ' ',
    inBrackets('{', [...requirements, ' '], '}'),
  ]);
}

function noParameters(parser: Parser): Entity[] {
  parser.demand('rq');
  return [];
}

/** `<requirement> ::= X <expression> [N] [R <type-constraint>] | T <type> | Q <constraint>` */
function requirement(parser: Parser): Phrase {
  if (parser.take('X')) return phrase([' ', ...expressionRequirement(parser), ';']);
  if (parser.take('T')) return phrase([' typename ', parser.grammar.type(parser), ';']);
  parser.demand('Q');
  return phrase([' requires ', parser.grammar.expression(parser), ';']);
}

function expressionRequirement(parser: Parser): readonly Part[] {
  const expression = parser.grammar.expression(parser);
  const isNoexcept = parser.take('N');
  const constraint = parser.take('R') ? parser.grammar.name(parser) : undefined;
  if (!isNoexcept && constraint === undefined) return [expression];
  return [
    inBrackets('{', [expression], '}'),
    isNoexcept ? ' noexcept' : '',
    ...(constraint === undefined ? [] : [' -> ', constraint]),
  ];
}
