/**
 * How new a case is. What linkers get wrong is seldom one thing alone: it is a pointer *and* thread-local data, a tag *and* a
 * library. Counted are therefore each word of what a case is and did, and every two of its words together.
 * Two hundred thousand pairs are too many to be told to every worker before every case. They share a table of counts by their
 * hash, as a fuzzer counts the edges of a program: two that fall on one place are taken for one, which costs a little novelty.
 * Not here: what the words are (`behaviour.ts`), what is made of novelty (`choose-case.ts`).
 */

/** By place in the table: in how many cases, and no more than that it was often. */
export type SeenCounts = Uint8Array;

const placesLog2 = 17;
const often = 255;

export const nothingSeen = (): SeenCounts => new Uint8Array(2 ** placesLog2);

/** One more case has these words. */
export function countWords(words: readonly string[], seen: SeenCounts): void {
  for (const place of placesOf(words)) if (seen[place]! < often) seen[place]!++;
}

/** What was never seen counts 1, what was seen n times an (n+1)th. */
export function noveltyOf(words: readonly string[], seen: SeenCounts): number {
  let novelty = 0;
  for (const place of placesOf(words)) novelty += 1 / (1 + seen[place]!);
  return novelty;
}

/** Of each word, and of every two. Hot: a default case has seventy words, and a campaign looks at five cases to run one. */
function placesOf(words: readonly string[]): Uint32Array {
  const hashes = Uint32Array.from(words, hashOf);
  const places = new Uint32Array((hashes.length * (hashes.length + 1)) / 2);
  let count = 0;
  for (let left = 0; left < hashes.length; left++) {
    places[count++] = placeOf(hashes[left]!);
    for (let right = 0; right < left; right++) places[count++] = placeOf(hashes[left]! ^ hashes[right]!);
  }
  return places;
}

/** The upper bits of the product depend on all bits. */
const placeOf = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> (32 - placesLog2);

/** FNV-1a. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
