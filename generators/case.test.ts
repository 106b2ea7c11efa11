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
      "cfa8cb7d99d5ad8f",
      "920c27e429fe5af0",
      "8484692912b974e0",
    ]
  `);
  expect(frozen('default')).toMatchInlineSnapshot(`
    [
      "e8d6950eca126055",
      "39e4ae6b39abc620",
      "d3b8ca60061bdb5f",
    ]
  `);
  expect(frozen('archives')).toMatchInlineSnapshot(`
    [
      "8f0f9012743ad377",
      "41165c1f8bbd0355",
      "d900576e4108f6b0",
    ]
  `);
  expect(frozen('errors')).toMatchInlineSnapshot(`
    [
      "d7ea06ae02c81341",
      "990cf0b417cd0491",
      "ecbd295e1cfd1d19",
    ]
  `);
});
