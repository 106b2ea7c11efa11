import { describe, expect, test } from 'vitest';
import { caseAt } from './case.ts';
import { distribution } from './distribution.ts';
import { featuresOf, featureWords } from './features.ts';
import { type ProfileName, profileNames } from './profiles.ts';

const cases = 500;

function percentages(profile: ProfileName, count: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    for (const word of featuresOf(caseAt({ seed: 2026, index, profile }))) times.set(word, (times.get(word) ?? 0) + 1);
  }
  return new Map([...times].map(([word, found]) => [word, (100 * found) / count]));
}

describe.each(Object.keys(distribution) as ProfileName[])('%s', (profile) => {
  test(`holds what it promises, over ${cases} cases`, () => {
    const found = percentages(profile, cases);
    const missed = distribution[profile]!.filter(({ word, atLeastPercent }) => (found.get(word) ?? 0) < atLeastPercent);
    expect(missed.map((row) => ({ ...row, found: found.get(row.word) ?? 0 }))).toEqual([]);
  });
});

test('every word is reached by some profile', () => {
  const reached = new Set<string>();
  for (const profile of profileNames) {
    const count = profile === 'torture' || profile === 'large' ? 2 : 150;
    for (const word of percentages(profile, count).keys()) reached.add(word);
  }
  expect(featureWords.filter((word) => !reached.has(word))).toEqual([]);
});

test('every promise is about a word that there is', () => {
  const promised = Object.values(distribution).flatMap((rows) => rows.map(({ word }) => word));
  expect(promised.filter((word) => !featureWords.includes(word))).toEqual([]);
});
