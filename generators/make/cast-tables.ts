/**
 * Tables beside the function table: of functions and of references to the host's things, shared, local, weak, the host's;
 * with room to grow, or without.
 */

import type { TableShape } from '../scenario/scenario.ts';
import { addSymbol, type Draft, type DraftObject, reference, symbolNamed } from './draft.ts';

export function castTables(draft: Draft): void {
  const { choices, profile } = draft;
  if (!draft.maybe('tables', profile.always.includes('tables') ? 90 : 22)) return;
  for (let i = choices.between(1, 2); i > 0; i--) castShared(draft, `t${i}`, anyShape(draft));
  for (const object of draft.objects) {
    if (draft.maybe('local', 20)) define(draft, object, { name: 'local_table', shape: anyShape(draft) }, 'local');
    if (draft.maybe('host-imports', 15)) reference(object, 'host_table', hostTable);
  }
}

function anyShape({ choices }: Draft): TableShape {
  const minimum = choices.pick([0, 1, 4, 4, 10, 130]);
  const element = choices.percent(65) ? 'funcref' : 'externref';
  return choices.percent(50) ? { element, minimum } : { element, minimum, maximum: minimum + choices.below(4) };
}

const hostTable = {
  kind: 'undefined-table',
  element: 'funcref',
  minimum: 3,
  maximum: 9,
  import: { module: 'host', field: 'table' },
} as const;

function castShared(draft: Draft, name: string, shape: TableShape): void {
  const { choices } = draft;
  const definers = choices.sample(draft.objects, draft.maybe('weak', 30) ? 2 : 1);
  const strong = choices.percent(70) || !draft.has('weak') ? 0 : -1;
  definers.forEach((object, i) => {
    define(draft, object, { name, shape }, i === strong ? 'strong' : 'weak');
  });
  // As LLVM declares a table of another file.
  const declared = choices.percent(50) ? shape : { element: shape.element, minimum: 0 };
  for (const object of choices.sample(draft.objects, choices.between(1, 3))) {
    if (symbolNamed(object, name) === undefined) reference(object, name, { kind: 'undefined-table', ...declared });
  }
}

function define(
  draft: Draft,
  object: DraftObject,
  { name, shape }: { readonly name: string; readonly shape: TableShape },
  binding: 'strong' | 'weak' | 'local',
): void {
  const id = binding === 'local' ? `${name}.${draft.fresh()}` : name;
  object.tables ??= [];
  object.tables.push({ id, ...shape });
  const hidden = binding !== 'local' && draft.maybe('hidden', 20);
  const exported = binding === 'strong' && draft.choices.percent(10);
  const flags = { ...(hidden && { hidden }), ...(exported && { exported }) };
  addSymbol(object, { name, binding, ...flags, denotes: { kind: 'table', table: id } });
}
