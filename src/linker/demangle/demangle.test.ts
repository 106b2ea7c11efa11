/**
 * What holds for all schemes of mangled names: bytes are counted and not characters, and no name, however it was made,
 * ends the program, nests without bound or takes time and space out of proportion. What each scheme's names mean is in the
 * tables of the other tests.
 */
import { describe, expect, test } from 'vitest';
import { demangle } from './demangle.ts';

describe('demangle', () => {
  test.each([
    ['counts an identifier in bytes', '_ZN5größe4naïfEv', '_ZN5größe4naïfEv'],
    ['keeps what is not ASCII', '_ZN7größe5naïfEv', 'größe::naïf()'],
    ['keeps a byte order mark', '_Z4\ufefffv', '\ufefff()'],
    ['keeps characters beyond the basic plane', '_Z5😀xv', '😀x()'],
    ['decodes what Rust encodes', '_RNvC1au8gdel_5qa', 'a::gödel'],
    ['ends at a NUL in an identifier', '_Z3a\0bv', 'a'],
    ['ends at a NUL in a suffix', '_Z1fv.a\0b', 'f() (.a'],
    ['leaves a name that a NUL spoils', '_Z1fv\0', '_Z1fv\0'],
    ['takes a NUL for the end of a D name', '_D3fooi\0x', 'foo'],
    ['leaves no name at all', '', ''],
  ])('%s', (_what, mangled, demangled) => {
    expect(demangle(mangled)).toBe(demangled);
  });
});

/** Names whose parts nest as deep as one likes. */
const nests: readonly (readonly [what: string, nest: (depth: number) => string])[] = [
  ['pointers', (depth) => `_Z1f${'P'.repeat(depth)}i`],
  ['vendor qualifiers', (depth) => `_Z1f${'U1a'.repeat(depth)}i`],
  ['arrays', (depth) => `_Z1f${'A3_'.repeat(depth)}i`],
  ['references', (depth) => `_Z1f${'R'.repeat(depth)}i`],
  ['parameters of functions', (depth) => `_Z1f${'PFi'.repeat(depth)}i${'E'.repeat(depth)}`],
  ['results of functions', (depth) => `_Z1f${'PF'.repeat(depth)}i${'iE'.repeat(depth)}`],
  ['templates', (depth) => `_Z1f${'1AI'.repeat(depth)}i${'E'.repeat(depth)}v`],
  ['argument packs', (depth) => `_Z1fI${'J'.repeat(depth)}i${'E'.repeat(depth)}Evv`],
  ['parameter packs', (depth) => `_Z1fI${'Tp'.repeat(depth)}TyiEvv`],
  ['template template parameters', (depth) => `_Z1fI${'Tt'.repeat(depth)}${'E'.repeat(depth)}iEvv`],
  ['local names', (depth) => `_Z${'Z'.repeat(depth)}1fv${'E1fv'.repeat(depth)}`],
  ['lambdas', (depth) => `_Z1f${'NUl'.repeat(depth)}v${'E_E'.repeat(depth)}`],
  ['thunks', (depth) => `_Z${'Th1_'.repeat(depth)}1fv`],
  ['inherited constructors', (depth) => `_ZN1A${'CI2N1B'.repeat(depth)}C1${'E'.repeat(depth)}Ev`],
  ['operators', (depth) => `_Z1fIiEDT${'ng'.repeat(depth)}fp_ET_`],
  ['left operands', (depth) => `_Z1fIiEDT${'pl'.repeat(depth)}fp_${'fp_'.repeat(depth)}ET_`],
  ['right operands', (depth) => `_Z1fIiEDT${'plfp_'.repeat(depth)}fp_ET_`],
  ['calls', (depth) => `_Z1fIiEDT${'cl1g'.repeat(depth)}fp_${'E'.repeat(depth)}ET_`],
  ['casts', (depth) => `_Z1fIiEDT${'cvT_'.repeat(depth)}fp_ES0_`],
  ['initialisers', (depth) => `_Z1fIiEDTtl1A${'di1a'.repeat(depth)}fp_EET_`],
  ['requirements', (depth) => `_Z1fIiEDT${'rqX'.repeat(depth)}fp_${'E'.repeat(depth)}ET_`],
  ['pointers by substitution', (depth) => chain(depth, (last) => `P${last}`, 1)],
  ['functions by substitution', (depth) => chain(depth, (last) => `PFi${last}E`, 2)],
  ['templates by substitution', (depth) => chain(depth, (last) => `1AI${last}E`, 2)],
  ['Rust paths', (depth) => `_R${'Nv'.repeat(depth)}C1a${'1b'.repeat(depth)}`],
  ['Rust generics', (depth) => `_R${'IC1a'.repeat(depth)}${'E'.repeat(depth)}`],
  ['Rust types', (depth) => `_RIC1a${'S'.repeat(depth)}hE`],
  ['Rust functions', (depth) => `_RIC1a${'F'.repeat(depth)}Eu${'Eu'.repeat(depth - 1)}E`],
];

