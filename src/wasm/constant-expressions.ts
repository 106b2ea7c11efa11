/**
 * Constant expressions: the initial values of globals, the offsets of segments, the entries of element segments.
 * Decoding accepts what LLVM's reader does (one constant instruction, or extended-const arithmetic); the builders make
 * the one-instruction forms for generators and for the linker.
 */
import type { ConstantExpression, ValueType } from './model.ts';
import type { ByteReader } from './reader.ts';
import { decodeReferenceType } from './types.ts';
import { ByteWriter } from './writer.ts';

const Opcode = {
  End: 0x0b,
  GlobalGet: 0x23,
  I32Const: 0x41,
  I64Const: 0x42,
  F32Const: 0x43,
  F64Const: 0x44,
  I32Add: 0x6a,
  I32Sub: 0x6b,
  I32Mul: 0x6c,
  I64Add: 0x7c,
  I64Sub: 0x7d,
  I64Mul: 0x7e,
  RefNull: 0xd0,
  RefFunc: 0xd2,
} as const;

type ConstantValue = ConstantExpression['value'];

const extended: ConstantValue = { kind: 'extended' };

/** Reads one expression with its `end`. Throws a DecodeError at an opcode that no constant expression has. */
export function decodeConstantExpression(reader: ByteReader): ConstantExpression {
  const begin = reader.position;
  const first = decodeInstruction(reader, reader.u8());
  let value = first ?? extended;
  for (let opcode = reader.u8(); opcode !== Opcode.End; opcode = reader.u8()) {
    value = extended;
    decodeInstruction(reader, opcode);
  }
  return { bytes: reader.bytes.subarray(begin, reader.position), value };
}

/** The value of a constant instruction; undefined for arithmetic. */
function decodeInstruction(reader: ByteReader, opcode: number): ConstantValue | undefined {
  switch (opcode) {
    case Opcode.I32Const:
      return { kind: 'i32', value: reader.sleb32() };
    case Opcode.I64Const:
      return { kind: 'i64', value: reader.sleb64() };
    case Opcode.F32Const:
      reader.skip(4);
      return { kind: 'f32' };
    case Opcode.F64Const:
      reader.skip(8);
      return { kind: 'f64' };
    case Opcode.GlobalGet:
      return { kind: 'global', globalIndex: reader.uleb32() };
    case Opcode.RefNull:
      return { kind: 'ref-null', type: decodeReferenceType(reader, 'invalid reference type') };
    case Opcode.RefFunc:
      return { kind: 'ref-func', functionIndex: reader.uleb32() };
    case Opcode.I32Add:
    case Opcode.I32Sub:
    case Opcode.I32Mul:
    case Opcode.I64Add:
    case Opcode.I64Sub:
    case Opcode.I64Mul:
      return undefined;
    default:
      return reader.fail(`invalid opcode in init_expr: ${opcode}`, reader.position - 1);
  }
}

/** `i32.const`, wrapped to 32 bits. */
export function i32Constant(value: number): ConstantExpression {
  return built({ kind: 'i32', value: value | 0 }, (writer) => writer.u8(Opcode.I32Const).sleb(value | 0));
}

/** `i64.const`, wrapped to 64 bits. */
export function i64Constant(value: bigint): ConstantExpression {
  const wrapped = BigInt.asIntN(64, value);
  return built({ kind: 'i64', value: wrapped }, (writer) => writer.u8(Opcode.I64Const).sleb(wrapped));
}

/** `f32.const`, rounded to the nearest. */
export function f32Constant(value: number): ConstantExpression {
  const bits = new Uint8Array(4);
  new DataView(bits.buffer).setFloat32(0, value, true);
  return built({ kind: 'f32' }, (writer) => writer.u8(Opcode.F32Const).raw(bits));
}

/** `f64.const` */
export function f64Constant(value: number): ConstantExpression {
  const bits = new Uint8Array(8);
  new DataView(bits.buffer).setFloat64(0, value, true);
  return built({ kind: 'f64' }, (writer) => writer.u8(Opcode.F64Const).raw(bits));
}

/** `global.get`: the index counts imported globals first. */
export function globalValue(globalIndex: number): ConstantExpression {
  return built({ kind: 'global', globalIndex }, (writer) => writer.u8(Opcode.GlobalGet).uleb(globalIndex));
}

/** `ref.null` of a reference type. */
export function nullReference(type: ValueType): ConstantExpression {
  return built({ kind: 'ref-null', type }, (writer) => writer.u8(Opcode.RefNull).u8(type));
}

/** `ref.func`: the index counts imported functions first. */
export function functionReference(functionIndex: number): ConstantExpression {
  return built({ kind: 'ref-func', functionIndex }, (writer) => writer.u8(Opcode.RefFunc).uleb(functionIndex));
}

function built(value: ConstantValue, write: (writer: ByteWriter) => ByteWriter): ConstantExpression {
  return { bytes: write(new ByteWriter(16)).u8(Opcode.End).finish(), value };
}
