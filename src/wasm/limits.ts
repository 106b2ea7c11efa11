/**
 * Every bound that the decoder sets on a number that comes from a file, beyond "it must fit in what is left".
 * A file that asks for more is refused with a DecodeError; no producer comes near.
 */

/**
 * Types, imports, functions, globals, tags and exports, of each: what engines take of a module at most, by the JavaScript
 * API's "implementation-defined limits" (which have one for data segments too, but an object's are joined when it is linked).
 */
export const maximumOfIndexSpace = 1_000_000;

/**
 * Entries of all lists together (sections, symbols, segments, functions, …): of a file that is read alone, or of all files of
 * a link that says nothing else. Each becomes values: this keeps files of tiny entries from filling the memory. Relocations are
 * no values, and not bounded. The program `linksmith-ld` takes as many as fit into the heap that V8 was given.
 */
export const maximumEntries = 4_000_000;

/** Bytes of memory that an entry takes at most by the time it is linked. */
export const memoryOfAnEntry = 1000;

/** log2 of the largest alignment of a data segment. An address has 64 bits; an alignment beyond 2^31 cannot be laid out. */
export const maximumAlignLog2 = 31;

/** Flags of limits that are known: maximum, shared, 64-bit index, custom page size. */
export const maximumLimitsFlags = 0xf;

/** Bytes of an archive member's name. Long names are shared in a table: without a bound, many members could repeat one. */
export const maximumMemberNameBytes = 4096;
