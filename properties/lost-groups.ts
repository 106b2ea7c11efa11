/**
 * Names that objects define in COMDAT groups which lost to another object's copy. What shows that such a copy takes part
 * after all has one cause, whether it is exported, kept, called at start-up, or clashes with the copy that won.
 */
import { comdatOf } from '../generators/model/denotation.ts';
import type { Expectation } from '../generators/model/expect.ts';

export const lostGroupCause = 'comdat: what lost its group takes part';

export function lostNames({ resolution }: Pick<Expectation, 'resolution'>): ReadonlySet<string> {
  const names = resolution.included.flatMap((object) => {
    const isLost = (comdat: string | undefined) =>
      comdat !== undefined && resolution.comdatOwners.get(comdat) !== object.name;
    return object.symbols.filter(({ denotes }) => isLost(comdatOf(object, denotes))).map(({ name }) => name);
  });
  return new Set(names);
}
