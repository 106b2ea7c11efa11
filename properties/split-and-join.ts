/**
 * Claim: an object that is cut in two, its local symbols made hidden ones where the other half needs them, means the same.
 * Targets: all. Oracle: the model, asked of both scenarios: where it says that the cut changes something (an archive that
 * is now asked, another order of constructors) nothing is claimed. In one case of four.
 * Cannot see: what no probe depends on; sections that say things about both halves.
 * Fault that it catches: a reference within an object that is taken for one across objects or the other way round, an
 * alias that is only found in its own file, a hidden symbol that is not found from outside.
 */

import { lower } from '../generators/lower/lower.ts';
import { type Expectation, expectationOf } from '../generators/model/expect.ts';
import { invalidity } from '../generators/model/validate.ts';
import type { Input, Scenario, ScenarioObject } from '../generators/scenario/scenario.ts';
import { notApplicable, type Property } from './property.ts';
import { isPlain, judgeMeaning } from './same-meaning.ts';
import { isSampled, type Sample } from './sampling.ts';
import { timeLimitOf } from './self-check.ts';
import { splitObject } from './split-object.ts';

export const splitSample: Sample = { every: 4, salt: 8 };

/** Cuts that are tried before nothing is claimed. */
const maxCuts = 4;

export const splitAndJoin: Property<Scenario> = {
  name: 'split-and-join',
  statement: 'An object that is cut in two means the same.',
  blindSpot: 'What no probe depends on, and sections that say things about both halves.',
  linksVariants: true,
  appliesTo: () => true,
  async check({ scenario, job, seed, target, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    if (!isSampled(seed, splitSample)) return notApplicable(`one case in ${splitSample.every} is asked`);
    if (!isPlain(expectationOf(scenario))) return notApplicable('it does not link without a word');
    const split = neutralCut(scenario, seed);
    if (split === undefined) return notApplicable('no object can be cut without a difference');
    const direct = await link();
    if (direct.kind !== 'linked') return notApplicable(`nothing was linked (${direct.kind})`);
    const splitJob = { ...job, ...lower(split.scenario) };
    const outcome = await link(splitJob);
    return judgeMeaning(outcome, {
      expectation: expectationOf(split.scenario),
      job: splitJob,
      direct,
      mayExport: split.nowGlobal,
      parts: 'same',
      timeLimitMs: timeLimitOf(job, target),
    });
  },
};

interface SplitScenario {
  readonly scenario: Scenario;
  readonly nowGlobal: ReadonlySet<string>;
}

/** The scenario with one of its linked objects cut in two, where the model sees no difference. */
export function neutralCut(scenario: Scenario, seed: number): SplitScenario | undefined {
  const before = expectationOf(scenario);
  const { included } = before.resolution;
  for (let attempt = 0; attempt < maxCuts && attempt < included.length; attempt++) {
    const object = included[(seed + attempt) % included.length]!;
    const split = splitObject(object, seed >>> (2 * attempt));
    if (split === undefined || object.legacyTable) continue;
    const inputs = scenario.inputs.flatMap((input) => withHalves(input, object, [split.left, split.right]));
    const changed = { ...scenario, inputs };
    if (invalidity(changed) === undefined && meansTheSame(before, expectationOf(changed), split.nowGlobal)) {
      return { scenario: changed, nowGlobal: split.nowGlobal };
    }
  }
  return undefined;
}

function withHalves(input: Input, object: ScenarioObject, halves: readonly ScenarioObject[]): readonly Input[] {
  if (input.kind === 'object') {
    if (input.object !== object) return [input];
    return halves.map((half) => ({ kind: 'object', object: half }));
  }
  return [{ ...input, members: input.members.flatMap((member) => (member === object ? halves : [member])) }];
}

/** Payloads are the same values in both. What was local may be a root now: `--export-all` takes hidden names too. */
function meansTheSame(before: Expectation, after: Expectation, nowGlobal: ReadonlySet<string>): boolean {
  if (!isPlain(after) || JSON.stringify(before.calls) !== JSON.stringify(after.calls)) return false;
  // A half that nobody asks for stays in its archive.
  if (after.resolution.included.length !== before.resolution.included.length + 1) return false;
  const [kept, keptAfter] = [before.reach.kept, after.reach.kept];
  if (kept.size !== keptAfter.size || [...kept].some((payload) => !keptAfter.has(payload))) return false;
  const exported = ({ exports }: Expectation) =>
    exports
      .map(({ name }) => name)
      .filter((name) => !nowGlobal.has(name))
      .sort();
  return JSON.stringify(exported(before)) === JSON.stringify(exported(after));
}
