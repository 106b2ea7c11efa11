/** Lists of a file are bounded, each of them and all together; here by a few, so that the files stay small. */
import { describe, expect, test, vi } from 'vitest';
import { decodeModule } from './decode.ts';
import { TooManyEntriesError } from './reader.ts';
import { ByteWriter } from './writer.ts';

vi.mock('./limits.ts', async (original) => ({
  ...(await original<typeof import('./limits.ts')>()),
  maximumEntries: 8,
  maximumOfIndexSpace: 3,
}));

type Entry = (to: ByteWriter, i: number) => void;

/** `most` entries of a section are as many as may be there: in all, the section counts too. */
const rows: readonly [things: string, section: number | string, most: 3 | 7, entry: Entry][] = [
  ['types', 1, 3, (to) => to.u8(0x60).u8(0).u8(0)],
  ['imports', 2, 3, (to, i) => to.name('m').name(`${i}`).u8(3).u8(0x7f).u8(0)],
  ['tables', 4, 7, (to) => to.u8(0x70).u8(0).u8(0)],
  ['globals', 6, 3, (to) => to.u8(0x7f).u8(0).u8(0x41).u8(0).u8(0x0b)],
  ['data segments', 11, 7, (to) => to.u8(1).name('x')],
  ['features', 'target_features', 7, (to, i) => to.u8(0x2b).name(`${i}`)],
];

const file = (write: (to: ByteWriter) => void): Uint8Array => {
  const to = new ByteWriter().raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  write(to);
  return to.finish();
};

const listed = (count: number, section: number | string, entry: Entry): Uint8Array =>
  file((to) => {
    const list = (into: ByteWriter) => {
      into.uleb(count);
      for (let i = 0; i < count; i++) entry(into, i);
    };
    if (typeof section === 'string') to.customSection(section, 0, list);
    else to.section(section, 0, list);
  });

const customSections = (count: number): Uint8Array =>
  file((to) => {
    for (let i = 0; i < count; i++) to.customSection('x', 0, () => {});
  });

describe('a file may have so many entries and no more', () => {
  test.each(rows)('%s', (things, section, most, entry) => {
    const decode = (count: number) => () => decodeModule(listed(count, section, entry));
    expect(decode(most)).not.toThrow();
    expect(decode(most + 1)).toThrow(TooManyEntriesError);
    expect(decode(most + 1)).toThrow(`too many ${things}: more than ${most === 3 ? '3' : '8 entries in all'}`);
  });

  test('sections', () => {
    expect(() => decodeModule(customSections(8))).not.toThrow();
    expect(() => decodeModule(customSections(9))).toThrow('too many sections: more than 8 entries in all');
  });

  test('locals are none', () => {
    const locals = file((to) => {
      to.section(1, 0, (into) => into.raw(Uint8Array.of(1, 0x60, 0, 0)));
      to.section(3, 0, (into) => into.raw(Uint8Array.of(1, 0)));
      to.section(10, 0, (into) => into.raw(Uint8Array.of(1, 24, 11, ...new Array(11).fill([1, 0x7f]).flat(), 0x0b)));
    });
    expect(() => decodeModule(locals)).not.toThrow();
  });
});
