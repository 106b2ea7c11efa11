/**
 * `<unnamed-type-name>` of the Itanium grammar: unnamed classes, lambdas' closure types, and blocks.
 * Parser in, phrase out. A lambda has template parameters of its own, which its parameters may name.
 */
import type { ClosureType, EncodingContext, Parser } from './itanium-parser.ts';
import { isTemplateParameterDeclaration, takeConstraint } from './itanium-templates.ts';
import { type Entity, inAngles, inParentheses, list, named, type Part, type Phrase, phrase } from './phrase.ts';

/** `<unnamed-type-name> ::= Ut [<number>] _ | <closure-type-name> | Ub [<number>] _` */
export function unnamedType(parser: Parser, context?: EncodingContext): Phrase {
  // Template parameters within refer to arguments within.
  if (context !== undefined) parser.templateParameters = [];
  if (parser.take('Ut')) return phrase([`'unnamed${count(parser)}'`]);
  if (parser.take('Ub')) {
    count(parser);
    return named("'block-literal'");
  }
  return parser.grammar.closureType(parser).name;
}

/** `<closure-type-name> ::= Ul <template-param-decl>* [Q <constraint>] (v | <type>+) [Q <constraint>] E [<number>] _` */
export function closureType(parser: Parser): ClosureType {
  parser.demand('Ul');
  const level = parser.templateParameters.length;
  const declarator = phrase(parser.with({ levelOfLambda: level }, () => lambdaSignature(parser)));
  parser.templateParameters.length = level;
  parser.demand('E');
  return { name: phrase([`'lambda${count(parser)}'`, declarator]), declarator };
}

function lambdaSignature(parser: Parser): readonly Part[] {
  const parameters: Entity[] = [];
  parser.templateParameters.push(parameters);
  const declarations: Entity[] = [];
  while (isTemplateParameterDeclaration(parser)) {
    declarations.push(parser.grammar.templateParameterDeclaration(parser, parameters));
  }
  // A level of its own only if there are declarations; an `auto` adds one when it is met.
  if (declarations.length === 0) parser.templateParameters.pop();
  return [
    ...(declarations.length === 0 ? [] : [inAngles(list(declarations))]),
    ...requirement(parser, ' '),
    inParentheses(list(lambdaParameters(parser))),
    ...requirement(parser, ''),
  ];
}

function lambdaParameters(parser: Parser): readonly Entity[] {
  if (parser.take('v')) return [];
  const parameters: Entity[] = [];
  do parameters.push(parser.grammar.type(parser));
  while (parser.look() !== 'E' && parser.look() !== 'Q');
  return parameters;
}

function requirement(parser: Parser, after: string): readonly Part[] {
  const constraint = takeConstraint(parser);
  return constraint === undefined ? [] : [' requires ', constraint, after];
}

/** `[<number>] _` */
function count(parser: Parser): string {
  const digits = parser.takeDigits();
  parser.demand('_');
  return digits;
}
