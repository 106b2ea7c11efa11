/** Link options and per-object metadata that leave the meaning of a program alone: layout, tables, memory, stripping, optimisation. */

import type { Denotation } from '../scenario/scenario.ts';
import type { Draft, DraftObject } from './draft.ts';

const page = 65536;

export function chooseOptions(draft: Draft): void {
  if (!draft.has('options')) return;
  const { choices, options } = draft;
  if (choices.percent(20) && !draft.objects.some(hasThreadLocalGroup)) options.gcSections = false;
  if (choices.percent(20)) options.strip = choices.pick(['debug', 'all'] as const);
  if (choices.percent(15)) options.mergeDataSegments = false;
  if (choices.percent(30)) options.optimize = choices.pick([0, 1, 2] as const);
  if (choices.percent(8)) options.exportAll = true;
  if (choices.percent(10)) options.exportDynamic = true;
  if (options.strip !== undefined && choices.percent(40)) options.compressRelocations = true;
  else if (choices.percent(6)) options.emitRelocs = true;
  if (options.strip === 'all' && choices.percent(30)) options.keepSections = ['notes', '.debug_info'];
  chooseLayout(draft);
  chooseTable(draft);
  if (choices.percent(10)) options.checkFeatures = false;
  if (choices.percent(12) && !options.shared) options.exportMemory = choices.pick([true, 'ram'] as const);
  if (choices.percent(10)) options.demangle = false;
  if (choices.percent(6)) options.buildId = choices.pick(['fast', 'sha1', '0x1f2e'] as const);
  if (choices.percent(30) && options.shared) options.soname = 'libscenario.so';
  if (choices.percent(5)) options.extraFeatures = ['tail-call', 'simd128'];
}

/** Of such groups everything may stay, and nobody knows then how much data a thread has. */
function hasThreadLocalGroup({ segments }: DraftObject): boolean {
  return segments.some(({ threadLocal, comdat }) => threadLocal !== undefined && comdat !== undefined);
}

function chooseLayout(draft: Draft): void {
  const { choices, options } = draft;
  if (choices.percent(25)) options.stackFirst = true;
  if (choices.percent(20)) options.stackSize = choices.pick([1024, 4096, page, 2 * page]);
  const stack = options.stackSize ?? page;
  const lowest = options.stackFirst ? stack : 0;
  if (choices.percent(20) && draft.output === 'static')
    options.globalBase = lowest + choices.pick([1024, 2048, 4096 + 16, 1024 + 1, page]);
  if (choices.percent(15)) options.initialMemory = 32 * page;
  if (choices.percent(10) && !options.sharedMemory) options.maxMemory = 64 * page;
  if (choices.percent(6) && draft.output === 'static') options.initialHeap = choices.pick([page, 3 * page]);
  if (choices.percent(6) && draft.output === 'static' && options.maxMemory === undefined)
    options.noGrowableMemory = true;
  if (choices.percent(10)) options.importMemory = true;
}

function chooseTable(draft: Draft): void {
  const { choices, options } = draft;
  if (draft.tableless) return;
  // A module that is moved imports its table, and its slots count from what the loader says.
  if (draft.output !== 'static') return;
  switch (choices.below(8)) {
    case 0:
      options.exportTable = true;
      return;
    case 1:
      options.importTable = true;
      return;
    case 2:
      options.exportTable = true;
      options.growableTable = true;
      return;
    case 3:
      options.tableBase = choices.pick([1, 2, 16, 128]);
      return;
    default:
      return;
  }
}

const llvmFeatures: readonly string[] = ['multivalue', 'mutable-globals', 'reference-types', 'sign-ext'];

/** With it each segment of a module that is moved has a place of its own, and they are not joined. */
const extendedConstants = { prefix: '+', name: 'extended-const' } as const;

/** Target features and producers, as LLVM 19 gives them, or fewer. */
export function describeObjects(draft: Draft): void {
  const { choices } = draft;
  // The function table of such an object is the first, and so is an imported one.
  const importsTable = draft.objects.some(({ symbols }) => symbols.some(({ denotes }) => isImportedTable(denotes)));
  for (const object of draft.objects) {
    const used = choices.percent(85) ? llvmFeatures : llvmFeatures.slice(0, 2);
    for (const name of used) object.targetFeatures.push({ prefix: '+', name });
    if (draft.options.sharedMemory || draft.threadLocal) {
      for (const name of ['atomics', 'bulk-memory']) object.targetFeatures.push({ prefix: '+', name });
    } else if (choices.percent(30)) object.targetFeatures.push({ prefix: '+', name: 'bulk-memory' });
    if (draft.output !== 'static' && choices.percent(8)) object.targetFeatures.push(extendedConstants);
    if (choices.percent(40)) {
      const version = choices.pick(['11', '17', '20']);
      object.producers.push({ field: 'language', name: choices.pick(['C11', 'Rust', 'Zig']), version });
      object.producers.push({ field: 'processed-by', name: 'clang', version: '19.1.7' });
    }
    if (!draft.memory64 && !importsTable && !usesTables(object) && draft.maybe('table', 6)) object.legacyTable = true;
  }
}

function usesTables({ symbols }: DraftObject): boolean {
  return symbols.some(({ denotes }) => denotes.kind.endsWith('table'));
}

function isImportedTable(denotes: Denotation): boolean {
  return denotes.kind === 'undefined-table' && denotes.import !== undefined;
}
