/**
 * XXH3, 64 bits, seed 0, default secret: the hash behind `llvm::StringMap` and behind `--build-id=fast`.
 * Bytes in, the hash as an unsigned 64-bit bigint out. Up to 240 bytes the arithmetic is on bigints; beyond, where a
 * whole output file may pass through, it is on 32-bit halves in `xxh3-stripes.ts`.
 * Not here: what is done with the hash (`string-map-order.ts`, the build id).
 */
import { PRIME64_1, PRIME64_2, PRIME64_3, secret } from './xxh3-constants.ts';
import { accumulateLong } from './xxh3-stripes.ts';

/** The hash of `bytes`; the same as `llvm::xxh3_64bits`. Takes time linear in the length. */
export function xxh3_64(bytes: Uint8Array): bigint {
  const { length } = bytes;
  if (length > 240) return hashLong(bytes);
  const input = new DataView(bytes.buffer, bytes.byteOffset, length);
  if (length > 128) return hash129To240(input);
  if (length > 16) return hash17To128(input);
  if (length > 8) return hash9To16(input);
  if (length > 3) return hash4To8(input);
  if (length > 0) return hash1To3(input);
  return avalanche64(secret64(56) ^ secret64(64));
}

const MIX_1 = 0x165667919e3779f9n;
const MIX_2 = 0x9fb21c651e98df25n;

/** Where the pieces of the secret begin that the two longest forms use for their ends. */
const SECRET_OF_MIDDLE_ROUNDS = 3;
const SECRET_OF_LAST_16 = 119;
const SECRET_OF_MERGE = 11;

function hash1To3(input: DataView): bigint {
  const { byteLength: length } = input;
  const first = input.getUint8(0);
  const middle = input.getUint8(length >> 1);
  const last = input.getUint8(length - 1);
  const combined = ((middle << 24) | (first << 16) | (length << 8) | last) >>> 0;
  const flip = (secret.getUint32(0, true) ^ secret.getUint32(4, true)) >>> 0;
  return avalanche64(BigInt((combined ^ flip) >>> 0));
}

function hash4To8(input: DataView): bigint {
  const { byteLength: length } = input;
  const head = BigInt(input.getUint32(0, true));
  const tail = BigInt(input.getUint32(length - 4, true));
  let hash = secret64(8) ^ secret64(16) ^ (tail | (head << 32n));
  hash ^= rotateLeft(hash, 49n) ^ rotateLeft(hash, 24n);
  hash = multiply(hash, MIX_2);
  hash = multiply(hash ^ ((hash >> 35n) + BigInt(length)), MIX_2);
  return hash ^ (hash >> 28n);
}

function hash9To16(input: DataView): bigint {
  const { byteLength: length } = input;
  const low = secret64(24) ^ secret64(32) ^ input.getBigUint64(0, true);
  const high = secret64(40) ^ secret64(48) ^ input.getBigUint64(length - 8, true);
  return avalanche(BigInt(length) + swapBytes(low) + high + foldedProduct(low, high));
}

function hash17To128(input: DataView): bigint {
  const { byteLength: length } = input;
  let sum = BigInt(length) * PRIME64_1;
  // Pairs of 16 bytes from both ends, going inwards: one pair up to 32 bytes, two up to 64, and so on.
  for (let pair = 0; pair * 32 < length; pair++) {
    sum += mix16(input, pair * 16, pair * 32);
    sum += mix16(input, length - 16 * (pair + 1), pair * 32 + 16);
  }
  return avalanche(sum);
}

function hash129To240(input: DataView): bigint {
  const { byteLength: length } = input;
  let sum = BigInt(length) * PRIME64_1;
  for (let round = 0; round < 8; round++) sum += mix16(input, round * 16, round * 16);
  sum = avalanche(sum);
  for (let round = 8; round < length >> 4; round++) {
    sum += mix16(input, round * 16, (round - 8) * 16 + SECRET_OF_MIDDLE_ROUNDS);
  }
  return avalanche(sum + mix16(input, length - 16, SECRET_OF_LAST_16));
}

function hashLong(bytes: Uint8Array): bigint {
  const lanes = accumulateLong(bytes);
  let sum = BigInt(bytes.length) * PRIME64_1;
  for (let pair = 0; pair < 4; pair++) {
    const at = SECRET_OF_MERGE + pair * 16;
    sum += foldedProduct((lanes[pair * 2] ?? 0n) ^ secret64(at), (lanes[pair * 2 + 1] ?? 0n) ^ secret64(at + 8));
  }
  return avalanche(sum);
}

/** Folds 16 bytes of the input with 16 bytes of the secret. */
function mix16(input: DataView, at: number, secretAt: number): bigint {
  return foldedProduct(
    input.getBigUint64(at, true) ^ secret64(secretAt),
    input.getBigUint64(at + 8, true) ^ secret64(secretAt + 8),
  );
}

/** The two halves of the 128-bit product, one upon the other. */
function foldedProduct(left: bigint, right: bigint): bigint {
  const product = left * right;
  return wrap(product) ^ (product >> 64n);
}

/** The final mix of XXH3. */
function avalanche(sum: bigint): bigint {
  let hash = wrap(sum);
  hash = multiply(hash ^ (hash >> 37n), MIX_1);
  return hash ^ (hash >> 32n);
}

/** The final mix of XXH64, which the shortest inputs still use. */
function avalanche64(value: bigint): bigint {
  let hash = multiply(value ^ (value >> 33n), PRIME64_2);
  hash = multiply(hash ^ (hash >> 29n), PRIME64_3);
  return hash ^ (hash >> 32n);
}

function secret64(at: number): bigint {
  return secret.getBigUint64(at, true);
}

function rotateLeft(value: bigint, bits: bigint): bigint {
  return wrap(value << bits) | (value >> (64n - bits));
}

function swapBytes(value: bigint): bigint {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setBigUint64(0, value, true);
  return scratch.getBigUint64(0, false);
}

function multiply(left: bigint, right: bigint): bigint {
  return wrap(left * right);
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
