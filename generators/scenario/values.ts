/**
 * The arithmetic that programs do and the model repeats: how an i32 becomes a value of another type and comes back, how
 * several results become one number, what a host function answers. Lowering writes the same steps as instructions.
 * f32 carries 24 bits, so that every conversion is exact.
 */
import type { Signature, ValueTypeName } from './scenario.ts';

/** The odd multiplier of every mixing step (FNV's prime). */
export const mixFactor = 0x01000193;

/** What the i-th result is combined with, so that swapped results show. */
export const resultSalt = 0x5bd1e995;

/** Low bits that an f32 carries. */
export const floatMask = 0x00ffffff;

export function mix(left: number, right: number): number {
  return Math.imul(left, mixFactor) ^ right;
}

/** What remains of an i32 that went through a value of this type. */
export function throughType(value: number, type: ValueTypeName): number {
  return type === 'f32' ? value & floatMask : value | 0;
}

/** The i32 that a caller makes of the results of a function whose body yields `value`. */
export function foldResults(value: number, signature: Signature): number {
  const { results } = signature;
  return foldValues(
    results.map((_, i) => resultAt(value, i)),
    results,
  );
}

/** The i32 that is made of several values that each have a type: as of results, but each its own. */
export function foldValues(values: readonly number[], types: readonly ValueTypeName[]): number {
  if (types.length === 0) return 0;
  const last = types.length - 1;
  let folded = throughType(values[last]!, types[last]!);
  for (let i = last - 1; i >= 0; i--) folded = mix(folded, throughType(values[i]!, types[i]!));
  return folded;
}

/** The i32 behind the i-th result. */
export function resultAt(value: number, index: number): number {
  return (value ^ Math.imul(index, resultSalt)) | 0;
}

/**
 * What an imported function answers: a number made from its import name and its arguments (as i32 after `throughType`).
 * Whoever instantiates a linked scenario gives it functions that do this.
 */
export function hostValue(module: string, field: string, args: readonly number[]): number {
  let value = 0x811c9dc5 | 0;
  for (const text of [module, field]) {
    value = mix(value, text.length);
    for (const char of text) value = mix(value, char.codePointAt(0)!);
  }
  for (const arg of args) value = mix(value, arg);
  return value;
}

/** One text per signature: `(i32,i64)->(i32)`. */
export function signatureText(signature: Signature): string {
  return `(${signature.parameters.join(',')})->(${signature.results.join(',')})`;
}

/** Whether parameters and results are the same. */
export function sameSignature(left: Signature, right: Signature): boolean {
  return left === right || signatureText(left) === signatureText(right);
}
