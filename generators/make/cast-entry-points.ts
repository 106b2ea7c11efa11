/**
 * What is called from outside or by the linker: probes (exported functions that look at everything their object can
 * see), the entry, and init functions; and in which of the three ways init functions come to run.
 */

import type { ScenarioSymbol, Signature } from '../scenario/scenario.ts';
import { addFunction, addSymbol, type Draft, type DraftObject, reference, topRank } from './draft.ts';

const probeSignature: Signature = { parameters: [], results: ['i32'] };
const voidSignature: Signature = { parameters: [], results: [] };

export function castProbes(draft: Draft): void {
  const { choices } = draft;
  const count = draft.between(draft.profile.probes);
  for (let i = 0; i < count; i++) {
    // The first probe makes sure that something is live.
    const object = i === 0 ? choices.pick(draft.explicit) : choices.pick(draft.objects);
    castProbe(draft, object, `probe${i}`);
  }
  if (choices.percent(20)) {
    castProbe(draft, choices.pick(draft.explicit), '_start');
    draft.options.entry = '_start';
  }
  if (draft.maybe('archive', 25)) wantMember(draft);
}

/** An archive's member that comes in for its own sake, and need not be reached. */
function wantMember({ choices, options, sharedFunctions, explicit, objects }: Draft): void {
  const lazy = objects.filter((object) => !explicit.includes(object));
  const defines = (object: DraftObject, name: string): boolean => object.functions.some(({ id }) => id === name);
  const names = sharedFunctions.map(({ name }) => name).filter((name) => lazy.some((object) => defines(object, name)));
  const wanted = choices.pickOrNone(names);
  if (wanted !== undefined) options.undefined = [...(options.undefined ?? []), wanted];
}

function castProbe(draft: Draft, object: DraftObject, name: string): void {
  const { choices } = draft;
  const withArgument = choices.percent(25);
  const signature: Signature = withArgument ? { parameters: ['i32'], results: ['i32'] } : probeSignature;
  addFunction(draft, object, { id: name, signature, rank: topRank });
  const isExplicit = draft.explicit.includes(object);
  const exported = isExplicit && choices.percent(30);
  const binding = draft.maybe('weak', 15) ? 'weak' : 'strong';
  const flags = {
    ...(exported && { exported }),
    ...(draft.maybe('hidden', 15) && { hidden: true }),
  };
  addSymbol(object, { name, binding, ...flags, denotes: { kind: 'function', function: name } });
  if (!exported) nameOnCommandLine(draft, object, name);
  draft.probes.push({ export: name, arguments: withArgument ? [choices.int32()] : [] });
}

/** Members that come in for several --export have no certain order, so --undefined brings in all but one first. */
function nameOnCommandLine(draft: Draft, object: DraftObject, name: string): void {
  const { options, choices } = draft;
  if (!draft.profile.plain && choices.percent(25))
    options.exportsIfDefined = [...(options.exportsIfDefined ?? []), name];
  else options.exports = [...options.exports, name];
  if (draft.explicit.length === draft.objects.length) return;
  const comesForExport = !draft.explicit.includes(object) && !draft.hasExportedMember && choices.percent(40);
  if (comesForExport) draft.hasExportedMember = true;
  else options.undefined = [...(options.undefined ?? []), name];
}

const ctors = '__wasm_call_ctors';

export function castInitFunctions(draft: Draft): void {
  if (!draft.has('init-functions')) return;
  const { choices } = draft;
  const objects = choices.sample(draft.objects, choices.between(1, Math.min(4, draft.objects.length)));
  for (const object of objects) {
    for (let i = choices.between(1, 3); i > 0; i--) castInitFunction(draft, object);
  }
  callInitFunctions(draft);
}

export function castInitFunction(draft: Draft, object: DraftObject): void {
  const { choices } = draft;
  const name = `init${draft.fresh()}`;
  const comdat = draft.maybe('comdat', 25) ? choices.pickOrNone(groupsOf(object)) : undefined;
  // Its caller drops what it returns.
  const signature = choices.percent(15) ? probeSignature : voidSignature;
  addFunction(draft, object, { id: name, signature, rank: topRank - 1, ...(comdat && { comdat }) });
  // An init function of a COMDAT is local, as C++ compilers write it: it goes away with the copy that lost.
  const binding: ScenarioSymbol['binding'] = comdat !== undefined || choices.percent(60) ? 'local' : 'strong';
  const symbol = addSymbol(object, { name, binding, denotes: { kind: 'function', function: name } });
  const priority = choices.pick([65535, 65535, 65535, 0, 9, 20, 100, 101]);
  object.initFunctions.push({ symbol: symbol.id, priority });
}

function groupsOf(object: DraftObject): string[] {
  return object.functions.flatMap(({ comdat }) => (comdat === undefined ? [] : [comdat]));
}

/** By whoever instantiates, by an object's own code, or by wrappers that the linker makes. */
function callInitFunctions(draft: Draft): void {
  const { choices, options } = draft;
  // Wrappers would run constructors in each thread before it is started.
  switch (choices.below(options.sharedMemory ? 2 : 3)) {
    case 0:
      options.exports = [...options.exports, ctors];
      draft.probes.unshift({ export: ctors, arguments: [] });
      return;
    case 1:
      reference(choices.pick(draft.explicit), ctors, { kind: 'undefined-function', signature: voidSignature });
      return;
    default:
      return;
  }
}
