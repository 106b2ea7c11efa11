/**
 * The fewest cases that show everything which all of them show: greedy, the most new words for their size first, then
 * without those that others make superfluous. Deterministic; what is minimal stays as it is.
 * Not here: what a case shows (`cover.ts`).
 */

export interface Coverer {
  readonly name: string;
  /** What it shows. */
  readonly words: readonly string[];
  readonly size: number;
}

/** In the order in which they were given. */
export function minimalCover<Item extends Coverer>(items: readonly Item[]): Item[] {
  const chosen = greedy(items);
  const times = new Map<string, number>();
  for (const { words } of chosen) for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  const kept = new Set(chosen);
  for (const item of chosen.toSorted(largestFirst)) {
    if (item.words.some((word) => times.get(word) === 1)) continue;
    kept.delete(item);
    for (const word of item.words) times.set(word, times.get(word)! - 1);
  }
  return items.filter((item) => kept.has(item));
}

function greedy<Item extends Coverer>(items: readonly Item[]): Item[] {
  const open = new Set(items.flatMap(({ words }) => words));
  const left = new Set(items);
  const chosen: Item[] = [];
  while (open.size > 0) {
    let best: Item | undefined;
    let bestWorth = 0;
    for (const item of left) {
      const fresh = item.words.filter((word) => open.has(word)).length;
      if (fresh === 0) left.delete(item);
      const worth = fresh / item.size;
      if (worth > bestWorth) [best, bestWorth] = [item, worth];
    }
    if (best === undefined) break;
    left.delete(best);
    chosen.push(best);
    for (const word of best.words) open.delete(word);
  }
  return chosen;
}

const largestFirst = (left: Coverer, right: Coverer): number =>
  right.size - left.size || (left.name < right.name ? -1 : 1);
