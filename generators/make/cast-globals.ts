/**
 * Which WebAssembly globals there are: shared and local ones of every number type, mutable or not, who refers to whose,
 * and those that the host gives.
 */

import type { ValueTypeName } from '../scenario/scenario.ts';
import { namesakePercent } from './cast-functions.ts';
import { addSymbol, type Draft, type DraftObject, reference, type SharedGlobal, symbolNamed } from './draft.ts';

export function castGlobals(draft: Draft): void {
  if (!draft.has('globals')) return;
  const { choices } = draft;
  for (let i = choices.between(1, 3); i > 0; i--) {
    const shared = { name: `g${i}`, type: anyType(draft), mutable: choices.percent(70) };
    draft.sharedGlobals.push(shared);
    const definers = choices.sample(draft.objects, draft.maybe('weak', 30) ? 2 : 1);
    const strong = choices.percent(70) ? definers[0] : undefined;
    for (const object of definers) define(draft, object, shared, object === strong ? 'strong' : 'weak');
  }
  for (const object of draft.objects) {
    if (draft.maybe('local', namesakePercent(draft, object))) {
      define(draft, object, { name: 'g1', type: anyType(draft), mutable: choices.percent(70) }, 'local');
    }
    for (const { name, type, mutable } of choices.sample(draft.sharedGlobals, choices.between(0, 2))) {
      if (symbolNamed(object, name) === undefined) reference(object, name, { kind: 'undefined-global', type, mutable });
    }
    if (draft.maybe('host-imports', 20)) referToHost(draft, object);
  }
}

const types: readonly ValueTypeName[] = ['i32', 'i64', 'f32', 'f64'];

function anyType({ choices }: Draft): ValueTypeName {
  return types[choices.weighted([45, 25, 15, 15])]!;
}

function define(draft: Draft, object: DraftObject, shared: SharedGlobal, binding: 'strong' | 'weak' | 'local'): void {
  const { name, type, mutable } = shared;
  const id = binding === 'local' ? `${name}.local${draft.fresh()}` : name;
  object.globals.push({ id, type, mutable, init: anyValue(draft, type) });
  // A shared library would import a weak one that others may see, and could then not say its own value.
  const hidden = binding === 'weak' && draft.output === 'shared';
  addSymbol(object, { name, binding, ...(hidden && { hidden }), denotes: { kind: 'global', global: id } });
}

/** Where 32 bits end, and the ends of 64. */
const wideEdges: readonly number[] = [2 ** 31, 2 ** 32, -(2 ** 31) - 1, 2 ** 53 - 1, -(2 ** 63), 2 ** 62];

function anyValue({ choices }: Draft, type: ValueTypeName): number {
  switch (type) {
    case 'i32':
      return choices.int32();
    case 'i64':
      return choices.percent(50) ? choices.pick(wideEdges) : choices.int32() * 2 ** 21 + choices.below(2 ** 21);
    case 'f32':
      return Math.fround(choices.int32() / 1024);
    case 'f64':
      return choices.int32() / 3;
  }
}

const hostGlobals: readonly (SharedGlobal & { readonly field: string })[] = [
  { name: 'host_level', field: 'level', type: 'i32', mutable: false },
  { name: 'host_clock', field: 'clock', type: 'i64', mutable: true },
  { name: 'host_scale', field: 'scale', type: 'f64', mutable: false },
  // The import's name is another symbol's name on purpose.
  { name: 'host_g1', field: 'g1', type: 'f32', mutable: true },
];

function referToHost({ choices }: Draft, object: DraftObject): void {
  const { name, field, type, mutable } = choices.pick(hostGlobals);
  reference(object, name, { kind: 'undefined-global', type, mutable, import: { module: 'host', field } });
}
