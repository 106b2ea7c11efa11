import { expect, test } from 'vitest';
import { FeaturePairs } from './feature-pairs.ts';

test('counts each pair once a case, in the order of the words, with zeros', () => {
  const pairs = new FeaturePairs(['a', 'b', 'c']);
  pairs.add(['c', 'a']);
  pairs.add(['a', 'b', 'c', 'unknown']);
  pairs.add(['b']);
  expect([...pairs.counts()]).toEqual([
    ['a', 'b', 1],
    ['a', 'c', 2],
    ['b', 'c', 1],
  ]);
});
