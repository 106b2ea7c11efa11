/**
 * Turns a scenario that links into one that must not: one mistake of a kind that linkers have to find, with the code of
 * the diagnostic that it demands. The mistake is made of parts of its own,
 * in objects that are linked for certain, so that it always shows. Here: what options, features and whole objects can be
 * wrong in; names are in `symbol-mistakes.ts`.
 */
import { checkMemory } from '../model/check-memory.ts';
import type { ProblemCode } from '../model/resolve.ts';
import { visitReferences } from '../scenario/body-references.ts';
import type { LinkOptions, Signature } from '../scenario/scenario.ts';
import { addFunction, addSymbol, type Draft, type DraftObject, emptyBody, topRank } from './draft.ts';
import { addTerm, liveProbe, type Mistake, symbolMistakes } from './symbol-mistakes.ts';

export function injectError(draft: Draft): void {
  if (!draft.has('link-errors') || !draft.choices.percent(draft.profile.errors)) return;
  if (draft.choices.percent(20)) draft.options.errorLimit = draft.choices.pick([0, 1, 2]);
  for (const mistake of draft.choices.shuffle(mistakes)) if (mistake(draft)) return;
}

const mistakes: readonly Mistake[] = [
  ...symbolMistakes,
  undefinedExport,
  undefinedEntry,
  weakUndefinedElement,
  importMismatch,
  disallowedFeature,
  badConstructor,
  mutableGlobalFeature,
  missingMemoryFeature,
  badMemory,
  wrongArchitecture,
  absoluteAddress,
  incompatibleOptions,
];

const i32: Signature = { parameters: [], results: ['i32'] };

function undefinedExport(draft: Draft): boolean {
  if (draft.open) return false;
  draft.options.exports = [...draft.options.exports, 'nowhere'];
  return true;
}

function undefinedEntry(draft: Draft): boolean {
  draft.options.entry = 'nowhere';
  return true;
}

/** There is nothing that a global or a tag could be when nobody defines it: such an object is malformed. */
function weakUndefinedElement({ choices, explicit, areas }: Draft): boolean {
  const denotes = choices.pick([
    { kind: 'undefined-global', type: 'i32', mutable: true },
    ...(areas.has('tags') ? [{ kind: 'undefined-tag', parameters: [] } as const] : []),
  ] as const);
  addSymbol(choices.pick(explicit), { name: 'nothing', binding: 'weak', denotes });
  return true;
}

function importMismatch(draft: Draft): boolean {
  if (draft.explicit.length < 2) return false;
  const objects = draft.choices.sample(draft.explicit, 2);
  const byModule = draft.choices.percent(50);
  objects.forEach((object, i) => {
    const named = byModule ? { module: `m${i}`, field: 'f' } : { module: 'm', field: `f${i}` };
    const denotes = { kind: 'undefined-function', signature: i32, import: named } as const;
    addSymbol(object, { name: 'foreign', binding: 'strong', denotes });
  });
  return true;
}

function disallowedFeature(draft: Draft): boolean {
  if (draft.options.checkFeatures === false || draft.explicit.length < 2) return false;
  const [first, second] = draft.choices.sample(draft.explicit, 2);
  first!.targetFeatures.push({ prefix: '+', name: 'tail-call' });
  second!.targetFeatures.push({ prefix: '-', name: 'tail-call' });
  return true;
}

function badConstructor(draft: Draft): boolean {
  const object = draft.choices.pick(draft.explicit);
  const signature: Signature = { parameters: ['i32'], results: [] };
  addFunction(draft, object, { id: 'bad_init', signature, rank: topRank }).body = emptyBody;
  addSymbol(object, { name: 'bad_init', binding: 'local', denotes: { kind: 'function', function: 'bad_init' } });
  object.initFunctions.push({ symbol: object.symbols.at(-1)!.id, priority: 65535 });
  return true;
}

function mutableGlobalFeature(draft: Draft): boolean {
  if (draft.options.checkFeatures === false || draft.output !== 'static') return false;
  if (draft.choices.percent(50) ? !importState(draft) : !exportState(draft)) return false;
  for (const { targetFeatures } of draft.objects) {
    const at = targetFeatures.findIndex(({ name }) => name === 'mutable-globals');
    if (at >= 0) targetFeatures.splice(at, 1);
  }
  return true;
}

