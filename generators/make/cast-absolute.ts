/**
 * Absolute symbols: data symbols that are a number, in no segment. Some are shared names of their own, some compete with
 * definitions that lie in memory.
 */

import type { ScenarioSymbol } from '../scenario/scenario.ts';
import { addSymbol, type Draft, type DraftObject, reference, symbolNamed } from './draft.ts';

const addresses: readonly number[] = [0, 1, 64, 127, 128, 1024, 65536, 0x7fffffff, 0x80000000, 0xffffffff];

export function castAbsolute(draft: Draft): void {
  if (!draft.maybe('absolute', likelihood(draft))) return;
  const { choices } = draft;
  for (let i = choices.between(1, 3); i > 0; i--) castShared(draft, `absolute${i}`);
  for (const object of draft.objects) {
    if (draft.maybe('local', 35)) define(draft, object, 'absolute_local', 'local');
  }
  // A weak number beside strong or weak definitions in segments.
  const rival = choices.percent(40) ? choices.pickOrNone(draft.sharedData) : undefined;
  const object = choices.pick(draft.objects);
  if (rival !== undefined && symbolNamed(object, rival) === undefined) define(draft, object, rival, 'weak');
}

/** Few modules are moved, and in those a number must stay what it is in every place that holds addresses. */
function likelihood({ profile, output }: Draft): number {
  if (profile.always.includes('absolute')) return 90;
  return output === 'static' ? 30 : 60;
}

function castShared(draft: Draft, name: string): void {
  const { choices } = draft;
  const definers = choices.sample(draft.objects, draft.maybe('weak', 45) ? 2 : 1);
  const strong = choices.percent(60) ? definers[0] : undefined;
  for (const object of definers) define(draft, object, name, object === strong ? 'strong' : 'weak');
  for (const object of choices.sample(draft.objects, choices.between(1, 3))) {
    reference(object, name, { kind: 'undefined-data' }, draft.maybe('weak-undefined', 20));
  }
}

function define(draft: Draft, object: DraftObject, name: string, binding: ScenarioSymbol['binding']): void {
  // A loader would take a number that another module may see for a place in this one.
  const hidden = binding !== 'local' && draft.output === 'shared' && !draft.options.bSymbolic;
  const denotes = { kind: 'absolute-data', address: draft.choices.pick(addresses) } as const;
  addSymbol(object, { name, binding, ...(hidden && { hidden }), denotes });
}
