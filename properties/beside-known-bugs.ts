/**
 * A property whose failure does not count where a known bug of the target explains it: what a released linker gets wrong
 * has been found already, and would hide what is new. What holds in spite of the bug counts, and how often it did not is
 * counted with the other reasons not to apply.
 */
import { explains, knownBugs } from '../generators/model/reference-bugs.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { notApplicable, type Property } from './property.ts';

export function besideKnownBugs(property: Property<Scenario>): Property<Scenario> {
  const links = property.linksVariants ? 'variants' : 'as-it-is';
  return {
    ...property,
    async check(subject) {
      const { scenario, target } = subject;
      const verdict = await property.check(subject);
      if (verdict.kind !== 'fails' || scenario === undefined) return verdict;
      const bugs = knownBugs(scenario, target.linker ?? target.name, links);
      const known = bugs.find((bug) => explains(bug, verdict.key));
      return known === undefined ? verdict : notApplicable(`known bug of ${target.name}: ${known.key}`);
    },
  };
}
