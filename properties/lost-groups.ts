/**
 * Names that objects define in COMDAT groups which lost to another object's copy. What shows that such a copy takes part
 * after all has one cause, whether it is exported, kept, called at start-up, or clashes with the copy that won.
 */
import type { Expectation } from '../generators/model/expect.ts';

export const lostGroupCause = 'comdat: what lost its group takes part';

export function lostNames({ resolution }: Pick<Expectation, 'resolution'>): ReadonlySet<string> {
  const names = resolution.included.flatMap(({ name, functions, segments, symbols }) => {
    const isLost = ({ comdat }: { readonly comdat?: string }) =>
      comdat !== undefined && resolution.comdatOwners.get(comdat) !== name;
    const payloads = new Set([...functions, ...segments].filter(isLost).map(({ id }) => id));
    return symbols.filter(({ denotes }) => payloads.has(payloadOf(denotes))).map((symbol) => symbol.name);
  });
  return new Set(names);
}

const payloadOf = (denotes: object): string =>
  ('function' in denotes && String(denotes.function)) || ('segment' in denotes && String(denotes.segment)) || '';
