/**
 * Which case stands at a number of a guided campaign: of four candidates the one that has most of what was seen least. Two
 * are new, two come from elsewhere: one from a profile that has more of something, one made of the choices of a case with
 * rare behaviour, up to some point, and new ones from there on.
 * Generating a candidate and naming its features costs a tenth of checking a case, so that looking at four pays.
 * In: a place, and what the guide knows. Out: the case; the same for the same input.
 */
import { Choices } from '../../../generators/index.ts';
import type { CasePlace, Harness } from '../engine/harness.ts';
import { caseSeed } from '../engine/tasks.ts';
import type { Ancestor, GuideSnapshot } from './guide.ts';

export interface ChosenCase<ScenarioType> {
  readonly scenario: ScenarioType;
  readonly features: readonly string[];
  readonly made: Ancestor;
}

const candidatesPerCase = 4;

export function chooseCase<ScenarioType>(
  harness: Harness<ScenarioType>,
  place: CasePlace,
  guide: GuideSnapshot,
): ChosenCase<ScenarioType> {
  let [best, most]: [ChosenCase<ScenarioType> | undefined, number] = [undefined, -1];
  for (let which = 0; which < candidatesPerCase; which++) {
    const candidate = makeCandidate(harness, place, which, guide);
    const novelty = noveltyOf(candidate.features, guide);
    if (novelty > most) [best, most] = [candidate, novelty];
  }
  return best!;
}

/** What was never seen counts 1, what was seen n times an (n+1)th. */
function noveltyOf(features: readonly string[], { counts }: GuideSnapshot): number {
  let novelty = 0;
  for (const feature of features) novelty += 1 / (1 + (counts[feature] ?? 0));
  return novelty;
}

function makeCandidate<ScenarioType>(
  harness: Harness<ScenarioType>,
  { profile, seed, index }: CasePlace,
  which: number,
  { ancestors }: GuideSnapshot,
): ChosenCase<ScenarioType> {
  const place = { profile, seed, index: index * candidatesPerCase + which };
  const choices = new Choices(caseSeed(seed, index), which);
  if (which === 2) return made(harness, { ...place, profile: choices.pick([profile, ...near(harness, profile)]) });
  if (which === 3 && ancestors.length > 0) {
    const ancestor = choices.pick(ancestors);
    const tape = ancestor.tape.slice(0, choices.below(ancestor.tape.length));
    return made(harness, { ...place, profile: ancestor.profile }, tape);
  }
  return made(harness, place);
}

const near = <ScenarioType>(harness: Harness<ScenarioType>, profile: string): readonly string[] =>
  harness.profilesNear?.(profile) ?? [];

function made<ScenarioType>(
  harness: Harness<ScenarioType>,
  place: CasePlace,
  prefix: readonly number[] = [],
): ChosenCase<ScenarioType> {
  if (harness.drawCase === undefined) throw new Error('the harness does not say what its cases are made of');
  const { scenario, tape } = harness.drawCase(place, prefix);
  return { scenario, features: harness.featuresOf(scenario), made: { profile: place.profile, tape } };
}
