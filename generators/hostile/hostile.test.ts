import { describe, expect, test } from 'vitest';
import { ScenarioError } from '../scenario/migrate.ts';
import {
  type HostileProfile,
  hostileAt,
  hostileProfiles,
  isHostileProfile,
  lowerHostile,
  MutantsOfBase,
  mutantsOfBase,
  mutatorNames,
  parseHostileCase,
  printHostile,
  shrinkHostile,
} from './index.ts';

const casesOf = (profile: HostileProfile, count: number) =>
  Array.from({ length: count }, (_, index) => hostileAt({ profile, seed: 7, index }));
const sample = casesOf('hostile', 60);

describe('hostile cases', () => {
  test('the same place gives the same case, another place another', () => {
    expect(hostileAt({ profile: 'hostile', seed: 7, index: 3 })).toEqual(sample[3]);
    expect(sample[4]).not.toEqual(sample[3]);
  });

  test('nearly every one is mutated, and says how', () => {
    const mutated = sample.filter(({ mutations }) => mutations.length > 0);
    expect(mutated.length).toBeGreaterThan(sample.length * 0.9);
    for (const { mutator } of mutated.flatMap(({ mutations }) => mutations)) expect(mutatorNames).toContain(mutator);
  });

  test('names of mutators and profiles are told apart', () => {
    expect(new Set(mutatorNames).size).toBe(mutatorNames.length);
    expect(hostileProfiles.every(isHostileProfile)).toBe(true);
    expect(isHostileProfile('default')).toBe(false);
  });

  test('a case comes back from its JSON, and goes to files and text', () => {
    for (const given of sample) {
      expect(parseHostileCase(JSON.parse(JSON.stringify(given)))).toEqual(given);
      expect([...lowerHostile(given).files.keys()]).toEqual(given.files.map(({ name }) => name));
      for (const { mutator } of given.mutations) expect(printHostile(given)).toContain(mutator);
    }
  });

  test.each([null, {}, { ...sample[0], args: 3 }, { ...sample[0], files: [{ name: 'a.o', bytes: 'x' }] }])(
    'JSON that is no case is an error: %#',
    (json) => expect(() => parseHostileCase(json)).toThrow(ScenarioError),
  );
});

describe('mutants of one link', () => {
  const mutants = new MutantsOfBase(7, 0);
  const places = Array.from({ length: mutantsOfBase }, (_, index) => index);

  test('every mutator finds something to do', () => {
    const missing = new Set(mutatorNames);
    for (let base = 0; base < 18 && missing.size > 0; base++) {
      const given = new MutantsOfBase(7, base);
      for (const index of places) for (const { mutator } of given.at(index)?.mutations ?? []) missing.delete(mutator);
    }
    expect([...missing]).toEqual([]);
  });

  test('the same place gives the same mutant, whatever was made before', () => {
    const again = new MutantsOfBase(7, 0);
    for (const index of places.filter((place) => place % 31 === 0).reverse()) {
      expect(again.at(index)).toEqual(mutants.at(index));
    }
  });

  test('what is changed is named, and stored as a case', () => {
    const given = places.map((index) => mutants.at(index)).find((mutant) => mutant?.mutator === 'flip-bit')!;
    expect(given.changed).toEqual(given.mutations.slice(0, 1).map(({ file }) => file));
    const stored = mutants.asCase(places.find((index) => mutants.at(index)?.mutator === 'flip-bit')!)!;
    expect(lowerHostile(parseHostileCase(stored)).files).toEqual(given.files);
  });
});

function firstOf<Item>(items: Iterable<Item>, wanted: (item: Item) => boolean): Item | undefined {
  for (const item of items) if (wanted(item)) return item;
  return undefined;
}

describe('shrinking a hostile case', () => {
  const sizeOf = ({ files, args }: (typeof sample)[number]) =>
    args.length + files.reduce((sum, { bytes }) => sum + 1 + bytes.length + bytes.replaceAll('0', '').length, 0);

  test('every candidate is smaller', () => {
    const given = sample.toSorted((left, right) => sizeOf(left) - sizeOf(right))[5]!;
    const candidates = [...shrinkHostile(given)];
    expect(candidates.length).toBeGreaterThan(10);
    for (const candidate of candidates) expect(sizeOf(candidate)).toBeLessThan(sizeOf(given));
  });

  test('it ends with what is needed: one byte and one argument', () => {
    const needs = ({ files, args }: (typeof sample)[number]) =>
      args.length > 0 && files.some(({ bytes }) => /^(..)*6c/.test(bytes));
    let given = sample.find(needs)!;
    for (let smaller: typeof given | undefined = given; smaller !== undefined; ) {
      given = smaller;
      smaller = firstOf(shrinkHostile(given), needs);
    }
    expect(given.args.length).toBe(1);
    expect(given.files.map(({ bytes }) => bytes)).toEqual(['6c']);
  });
});
