/**
 * LEB128 and fixed-width integers written in place, into a buffer that the caller has sized. Hot: the linker calls these
 * once a relocation; they allocate nothing. `bench` watches them.
 * Padded forms always take 5 or 10 bytes, as relocation sites do; a value wider than the form keeps its low bits, as in
 * LLVM, so range checks are the caller's. Each function returns the offset behind what it wrote.
 * Not here: reading (`reader.ts`), a buffer that grows (`writer.ts`).
 */

const largestSafe = BigInt(Number.MAX_SAFE_INTEGER);

/** Numbers are cheaper than bigints where they hold the value exactly. */
function isSafe(value: bigint): boolean {
  return value <= largestSafe && value >= -largestSafe;
}

/** Bytes of the shortest unsigned LEB128 of a non-negative safe integer or of a 64-bit value. */
export function ulebSize(value: number | bigint): number {
  let size = 1;
  if (typeof value === 'bigint') {
    const wrapped = BigInt.asUintN(64, value);
    if (wrapped <= largestSafe) return ulebSize(Number(wrapped));
    for (let rest = wrapped >> 7n; rest > 0n; rest >>= 7n) size++;
    return size;
  }
  for (let rest = value; rest >= 0x80; rest /= 0x80) size++;
  return size;
}

/** Bytes of the shortest signed LEB128 of a safe integer or of a 64-bit value. */
export function slebSize(value: number | bigint): number {
  let size = 1;
  if (typeof value === 'bigint') {
    const wrapped = BigInt.asIntN(64, value);
    if (isSafe(wrapped)) return slebSize(Number(wrapped));
    for (let rest = wrapped; rest < -0x40n || rest > 0x3fn; rest >>= 7n) size++;
    return size;
  }
  for (let rest = value; rest < -0x40 || rest > 0x3f; rest = Math.floor(rest / 0x80)) size++;
  return size;
}

/** The shortest unsigned LEB128. */
export function writeUleb(bytes: Uint8Array, at: number, value: number | bigint): number {
  if (typeof value === 'bigint') return writeUlebBigInt(bytes, at, BigInt.asUintN(64, value));
  let end = at;
  let rest = value;
  for (; rest > 0x7fffffff; rest = Math.floor(rest / 0x80)) bytes[end++] = (rest % 0x80) | 0x80;
  for (; rest >= 0x80; rest >>>= 7) bytes[end++] = (rest & 0x7f) | 0x80;
  bytes[end++] = rest;
  return end;
}

function writeUlebBigInt(bytes: Uint8Array, at: number, value: bigint): number {
  if (value <= largestSafe) return writeUleb(bytes, at, Number(value));
  let end = at;
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes[end++] = Number(rest & 0x7fn) | 0x80;
  bytes[end++] = Number(rest);
  return end;
}

/** The shortest signed LEB128. */
export function writeSleb(bytes: Uint8Array, at: number, value: number | bigint): number {
  if (typeof value === 'bigint') return writeSlebBigInt(bytes, at, BigInt.asIntN(64, value));
  let end = at;
  let rest = value;
  // `& 0x7f` on a double takes the low bits of its two's complement, whatever its size.
  for (; rest < -0x40 || rest > 0x3f; rest = Math.floor(rest / 0x80)) bytes[end++] = (rest & 0x7f) | 0x80;
  bytes[end++] = rest & 0x7f;
  return end;
}

function writeSlebBigInt(bytes: Uint8Array, at: number, value: bigint): number {
  if (isSafe(value)) return writeSleb(bytes, at, Number(value));
  let end = at;
  let rest = value;
  for (; rest < -0x40n || rest > 0x3fn; rest >>= 7n) bytes[end++] = Number(rest & 0x7fn) | 0x80;
  bytes[end++] = Number(rest & 0x7fn);
  return end;
}

/** 5 bytes, unsigned: the low 32 bits of `value`. */
export function writePaddedUleb32(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = (value & 0x7f) | 0x80;
  bytes[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  bytes[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  bytes[at + 3] = ((value >>> 21) & 0x7f) | 0x80;
  bytes[at + 4] = value >>> 28;
  return at + 5;
}

/** 5 bytes, signed: the low 32 bits of `value` as an i32. */
export function writePaddedSleb32(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = (value & 0x7f) | 0x80;
  bytes[at + 1] = ((value >>> 7) & 0x7f) | 0x80;
  bytes[at + 2] = ((value >>> 14) & 0x7f) | 0x80;
  bytes[at + 3] = ((value >>> 21) & 0x7f) | 0x80;
  bytes[at + 4] = (value >> 28) & 0x7f;
  return at + 5;
}

/** 10 bytes, unsigned: the low 64 bits of `value`. A number must be a safe integer. */
export function writePaddedUleb64(bytes: Uint8Array, at: number, value: number | bigint): number {
  const high = high32(value);
  writePaddedGroups(bytes, at, low32(value), high);
  bytes[at + 9] = high >>> 31;
  return at + 10;
}

/** 10 bytes, signed: the low 64 bits of `value` as an i64. A number must be a safe integer. */
export function writePaddedSleb64(bytes: Uint8Array, at: number, value: number | bigint): number {
  const high = high32(value);
  writePaddedGroups(bytes, at, low32(value), high);
  bytes[at + 9] = (high >> 31) & 0x7f;
  return at + 10;
}

/** The first nine groups of seven bits, each with its continuation bit. */
function writePaddedGroups(bytes: Uint8Array, at: number, low: number, high: number): void {
  bytes[at] = (low & 0x7f) | 0x80;
  bytes[at + 1] = ((low >>> 7) & 0x7f) | 0x80;
  bytes[at + 2] = ((low >>> 14) & 0x7f) | 0x80;
  bytes[at + 3] = ((low >>> 21) & 0x7f) | 0x80;
  bytes[at + 4] = (((low >>> 28) | (high << 4)) & 0x7f) | 0x80;
  bytes[at + 5] = ((high >>> 3) & 0x7f) | 0x80;
  bytes[at + 6] = ((high >>> 10) & 0x7f) | 0x80;
  bytes[at + 7] = ((high >>> 17) & 0x7f) | 0x80;
  bytes[at + 8] = ((high >>> 24) & 0x7f) | 0x80;
}

/** 4 bytes, little-endian: the low 32 bits. */
export function writeU32(bytes: Uint8Array, at: number, value: number): number {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
  return at + 4;
}

/** 8 bytes, little-endian: the low 64 bits. A number must be a safe integer. */
export function writeU64(bytes: Uint8Array, at: number, value: number | bigint): number {
  return writeU32(bytes, writeU32(bytes, at, low32(value)), high32(value));
}

function low32(value: number | bigint): number {
  return typeof value === 'bigint' ? Number(BigInt.asIntN(32, value)) : value | 0;
}

function high32(value: number | bigint): number {
  return typeof value === 'bigint' ? Number(BigInt.asIntN(32, value >> 32n)) : Math.floor(value / 0x1_0000_0000) | 0;
}
