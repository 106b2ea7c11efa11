import { describe, expect, it } from 'vitest';
import { ThroughputWatch } from './throughput-watch.ts';

/** What is said of a campaign with these rates, each for 15 seconds. */
function said(rates: readonly number[]): string[] {
  const watch = new ThroughputWatch();
  let cases = 0;
  return rates.flatMap((rate, at) => {
    cases += rate * 15;
    return watch.look((at + 1) * 15_000, cases) ?? [];
  });
}

describe('ThroughputWatch', () => {
  it.each<[string, number[], string[]]>([
    ['nothing of a steady campaign', [60, 70, 50, 40, 65], []],
    ['nothing before it knows what is usual', [60, 60, 5], []],
    ['a collapse, once', [60, 70, 50, 5, 4, 3], ['slow: 5.0 cases a second, where 60 are usual']],
    ['a standstill', [60, 70, 50, 0], ['slow: 0.0 cases a second, where 60 are usual']],
    ['nothing of a quarter less', [60, 60, 60, 45, 30, 20], []],
    [
      'a recovery, and the next collapse',
      [60, 60, 60, 1, 2, 31, 60, 2],
      [
        'slow: 1.0 cases a second, where 60 are usual',
        'as fast as before: 31 cases a second',
        'slow: 2.0 cases a second, where 60 are usual',
      ],
    ],
  ])('tells %s', (_, rates, wanted) => {
    expect(said(rates)).toEqual(wanted);
  });
});
