import { describe, expect, test } from 'vitest';
import { ByteReader, DecodeError } from './reader.ts';

const reader = (...bytes: number[]): ByteReader => new ByteReader(Uint8Array.from(bytes), 0, bytes.length, 'test');
const named = (text: string): ByteReader => {
  const bytes = new TextEncoder().encode(text);
  return new ByteReader(Uint8Array.from([bytes.length, ...bytes]));
};

function refusal(read: () => unknown): DecodeError {
  try {
    read();
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('names', () => {
  test.each([
    '',
    'a',
    'malloc',
    '_ZN5hello5worldEv_and_more_of_it',
    'é',
    'naïve ünïcödé name',
    '\u{1f980}',
    '\uFEFFbom',
    'a\0b',
  ])('reads %j', (text) => expect(named(text).readName()).toBe(text));

  test.each([[[2, 0xff, 0xfe]], [[3, 0x61, 0xc3, 0x28]], [[2, 0xc0, 0x80]], [[1, 0x80]]])(
    'refuses bytes that are not UTF-8: %j',
    (bytes) => {
      expect(refusal(() => reader(...bytes).readName())).toMatchObject({
        message: 'string is not UTF-8',
        fileOffset: 1,
      });
    },
  );

  test('refuses a length beyond the end', () => {
    expect(refusal(() => reader(3, 0x61, 0x62).readName()).message).toBe('EOF while reading string');
  });
});

describe('bounds', () => {
  test('an error has the offset in the file and the section', () => {
    const outer = reader(7, 9, 9, 1, 0x80);
    outer.skip(1);
    const inner = outer.sub(4).sub(3);
    inner.skip(2);
    expect(inner.offset).toBe(2);
    inner.u8();
    expect(refusal(() => inner.u8())).toMatchObject({
      message: 'EOF while reading uint8',
      fileOffset: 4,
      section: 'test',
    });
  });

  test('a sub-reader ends where it is told, and its parent goes on behind it', () => {
    const outer = reader(1, 2, 3);
    const inner = outer.sub(2);
    expect([inner.u8(), inner.u8(), inner.atEnd]).toEqual([1, 2, true]);
    expect(outer.u8()).toBe(3);
  });

  test.each([
    ['u32', (r: ByteReader) => r.u32(), 'EOF while reading uint32'],
    ['view', (r: ByteReader) => r.view(4), '4 bytes expected, 3 left'],
    ['sub', (r: ByteReader) => r.sub(4), '4 bytes expected, 3 left'],
    ['sized', (r: ByteReader) => r.sized('x sub-section'), 'x sub-section ended prematurely'],
    ['expectEnd', (r: ByteReader) => r.expectEnd('code section'), 'code section ended prematurely'],
  ])('%s', (_, read, message) => {
    expect(refusal(() => read(reader(5, 0, 0))).message).toBe(message);
  });

  test('a count of more things than can follow is refused before anything is made', () => {
    expect(reader(2, 0, 0, 0, 0).count(2, 'things')).toBe(2);
    expect(refusal(() => reader(3, 0, 0, 0, 0).count(2, 'things')).message).toBe('too many things: 3 in 4 bytes');
    expect(refusal(() => reader(0xff, 0xff, 0xff, 0xff, 0x0f).count(1, 'things')).message).toContain('4294967295');
  });

  test('so is a count of more things than there may be of the kind', () => {
    expect(reader(2, 0, 0).count(1, 'things', 2)).toBe(2);
    expect(refusal(() => reader(3, 0, 0, 0).count(1, 'things', 2)).message).toBe('too many things: more than 2');
  });

  test('u32 is little-endian and unsigned', () => {
    expect(reader(0x78, 0x56, 0x34, 0xf2).u32()).toBe(0xf2345678);
  });

  test('views are of the same memory', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(new ByteReader(bytes).view(2).buffer).toBe(bytes.buffer);
  });
});

describe('a reader of a part stops at its end', () => {
  const pastEnd = 'extends past end';
  test.each([
    ['u32', 'EOF while reading uint32', (r: ByteReader) => r.u32()],
    ['uleb32', pastEnd, (r: ByteReader) => r.uleb32()],
    ['uleb64', pastEnd, (r: ByteReader) => r.uleb64()],
    ['uleb53', pastEnd, (r: ByteReader) => r.uleb53()],
    ['sleb32', pastEnd, (r: ByteReader) => r.sleb32()],
    ['sleb64', pastEnd, (r: ByteReader) => r.sleb64()],
    ['shortSleb', pastEnd, (r: ByteReader) => r.shortSleb()],
    ['view', '4 bytes expected, 2 left', (r: ByteReader) => r.view(4)],
  ])('%s', (_, message, read) => {
    expect(() => read(new ByteReader(Uint8Array.of(0, 0, 0, 0, 0x80, 0x80, 1, 0, 0, 0), 4, 6))).toThrow(message);
  });

  test.each([
    ['uleb64', 'ffffffffffffffffff02', (r: ByteReader) => r.uleb64()],
    ['sleb64', 'ffffffffffffffffff01', (r: ByteReader) => r.sleb64()],
  ])('%s that is too large is refused at its last byte', (_, hex, read) => {
    try {
      read(new ByteReader(new Uint8Array(Buffer.from(hex, 'hex'))));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ fileOffset: 9 });
    }
  });
});
