/**
 * The hash of a `DenseMap`'s string keys agrees with LLVM's at every length where the algorithm changes.
 * The vectors were computed by LLVM 19's `DenseMapInfo<StringRef>::getHashValue` over `pattern(length)`.
 */
import { expect, test } from 'vitest';
import { stringRefHash } from './string-ref-hash.ts';

const vectors: readonly (readonly [length: number, hash: number])[] = [
  [0, 0xc2c5cc82],
  [1, 0x60621c8b],
  [2, 0x5bcf4155],
  [3, 0x9849f8f1],
  [4, 0x64ff66fa],
  [5, 0x2292f8b3],
  [7, 0xbdd17184],
  [8, 0x49f7a49c],
  [9, 0xc03ef7b3],
  [12, 0x9b5ff408],
  [15, 0x026dee0a],
  [16, 0xc0d25e05],
  [17, 0x0cb13847],
  [24, 0xeba5c477],
  [31, 0x07c824dc],
  [32, 0x071f76dd],
  [33, 0x7a5547e0],
  [48, 0xf98f05c9],
  [63, 0xbb15ad83],
  [64, 0x7205af19],
  [65, 0xf3f2c3cd],
  [100, 0x90e2674d],
  [127, 0x3814b7ba],
  [128, 0x31d9bd7a],
  [129, 0xf9ac91e5],
  [191, 0xceaad1eb],
  [192, 0x5e116e33],
  [193, 0x23c4bfbc],
  [1000, 0x879337c4],
  [4096, 0x5a466593],
];

function pattern(lengthBytes: number): Uint8Array {
  return Uint8Array.from({ length: lengthBytes }, (_, at) => (at * 31 + (at >> 8) + 7) & 255);
}

test.each(vectors)('the hash of %i bytes is as LLVM has it', (length, hash) => {
  expect(stringRefHash(pattern(length))).toBe(hash);
});
