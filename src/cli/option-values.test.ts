import { describe, expect, it } from 'vitest';
import { count, duration, list, shard, targetList, wholeNumber } from './option-values.ts';

describe('duration', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['500ms', 500],
    ['1.5s', 1_500],
    ['20', 20_000],
  ])('%s is %i ms', (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  it.each(['', 's', '10x', '-5s', '0', '5s later', '1e3', 'm10', '10 m'])('refuses %j', (text) => {
    expect(() => duration(text)).toThrow('It is a time');
  });
});

describe('whole numbers', () => {
  it.each(['-1', '1.5', '', 'x', '9007199254740992', '0x10'])('refuse %j', (text) => {
    expect(() => wholeNumber(text)).toThrow();
    expect(() => count(text)).toThrow();
  });

  it('take 0 as a seed, not as a count', () => {
    expect(wholeNumber('0')).toBe(0);
    expect(() => count('0')).toThrow('above 0');
  });
});

describe('shards', () => {
  it('are one of some', () => {
    expect([shard('1/1'), shard('2/3')]).toEqual([
      { index: 1, of: 1 },
      { index: 2, of: 3 },
    ]);
  });

  it.each(['0/3', '4/3', '1/0', '1', '/', '1/3/5', '-1/3', 'a/b'])('refuse %j', (text) => {
    expect(() => shard(text)).toThrow('like 2/3');
  });
});

describe('lists', () => {
  it('take commas and repetition', () => {
    expect(list('c', list('a,b,', undefined))).toEqual(['a', 'b', 'c']);
  });

  it('leave the commas of a command alone', () => {
    expect(targetList('command:ld --features=a,b {args}', ['lazy'])).toEqual([
      'lazy',
      'command:ld --features=a,b {args}',
    ]);
  });
});
