/**
 * The long form of XXH3: eight 64-bit lanes that the input passes through, 64 bytes (a stripe) at a time.
 * Bytes in (more than 240), the eight lanes out; folding them into one hash is `xxh3.ts`'s.
 * A hot loop, plain and typed-array-minded: `--build-id=fast` sends the whole output file through it. A 64-bit lane is
 * two 32-bit halves, since bigints would be a hundred times slower.
 */
import {
  PRIME32_1,
  PRIME32_2,
  PRIME32_3,
  PRIME64_1,
  PRIME64_2,
  PRIME64_3,
  PRIME64_4,
  PRIME64_5,
  secret,
} from './xxh3-constants.ts';

/** The lanes, as unsigned 64-bit numbers, after all of `bytes`. */
export function accumulateLong(bytes: Uint8Array): bigint[] {
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const lanes = Int32Array.from(LANES_AT_START.flatMap(halves));
  const stripes = Math.floor((bytes.length - 1) / STRIPE);
  for (let stripe = 0; stripe < stripes; stripe++) {
    const ofBlock = stripe % STRIPES_OF_BLOCK;
    accumulateStripe(lanes, input, stripe * STRIPE, ofBlock * SECRET_STEP);
    if (ofBlock === STRIPES_OF_BLOCK - 1) scramble(lanes);
  }
  // The last 64 bytes once more, wherever they begin.
  accumulateStripe(lanes, input, bytes.length - STRIPE, SECRET_OF_LAST_STRIPE);
  return LANES_AT_START.map((_, lane) => joined(lanes[lane * 2] ?? 0, lanes[lane * 2 + 1] ?? 0));
}

const STRIPE = 64;
/** A block ends when the secret, which moves on by 8 bytes a stripe, has 64 bytes left. */
const SECRET_STEP = 8;
const SECRET_OF_SCRAMBLE = secret.byteLength - STRIPE;
const STRIPES_OF_BLOCK = SECRET_OF_SCRAMBLE / SECRET_STEP;
const SECRET_OF_LAST_STRIPE = SECRET_OF_SCRAMBLE - 7;

const LANES_AT_START = [
  BigInt(PRIME32_3),
  PRIME64_1,
  PRIME64_2,
  PRIME64_3,
  PRIME64_4,
  BigInt(PRIME32_2),
  PRIME64_5,
  BigInt(PRIME32_1),
];

/** Low half and high half of each lane by turns, as signed 32-bit numbers. */
type Lanes = Int32Array;

/** Adds 64 bytes: each lane takes its neighbour's input, and the product of the halves of its own input under the key. */
function accumulateStripe(lanes: Lanes, input: DataView, at: number, secretAt: number): void {
  for (let offset = 0; offset < STRIPE; offset += 8) {
    const low = input.getInt32(at + offset, true);
    const high = input.getInt32(at + offset + 4, true);
    add(lanes, (offset >> 2) ^ 2, low, high);
    const keyedLow = low ^ secret.getInt32(secretAt + offset, true);
    const keyedHigh = high ^ secret.getInt32(secretAt + offset + 4, true);
    add(lanes, offset >> 2, Math.imul(keyedLow, keyedHigh), highProduct(keyedLow, keyedHigh));
  }
}

/** At the end of a block: fold each lane, mix the secret's end in, multiply by a 32-bit prime. */
function scramble(lanes: Lanes): void {
  for (let at = 0; at < lanes.length; at += 2) {
    const high = lanes[at + 1] ?? 0;
    const low = (lanes[at] ?? 0) ^ (high >>> 15) ^ secret.getInt32(SECRET_OF_SCRAMBLE + at * 4, true);
    const keyedHigh = high ^ secret.getInt32(SECRET_OF_SCRAMBLE + at * 4 + 4, true);
    lanes[at] = Math.imul(low, PRIME32_1);
    lanes[at + 1] = highProduct(low, PRIME32_1) + Math.imul(keyedHigh, PRIME32_1);
  }
}

function add(lanes: Lanes, at: number, low: number, high: number): void {
  const sum = ((lanes[at] ?? 0) + low) | 0;
  const carry = sum >>> 0 < low >>> 0 ? 1 : 0;
  lanes[at] = sum;
  lanes[at + 1] = (lanes[at + 1] ?? 0) + high + carry;
}

/** The high 32 bits of the product of two unsigned 32-bit numbers, from products of their 16-bit halves. */
function highProduct(left: number, right: number): number {
  const leftLow = left & 0xffff;
  const leftHigh = left >>> 16;
  const rightLow = right & 0xffff;
  const rightHigh = right >>> 16;
  const lowest = Math.imul(leftLow, rightLow) >>> 16;
  const crossed = (Math.imul(leftHigh, rightLow) + lowest) >>> 0;
  const middle = (Math.imul(leftLow, rightHigh) + (crossed & 0xffff)) >>> 0;
  return (Math.imul(leftHigh, rightHigh) + (crossed >>> 16) + (middle >>> 16)) | 0;
}

function halves(value: bigint): [low: number, high: number] {
  return [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
}

function joined(low: number, high: number): bigint {
  return BigInt.asUintN(32, BigInt(low)) | (BigInt.asUintN(32, BigInt(high)) << 32n);
}
