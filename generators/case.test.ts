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
      "d0f84be3cda476ed",
      "d09832f897008821",
      "77a21bb4169efb9e",
    ]
  `);
  expect(frozen('default')).toMatchInlineSnapshot(`
    [
      "14a6bd60ba76e41f",
      "87d4cd5ab503f1af",
      "1a827bbc7e68fb7f",
    ]
  `);
  expect(frozen('archives')).toMatchInlineSnapshot(`
    [
      "0bf011719c1b393c",
      "abc8e74759022d55",
      "f95c17c2060e4d8d",
    ]
  `);
  expect(frozen('errors')).toMatchInlineSnapshot(`
    [
      "8fa20cb17961db67",
      "c726908ccfb4e84f",
      "cdf9a77977192ba3",
    ]
  `);
});
