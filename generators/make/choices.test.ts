import { describe, expect, test } from 'vitest';
import { Choices } from './choices.ts';

describe('Choices', () => {
  test('the same seed and index give the same numbers, others give others', () => {
    const first = (seed: number, index: number) => Array.from({ length: 8 }, drawnBy(new Choices(seed, index)));
    expect(first(1, 2)).toEqual(first(1, 2));
    expect(first(1, 2)).not.toEqual(first(1, 3));
    expect(first(1, 2)).not.toEqual(first(2, 2));
    expect(first(2 ** 40, 2)).not.toEqual(first(0, 2));
  });

  test('a tape is replayed, and what is behind its end comes from the seed', () => {
    const choices = new Choices(1, 2);
    const drawn = Array.from({ length: 8 }, drawnBy(choices));
    expect(choices.tape).toEqual(drawn);
    const replayed = new Choices(1, 2, [7, 0xffffffff]);
    expect(Array.from({ length: 8 }, drawnBy(replayed))).toEqual([7, 0xffffffff, ...drawn.slice(2)]);
  });

  test('the ends of a range are drawn and nothing beyond', () => {
    const low = new Choices(1, 1, [0, 0, 0]);
    expect([low.between(3, 9), low.below(5), low.percent(1)]).toEqual([3, 0, true]);
    const high = new Choices(1, 1, [0xffffffff, 0xffffffff, 0xffffffff]);
    expect([high.between(3, 9), high.below(5), high.percent(99)]).toEqual([9, 4, false]);
  });

  test('what leaves no choice draws nothing', () => {
    const choices = new Choices(1, 1);
    expect([choices.below(1), choices.between(4, 4), choices.percent(0), choices.percent(100)]).toEqual([
      0,
      4,
      false,
      true,
    ]);
    expect(choices.tape).toEqual([]);
  });

  test('a weight of 0 is never chosen', () => {
    const choices = new Choices(5, 5);
    const counts = [0, 0, 0];
    for (let i = 0; i < 2000; i++) counts[choices.weighted([1, 0, 3])]! += 1;
    expect(counts[1]).toBe(0);
    expect(counts[2]! / counts[0]!).toBeGreaterThan(2);
  });

  test('a sample has different members, a shuffle has all', () => {
    const choices = new Choices(6, 6);
    const list = [1, 2, 3, 4, 5];
    expect(new Set(choices.sample(list, 3)).size).toBe(3);
    expect(choices.shuffle(list).sort()).toEqual(list);
    expect(choices.sample(list, 9)).toHaveLength(5);
    expect(choices.pickOrNone([])).toBeUndefined();
  });
});

function drawnBy(choices: Choices): () => number {
  return () => choices.draw();
}
