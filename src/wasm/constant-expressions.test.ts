import { describe, expect, test } from 'vitest';
import {
  decodeConstantExpression,
  f32Constant,
  f64Constant,
  functionReference,
  globalValue,
  i32Constant,
  i64Constant,
  nullReference,
} from './constant-expressions.ts';
import { ByteReader } from './reader.ts';

const decoded = (bytes: Uint8Array) => decodeConstantExpression(new ByteReader(bytes));

describe('constant expressions', () => {
  test.each([
    ['i32Constant', i32Constant(-2), { kind: 'i32', value: -2 }, '417e0b'],
    ['i32Constant of an unsigned value', i32Constant(0xffffffff), { kind: 'i32', value: -1 }, '417f0b'],
    ['i64Constant', i64Constant(2n ** 63n), { kind: 'i64', value: -(2n ** 63n) }, '428080808080808080807f0b'],
    ['f32Constant', f32Constant(1), { kind: 'f32' }, '430000803f0b'],
    ['f64Constant', f64Constant(1), { kind: 'f64' }, '44000000000000f03f0b'],
    ['globalValue', globalValue(3), { kind: 'global', globalIndex: 3 }, '23030b'],
    ['nullReference', nullReference(0x6f), { kind: 'ref-null', type: 0x6f }, 'd06f0b'],
    ['functionReference', functionReference(4), { kind: 'ref-func', functionIndex: 4 }, 'd2040b'],
  ])('%s is what it reads back as', (_, built, value, hex) => {
    expect(built).toEqual({ bytes: new Uint8Array(Buffer.from(hex, 'hex')), value });
    expect(decoded(built.bytes)).toEqual(built);
  });

  test.each([
    ['410141016a0b', 'extended'],
    ['420142017e0b', 'extended'],
  ])('%s is of kind %s', (hex, kind) => {
    const bytes = new Uint8Array(Buffer.from(hex, 'hex'));
    expect(decoded(bytes)).toEqual({ bytes, value: { kind } });
  });

  test('an instruction that is none is refused where it stands', () => {
    try {
      decoded(Uint8Array.of(0x01, 0x0b));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ message: 'invalid opcode in init_expr: 1', fileOffset: 0 });
    }
  });
});
