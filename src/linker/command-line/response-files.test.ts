import { describe, expect, test } from 'vitest';
import { DiagnosticSink } from '../diagnostics.ts';
import { expandResponseFiles } from './response-files.ts';

const utf16 = (text: string) =>
  Uint8Array.from([...`\ufeff${text}`].flatMap((char) => [char.charCodeAt(0) & 0xff, char.charCodeAt(0) >> 8]));
/** Each two bytes the other way round. */
const swapped = (bytes: Uint8Array) => bytes.map((_, i) => bytes[i ^ 1]!);
const utf8 = (text: string) => new TextEncoder().encode(text);

const contents: Readonly<Record<string, Uint8Array>> = {
  plain: utf8('a b'),
  marked: utf8('\ufeffa b'),
  wide: utf16('é "x y"'),
  wideBigEndian: swapped(utf16('é "x y"')),
  almostMarked: Uint8Array.of(0xfe, 0x61),
  outer: utf8('1 @inner 2'),
  inner: utf8("'@plain' 3"),
  loop: utf8('4 @loop 5'),
};

function expand(argv: string): string {
  const sink = new DiagnosticSink();
  const files = {
    read: (path: string) => contents[path] ?? 'Is a directory',
    exists: (path: string) => path in contents || path === 'folder',
  };
  const strings = expandResponseFiles(argv.split(' '), { files, style: 'posix', sink });
  return [...strings, ...sink.diagnostics.map(({ message }) => `(${message})`)].join('|');
}

const rows: readonly [argv: string, expected: string][] = [
  ['x @plain y', 'x|a|b|y'],
  ['@marked', 'a|b'],
  ['@wide', 'é|x y'],
  ['@wideBigEndian', 'é|x y'],
  ['@almostMarked', '\ufffda'],
  ['@outer', '1|a|b|3|2'],
  ['@plain @plain', 'a|b|a|b'],
  ['@none', '@none'],
  ['@folder', "@folder|(cannot not open file 'folder': Is a directory)"],
  ['@loop', "4|@loop|5|(recursive expansion of: 'loop')"],
];

describe('expandResponseFiles', () => {
  test.each(rows)('%s', (argv, expected) => {
    expect(expand(argv)).toBe(expected);
  });

  test('files that each name the next, as many as there are', () => {
    const last = 50_000;
    const files = {
      read: (path: string) => utf8(Number(path) < last ? `@${Number(path) + 1}` : 'end'),
      exists: () => true,
    };
    const sink = new DiagnosticSink();
    expect(expandResponseFiles(['@0'], { files, style: 'posix', sink })).toEqual(['end']);
    expect(sink.diagnostics).toEqual([]);
  });
});