/** A function whose every parameter is made of the one before: a `link` with its substitution, which makes `made` types. */
function chain(depth: number, link: (last: string) => string, made: number): string {
  let name = '_Z1fPi';
  for (let at = 0; at < depth; at++) name += link(place(at * made));
  return name;
}

/** The substitution for the type at `index`. */
function place(index: number): string {
  return index === 0 ? 'S_' : `S${(index - 1).toString(36).toUpperCase()}_`;
}

describe.each(nests)('%s', (_what, nest) => {
  test('may nest', () => {
    expect(isLeftAlone(nest(60))).toBe(false);
  });

  test('are left alone when they nest too deep', () => {
    expect(isLeftAlone(nest(10_000))).toBe(true);
  });
});

test('a name that is too long is left alone', () => {
  const nameOf = (length: number) => `_Z${length - 9}${'n'.repeat(length - 9)}`;
  expect([1 << 20, (1 << 20) + 1].map((length) => isLeftAlone(nameOf(length)))).toEqual([false, true]);
});

/** The names here are too long to show. */
function isLeftAlone(mangled: string): boolean {
  return demangle(mangled) === mangled;
}

/** Names that stand for far longer ones, and would take as long to print. */
const bombs: readonly (readonly [what: string, mangled: string])[] = [
  ['functions with the same parameter twice', chain(100, (last) => `PFv${last}${last}E`, 2)],
  ['the same within the expansion of an empty pack', `_Z1fIJEEvDp${twice(40)}`],
  ['a pack expanded again and again', `_Z1fIJ${'i'.repeat(2000)}EEv${'DpT_'.repeat(2000)}`],
  ['Rust tuples with the same member twice', `_RIC1a${rustTuples(40)}E`],
  ['a long D name referred to again and again', `_D8000${'a'.repeat(8000)}${longReferences(8000)}i`],
];

/** A function type that has the empty pack `T_` as parameter `2 ** depth` times. */
function twice(depth: number): string {
  return depth === 0 ? 'T_' : `PFv${twice(depth - 1)}${place(2 * depth - 1)}E`;
}

/** A tuple of tuples, each of which refers back to its first member for its second one. */
function rustTuples(depth: number): string {
  const references = Array.from({ length: depth }, (_, at) => `B${base62('IC1a'.length + depth - at - 1)}_E`);
  return `${'T'.repeat(depth)}h${references.join('')}`;
}

function base62(value: number): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return (value < 62 ? '' : base62(Math.floor(value / 62) - 1)) + digits.charAt(value % 62);
}

/** References back to the name of `size` characters, and the four digits before it, that comes before them. */
function longReferences(size: number): string {
  let references = '';
  for (let distance = size + 4; references.length < size; distance = size + 4 + references.length) {
    const high = [...Math.floor(distance / 26).toString(26)].map((digit) =>
      String.fromCharCode(65 + Number.parseInt(digit, 26)),
    );
    references += `Q${high.join('')}${String.fromCharCode(97 + (distance % 26))}`;
  }
  return references;
}

test.each(bombs)('%s are left alone', (_what, mangled) => {
  expect(isLeftAlone(mangled)).toBe(true);
});
