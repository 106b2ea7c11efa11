import { expect, test } from 'vitest';
import { readTar } from './read-tar.ts';

interface Entry {
  readonly name: string;
  readonly prefix?: string;
  readonly content: string;
  /** Default a plain file. */
  readonly type?: string;
  /** Default the true size. */
  readonly size?: number;
}

/** A ustar archive of entries, with the two empty blocks that end it. */
function tarOf(entries: readonly Entry[]): Uint8Array {
  return Buffer.concat([...entries.map(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({ name, prefix = '', content, type = '0', size = content.length }: Entry): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(size.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const plain: Entry = { name: 'lib/a.o', content: 'object' };

test.each<[what: string, entries: readonly Entry[], expected: Readonly<Record<string, string>>]>([
  ['an empty archive', [], {}],
  ['one file', [plain], { 'lib/a.o': 'object' }],
  ['an empty file and the next', [{ name: 'lib/empty', content: '' }, plain], { 'lib/empty': '', 'lib/a.o': 'object' }],
  [
    'a file of exactly one block',
    [{ name: 'lib/b', content: 'x'.repeat(512) }, plain],
    { 'lib/b': 'x'.repeat(512), 'lib/a.o': 'object' },
  ],
  [
    'a file of a block and a byte',
    [{ name: 'lib/b', content: 'x'.repeat(513) }, plain],
    { 'lib/b': 'x'.repeat(513), 'lib/a.o': 'object' },
  ],
  ['a name in two parts', [{ name: 'a.o', prefix: 'lib/long', content: 'y' }], { 'lib/long/a.o': 'y' }],
  [
    'a folder and a link are passed over',
    [{ name: 'lib', content: '', type: '5' }, { name: 'lib/l', content: '', type: '2' }, plain],
    { 'lib/a.o': 'object' },
  ],
  ['what is not wanted is passed over', [{ name: 'include/a.h', content: 'header' }, plain], { 'lib/a.o': 'object' }],
])('readTar reads %s', (_, entries, expected) => {
  const files = readTar(tarOf(entries), (path) => path.startsWith('lib'));
  const texts = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]);
  expect(Object.fromEntries(texts)).toEqual(expected);
});

test.each<[what: string, entry: Entry]>([
  ['larger than the archive', { ...plain, size: 5000 }],
  ['not a number', { ...plain, size: Number.NaN }],
])('readTar refuses a size that is %s', (_, entry) => {
  expect(() => readTar(tarOf([entry]), () => true)).toThrow(RangeError);
});
