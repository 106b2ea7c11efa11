/**
 * Addends at which a LEB128 of the addend or of the sum gets wider or narrower, signed and unsigned, up to both ends of 32
 * bits. The model knows no address, but it knows every difference of two, so that no addend is too large to be checked.
 */

/** Both sides of ±2^bits. */
const around = (bits: number): readonly number[] => [2 ** bits - 1, 2 ** bits, -(2 ** bits), -(2 ** bits) - 1];

/** Those that a small segment has room for. */
export const nearEdges: readonly number[] = [...around(6), ...around(7)];

export const farEdges: readonly number[] = [
  ...[13, 14, 20, 21, 27, 28, 30].flatMap(around),
  2 ** 31 - 1,
  -(2 ** 31),
  -(2 ** 31) + 1,
];
