/**
 * The builtin types of the Itanium grammar: their letters and how C++ spells them. Substitutions never stand for them, but
 * for the compound types that begin with `D` as well, which are in `itanium-types.ts`.
 */
import type { Parser } from './itanium-parser.ts';
import { named, type Phrase } from './phrase.ts';

/** The builtin type whose letters come here; they are taken. Undefined, and nothing is taken, if there is none. */
export function takeBuiltinType(parser: Parser): Phrase | undefined {
  const letters = parser.look() === 'D' ? parser.look() + parser.look(1) : parser.look();
  const type = builtinTypes.get(letters);
  if (type !== undefined) parser.takeCharacters(letters.length);
  return type;
}

const spellings: Readonly<Record<string, string>> = {
  v: 'void',
  w: 'wchar_t',
  b: 'bool',
  c: 'char',
  a: 'signed char',
  h: 'unsigned char',
  s: 'short',
  t: 'unsigned short',
  i: 'int',
  j: 'unsigned int',
  l: 'long',
  m: 'unsigned long',
  x: 'long long',
  y: 'unsigned long long',
  n: '__int128',
  o: 'unsigned __int128',
  f: 'float',
  d: 'double',
  e: 'long double',
  g: '__float128',
  z: '...',
  Dd: 'decimal64',
  De: 'decimal128',
  Df: 'decimal32',
  Dh: 'half',
  Di: 'char32_t',
  Ds: 'char16_t',
  Du: 'char8_t',
  Da: 'auto',
  Dc: 'decltype(auto)',
  Dn: 'std::nullptr_t',
};

const builtinTypes: ReadonlyMap<string, Phrase> = new Map(
  Object.entries(spellings).map(([letters, spelling]) => [letters, named(spelling)]),
);
