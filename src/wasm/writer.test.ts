import { describe, expect, test } from 'vitest';
import { encodeCode } from './code.ts';
import { encodeData } from './data.ts';
import { ByteReader } from './reader.ts';
import { ByteWriter } from './writer.ts';

const hex = (writer: ByteWriter): string => Buffer.from(writer.finish()).toString('hex');

describe('ByteWriter', () => {
  test.each([
    ['u8', (w: ByteWriter) => w.u8(255), 'ff'],
    ['u32', (w: ByteWriter) => w.u32(0xdeadbeef), 'efbeadde'],
    ['u64', (w: ByteWriter) => w.u64(1n), '0100000000000000'],
    ['uleb', (w: ByteWriter) => w.uleb(128), '8001'],
    ['uleb stretched', (w: ByteWriter) => w.uleb(1, 3), '818000'],
    ['uleb that needs more than asked', (w: ByteWriter) => w.uleb(300, 1), 'ac02'],
    ['sleb', (w: ByteWriter) => w.sleb(-1n), '7f'],
    ['paddedUleb32', (w: ByteWriter) => w.paddedUleb32(1), '8180808000'],
    ['paddedSleb32', (w: ByteWriter) => w.paddedSleb32(-2), 'feffffff7f'],
    ['paddedUleb64', (w: ByteWriter) => w.paddedUleb64(1), '81808080808080808000'],
    ['paddedSleb64', (w: ByteWriter) => w.paddedSleb64(-2n), 'feffffffffffffffff7f'],
    ['name', (w: ByteWriter) => w.name('né'), '036ec3a9'],
    ['name of the first that is not ASCII', (w: ByteWriter) => w.name('\u0080'), '02c280'],
    ['list', (w: ByteWriter) => w.list([7, 8], (item) => w.u8(item)), '020708'],
    ['section, shortest size', (w: ByteWriter) => w.section(3, 0, () => w.u8(9)), '030109'],
    ['section, padded size', (w: ByteWriter) => w.section(3, 5, () => w.u8(9)), '03818080800009'],
    ['custom section', (w: ByteWriter) => w.customSection('a', 0, () => w.u8(9)), '0003016109'],
    ['size of more than five bytes', (w: ByteWriter) => w.sized(7, () => w.u8(9)), '8180808080800009'],
  ])('%s', (_, write, expected) => {
    const writer = new ByteWriter(1);
    write(writer);
    expect(hex(writer)).toBe(expected);
  });

  test.each([0, 5, 7])('a size of %i bytes in front of contents of any length', (lebSize) => {
    for (let length = 0; length < 200; length++) {
      const bytes = new ByteWriter(1).sized(lebSize, (w) => w.raw(new Uint8Array(length).fill(7))).finish();
      expect(bytes.length - length).toBe(lebSize || (length < 128 ? 1 : 2));
      expect(bytes.subarray(bytes.length - length)).toEqual(new Uint8Array(length).fill(7));
    }
  });

  test.each(['', 'é', '\u{10348}'])('names of any length that end in %j', (last) => {
    for (let length = 0; length < 150; length++) {
      const name = 'n'.repeat(length) + last;
      expect(new ByteReader(new ByteWriter(1).u8(7).name(name).finish(), 1).readName()).toBe(name);
      expect(new ByteWriter(1).text(name).finish()).toEqual(new TextEncoder().encode(name));
    }
  });

  test.each([
    ['code', (to: ByteWriter, bytes: Uint8Array) => encodeCode([bytes, bytes], [], to)],
    ['data', (to: ByteWriter, bytes: Uint8Array) => encodeData([{ flags: 1, memoryIndex: 0, bytes }], to)],
  ])('places in %s count from where its content begins', (_, encode) => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(encode(new ByteWriter().u32(0), bytes)).toEqual(encode(new ByteWriter(), bytes));
  });

  test('a section inside a section, larger than any buffer it began with', () => {
    const writer = new ByteWriter(1).section(1, 0, (w) => w.sized(5, () => w.raw(new Uint8Array(1000).fill(7))).u8(8));
    const reader = new ByteReader(writer.finish());
    expect(reader.u8()).toBe(1);
    const section = reader.sized('section');
    expect(reader.atEnd).toBe(true);
    expect(section.sized('inner').rest()).toEqual(new Uint8Array(1000).fill(7));
    expect(section.u8()).toBe(8);
  });
});