function exportState(draft: Draft): boolean {
  const object = draft.choices.pick(draft.explicit);
  object.globals.push({ id: 'state', type: 'i32', mutable: true, init: 1 });
  addSymbol(object, { name: 'state', binding: 'strong', denotes: { kind: 'global', global: 'state' } });
  draft.options.exports = [...draft.options.exports, 'state'];
  return true;
}

function importState(draft: Draft): boolean {
  const live = liveProbe(draft);
  if (live === undefined) return false;
  const named = { module: 'host', field: 'state' };
  const denotes = { kind: 'undefined-global', type: 'i32', mutable: true, import: named } as const;
  addSymbol(live.object, { name: 'state', binding: 'strong', denotes });
  addTerm(live.probe, { op: 'get-global', symbol: 'state' });
  return true;
}

function wrongArchitecture(draft: Draft): boolean {
  // In an object of 32 bits a wider addend could not even be written.
  const object = draft.choices.pickOrNone(draft.memory64 ? draft.explicit.filter(hasNarrowAddends) : draft.explicit);
  if (object === undefined) return false;
  object.memory64 = !draft.memory64;
  return true;
}

function hasNarrowAddends({ functions, segments, customSections }: DraftObject): boolean {
  let widest = 0;
  const measure = (addend: number) => (widest = Math.max(widest, Math.abs(addend)));
  for (const { sites } of [...segments, ...customSections]) for (const { addend } of sites) measure(addend);
  for (const { body } of functions) visitReferences(body, (_use, _symbol, addend) => measure(addend));
  return widest < 2 ** 31;
}

/** Code that was not compiled to be moved, in a module that is. */
function absoluteAddress(draft: Draft): boolean {
  const live = liveProbe(draft);
  if (live === undefined || draft.output === 'static') return false;
  const segment = { id: '.data.fixed', name: '.data.fixed', alignLog2: 2, bytes: '00000000', sites: [] };
  live.object.segments.push(segment);
  const denotes = { kind: 'data', segment: segment.id, offset: 0, size: 4 } as const;
  const { id: symbol } = addSymbol(live.object, { name: 'fixed', binding: 'local', denotes });
  const how = draft.choices.pick(['sleb', 'leb'] as const);
  addTerm(live.probe, { op: 'load', place: { from: 'symbol', symbol, addend: 0, how }, bytes: 4 });
  return true;
}

/** Two options that exclude each other. */
function incompatibleOptions(draft: Draft): boolean {
  const { choices, options } = draft;
  Object.assign(options, choices.pick(draft.output === 'static' ? staticExclusions : movedExclusions));
  if (options.compressRelocations) delete options.strip;
  if (choices.percent(50) && options.shared) options.exportMemory = true;
  return true;
}

const staticExclusions: readonly Partial<LinkOptions>[] = [
  { importTable: true, exportTable: true },
  { compressRelocations: true },
  { noGrowableMemory: true, maxMemory: 64 * 65536 },
];

const movedExclusions: readonly Partial<LinkOptions>[] = [
  { shared: true, pie: true },
  { exportTable: true },
  { globalBase: 4096 },
  { tableBase: 16 },
];

function badMemory(draft: Draft): boolean {
  const { choices, options } = draft;
  const kinds: readonly ProblemCode[] = ['misaligned-memory', 'memory-too-small', 'misaligned-stack'];
  switch (choices.pick(kinds)) {
    case 'misaligned-memory':
      options.initialMemory = 32 * 65536 + choices.between(1, 65535);
      break;
    case 'memory-too-small':
      options.stackSize = 65536 * 4;
      options.initialMemory = 65536;
      break;
    default:
      options.stackSize = 65536 + choices.between(1, 15);
  }
  if (options.stackFirst && options.globalBase !== undefined) delete options.globalBase;
  return checkMemory(options).length > 0;
}

/** Shared memory, of objects of which none says that it can live with it. */
function missingMemoryFeature({ objects, options, output, choices }: Draft): boolean {
  if (options.checkFeatures === false || output !== 'static') return false;
  options.sharedMemory = true;
  const missing = choices.pick(['atomics', 'bulk-memory']);
  for (const { targetFeatures } of objects) {
    const at = targetFeatures.findIndex(({ name }) => name === missing);
    if (at >= 0) targetFeatures.splice(at, 1);
  }
  return true;
}
