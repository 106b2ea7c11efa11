import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { caseAt, caseFromTape, caseWithTape } from './case.ts';
import { lower } from './lower.ts';
import { type ProfileName, profileNames } from './profiles.ts';
import type { Scenario } from './scenario.ts';

/** Of the scenario and of every byte of its files. */
function hashOf(scenario: Scenario): string {
  const hash = createHash('sha256').update(JSON.stringify(scenario));
  for (const [name, bytes] of lower(scenario).files) hash.update(name).update(bytes);
  return hash.digest('hex').slice(0, 16);
}

test.each(profileNames.filter((name) => name !== 'torture'))('the same seed gives the same %s case', (profile) => {
  for (let index = 0; index < 5; index++) {
    const place = { seed: 11, index, profile };
    expect(caseAt(place)).toEqual(caseAt(place));
    expect(hashOf(caseAt(place))).toBe(hashOf(caseAt(place)));
    expect(hashOf(caseAt(place))).not.toBe(hashOf(caseAt({ ...place, seed: 12 })));
  }
});

test('a tape gives the case that it was drawn for', () => {
  const place = { seed: 3, index: 4, profile: 'default' } as const;
  const { scenario, tape } = caseWithTape(place);
  expect(caseFromTape(tape, { ...place, seed: 99 })).toEqual({ ...scenario, title: expect.any(String) });
  const changed = tape.map((drawn, i) => (i % 7 === 0 ? drawn ^ 0x5a5a5a5a : drawn));
  expect(hashOf(caseFromTape(changed, place))).not.toBe(hashOf(scenario));
});

/**
 * Seeds that people have written down still mean the same cases. After a change of the generators that is meant:
 * `npx vitest run generators/case.test.ts -u`, and the CHANGELOG says that seeds have moved.
 */
test('frozen seeds', () => {
  const frozen = (profile: ProfileName) => [0, 1, 2].map((index) => hashOf(caseAt({ seed: 1, index, profile })));
  expect(frozen('tiny')).toMatchInlineSnapshot(`
    [
      "5f38d4d59807747f",
      "f3b96337e34e4022",
      "22361d7ed4244fbf",
    ]
  `);
  expect(frozen('default')).toMatchInlineSnapshot(`
    [
      "a97ba34669fd3662",
      "59b519fb28bfa47e",
      "ef412a190bdf240f",
    ]
  `);
  expect(frozen('archives')).toMatchInlineSnapshot(`
    [
      "36b7e1bebdfa9663",
      "af99759e45d00fd4",
      "212ba9e84f003087",
    ]
  `);
  expect(frozen('errors')).toMatchInlineSnapshot(`
    [
      "f61dfb2339c54091",
      "6a8624d71131612c",
      "8df27fe28daccfa1",
    ]
  `);
});
