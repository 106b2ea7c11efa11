/**
 * The leaves of the Itanium grammar's expressions: `<expr-primary>` (literals, external names) and `<function-param>`.
 * Parser in, phrase out. Floating-point literals are spelled by `hexadecimal-float.ts`.
 */
import { doubleText, extendedText, singleText } from './hexadecimal-float.ts';
import { cvQualifiers } from './itanium-names.ts';
import type { Parser } from './itanium-parser.ts';
import { type Entity, inParentheses, named, type Phrase, phrase } from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** `<expr-primary> ::= L <type> <value> E | L <string type> E | L <lambda type> E | L _Z <encoding> E` */
export function primaryExpression(parser: Parser): Entity {
  parser.demand('L');
  const literal = literalOf(parser);
  parser.demand('E');
  return literal;
}

function literalOf(parser: Parser): Entity {
  const letter = parser.look();
  const suffix = integerSuffixes.get(letter);
  if (suffix !== undefined) {
    parser.takeCharacters(1);
    return phrase([demandedNumber(parser), suffix]);
  }
  const float = floatTypes.get(letter);
  if (float !== undefined) {
    parser.takeCharacters(1);
    return floatLiteral(parser, float);
  }
  switch (letter) {
    case 'b':
      return booleanLiteral(parser);
    case '_':
      parser.demand('_Z');
      return parser.grammar.encoding(parser);
    case 'A':
      return phrase(['"<', parser.grammar.type(parser), '>"']);
    case 'D':
      parser.demand('Dn');
      parser.take('0');
      return named('nullptr');
    case 'T':
      return unparsable();
    case 'U':
      return phrase(['[]', parser.grammar.closureType(parser).declarator, '{...}']);
    default:
      return phrase([inParentheses(parser.grammar.type(parser)), demandedNumber(parser)]);
  }
}

/** Integers of these types show their type by a suffix, those of all others by a cast. */
const integerSuffixes: ReadonlyMap<string, string> = new Map([
  ['i', ''],
  ['j', 'u'],
  ['l', 'l'],
  ['m', 'ul'],
  ['x', 'll'],
  ['y', 'ull'],
]);

function demandedNumber(parser: Parser): string {
  const number = parser.takeNumber();
  return number === '' ? unparsable() : number.replace('n', '-');
}

function booleanLiteral(parser: Parser): Phrase {
  if (parser.take('b0')) return phrase(['false']);
  parser.demand('b1');
  return phrase(['true']);
}

interface FloatType {
  /** How many hexadecimal digits a value has: those of its bytes, the highest first. */
  readonly digits: number;
  readonly text: (digits: string) => string;
}

/** As on x86-64, where `long double` has 80 bits: those of `wasm32`, which have 128, are refused like any other misfit. */
const floatTypes: ReadonlyMap<string, FloatType> = new Map([
  ['f', { digits: 8, text: singleText }],
  ['d', { digits: 16, text: doubleText }],
  ['e', { digits: 20, text: extendedText }],
]);

function floatLiteral(parser: Parser, { digits, text }: FloatType): Phrase {
  const value = parser.takeCharacters(digits);
  return /^[0-9a-f]*$/.test(value) ? phrase([text(value)]) : unparsable();
}

/** `<function-param> ::= fpT | (fp | fL <number> p) <CV-qualifiers> [<number>] _` */
export function functionParameter(parser: Parser): Phrase {
  if (parser.take('fpT')) return named('this');
  if (!parser.take('fp')) {
    parser.demand('fL');
    if (parser.takeDigits() === '') unparsable();
    parser.demand('p');
  }
  cvQualifiers(parser);
  const number = parser.takeDigits();
  parser.demand('_');
  return phrase([`fp${number}`]);
}
