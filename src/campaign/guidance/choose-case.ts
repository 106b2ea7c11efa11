/**
 * Which case stands at a number of a guided campaign: of four candidates the one with most that was seen least, in words and
 * in pairs of them. One is new, two are of a profile that has more of something, and one is made of the choices of a case
 * with rare behaviour, up to some point, with new ones from there on.
 * Four candidates cost six tenths of what checking a case does: that pays where a bug needs rare things together, and not
 * for every bug (`reports/guidance.md`). Eight choose better, and cost more than that is worth.
 * In: a place, and what the guide knows. Out: the case; the same for the same input.
 */
import { Choices } from '../../../generators/index.ts';
import type { CasePlace, Harness } from '../engine/harness.ts';
import { caseSeed } from '../engine/tasks.ts';
import type { Ancestor, GuideSnapshot } from './guide.ts';
import { noveltyOf } from './novelty.ts';

export interface ChosenCase<ScenarioType> {
  readonly scenario: ScenarioType;
  readonly features: readonly string[];
  readonly made: Ancestor;
}

/** Where candidates come from: a new case, others of another profile, one with an ancestor. */
const ways = ['fresh', 'near', 'near', 'varied'] as const;
const candidatesPerCase = ways.length;

export function chooseCase<ScenarioType>(
  harness: Harness<ScenarioType>,
  place: CasePlace,
  guide: GuideSnapshot,
): ChosenCase<ScenarioType> {
  let [best, most]: [ChosenCase<ScenarioType> | undefined, number] = [undefined, -1];
  for (let which = 0; which < candidatesPerCase; which++) {
    const candidate = makeCandidate(harness, place, which, guide);
    const novelty = noveltyOf(candidate.features, guide.seen);
    if (novelty > most) [best, most] = [candidate, novelty];
  }
  return best!;
}

function makeCandidate<ScenarioType>(
  harness: Harness<ScenarioType>,
  { profile, seed, index }: CasePlace,
  which: number,
  { ancestors }: GuideSnapshot,
): ChosenCase<ScenarioType> {
  const place = { profile, seed, index: index * candidatesPerCase + which };
  const choices = new Choices(caseSeed(seed, index), which);
  const way = ways[which];
  if (way === 'near') return made(harness, { ...place, profile: choices.pick([profile, ...near(harness, profile)]) });
  if (way === 'varied' && ancestors.length > 0) {
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
