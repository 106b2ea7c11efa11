/**
 * Every bound that the decoder sets on a number that comes from a file, beyond "it must fit in what is left".
 * A file that asks for more is refused with a DecodeError; no producer comes near.
 */

/**
 * Entries of any list, and sections of a file. Each becomes a value that takes up to 1.5 KB by the time it is linked, so that
 * this keeps a file of tiny entries from filling the memory. Engines take a million functions, types, imports, exports or
 * globals of a module. Relocations are no values, and not bounded.
 */
export const maximumEntries = 2_000_000;

/** log2 of the largest alignment of a data segment. An address has 64 bits; an alignment beyond 2^31 cannot be laid out. */
export const maximumAlignLog2 = 31;

/** Flags of limits that are known: maximum, shared, 64-bit index, custom page size. */
export const maximumLimitsFlags = 0xf;

/** Bytes of an archive member's name. Long names are shared in a table: without a bound, many members could repeat one. */
export const maximumMemberNameBytes = 4096;
