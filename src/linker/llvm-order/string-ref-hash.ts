/**
 * The hash that LLVM 19 gives a `StringRef` as the key of a `DenseMap` (`hash_value`, of the CityHash family, with the
 * seed that release builds use). Bytes in, 32 bits out.
 * On bigints, since the maps that are replayed with it are small: symbols whose signatures disagree, stub libraries.
 * Not here: the order that follows from it (`string-map-order.ts`), and the hash of `StringMap`, which is `xxh3.ts`.
 */

/** The low 32 bits of the hash of `bytes`, unsigned. */
export function stringRefHash(bytes: Uint8Array): number {
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Number(BigInt.asUintN(32, hash(input)));
}

const SEED = 0xff51afd7ed558ccdn;
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;
const K3 = 0xc949d7c7509e6557n;
const MURMUR = 0x9ddfea08eb382d69n;

function hash(input: DataView): bigint {
  const { byteLength: length } = input;
  if (length > 64) return hashLong(input);
  if (length > 32) return hash33To64(input);
  if (length > 16) return hash17To32(input);
  if (length > 8) return hash9To16(input);
  if (length > 3) return hash4To8(input);
  if (length > 0) return hash1To3(input);
  return K2 ^ SEED;
}

function hash1To3(input: DataView): bigint {
  const { byteLength: length } = input;
  const head = BigInt(input.getUint8(0) + (input.getUint8(length >> 1) << 8));
  const tail = BigInt(length + (input.getUint8(length - 1) << 2));
  return times(foldTop(times(head, K2) ^ times(tail, K3) ^ SEED), K2);
}

function hash4To8(input: DataView): bigint {
  const { byteLength: length } = input;
  const head = BigInt(input.getUint32(0, true));
  const tail = BigInt(input.getUint32(length - 4, true));
  return mix(BigInt(length) + (head << 3n), SEED ^ tail);
}

function hash9To16(input: DataView): bigint {
  const { byteLength: length } = input;
  const tail = word(input, length - 8);
  return mix(SEED ^ word(input, 0), rotate(sum(tail, BigInt(length)), length)) ^ tail;
}

function hash17To32(input: DataView): bigint {
  const { byteLength: length } = input;
  const a = times(word(input, 0), K1);
  const b = word(input, 8);
  const c = times(word(input, length - 8), K2);
  const d = times(word(input, length - 16), K0);
  return mix(
    sum(rotate(sum(a, -b), 43), rotate(c ^ SEED, 30), d),
    sum(a, rotate(b ^ K3, 20), -c, BigInt(length), SEED),
  );
}

function hash33To64(input: DataView): bigint {
  const { byteLength: length } = input;
  const start = sum(word(input, 0), times(BigInt(length) + word(input, length - 16), K0));
  const head = mix32(input, { start, words: [8, 16], end: 24 });
  const tail = mix32(input, {
    start: sum(word(input, 16), word(input, length - 32)),
    words: [length - 24, length - 16],
    end: length - 8,
  });
  const folded = foldTop(sum(times(sum(head.first, tail.second), K2), times(sum(tail.first, head.second), K0)));
  return times(foldTop(sum(SEED ^ times(folded, K0), head.second)), K2);
}

/** One half of `hash33To64`: 32 bytes, of which the first word has been taken into `start`. */
function mix32(
  input: DataView,
  { start, words, end }: { start: bigint; words: readonly [number, number]; end: number },
): { first: bigint; second: bigint } {
  const last = word(input, end);
  const a = sum(start, word(input, words[0]));
  const b = sum(a, word(input, words[1]));
  return {
    first: sum(b, last),
    second: sum(rotate(sum(start, last), 52), rotate(b, 31), rotate(start, 37), rotate(a, 7)),
  };
}

type State = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint];

function hashLong(input: DataView): bigint {
  const { byteLength: length } = input;
  const fourth = times(SEED, K1);
  const fifth = foldTop(SEED);
  let state: State = [0n, SEED, mix(SEED, K1), rotate(SEED ^ K1, 49), fourth, fifth, mix(fourth, fifth)];
  for (let at = 0; at + 64 <= length; at += 64) state = mix64(state, input, at);
  if (length % 64 !== 0) state = mix64(state, input, length - 64);
  const [h0, h1, h2, h3, h4, h5, h6] = state;
  return mix(sum(mix(h3, h5), times(foldTop(h1), K1), h2), sum(mix(h4, h6), times(foldTop(BigInt(length)), K1), h0));
}

/** Takes 64 bytes into the state. */
function mix64([h0, h1, h2, h3, h4, h5, h6]: State, input: DataView, at: number): State {
  const first = times(rotate(sum(h0, h1, h3, word(input, at + 8)), 37), K1) ^ h6;
  const second = sum(times(rotate(sum(h1, h4, word(input, at + 48)), 42), K1), h3, word(input, at + 40));
  const third = times(rotate(sum(h2, h5), 33), K1);
  const [low, high] = mixPair(input, at, [times(h4, K1), sum(first, h5)]);
  const [lower, higher] = mixPair(input, at + 32, [sum(third, h6), sum(second, word(input, at + 16))]);
  return [third, second, first, low, high, lower, higher];
}

/** Takes 32 bytes into two words of the state. */
function mixPair(input: DataView, at: number, [low, high]: readonly [bigint, bigint]): readonly [bigint, bigint] {
  const start = sum(low, word(input, at));
  const last = word(input, at + 24);
  const middle = sum(start, word(input, at + 8), word(input, at + 16));
  const turned = rotate(sum(high, start, last), 21);
  return [sum(middle, last), sum(turned, rotate(middle, 44), start)];
}

/** 16 bytes into 8, as Murmur does it. */
function mix(low: bigint, high: bigint): bigint {
  const first = foldTop(times(wrap(low) ^ high, MURMUR));
  return times(foldTop(times(wrap(high) ^ first, MURMUR)), MURMUR);
}

function foldTop(value: bigint): bigint {
  return value ^ (value >> 47n);
}

/** Rotates right. */
function rotate(value: bigint, bits: number): bigint {
  return (value >> BigInt(bits)) | wrap(value << BigInt(64 - bits));
}

function word(input: DataView, at: number): bigint {
  return input.getBigUint64(at, true);
}

function sum(...values: readonly bigint[]): bigint {
  return wrap(values.reduce((total, value) => total + value, 0n));
}

function times(left: bigint, right: bigint): bigint {
  return wrap(left * right);
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
