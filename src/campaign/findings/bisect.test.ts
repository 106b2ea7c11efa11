import { describe, expect, it } from 'vitest';
import { fullNames, turnsIn, type VersionWord, wordOf } from './bisect.ts';

describe('fullNames', () => {
  it.each<[string, string]>([
    ['wasm-ld-14,16,22', 'wasm-ld-14,wasm-ld-16,wasm-ld-22'],
    ['zig-0.11,0.14,0.16', 'zig-0.11,zig-0.14,zig-0.16'],
    ['lazy,wasm-ld-19,eager', 'lazy,wasm-ld-19,eager'],
    ['19', '19'],
  ])('of %s are %s', (given, wanted) => {
    expect(fullNames(given.split(',')).join()).toBe(wanted);
  });
});

describe('turnsIn', () => {
  /** One letter a version: fails, passes, not asked. */
  const words = (letters: string): VersionWord[] =>
    [...letters].map((letter, at) => ({
      target: `v${at + 1}`,
      version: '',
      says: letter === 'f' ? 'fails' : letter === 'p' ? 'passes' : 'not-asked',
      detail: '',
    }));

  it.each<[string, string[]]>([
    ['pppp', []],
    ['ffff', ['bad-from v1']],
    ['ppff', ['bad-from v3 after v2']],
    ['ffpp', ['bad-from v1', 'fixed-in v3 after v2']],
    ['pffp', ['bad-from v2 after v1', 'fixed-in v4 after v3']],
    ['pfpf', ['bad-from v2 after v1', 'fixed-in v3 after v2', 'bad-from v4 after v3']],
    ['npnf', ['bad-from v4 after v2']],
    ['nnnn', []],
  ])('of %s are %j', (letters, wanted) => {
    const told = turnsIn(words(letters)).map(({ kind, target, after }) =>
      [kind, target, ...(after === undefined ? [] : ['after', after])].join(' '),
    );
    expect(told).toEqual(wanted);
  });
});

describe('wordOf', () => {
  const target = { name: 'ld', version: '1' };
  it.each([
    [[{ property: 'p', kind: 'fails', key: 'k', detail: '' }], 'fails', 'k'],
    [[{ property: 'p', kind: 'holds', detail: '' }], 'passes', ''],
    [[{ property: 'p', kind: 'not-applicable', detail: 'no companion' }], 'not-asked', 'no companion'],
    [[], 'not-asked', 'does not do this'],
  ] as const)('of %j is %s', (verdicts, says, detail) => {
    expect(wordOf(target, { fails: says === 'fails', target: 'ld', verdicts })).toMatchObject({ says, detail });
  });
});
