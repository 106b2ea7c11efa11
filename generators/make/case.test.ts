import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { lower } from '../lower/lower.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { caseAt, caseFromTape, caseWithTape } from './case.ts';
import { type ProfileName, profileNames } from './profiles.ts';

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
 * `npx vitest run generators/make/case.test.ts -u`, and the CHANGELOG says that seeds have moved.
 */
test('frozen seeds', () => {
  const frozen = (profile: ProfileName) => [0, 1, 2].map((index) => hashOf(caseAt({ seed: 1, index, profile })));
  expect(frozen('tiny')).toMatchInlineSnapshot(`
    [
      "15643aa4ce132f22",
      "27873713171c9c58",
      "8cb338316233bb98",
    ]
  `);
  expect(frozen('default')).toMatchInlineSnapshot(`
    [
      "5ae5de3d5aa5b44a",
      "2401a8d6f962775b",
      "02cf8d1486d16411",
    ]
  `);
  expect(frozen('archives')).toMatchInlineSnapshot(`
    [
      "a9f49d439429869c",
      "2fe744862062fdb5",
      "f4ddf59e1070f4aa",
    ]
  `);
  expect(frozen('errors')).toMatchInlineSnapshot(`
    [
      "89f4fa801ee5b665",
      "100bcc19269ca380",
      "742023010682e666",
    ]
  `);
});
