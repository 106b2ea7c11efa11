/**
 * Tags of exceptions: shared ones with one definition or several weak ones, as each object has that of C++, local ones,
 * one of the host; and functions that throw them now and then, for others to catch.
 */

import type { Expression, Signature, ValueTypeName } from '../scenario/scenario.ts';
import { namesakePercent } from './cast-functions.ts';
import { addFunction, addSymbol, type Draft, type DraftObject, reference, symbolNamed } from './draft.ts';

export function castTags(draft: Draft): void {
  const { choices, profile } = draft;
  if (!draft.maybe('tags', profile.always.includes('tags') ? 90 : 25)) return;
  for (let i = choices.between(1, 3); i > 0; i--)
    castShared(draft, { name: `e${i}`, parameters: anyParameters(draft) });
  for (const object of draft.objects) {
    if (draft.maybe('local', namesakePercent(draft, object))) {
      define(draft, object, { name: 'e1', parameters: anyParameters(draft) }, 'local');
    }
    if (draft.maybe('host-imports', 20)) reference(object, 'host_event', hostEvent);
  }
}

interface SharedTag {
  readonly name: string;
  readonly parameters: readonly ValueTypeName[];
}

const types: readonly ValueTypeName[] = ['i32', 'i32', 'i64', 'f32', 'f64'];

function anyParameters({ choices }: Draft): readonly ValueTypeName[] {
  return Array.from({ length: choices.weighted([15, 50, 25, 10]) }, () => choices.pick(types));
}

const hostEvent = {
  kind: 'undefined-tag',
  parameters: ['i32'],
  import: { module: 'host', field: 'event' },
} as const;

function castShared(draft: Draft, tag: SharedTag): void {
  const { choices } = draft;
  const definers = choices.sample(draft.objects, draft.maybe('weak', 50) ? choices.between(1, 3) : 1);
  const strong = choices.percent(60) || !draft.has('weak') ? choices.below(definers.length) : -1;
  definers.forEach((object, i) => {
    const symbol = define(draft, object, tag, i === strong ? 'strong' : 'weak');
    if (i === 0) castThrower(draft, object, { ...tag, symbol });
  });
  const denotes = { kind: 'undefined-tag', parameters: tag.parameters } as const;
  const name = throwerOf(tag.name);
  for (const object of choices.sample(draft.objects, choices.between(1, 3))) {
    if (symbolNamed(object, tag.name) === undefined) reference(object, tag.name, denotes);
    if (choices.percent(60)) reference(object, name, { kind: 'undefined-function', signature: unary });
  }
}

/** Gives the symbol's id. */
function define(draft: Draft, object: DraftObject, tag: SharedTag, binding: 'strong' | 'weak' | 'local'): string {
  const { name, parameters } = tag;
  const id = binding === 'local' ? `${name}.local${draft.fresh()}` : name;
  object.tags ??= [];
  object.tags.push({ id, parameters });
  const hidden = binding !== 'local' && draft.maybe('hidden', 20);
  const exported = binding === 'strong' && draft.choices.percent(8);
  const flags = { ...(hidden && { hidden }), ...(exported && { exported }) };
  return addSymbol(object, { name, binding, ...flags, denotes: { kind: 'tag', tag: id } }).id;
}

const unary: Signature = { parameters: ['i32'], results: ['i32'] };

function throwerOf(tag: string): string {
  return `throw_${tag}`;
}

/** Throws when its argument is odd. */
function castThrower(draft: Draft, object: DraftObject, tag: SharedTag & { readonly symbol: string }): void {
  const { choices } = draft;
  const name = throwerOf(tag.name);
  const thrown = addFunction(draft, object, { id: name, signature: unary, rank: 0 });
  const given: Expression = { op: 'argument', index: 0 };
  const values = tag.parameters.map(
    (_, i): Expression => (i === 0 ? given : { op: 'constant', value: choices.int32() }),
  );
  const result: Expression = {
    op: 'if',
    condition: { op: 'low-bits', value: given, bits: 1 },
    whenTrue: { op: 'throw', symbol: tag.symbol, arguments: values },
    whenFalse: given,
  };
  thrown.body = { statements: [], result };
  draft.finished.add(thrown);
  draft.throwers.add(thrown);
  addSymbol(object, { name, binding: 'strong', denotes: { kind: 'function', function: name } });
}
