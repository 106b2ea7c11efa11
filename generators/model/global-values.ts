/**
 * What a WebAssembly global holds: its initial value, what setting it to an i32 leaves, and the i32 that a program makes
 * of all its bits, so that a value cut to 32 bits on its way through a linker shows.
 * Lowering writes the same steps as instructions (`lower-body.ts`).
 */
import type { ValueTypeName } from '../scenario/scenario.ts';
import { floatMask } from '../scenario/values.ts';

/** An i64 is a bigint, signed. */
export type GlobalValue = number | bigint;

export function initialValue(type: ValueTypeName, init: number): GlobalValue {
  switch (type) {
    case 'i32':
      return init | 0;
    case 'i64':
      return BigInt.asIntN(64, BigInt(init));
    case 'f32':
      return Math.fround(init);
    case 'f64':
      return init;
  }
}

export function assignedValue(type: ValueTypeName, value: number): GlobalValue {
  if (type === 'i64') return BigInt(value | 0);
  return type === 'f32' ? value & floatMask : value | 0;
}

/** The low half of the bits, combined with the high half where there is one. */
export function foldGlobal(type: ValueTypeName, value: GlobalValue): number {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'i64') view.setBigInt64(0, BigInt(value), true);
  else if (type === 'f64') view.setFloat64(0, Number(value), true);
  else if (type === 'f32') view.setFloat32(0, Number(value), true);
  else view.setInt32(0, Number(value), true);
  return view.getInt32(0, true) ^ view.getInt32(4, true);
}
