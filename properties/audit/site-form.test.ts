import { describe, expect, test } from 'vitest';
import { relocationKindNamed } from '../../src/wasm/index.ts';
import { cutToSite, readSite } from './site-form.ts';

const kind = (name: string) => relocationKindNamed(name)!;
const bytesOf = (hex: string) => Uint8Array.from(hex.split(' '), (byte) => Number.parseInt(byte, 16));

describe('readSite', () => {
  test.each([
    ['FUNCTION_INDEX_LEB', '81 80 80 80 00', 1n],
    ['MEMORY_ADDR_LEB', 'fc ff ff ff 0f', 0xfffffffcn],
    ['MEMORY_ADDR_SLEB', '80 88 80 80 00', 1024n],
    ['MEMORY_ADDR_SLEB', 'ff ff ff ff 7f', 0xffffffffn],
    ['MEMORY_ADDR_SLEB', '80 80 80 80 78', 0x80000000n],
    ['MEMORY_ADDR_SLEB', 'ff ff ff ff 07', 0x7fffffffn],
    ['MEMORY_ADDR_I32', '04 03 02 01', 0x01020304n],
    ['MEMORY_ADDR_LEB64', 'ff ff ff ff ff ff ff ff ff 01', 2n ** 64n - 1n],
    ['MEMORY_ADDR_SLEB64', '80 80 80 80 80 80 80 80 80 7f', 2n ** 63n],
    ['MEMORY_ADDR_I64', '08 07 06 05 04 03 02 01', 0x0102030405060708n],
  ])('%s %s is %d', (name, hex, value) => {
    expect(readSite(bytesOf(hex), 0, kind(name))).toEqual({ value, sizeBytes: bytesOf(hex).length });
  });

  test.each([
    ['FUNCTION_INDEX_LEB', '01 00 00 00 00', 'has 1 bytes, not 5'],
    ['FUNCTION_INDEX_LEB', '81 80 80 80 80', 'does not end after 5 bytes'],
    ['FUNCTION_INDEX_LEB', '81 80 80 80 10', 'is no LEB128 of 32 bits'],
    // The sign of a signed site written as if it had none, and the other way round.
    ['MEMORY_ADDR_SLEB', 'ff ff ff ff 0f', 'is no LEB128 of 32 bits'],
    ['MEMORY_ADDR_LEB', 'ff ff ff ff 7f', 'is no LEB128 of 32 bits'],
    ['MEMORY_ADDR_LEB64', 'ff ff ff ff ff ff ff ff ff 7f', 'is no LEB128 of 64 bits'],
  ])('%s %s %s', (name, hex, fault) => {
    expect(readSite(bytesOf(hex), 0, kind(name))?.fault).toBe(fault);
  });

  test('takes short forms where sites are compressed', () => {
    expect(readSite(bytesOf('80 08 ff'), 0, kind('MEMORY_ADDR_SLEB'), true)).toEqual({ value: 1024n, sizeBytes: 2 });
    expect(readSite(bytesOf('7f'), 0, kind('MEMORY_ADDR_SLEB'), true)).toEqual({ value: 0xffffffffn, sizeBytes: 1 });
  });

  test('has nothing to read where the bytes end', () => {
    expect(readSite(bytesOf('81 80 80'), 0, kind('FUNCTION_INDEX_LEB'))).toBeUndefined();
    expect(readSite(bytesOf('04 03 02'), 0, kind('MEMORY_ADDR_I32'))).toBeUndefined();
  });
});

test('cutToSite keeps the bits that a site holds', () => {
  expect(cutToSite(-1n, kind('MEMORY_ADDR_I32'))).toBe(0xffffffffn);
  expect(cutToSite(-1n, kind('MEMORY_ADDR_I64'))).toBe(2n ** 64n - 1n);
  expect(cutToSite(2n ** 32n + 5n, kind('MEMORY_ADDR_SLEB'))).toBe(5n);
});
