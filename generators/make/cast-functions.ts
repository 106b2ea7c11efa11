/**
 * Which functions there are, before any has a body: shared names with their definitions over the objects (one strong,
 * several weak, COMDAT copies), aliases, local functions, and who refers to whose names.
 */

import { isDynamic } from '../model/output-mode.ts';
import type { ImportName, ScenarioSymbol, Signature, ValueTypeName } from '../scenario/scenario.ts';
import {
  addFunction,
  addSymbol,
  type Draft,
  type DraftObject,
  reference,
  type SharedFunction,
  symbolNamed,
} from './draft.ts';
import { sharedName } from './odd-names.ts';

export function castFunctions(draft: Draft): void {
  const count = draft.between(draft.profile.sharedFunctions);
  for (let i = 0; i < count; i++) {
    const shared = { name: sharedName(draft, 'f', i), signature: anySignature(draft), rank: i + 1 };
    draft.sharedFunctions.push(shared);
    defineShared(draft, shared);
  }
  for (const object of draft.objects) castLocals(draft, object);
  // Whoever loads a module sees names only, no signatures.
  if (!isDynamic(draft.options) && draft.maybe('signature-mismatch', 20)) castMismatch(draft);
}

const i32: Signature = { parameters: [], results: ['i32'] };
const unary: Signature = { parameters: ['i32'], results: ['i32'] };
const otherTypes: readonly ValueTypeName[] = ['i32', 'i64', 'f32', 'f64'];

/** Few different signatures, so that they meet in tables. */
export function anySignature(draft: Draft): Signature {
  const { choices } = draft;
  if (!draft.has('signatures')) return choices.percent(60) ? i32 : { parameters: ['i32'], results: ['i32'] };
  const parameters = Array.from({ length: choices.weighted([40, 35, 15, 8, 2]) }, () => anyType(draft));
  const several = draft.maybe('multivalue', 15);
  const results = Array.from({ length: several ? 2 + choices.below(2) : choices.weighted([15, 85]) }, () =>
    anyType(draft),
  );
  return { parameters, results };
}

function anyType(draft: Draft): ValueTypeName {
  return draft.choices.percent(55) ? 'i32' : draft.choices.pick(otherTypes);
}

function defineShared(draft: Draft, shared: SharedFunction): void {
  const { choices } = draft;
  if (draft.maybe('comdat', 25)) {
    defineCopies(draft, shared);
    return;
  }
  const definers = choices.sample(draft.objects, draft.maybe('weak', 45) ? choices.between(1, 4) : 1);
  const strong = choices.percent(60) || !draft.has('weak') ? choices.below(definers.length) : -1;
  definers.forEach((object, i) => {
    define(draft, object, shared, i === strong ? 'strong' : 'weak');
    if (draft.maybe('alias', 25)) {
      const binding = draft.maybe('local', 30) ? 'local' : draft.maybe('weak', 30) ? 'weak' : 'strong';
      addAlias(object, shared.name, `${shared.name}_alias${draft.fresh()}`, binding);
    }
  });
}

/** COMDAT copies, all with the same names. */
function defineCopies(draft: Draft, shared: SharedFunction): void {
  const { choices } = draft;
  const copies = choices.sample(draft.objects, choices.between(1, 3));
  const binding = choices.percent(70) ? 'weak' : 'strong';
  const alias = draft.maybe('alias', 25);
  for (const object of copies) {
    define(draft, object, shared, binding, shared.name);
    if (alias) addAlias(object, shared.name, `${shared.name}_alias`, binding);
  }
}

function define(
  draft: Draft,
  object: DraftObject,
  { name, signature, rank }: SharedFunction,
  binding: 'strong' | 'weak',
  comdat?: string,
): void {
  const added = addFunction(draft, object, { id: name, signature, rank, ...(comdat !== undefined && { comdat }) });
  addSymbol(object, { name, binding, ...attributes(draft), denotes: { kind: 'function', function: added.id } });
}

function addAlias(object: DraftObject, id: string, name: string, binding: ScenarioSymbol['binding']): void {
  addSymbol(object, { name, binding, denotes: { kind: 'function', function: id } });
}

/** Flags that change nothing about resolution. */
export function attributes(draft: Draft): { hidden?: boolean; exported?: boolean; noStrip?: boolean } {
  return {
    ...(draft.maybe('hidden', 25) && { hidden: true }),
    ...(draft.maybe('no-strip', 8) && { noStrip: true }),
    ...(draft.choices.percent(4) && { exported: true }),
  };
}

