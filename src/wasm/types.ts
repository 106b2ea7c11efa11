/**
 * The type section, and the types that other sections are made of: value types, limits, table and global types.
 * Function types only, as tool-conventions objects have: the composite types of the GC proposal are refused.
 */
import { isReferenceType, isValueType, LimitsFlag } from './constants.ts';
import { maximumLimitsFlags, maximumOfIndexSpace } from './limits.ts';
import type { FunctionType, GlobalType, Limits, TableType, ValueType } from './model.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

const functionForm = 0x60;
/** rec, sub final, sub, array, struct. */
const gcForms: readonly number[] = [0x4e, 0x4f, 0x50, 0x5e, 0x5f];

export function decodeTypes(reader: ByteReader): FunctionType[] {
  const types: FunctionType[] = [];
  for (let left = reader.count(3, 'types', maximumOfIndexSpace); left > 0; left--) {
    decodeForm(reader);
    types.push({ parameters: decodeValueTypes(reader), results: decodeValueTypes(reader) });
  }
  reader.expectEnd('type section');
  return types;
}

function decodeForm(reader: ByteReader): void {
  const at = reader.position;
  const form = reader.u8();
  if (form === functionForm) return;
  if (gcForms.includes(form))
    reader.fail(`only function types are supported, found type form 0x${form.toString(16)}`, at);
  reader.fail('bad form', at);
}

function decodeValueTypes(reader: ByteReader): ValueType[] {
  const types: ValueType[] = [];
  for (let left = reader.count(1, 'value types'); left > 0; left--) types.push(decodeValueType(reader));
  return types;
}

export function encodeTypes(types: readonly FunctionType[], writer: ByteWriter): void {
  writer.list(types, (type) => {
    writer.u8(functionForm);
    writer.list(type.parameters, (parameter) => writer.u8(parameter));
    writer.list(type.results, (result) => writer.u8(result));
  });
}

export function decodeValueType(reader: ByteReader): ValueType {
  const at = reader.position;
  const code = reader.u8();
  if (!isValueType(code)) reader.fail(`unsupported value type 0x${code.toString(16)}`, at);
  return code;
}

export function decodeReferenceType(reader: ByteReader, message: string): ValueType {
  const at = reader.position;
  const code = reader.u8();
  if (!isReferenceType(code)) reader.fail(message, at);
  return code;
}

export function decodeTableType(reader: ByteReader): TableType {
  return { elementType: decodeReferenceType(reader, 'invalid table element type'), limits: decodeLimits(reader) };
}

export function encodeTableType(type: TableType, writer: ByteWriter): void {
  writer.u8(type.elementType);
  encodeLimits(type.limits, writer);
}

export function decodeLimits(reader: ByteReader): Limits {
  const at = reader.position;
  const flags = reader.uleb32();
  if (flags > maximumLimitsFlags) reader.fail(`invalid limits flags: ${flags}`, at);
  const minimum = reader.uleb64();
  const maximum = flags & LimitsFlag.HasMaximum ? { maximum: reader.uleb64() } : {};
  const pageSize = flags & LimitsFlag.HasPageSize ? { pageSizeLog2: reader.uleb32() } : {};
  return { flags, minimum, ...maximum, ...pageSize };
}

export function encodeLimits(limits: Limits, writer: ByteWriter): void {
  writer.uleb(limits.flags).uleb(limits.minimum);
  if (limits.flags & LimitsFlag.HasMaximum) writer.uleb(limits.maximum ?? 0n);
  if (limits.flags & LimitsFlag.HasPageSize) writer.uleb(limits.pageSizeLog2 ?? 0);
}

export function decodeGlobalType(reader: ByteReader): GlobalType {
  const valueType = decodeValueType(reader);
  const at = reader.position;
  const mutable = reader.u8();
  if (mutable > 1) reader.fail('LEB is outside Varuint1 range', at);
  return { valueType, mutable: mutable === 1 };
}

export function encodeGlobalType(type: GlobalType, writer: ByteWriter): void {
  writer.u8(type.valueType).u8(type.mutable ? 1 : 0);
}
