/**
 * The instructions that programs of scenarios are made of, and which of them an address needs in memory of 32 and of 64
 * bits. Not here: how programs use them (`lower-body.ts`).
 */
import type { ValueTypeName } from '../scenario/scenario.ts';

export const valueTypeCodes: Readonly<Record<ValueTypeName, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

export const Op = {
  Nop: 0x01,
  If: 0x04,
  Else: 0x05,
  Try: 0x06,
  Catch: 0x07,
  Throw: 0x08,
  End: 0x0b,
  Call: 0x10,
  CallIndirect: 0x11,
  CatchAll: 0x19,
  Drop: 0x1a,
  LocalGet: 0x20,
  LocalSet: 0x21,
  LocalTee: 0x22,
  GlobalGet: 0x23,
  GlobalSet: 0x24,
  TableGet: 0x25,
  TableSet: 0x26,
  I32Load: 0x28,
  I32Load8U: 0x2d,
  I32Store: 0x36,
  I32Store8: 0x3a,
  I32Const: 0x41,
  I64Const: 0x42,
  I32Eqz: 0x45,
  I32Eq: 0x46,
  I32LeU: 0x4d,
  I32Add: 0x6a,
  I32Sub: 0x6b,
  I32Mul: 0x6c,
  I32And: 0x71,
  I32Or: 0x72,
  I32Xor: 0x73,
  I64ShrU: 0x88,
  I32WrapI64: 0xa7,
  I32TruncF32: 0xa8,
  I32TruncF64: 0xaa,
  I64ExtendI32: 0xac,
  F32ConvertI32: 0xb2,
  F64ConvertI32: 0xb7,
  I32ReinterpretF32: 0xbc,
  I64ReinterpretF64: 0xbd,
  RefNull: 0xd0,
  RefIsNull: 0xd1,
  BulkPrefix: 0xfc,
  /** Behind the prefix. */
  TableGrow: 0x0f,
  TableSize: 0x10,
} as const;

/** How addresses and slots are computed. */
export interface PointerOps {
  readonly type: 'i32' | 'i64';
  readonly bytes: 4 | 8;
  /** What the names of relocation kinds end in. */
  readonly suffix: '' | '64';
  readonly const: number;
  readonly load: number;
  readonly add: number;
  readonly sub: number;
  readonly and: number;
  readonly eq: number;
  readonly eqz: number;
  readonly leU: number;
}

export const narrow: PointerOps = {
  type: 'i32',
  bytes: 4,
  suffix: '',
  const: Op.I32Const,
  load: Op.I32Load,
  add: Op.I32Add,
  sub: Op.I32Sub,
  and: Op.I32And,
  eq: Op.I32Eq,
  eqz: Op.I32Eqz,
  leU: Op.I32LeU,
};

export const wide: PointerOps = {
  type: 'i64',
  bytes: 8,
  suffix: '64',
  const: Op.I64Const,
  load: 0x29,
  add: 0x7c,
  sub: 0x7d,
  and: 0x83,
  eq: 0x51,
  eqz: 0x50,
  leU: 0x58,
};
