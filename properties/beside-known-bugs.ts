/**
 * A property, asked of a target only where no known bug of that target waits: what a released linker gets wrong has been
 * found already, and would hide what is new. How often that was so is counted with the other reasons not to apply.
 */
import { knownBugs } from '../generators/model/reference-bugs.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { notApplicable, type Property } from './property.ts';

export function besideKnownBugs(property: Property<Scenario>): Property<Scenario> {
  const links = property.linksVariants ? 'variants' : 'as-it-is';
  return {
    ...property,
    async check(subject) {
      const { scenario, target } = subject;
      const [known] = scenario === undefined ? [] : knownBugs(scenario, target.linker ?? target.name, links);
      if (known !== undefined) return notApplicable(`known bug of ${subject.target.name}: ${known.key}`);
      return property.check(subject);
    },
  };
}
