/**
 * The numbers in constant expressions and in the few instructions that the audit looks at.
 */
import type { ConstantExpression } from '../../src/wasm/index.ts';

const endOpcode = 0x0b;

/**
 * The number of an offset: a constant, or one that is added to a base that is known when the module is loaded (then the
 * number without the base). Undefined for anything else.
 */
export function constantOffset({ value, bytes }: ConstantExpression): bigint | undefined {
  if (value.kind === 'i32') return BigInt(value.value >>> 0);
  if (value.kind === 'i64') return BigInt.asUintN(64, value.value);
  if (value.kind === 'global') return 0n;
  return value.kind === 'extended' ? addedConstant(bytes) : undefined;
}

/** `global.get BASE, i32.const N, i32.add, end`, or the same of i64. */
function addedConstant(bytes: Uint8Array): bigint | undefined {
  if (bytes[0] !== 0x23) return undefined;
  let at = 1;
  while (bytes[at]! >= 0x80) at++;
  at++;
  const wide = bytes[at] === 0x42;
  if (!wide && bytes[at] !== 0x41) return undefined;
  const constant = readSleb(bytes, at + 1);
  const isSum = bytes[constant.end] === (wide ? 0x7c : 0x6a) && bytes[constant.end + 1] === endOpcode;
  return isSum ? BigInt.asUintN(wide ? 64 : 32, constant.value) : undefined;
}

export function readSleb(bytes: Uint8Array, begin: number): { readonly value: bigint; readonly end: number } {
  let value = 0n;
  let at = begin;
  for (; at < bytes.length; at++) {
    value |= BigInt(bytes[at]! & 0x7f) << BigInt(7 * (at - begin));
    if (bytes[at]! < 0x80) break;
  }
  return { value: BigInt.asIntN(7 * (at - begin + 1), value), end: at + 1 };
}

export function readUleb(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0; at < bytes.length; at++, shift += 7) {
    value |= (bytes[at]! & 0x7f) << shift;
    if (bytes[at]! < 0x80) break;
  }
  return value;
}
