import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  slebSize,
  ulebSize,
  writePaddedSleb32,
  writePaddedSleb64,
  writePaddedUleb32,
  writePaddedUleb64,
  writeSleb,
  writeU32,
  writeU64,
  writeUleb,
} from './leb128.ts';
import { ByteReader, DecodeError } from './reader.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** What a writer leaves in a buffer of 16 bytes, up to the end that it returns. */
function written(write: (bytes: Uint8Array, at: number) => number): string {
  const bytes = new Uint8Array(16);
  return hex(bytes.subarray(1, write(bytes, 1)));
}

const unsigned: readonly (readonly [bigint, string])[] = [
  [0n, '00'],
  [1n, '01'],
  [127n, '7f'],
  [128n, '8001'],
  [624485n, 'e58e26'],
  [0x7fffffffn, 'ffffffff07'],
  [0x80000000n, '8080808008'],
  [0xffffffffn, 'ffffffff0f'],
  [0x100000000n, '8080808010'],
  [0x1fffffffffffffn, 'ffffffffffffff0f'],
  [0x20000000000000n, '8080808080808010'],
  [0x7fffffffffffffffn, 'ffffffffffffffff7f'],
  [0x8000000000000000n, '80808080808080808001'],
  [0xffffffffffffffffn, 'ffffffffffffffffff01'],
];

const signed: readonly (readonly [bigint, string])[] = [
  [0n, '00'],
  [63n, '3f'],
  [64n, 'c000'],
  [127n, 'ff00'],
  [-1n, '7f'],
  [-64n, '40'],
  [-65n, 'bf7f'],
  [-123456n, 'c0bb78'],
  [0x7fffffffn, 'ffffffff07'],
  [-0x80000000n, '8080808078'],
  [0x80000000n, '8080808008'],
  [-0x80000001n, 'ffffffff77'],
  [0x1fffffffffffffn, 'ffffffffffffff0f'],
  [-0x20000000000000n, '8080808080808070'],
  [0x3fffffffffffffffn, 'ffffffffffffffff3f'],
  [-0x4000000000000000n, '808080808080808040'],
  [0x7fffffffffffffffn, 'ffffffffffffffffff00'],
  [-0x8000000000000000n, '8080808080808080807f'],
];

const fitsNumber = (value: bigint): boolean => BigInt(Number(value)) === value && Number.isSafeInteger(Number(value));

describe('unsigned LEB128', () => {
  test.each(unsigned)('%d is %s both ways', (value, encoded) => {
    expect(written((bytes, at) => writeUleb(bytes, at, value))).toBe(encoded);
    expect(ulebSize(value)).toBe(encoded.length / 2);
    expect(new ByteReader(bytesOf(encoded)).uleb64()).toBe(value);
    if (!fitsNumber(value)) return;
    expect(written((bytes, at) => writeUleb(bytes, at, Number(value)))).toBe(encoded);
    expect(ulebSize(Number(value))).toBe(encoded.length / 2);
    expect(new ByteReader(bytesOf(encoded)).uleb53()).toBe(Number(value));
    if (value <= 0xffffffffn) expect(new ByteReader(bytesOf(encoded)).uleb32()).toBe(Number(value));
  });
});

describe('signed LEB128', () => {
  test.each(signed)('%d is %s both ways', (value, encoded) => {
    expect(written((bytes, at) => writeSleb(bytes, at, value))).toBe(encoded);
    expect(slebSize(value)).toBe(encoded.length / 2);
    expect(new ByteReader(bytesOf(encoded)).sleb64()).toBe(value);
    if (!fitsNumber(value)) return;
    expect(written((bytes, at) => writeSleb(bytes, at, Number(value)))).toBe(encoded);
    expect(slebSize(Number(value))).toBe(encoded.length / 2);
    if (encoded.length <= 14) expect(new ByteReader(bytesOf(encoded)).shortSleb()).toBe(Number(value));
    if (BigInt.asIntN(32, value) === value) expect(new ByteReader(bytesOf(encoded)).sleb32()).toBe(Number(value));
  });
});