/**
 * A declaration with a signature that the definition does not have: a warning, and a call that traps. In two objects that
 * are linked for certain: wasm-ld 19 does not look at signatures while it takes in an archive's member.
 */
function castMismatch(draft: Draft): void {
  const [definer, caller] = draft.choices.sample(draft.explicit, 2);
  if (definer === undefined || caller === undefined) return;
  define(draft, definer, { name: 'retyped', signature: i32, rank: 1 }, 'strong');
  const signature: Signature = { parameters: ['i64', 'i32'], results: ['i32'] };
  reference(caller, 'retyped', { kind: 'undefined-function', signature });
}

function castLocals(draft: Draft, object: DraftObject): void {
  if (!draft.has('local')) return;
  const count = draft.between(draft.profile.localFunctions);
  for (let i = 0; i < count; i++) {
    const { name, rank } = localName(draft, object);
    const id = `${name}.local${draft.fresh()}`;
    addFunction(draft, object, { id, signature: anySignature(draft), rank });
    addSymbol(object, { name, binding: 'local', denotes: { kind: 'function', function: id } });
  }
}

/** Sometimes the name of a shared function: a local symbol must never escape, nor be taken for it. */
function localName(draft: Draft, object: DraftObject): { name: string; rank: number } {
  const namesake = draft.choices.pick(draft.sharedFunctions);
  const { rank } = draft.choices.pick(draft.sharedFunctions);
  return {
    name: draft.choices.percent(namesakePercent(draft, object)) ? namesake.name : `local${draft.choices.below(4)}`,
    rank,
  };
}

/** Nobody defines these, and the command line allows that. */
const openFunctions: readonly { readonly name: string; readonly signature: Signature }[] = [
  { name: 'open_function', signature: unary },
  { name: 'open_value', signature: i32 },
];

/** Nobody defines these. */
const absentFunctions: readonly { readonly name: string; readonly signature: Signature }[] = [
  { name: 'absent0', signature: i32 },
  { name: 'absent1', signature: unary },
];

/** How often a local symbol of this object has the name of a shared one. */
export function namesakePercent(draft: Draft, object: DraftObject): number {
  return draft.lazyNamesakes || draft.explicit.includes(object) ? 30 : 0;
}

/** References to functions that other objects define, or nobody does. */
export function referToFunctions(draft: Draft): void {
  const { choices } = draft;
  for (const object of draft.objects) {
    const others = draft.sharedFunctions.filter(({ name }) => symbolNamed(object, name) === undefined);
    for (const shared of choices.sample(others, choices.between(0, 4))) {
      const denotes = { kind: 'undefined-function', signature: shared.signature } as const;
      reference(object, shared.name, denotes, draft.maybe('weak-undefined', 20));
    }
    if (draft.maybe('weak-undefined', 40)) {
      const { name, signature } = choices.pick(absentFunctions);
      reference(object, name, { kind: 'undefined-function', signature }, true);
    }
    if (draft.maybe('host-imports', 35)) referToHost(draft, object);
    if (draft.open) {
      for (const { name, signature } of choices.sample(openFunctions, choices.weighted([60, 25, 15]))) {
        reference(object, name, { kind: 'undefined-function', signature }, draft.maybe('weak-undefined', 30));
      }
    }
  }
}

interface HostFunction {
  readonly name: string;
  readonly import: ImportName;
  readonly signature: Signature;
}

const hostFunctions: readonly HostFunction[] = [
  { name: 'host_tick', import: { module: 'host', field: 'tick' }, signature: i32 },
  // The same name and type from elsewhere.
  { name: 'other_tick', import: { module: 'other', field: 'tick' }, signature: i32 },
  // The same import as another type.
  {
    name: 'host_tick_wide',
    import: { module: 'host', field: 'tick' },
    signature: { parameters: [], results: ['f64'] },
  },
  { name: 'host_twice', import: { module: 'host', field: 'twice' }, signature: unary },
  // The import's name is another symbol's name on purpose.
  { name: 'host_f0', import: { module: 'host', field: 'f0' }, signature: unary },
];

/** Often a second one, so that imports that are alike meet in one module. */
function referToHost(draft: Draft, object: DraftObject): void {
  const { choices } = draft;
  for (const { name, signature, import: named } of choices.sample(hostFunctions, choices.weighted([0, 60, 40]))) {
    reference(object, name, { kind: 'undefined-function', signature, import: named });
  }
}
