import { expect, test } from 'vitest';
import { sectionNameAt, sectionsOf } from './sections.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

test.each([
  ['nothing', [], []],
  ['a header', header, []],
  ['two sections', [...header, 1, 1, 0, 0, 3, 1, 0x78, 0xff], ['type 8-11', 'x 11-16']],
  ['a section that is cut short', [...header, 1, 1, 0, 10, 9, 0], ['type 8-11']],
  ['a section of no known id', [...header, 99, 0], ['section 99 8-10']],
])('sectionsOf %s', (_, bytes, places) => {
  const found = sectionsOf(Uint8Array.from(bytes));
  expect(found.map(({ name, fileOffset, endOffset }) => `${name} ${fileOffset}-${endOffset}`)).toEqual(places);
});

test('sectionNameAt finds the section of a byte', () => {
  const places = sectionsOf(Uint8Array.from([...header, 1, 1, 0, 3, 1, 0]));
  expect([0, 7, 8, 10, 11, 13, 14].map((offset) => sectionNameAt(places, offset))).toEqual([
    'header',
    'header',
    'type',
    'type',
    'function',
    'function',
    'end',
  ]);
});
