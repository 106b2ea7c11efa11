/**
 * C++ names, mangled after the Itanium ABI. A mangled name in, its text out, as LLVM 19 prints it; undefined if it is not
 * one. This file holds the grammar together: it knows all of the grammar's parts, which know each other only through
 * `Grammar`, and bounds how deep they recur.
 */
import { maximumNameNesting } from '../limits.ts';
import { encoding } from './itanium-encodings.ts';
import { bracedExpression, expression } from './itanium-expressions.ts';
import { primaryExpression } from './itanium-literals.ts';
import { name, unscopedName } from './itanium-names.ts';
import { type Grammar, Parser } from './itanium-parser.ts';
import { templateArgument, templateArguments, templateParameterDeclaration } from './itanium-templates.ts';
import { decltype, qualifiedType, type } from './itanium-types.ts';
import { closureType } from './itanium-unnamed-types.ts';
import { type Entity, phrase } from './phrase.ts';
import { printPhrase } from './phrase-printer.ts';
import { orUndefined, unparsable } from './unparsable.ts';

/** `mangled` begins with `_Z` or `___Z`; its characters are bytes. */
export function demangleItanium(mangled: string): string | undefined {
  return orUndefined(() => printPhrase(mangledName(new Parser(mangled, grammar)), mangled.length));
}

/** `<mangled-name> ::= _Z <encoding> [. <suffix>] | ___Z <encoding> _block_invoke [[_] <number>] [. <suffix>]` */
function mangledName(parser: Parser): Entity {
  const isBlock = parser.take('___Z');
  if (!isBlock) parser.demand('_Z');
  const whole = isBlock ? blockInvocation(parser) : withSuffix(parser, parser.grammar.encoding(parser));
  return parser.left === 0 ? whole : unparsable();
}

/** The suffix of a clone of a function. */
function withSuffix(parser: Parser, encoded: Entity): Entity {
  return parser.look() === '.' ? phrase([encoded, ' (', parser.takeRest(), ')']) : encoded;
}

function blockInvocation(parser: Parser): Entity {
  const around = parser.grammar.encoding(parser);
  parser.demand('_block_invoke');
  const needsNumber = parser.take('_');
  if (parser.takeDigits() === '' && needsNumber) unparsable();
  if (parser.look() === '.') parser.takeRest();
  return phrase(['invocation function for block in ', around]);
}

/** The production, which may not nest in others deeper than `maximumNameNesting`. */
function bounded<Extra, Result>(production: (parser: Parser, extra?: Extra) => Result) {
  return (parser: Parser, extra?: Extra): Result => {
    parser.nesting += 1;
    if (parser.nesting > maximumNameNesting) unparsable();
    const result = production(parser, extra);
    parser.nesting -= 1;
    return result;
  };
}

/** Every circle of productions passes through one that is bounded. */
const grammar: Grammar = {
  encoding: bounded(encoding),
  name,
  baseClassName: bounded(name),
  unscopedName,
  closureType: bounded(closureType),
  type: bounded(type),
  qualifiedType: bounded(qualifiedType),
  decltype,
  templateArguments,
  templateArgument: bounded(templateArgument),
  templateParameterDeclaration: bounded(templateParameterDeclaration),
  expression: bounded(expression),
  bracedExpression: bounded(bracedExpression),
  primaryExpression,
};