describe('padded forms, as relocation sites have them', () => {
  test.each([
    ['uleb32', '8080808000', (b: Uint8Array, at: number) => writePaddedUleb32(b, at, 0)],
    ['uleb32', 'ffffffff0f', (b: Uint8Array, at: number) => writePaddedUleb32(b, at, 0xffffffff)],
    ['uleb32 keeps the low bits', 'fcffffff0f', (b: Uint8Array, at: number) => writePaddedUleb32(b, at, -4)],
    ['sleb32', 'ffffffff7f', (b: Uint8Array, at: number) => writePaddedSleb32(b, at, -1)],
    ['sleb32', '8080808078', (b: Uint8Array, at: number) => writePaddedSleb32(b, at, 0x80000000)],
    ['sleb32', 'c080808000', (b: Uint8Array, at: number) => writePaddedSleb32(b, at, 64)],
    ['uleb64', '80808080808080808000', (b: Uint8Array, at: number) => writePaddedUleb64(b, at, 0)],
    ['uleb64', 'ffffffffffffffffff01', (b: Uint8Array, at: number) => writePaddedUleb64(b, at, -1n)],
    ['uleb64', '80808080908080808000', (b: Uint8Array, at: number) => writePaddedUleb64(b, at, 0x100000000)],
    ['sleb64', 'ffffffffffffffffff7f', (b: Uint8Array, at: number) => writePaddedSleb64(b, at, -1)],
    ['sleb64', '8080808080808080807f', (b: Uint8Array, at: number) => writePaddedSleb64(b, at, -(2n ** 63n))],
    ['u32', '78563412', (b: Uint8Array, at: number) => writeU32(b, at, 0x12345678)],
    ['u32 keeps the low bits', 'feffffff', (b: Uint8Array, at: number) => writeU32(b, at, -2)],
    ['u64', 'f0debc9a78563412', (b: Uint8Array, at: number) => writeU64(b, at, 0x123456789abcdef0n)],
    ['u64 of a number', 'ffffffffffffffff', (b: Uint8Array, at: number) => writeU64(b, at, -1)],
    ['u64 of a large number', '0000000001000000', (b: Uint8Array, at: number) => writeU64(b, at, 0x100000000)],
  ])('%s %s', (_, expected, write) => {
    expect(written(write)).toBe(expected);
  });

  test('read back as what was written', () => {
    const holds = (width: number, write: (bytes: Uint8Array) => void, read: (reader: ByteReader) => unknown) => {
      const bytes = new Uint8Array(width);
      write(bytes);
      return read(new ByteReader(bytes));
    };
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), (value) => {
        const low = Number(BigInt.asIntN(32, value));
        expect(
          holds(
            5,
            (b) => writePaddedUleb32(b, 0, low),
            (r) => r.uleb32(),
          ),
        ).toBe(low >>> 0);
        expect(
          holds(
            5,
            (b) => writePaddedSleb32(b, 0, low),
            (r) => r.sleb32(),
          ),
        ).toBe(low);
        expect(
          holds(
            10,
            (b) => writePaddedUleb64(b, 0, value),
            (r) => r.uleb64(),
          ),
        ).toBe(BigInt.asUintN(64, value));
        expect(
          holds(
            10,
            (b) => writePaddedSleb64(b, 0, value),
            (r) => r.sleb64(),
          ),
        ).toBe(value);
        expect(
          holds(
            10,
            (b) => writePaddedSleb64(b, 0, low),
            (r) => r.sleb64(),
          ),
        ).toBe(BigInt(low));
      }),
    );
  });
});

test('every 64-bit value survives a round trip in its shortest form', () => {
  const value = fc.oneof(
    fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
    fc.integer().map(BigInt),
    fc.maxSafeInteger().map(BigInt),
  );
  fc.assert(
    fc.property(value, (wanted) => {
      const bytes = new Uint8Array(10);
      expect(writeSleb(bytes, 0, wanted)).toBe(slebSize(wanted));
      expect(new ByteReader(bytes).sleb64()).toBe(wanted);
      const magnitude = BigInt.asUintN(64, wanted);
      expect(writeUleb(bytes, 0, magnitude)).toBe(ulebSize(magnitude));
      expect(new ByteReader(bytes).uleb64()).toBe(magnitude);
    }),
  );
});

describe('what a reader refuses', () => {
  const refuse = (encoded: string, read: (reader: ByteReader) => unknown, message: string): void => {
    const reader = new ByteReader(bytesOf(encoded));
    expect(() => read(reader)).toThrow(DecodeError);
    expect(() => read(new ByteReader(bytesOf(encoded)))).toThrow(message);
  };
  test.each([
    ['', 'malformed uleb128, extends past end'],
    ['80', 'malformed uleb128, extends past end'],
    ['ffffffff', 'malformed uleb128, extends past end'],
    ['ffffffff10', 'LEB is outside Varuint32 range'],
    ['808080808000', 'LEB is outside Varuint32 range'],
  ])('uleb32 %s', (encoded, message) => refuse(encoded, (reader) => reader.uleb32(), message));
  test.each([
    ['80', 'malformed sleb128, extends past end'],
    ['ffffffff', 'malformed sleb128, extends past end'],
    ['ffffffff08', 'LEB is outside Varint32 range'],
    ['ffffffff70', 'LEB is outside Varint32 range'],
    ['808080808000', 'LEB is outside Varint32 range'],
  ])('sleb32 %s', (encoded, message) => refuse(encoded, (reader) => reader.sleb32(), message));
  test.each([
    ['80', 'malformed uleb128, extends past end'],
    ['ffffffffffffffffff', 'malformed uleb128, extends past end'],
    ['ffffffffffffffffff02', 'uleb128 too big for uint64'],
  ])('uleb64 %s', (encoded, message) => refuse(encoded, (reader) => reader.uleb64(), message));
  test.each([
    ['80', 'malformed sleb128, extends past end'],
    ['ffffffffffffffffff01', 'sleb128 too big for int64'],
    ['ffffffffffffffffff40', 'sleb128 too big for int64'],
  ])('sleb64 %s', (encoded, message) => refuse(encoded, (reader) => reader.sleb64(), message));
  test('uleb53 of more than 2^53 - 1', () => {
    refuse('8080808080808010', (reader) => reader.uleb53(), 'integer is larger than 2^53 - 1');
  });
});

test('a padded LEB128 of up to its width is read', () => {
  expect(new ByteReader(bytesOf('8080808000')).uleb32()).toBe(0);
  expect(new ByteReader(bytesOf('ffffffff7f')).sleb32()).toBe(-1);
  expect(new ByteReader(bytesOf('80808080808080808000')).uleb53()).toBe(0);
});
