/**
 * The scenarios as fast-check arbitraries, for anyone's tests. Generation is one draw from fast-check, then a builder that
 * runs on its own numbers. Combinators would draw as fast, but nearly every decision here hangs on earlier ones (what a
 * program may do follows from what every name leads to), which with them means `chain`, and a shrink that changes an
 * early choice makes everything behind it anew. So shrinking goes through fast-check but works on the scenario
 * (`shrinkScenario`), not on the numbers drawn: an object goes together with all that refers to it, the rest stays as it
 * was, and a stored scenario shrinks without the seed that made it.
 */
import { Arbitrary, type Random, Stream, Value } from 'fast-check';
import { Choices } from './make/choices.ts';
import { generateScenario } from './make/generate.ts';
import { type Profile, type ProfileName, profileNames, profiles } from './make/profiles.ts';
import type { Scenario } from './scenario/scenario.ts';
import { shrinkScenario } from './shrink/shrink.ts';

class ScenarioArbitrary extends Arbitrary<Scenario> {
  readonly #profile: Profile;

  constructor(profile: Profile) {
    super();
    this.#profile = profile;
  }

  override generate(random: Random): Value<Scenario> {
    const seed = random.nextInt();
    const index = random.nextInt();
    const title = `${this.#profile.name} from fast-check`;
    return new Value(generateScenario(new Choices(seed, index), this.#profile, title), undefined);
  }

  /** Any scenario will do, wherever it comes from. */
  override canShrinkWithoutContext(value: unknown): value is Scenario {
    return typeof value === 'object' && value !== null && 'schemaVersion' in value && 'inputs' in value;
  }

  override shrink(value: Scenario): Stream<Value<Scenario>> {
    return new Stream(smallerValues(value));
  }
}

function* smallerValues(scenario: Scenario): IterableIterator<Value<Scenario>> {
  for (const smaller of shrinkScenario(scenario)) yield new Value(smaller, undefined);
}

/**
 * Scenarios of a profile, by name or made by hand.
 *
 * @example
 * ```ts
 * import fc from 'fast-check';
 * import { expectationOf, scenario } from 'linksmith/generators';
 *
 * const links = scenario('comdats').filter((one) => expectationOf(one).verdict === 'links');
 * const [first] = fc.sample(links, { numRuns: 1, seed: 1 });
 * console.log(first?.title, first?.probes.length);
 * ```
 */
export function scenario(profile: ProfileName | Profile = 'default'): Arbitrary<Scenario> {
  return new ScenarioArbitrary(typeof profile === 'string' ? profiles[profile] : profile);
}

/** One arbitrary a profile. */
export const arbitraries = Object.fromEntries(profileNames.map((name) => [name, scenario(name)])) as Readonly<
  Record<ProfileName, Arbitrary<Scenario>>
>;
