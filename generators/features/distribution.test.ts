import { describe, expect, test } from 'vitest';
import { lower } from '../lower/lower.ts';
import { caseAt } from '../make/case.ts';
import { type ProfileName, profileNames } from '../make/profiles.ts';
import { binomialTail } from './binomial-tail.ts';
import { distribution } from './distribution.ts';
import { featuresOf, featureWords } from './features.ts';
import { relocationUses, relocationUsesOf } from './relocation-uses.ts';

/** A share that is just what a row promises makes the test fail less often than this. */
const chance = 1e-6;

const profilesWithPromises = Object.keys(distribution) as ProfileName[];

/** As many as are needed to miss the rarest word that is promised, when it never occurs. */
function casesOf(profile: ProfileName): number {
  const rarest = Math.min(...distribution[profile]!.map(({ atLeastPercent }) => atLeastPercent));
  return Math.max(400, Math.ceil(Math.log(chance) / Math.log1p(-rarest / 100)));
}

type Counts = ReadonlyMap<string, number>;

/** How many cases hold each word; a word with blanks tells a relocation, and is read from bytes. */
function countWords(profile: ProfileName, cases: number, withUses: boolean): Counts {
  const pairs = (distribution[profile] ?? []).flatMap(({ word }) => (word.includes(' & ') ? [word.split(' & ')] : []));
  const counts = new Map<string, number>();
  for (let index = 0; index < cases; index++) {
    const scenario = caseAt({ seed: 2026, index, profile });
    const words = new Set<string>(featuresOf(scenario));
    const together = pairs.filter((pair) => pair.every((word) => words.has(word))).map((pair) => pair.join(' & '));
    const uses = withUses ? relocationUsesOf(lower(scenario).files) : [];
    for (const word of [...words, ...together, ...uses]) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

const counted = new Map<ProfileName, Counts>();

function countsOf(profile: ProfileName): Counts {
  const withUses = distribution[profile]!.some(({ word }) => relocationUses.includes(word));
  const counts = counted.get(profile) ?? countWords(profile, casesOf(profile), withUses);
  counted.set(profile, counts);
  return counts;
}

describe.each(profilesWithPromises)('%s', (profile) => {
  const cases = casesOf(profile);

  test(`holds what it promises, over ${cases} cases`, () => {
    const counts = countsOf(profile);
    const missed = distribution[profile]!.flatMap(({ word, atLeastPercent }) => {
      const hits = counts.get(word) ?? 0;
      const likelihood = binomialTail(hits, cases, atLeastPercent / 100);
      return likelihood < chance ? [{ word, atLeastPercent, found: (100 * hits) / cases, likelihood }] : [];
    });
    expect(missed).toEqual([]);
  });

  test('promises nothing whose absence would not be seen', () => {
    const weak = distribution[profile]!.filter((row) => binomialTail(0, cases, row.atLeastPercent / 100) >= chance);
    expect(weak).toEqual([]);
  });
});

test('every word is reached by some profile', () => {
  const reached = new Set<string>(profilesWithPromises.flatMap((profile) => [...countsOf(profile).keys()]));
  for (const profile of profileNames) {
    if (profilesWithPromises.includes(profile)) continue;
    const count = profile === 'torture' || profile === 'large' ? 2 : 100;
    for (const word of countWords(profile, count, false).keys()) reached.add(word);
  }
  expect(featureWords.filter((word) => !reached.has(word))).toEqual([]);
});

test('every promise is about words that there are, and made once', () => {
  const promised = profilesWithPromises.flatMap((profile) => distribution[profile]!.map(({ word }) => word));
  const words = promised.flatMap((word) => word.split(' & '));
  expect(words.filter((word) => !featureWords.includes(word) && !relocationUses.includes(word))).toEqual([]);
  for (const profile of profilesWithPromises) {
    const own = distribution[profile]!.map(({ word }) => word);
    expect(own.filter((word, i) => own.indexOf(word) !== i)).toEqual([]);
  }
});
