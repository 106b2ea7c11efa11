/**
 * The hash agrees with LLVM's at every length where the algorithm changes, wherever in its buffer the input begins.
 * The vectors were computed by LLVM 19's `xxh3_64bits` over `pattern(length)`.
 */
import { describe, expect, test } from 'vitest';
import { xxh3_64 } from './xxh3.ts';

const vectors: readonly (readonly [length: number, hash: bigint])[] = [
  [0, 0x2d06800538d394c2n],
  [1, 0x4c5cca45d0f4811fn],
  [2, 0xa7e250c97710ff27n],
  [3, 0x15f7093b173d005cn],
  [4, 0xdca012f95811b6b9n],
  [5, 0xb290cafc7b254345n],
  [7, 0x7561869c23da3c1bn],
  [8, 0xdec6a9a43575982en],
  [9, 0xcbe393399f17ffbdn],
  [12, 0x46aaf92c7550afa4n],
  [15, 0x545e19990471dc37n],
  [16, 0x7e484c18d74895d0n],
  [17, 0x208bde5ee2bed407n],
  [24, 0x48953b9e46ea32c5n],
  [31, 0xa937652b0119ca11n],
  [32, 0x03df0ac5255d1446n],
  [33, 0x199a362122d71f46n],
  [48, 0x37fc8c692bc274e1n],
  [63, 0x76d4eec1f092847fn],
  [64, 0xdd30702ab46b3745n],
  [65, 0xfab36b851b94ce20n],
  [95, 0x9857e7a5a42c6fe9n],
  [96, 0xd245cd2541582982n],
  [97, 0x60e3e1d0d43785b3n],
  [127, 0xa915ed6396db8cc0n],
  [128, 0xf92b70eaa21a6288n],
  [129, 0xf8f76713f2bb60fan],
  [143, 0xc372f52c27156971n],
  [144, 0xd87f00765ee3d89en],
  [160, 0xc90911ffcef461e2n],
  [175, 0xbfdab869a2187b30n],
  [191, 0xf0025e0992b308fbn],
  [192, 0x084028fa06f01d30n],
  [239, 0xcaa9b7a588464745n],
  [240, 0xccc7375172c41f03n],
  [241, 0x0b3b630948ce4a00n],
  [255, 0x89932170686cdd9an],
  [256, 0xec85b75bafe6ca74n],
  [257, 0xc15934527b3b6c6fn],
  [319, 0xe62841be371199den],
  [320, 0x557fe5e269fb30ean],
  [321, 0xc6f84de132cb30b2n],
  [1023, 0xd7c2bedf4474036an],
  [1024, 0x802a7b75d723b480n],
  [1025, 0x43bd4cafe515b9dan],
  [1088, 0xc45c2ed6051f0836n],
  [1089, 0x6a8dd0d9db6ace18n],
  [2047, 0xc9fec4a376d4617cn],
  [2048, 0x54c734498adaa943n],
  [2049, 0xe77f64505c024f98n],
  [4096, 0x0d8c6a22f49cd045n],
  [65536, 0xe4d3dfdc1279b8cbn],
  [1048577, 0xfeabceaa63142fa8n],
];

function pattern(lengthBytes: number): Uint8Array {
  return Uint8Array.from({ length: lengthBytes }, (_, at) => (at * 31 + (at >> 8) + 7) & 255);
}

describe('xxh3_64', () => {
  test.each(vectors)('of %i bytes is as LLVM has it', (length, hash) => {
    expect(xxh3_64(pattern(length))).toBe(hash);
  });

  test('carries where the low half of a lane has become zero', () => {
    const bytes = pattern(256);
    // What takes the low half of the second lane, which begins as 0x85ebca87, to 2^32.
    bytes.set([0x79, 0x35, 0x14, 0x7a]);
    expect(xxh3_64(bytes)).toBe(0x38c32011ff9c6e52n);
  });

  test.each([3, 20, 200, 2000])('of %i bytes does not depend on where the view begins', (length) => {
    const padded = new Uint8Array(length + 5);
    padded.set(pattern(length), 5);
    expect(xxh3_64(padded.subarray(5))).toBe(xxh3_64(pattern(length)));
  });

  test.each([3, 8, 16, 100, 200, 1024, 5000])('of %i bytes depends on every byte', (length) => {
    const bytes = pattern(length);
    const hashes = new Set([xxh3_64(bytes)]);
    for (let at = 0; at < length; at += 7) {
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      hashes.add(xxh3_64(bytes));
    }
    expect(hashes.size).toBe(1 + Math.ceil(length / 7));
  });
});
