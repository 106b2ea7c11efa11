/**
 * The small things that names of the Itanium grammar are made of: identifiers with their length, ABI tags,
 * discriminators, numbers of places in a table, and the substitutions `S…`. No recursion here.
 */
import { isDigit } from './byte-text.ts';
import type { Parser } from './itanium-parser.ts';
import { type Entity, named, type Phrase, phrase } from './phrase.ts';
import { unparsable } from './unparsable.ts';

/** `<source-name> ::= <length> <identifier>` */
export function sourceName(parser: Parser): Phrase {
  const identifier = bareSourceName(parser);
  return named(identifier.startsWith('_GLOBAL__N') ? '(anonymous namespace)' : identifier);
}

/** The identifier of a `<source-name>`, which is not empty. */
export function bareSourceName(parser: Parser): string {
  const identifier = parser.takeCharacters(parsePlace(parser.takeDigits(), 10));
  return identifier === '' ? unparsable() : identifier;
}

/** `<abi-tags> ::= <abi-tag>*`, `<abi-tag> ::= B <source-name>` */
export function abiTags(parser: Parser, untagged: Phrase): Phrase {
  let tagged = untagged;
  while (parser.take('B')) {
    const tag = bareSourceName(parser);
    tagged = phrase([tagged, '[abi:', tag, ']'], { baseName: tagged.baseName });
  }
  return tagged;
}

/**
 * What distinguishes local names of the same spelling, which is not printed: `_ <digit>` or `__ <number> _`, or some
 * digits at the very end. There may be none.
 */
export function discriminator(parser: Parser): void {
  if (parser.lookingAtDigit()) {
    const digits = countDigits(parser, 0);
    if (digits === parser.left) parser.takeCharacters(digits);
  } else if (parser.look() === '_' && parser.lookingAtDigit(1)) {
    parser.takeCharacters(2);
  } else if (parser.look() === '_' && parser.look(1) === '_') {
    const digits = countDigits(parser, 2);
    if (parser.look(2 + digits) === '_') parser.takeCharacters(3 + digits);
  }
}

function countDigits(parser: Parser, ahead: number): number {
  let count = 0;
  while (parser.lookingAtDigit(ahead + count)) count += 1;
  return count;
}

/** The number that `digits` (at least one) stand for in a table whose first entry is `increment`. Wraps at 64 bits, as LLVM's do. */
export function parsePlace(digits: string, radix: 10 | 36, increment = 0): number {
  if (digits === '') unparsable();
  if (digits.length <= SAFE_DIGITS) return Number.parseInt(digits, radix) + increment;
  let place = 0n;
  for (const digit of digits) {
    place = BigInt.asUintN(64, place * BigInt(radix) + BigInt(Number.parseInt(digit, radix)));
  }
  return Number(BigInt.asUintN(64, place + BigInt(increment)));
}

/** As many digits of any radix here make a safe integer. */
const SAFE_DIGITS = 10;

/** `<seq-id> ::= [0-9A-Z]+`; empty if there is none. */
export function sequenceDigits(parser: Parser): string {
  let count = 0;
  while (isSequenceDigit(parser.look(count))) count += 1;
  return parser.takeCharacters(count);
}

function isSequenceDigit(character: string): boolean {
  return isDigit(character) || (character >= 'A' && character <= 'Z');
}

/** `<substitution> ::= S_ | S <seq-id> _ | S <standard abbreviation>`, without `St`, which is a prefix of names. */
export function substitution(parser: Parser): Entity {
  parser.demand('S');
  const abbreviated = standardAbbreviations.get(parser.look());
  if (abbreviated !== undefined) {
    parser.takeCharacters(1);
    const tagged = abiTags(parser, abbreviated.short);
    return tagged === abbreviated.short ? tagged : parser.substitutable(tagged);
  }
  if (parser.take('_')) return parser.substitutions[0] ?? unparsable();
  const place = parsePlace(sequenceDigits(parser), 36, 1);
  parser.demand('_');
  return parser.substitutions[place] ?? unparsable();
}

/** The standard class that an abbreviation stands for, written out so that its constructors have a name. Others stay. */
export function writtenOut(entity: Entity): Entity {
  return longForms.get(entity) ?? entity;
}

interface Abbreviation {
  readonly short: Phrase;
  readonly long: Phrase;
}

function abbreviation(short: string, long: string, templateArguments: string): Abbreviation {
  return {
    short: phrase([`std::${short}`], { baseName: short }),
    long: phrase([`std::${long}${templateArguments}`], { baseName: long }),
  };
}

const OF_CHARACTERS = '<char, std::char_traits<char>>';

const standardAbbreviations: ReadonlyMap<string, Abbreviation> = new Map([
  ['a', abbreviation('allocator', 'allocator', '')],
  ['b', abbreviation('basic_string', 'basic_string', '')],
  ['d', abbreviation('iostream', 'basic_iostream', OF_CHARACTERS)],
  ['i', abbreviation('istream', 'basic_istream', OF_CHARACTERS)],
  ['o', abbreviation('ostream', 'basic_ostream', OF_CHARACTERS)],
  ['s', abbreviation('string', 'basic_string', '<char, std::char_traits<char>, std::allocator<char>>')],
]);

const longForms: ReadonlyMap<Entity, Phrase> = new Map(
  [...standardAbbreviations.values()].map(({ short, long }) => [short, long]),
);
