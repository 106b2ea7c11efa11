/** Lists of a file are bounded, each of them; here by three, so that the files stay small. */
import { describe, expect, test, vi } from 'vitest';
import { decodeModule } from './decode.ts';
import { ByteWriter } from './writer.ts';

vi.mock('./limits.ts', async (original) => ({
  ...(await original<typeof import('./limits.ts')>()),
  maximumEntries: 3,
}));

type Entry = (to: ByteWriter, i: number) => void;

const rows: readonly [things: string, section: number | string, entry: Entry][] = [
  ['types', 1, (to) => to.u8(0x60).u8(0).u8(0)],
  ['imports', 2, (to, i) => to.name('m').name(`${i}`).u8(3).u8(0x7f).u8(0)],
  ['tables', 4, (to) => to.u8(0x70).u8(0).u8(0)],
  ['globals', 6, (to) => to.u8(0x7f).u8(0).u8(0x41).u8(0).u8(0x0b)],
  ['data segments', 11, (to) => to.u8(1).name('x')],
  ['features', 'target_features', (to, i) => to.u8(0x2b).name(`${i}`)],
];

const file = (write: (to: ByteWriter) => void): Uint8Array => {
  const to = new ByteWriter().raw(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  write(to);
  return to.finish();
};

describe('a file may have so many entries and no more', () => {
  test.each(rows)('%s', (things, section, entry) => {
    const decode = (count: number) => () =>
      decodeModule(
        file((to) => {
          const list = (into: ByteWriter) => {
            into.uleb(count);
            for (let i = 0; i < count; i++) entry(into, i);
          };
          if (typeof section === 'string') to.customSection(section, 0, list);
          else to.section(section, 0, list);
        }),
      );
    expect(decode(3)).not.toThrow();
    expect(decode(4)).toThrow(`too many ${things}: more than 3`);
  });

  test('sections', () => {
    const decode = (count: number) => () =>
      decodeModule(
        file((to) => {
          for (let i = 0; i < count; i++) to.customSection('x', 0, () => {});
        }),
      );
    expect(decode(3)).not.toThrow();
    expect(decode(4)).toThrow('too many sections: more than 3');
  });
});
