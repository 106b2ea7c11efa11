/** Which WebAssembly globals there are: shared and local ones, mutable or not, and who refers to whose. */
import { namesakePercent } from './cast-functions.ts';
import { addSymbol, type Draft, type DraftObject, reference, symbolNamed } from './draft.ts';

export function castGlobals(draft: Draft): void {
  if (!draft.has('globals')) return;
  const { choices } = draft;
  for (let i = choices.between(1, 3); i > 0; i--) {
    const shared = { name: `g${i}`, mutable: choices.percent(70) };
    draft.sharedGlobals.push(shared);
    const definers = choices.sample(draft.objects, draft.maybe('weak', 30) ? 2 : 1);
    const strong = choices.percent(70) ? definers[0] : undefined;
    for (const object of definers) define(draft, object, shared, object === strong ? 'strong' : 'weak');
  }
  for (const object of draft.objects) {
    if (draft.maybe('local', namesakePercent(draft, object)))
      define(draft, object, { name: 'g1', mutable: choices.percent(70) }, 'local');
    for (const { name, mutable } of choices.sample(draft.sharedGlobals, choices.between(0, 2))) {
      if (symbolNamed(object, name) === undefined) {
        reference(object, name, { kind: 'undefined-global', type: 'i32', mutable });
      }
    }
  }
}

function define(
  draft: Draft,
  object: DraftObject,
  { name, mutable }: { readonly name: string; readonly mutable: boolean },
  binding: 'strong' | 'weak' | 'local',
): void {
  const id = binding === 'local' ? `${name}.local${draft.fresh()}` : name;
  object.globals.push({ id, type: 'i32', mutable, init: draft.choices.int32() });
  addSymbol(object, { name, binding, denotes: { kind: 'global', global: id } });
}
