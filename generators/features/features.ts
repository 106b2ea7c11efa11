/**
 * What a scenario holds, in words: for counting what the generators reach, for a target to say what it supports, for the
 * closing table of a campaign. A word is listed in `featureWords` before it can be given, so that a zero is seen.
 * Relocations are words too: `reloc:KIND:section`, and `edge:…` for sites and addends where linkers go wrong.
 */

import { comdatsOf, functionOf } from '../model/denotation.ts';
import { type Expectation, expectationOf } from '../model/expect.ts';
import { isPositionIndependent } from '../model/output-mode.ts';
import { visitKeptReferences } from '../model/reach.ts';
import { boundaryNamed } from '../model/section-boundaries.ts';
import { isSyntheticData } from '../model/synthetic-symbols.ts';
import { visitReferences } from '../scenario/body-references.ts';
import {
  type Input,
  type LinkOptions,
  objectsOf,
  type Scenario,
  type ScenarioObject,
  type ScenarioSegment,
  type ScenarioSymbol,
} from '../scenario/scenario.ts';
import { collectEdges, edgeWords } from './edge-features.ts';
import { collectElements, elementWords } from './element-features.ts';
import type { AddFeature } from './feature-collector.ts';
import { collectRelocations, relocationWords } from './relocation-features.ts';
import { collectStatic, staticOptionWords, staticWords } from './static-features.ts';
import { collectThreads, threadWords } from './thread-features.ts';

const plainWords = [
  'links',
  'must-fail',
  'archive',
  'archive-bsd',
  'archive-without-index',
  'whole-archive',
  'start-lib',
  'needed-member',
  'unneeded-member',
  'strong-beats-weak',
  'first-weak-wins',
  'weak-loser-with-relocations',
  'function-alias',
  'data-alias',
  'local-symbol',
  'local-namesake',
  'hidden',
  'exported-flag',
  'no-strip',
  'weak-undefined-function',
  'weak-undefined-data',
  'undefined-and-unused',
  'explicit-import',
  'signature-mismatch',
  'synthetic-symbol',
  'section-boundary',
  'mutable-global',
  'immutable-global',
  'global-i64',
  'global-f32',
  'global-f64',
  'imported-global',
  'stack-pointer',
  'indirect-call',
  'stored-function-pointer',
  'legacy-table',
  'comdat-function',
  'comdat-data',
  'comdat-section',
  'comdat-loser',
  'init-functions',
  'init-functions-equal-priority',
  'init-functions-different-priority',
  'init-function-in-comdat',
  'init-functions-by-wrappers',
  'custom-section',
  'debug-section',
  'section-symbol',
  'strings',
  'retain',
  'bss',
  'zero-size-segment',
  'zero-size-symbol',
  'symbol-inside-segment',
  'symbol-at-segment-end',
  'several-symbols-in-segment',
  'segment-without-symbol',
  'multivalue',
  'recursion',
  'body-over-127-bytes',
  'library-function',
  'library-data',
  'definition-beats-library',
  'got-of-data',
  'got-of-function',
  'dead-function',
  'dead-segment',
  'entry',
  'target-features-differ',
  'extended-constants',
  'producers',
] as const;

const optionWords = [
  'no-gc-sections',
  'strip',
  'keep-section',
  'stack-first',
  'stack-size',
  'global-base',
  'initial-memory',
  'max-memory',
  'initial-heap',
  'no-growable-memory',
  'import-memory',
  'export-table',
  'import-table',
  'growable-table',
  'table-base',
  'no-merge-data-segments',
  'optimize',
  'compress-relocations',
  'emit-relocs',
  'export-all',
  'export-dynamic',
  'export-if-defined',
  'undefined',
  'allow-undefined',
  'no-check-features',
  'fatal-warnings',
  'memory64',
  'build-id',
  'soname',
  'extra-features',
  'pie',
  'shared',
  'b-symbolic',
  'import-dynamic',
].map((word) => `option:${word}`);

const errorWords = [
  'duplicate-symbol',
  'undefined-symbol',
  'symbol-type-mismatch',
  'signature-mismatch',
  'global-type-mismatch',
  'tag-signature-mismatch',
  'table-type-mismatch',
  'import-name-mismatch',
  'import-module-mismatch',
  'undefined-entry',
  'undefined-export',
  'bad-constructor',
  'malformed-object',
  'disallowed-feature',
  'mutable-global-feature',
  'missing-memory-feature',
  'memory-too-small',
  'misaligned-memory',
  'misaligned-stack',
  'architecture-mismatch',
  'not-position-independent',
  'incompatible-options',
].map((code) => `error:${code}`);

/** Every word that `featuresOf` may give. */
export const featureWords: readonly string[] = [
  ...plainWords,
  ...staticWords,
  ...threadWords,
  ...elementWords,
  ...optionWords,
  ...staticOptionWords,
  ...errorWords,
  ...relocationWords,
  ...edgeWords,
];

/** In the order of `featureWords`. */
export function featuresOf(scenario: Scenario): string[] {
  const found = new Set<string>();
  const expectation = expectationOf(scenario);
  const add = (word: string, is: boolean | undefined): void => {
    if (is) found.add(word);
  };
  collectVerdict(expectation, add);
  for (const input of scenario.inputs) collectInput(input, expectation, add);
  collectOptions(scenario.options, add);
  collectResolution(scenario, expectation, add);
  collectStatic(scenario, expectation, add);
  collectLibraries(expectation, add);
  collectThreads(scenario, expectation, add);
  collectElements(scenario, expectation, add);
  for (const object of objectsOf(scenario)) {
    collectSymbols(object, expectation, add);
    collectPayloads(object, expectation, add);
    collectRelocations(object, add);
    collectEdges(object, add);
  }
  return featureWords.filter((word) => found.has(word));
}

function collectLibraries({ libraries, resolution, reach }: Expectation, add: AddFeature): void {
  if (libraries.length === 0) return;
  visitKeptReferences(resolution, reach, (resolved) => {
    add('library-function', resolved.kind === 'host' && resolved.library !== undefined);
    add('library-data', resolved.kind === 'outside' && resolved.place !== undefined);
  });
  const names = libraries.flatMap(({ functions }) => functions.map(({ name }) => name));
  add(
    'definition-beats-library',
    names.some((name) => resolution.winners.has(name)),
  );
}

function collectVerdict({ verdict, problems, reach }: Expectation, add: AddFeature): void {
  add(verdict === 'links' ? 'links' : 'must-fail', true);
  for (const { code, severity } of problems) {
    if (verdict === 'fails') add(`error:${code}`, true);
    else if (severity === 'warning') add(code, true);
  }
  add('init-functions-by-wrappers', reach.wrapsExports);
  add('init-functions', reach.initCalls.length > 0);
}

function collectInput(input: Input, { resolution }: Expectation, add: AddFeature): void {
  if (input.kind === 'object') return;
  add(input.kind, true);
  if (input.kind === 'archive') {
    add('archive-bsd', input.format === 'bsd');
    add('archive-without-index', input.index === false);
    add('whole-archive', input.wholeArchive);
    if (input.wholeArchive) return;
  }
  for (const { name } of input.members) {
    add(resolution.includedNames.has(name) ? 'needed-member' : 'unneeded-member', true);
  }
}

function collectOptions(options: LinkOptions, add: AddFeature): void {
  const given: Readonly<Record<string, unknown>> = {
    'no-gc-sections': options.gcSections === false,
    strip: options.strip,
    'keep-section': options.keepSections?.length,
    'stack-first': options.stackFirst,
    'stack-size': options.stackSize,
    'global-base': options.globalBase,
    'initial-memory': options.initialMemory,
    'max-memory': options.maxMemory,
    'initial-heap': options.initialHeap,
    'no-growable-memory': options.noGrowableMemory,
    'import-memory': options.importMemory,
    'export-table': options.exportTable,
    'import-table': options.importTable,
    'growable-table': options.growableTable,
    'table-base': options.tableBase,
    'no-merge-data-segments': options.mergeDataSegments === false,
    optimize: options.optimize !== undefined,
    'compress-relocations': options.compressRelocations,
    'emit-relocs': options.emitRelocs,
    'export-all': options.exportAll,
    'export-dynamic': options.exportDynamic,
    'export-if-defined': options.exportsIfDefined?.length,
    undefined: options.undefined?.length,
    'allow-undefined': options.allowUndefined,
    'no-check-features': options.checkFeatures === false,
    'fatal-warnings': options.fatalWarnings,
    memory64: options.memory64,
    'build-id': options.buildId,
    soname: options.soname,
    'extra-features': options.extraFeatures,
    pie: options.pie,
    shared: options.shared,
    'b-symbolic': options.bSymbolic,
    'import-dynamic': options.unresolvedSymbols === 'import-dynamic',
  };
  for (const [word, value] of Object.entries(given)) add(`option:${word}`, Boolean(value));
  add('entry', options.entry !== null);
}

function collectResolution(scenario: Scenario, { resolution }: Expectation, add: AddFeature): void {
  const definitions = new Map<string, ScenarioSymbol[]>();
  const features = new Set<string>();
  for (const object of resolution.included) {
    features.add(object.targetFeatures.map(({ prefix, name }) => prefix + name).join());
    for (const symbol of object.symbols) {
      if (symbol.binding === 'local' || symbol.denotes.kind.startsWith('undefined-')) continue;
      definitions.set(symbol.name, [...(definitions.get(symbol.name) ?? []), symbol]);
    }
  }
  add('target-features-differ', features.size > 1);
  const { options } = scenario;
  add('extended-constants', isPositionIndependent(options) && [...features].join().includes('+extended-const'));
  for (const [name, symbols] of definitions) {
    const weak = symbols.filter(({ binding }) => binding === 'weak').length;
    const winner = resolution.winners.get(name)?.binding;
    add('first-weak-wins', winner === 'weak' && weak > 1);
    add('strong-beats-weak', winner === 'strong' && weak > 0);
  }
  const names = new Set(definitions.keys());
  for (const { symbols } of objectsOf(scenario)) {
    add(
      'local-namesake',
      symbols.some(({ binding, name }) => binding === 'local' && names.has(name)),
    );
  }
}

function collectSymbols(object: ScenarioObject, { resolution }: Expectation, add: AddFeature): void {
  const functions = new Set<string>();
  for (const symbol of object.symbols) {
    const { binding, denotes, name } = symbol;
    add('local-symbol', binding === 'local');
    add('hidden', symbol.hidden);
    add('exported-flag', symbol.exported);
    add('no-strip', symbol.noStrip);
    add('weak-undefined-function', binding === 'weak' && denotes.kind === 'undefined-function');
    add('weak-undefined-data', binding === 'weak' && denotes.kind === 'undefined-data');
    add('explicit-import', 'import' in denotes && denotes.import !== undefined);
    add('imported-global', denotes.kind === 'undefined-global' && denotes.import !== undefined);
    add('synthetic-symbol', isSyntheticData(name));
    add('section-boundary', boundaryNamed(name) !== undefined);
    add('section-symbol', denotes.kind === 'section');
    if (denotes.kind !== 'function') continue;
    add('function-alias', functions.size === functions.add(denotes.function).size);
    const lost = binding === 'weak' && resolution.winners.get(name) !== symbol;
    if (!lost || !resolution.includedNames.has(object.name)) continue;
    visitReferences(functionOf(object, denotes.function).body, () => add('weak-loser-with-relocations', true));
  }
}

function collectPayloads(object: ScenarioObject, { resolution, reach }: Expectation, add: AddFeature): void {
  const linked = resolution.includedNames.has(object.name);
  add('legacy-table', object.legacyTable);
  add('producers', object.producers.length > 0);
  for (const payload of object.functions) {
    add('comdat-function', payload.comdat !== undefined);
    add('dead-function', linked && !reach.kept.has(payload));
    add('multivalue', payload.signature.results.length > 1);
  }
  for (const { type, mutable } of object.globals) {
    add(mutable ? 'mutable-global' : 'immutable-global', true);
    add(`global-${type}`, type !== 'i32');
  }
  for (const segment of object.segments) {
    add('dead-segment', linked && !reach.kept.has(segment));
    collectSegment(segment, object.symbols, add);
  }
  for (const { name, comdat } of object.customSections) {
    add(name.startsWith('.debug') ? 'debug-section' : 'custom-section', true);
    add('comdat-section', comdat !== undefined);
  }
  const groups = comdatsOf(object);
  add('comdat-loser', linked && groups.some((group) => resolution.comdatOwners.get(group) !== object.name));
  collectInitFunctions(object, add);
}

function collectSegment(segment: ScenarioSegment, symbols: readonly ScenarioSymbol[], add: AddFeature): void {
  const size = segment.bytes.length / 2;
  const places = symbols.flatMap(({ denotes }) =>
    denotes.kind === 'data' && denotes.segment === segment.id ? [denotes] : [],
  );
  add('comdat-data', segment.comdat !== undefined);
  add('strings', segment.strings);
  add('retain', segment.retain);
  add('bss', segment.name.startsWith('.bss'));
  add('zero-size-segment', size === 0);
  add('segment-without-symbol', places.length === 0);
  add('several-symbols-in-segment', places.length > 1);
  add('data-alias', new Set(places.map(({ offset }) => offset)).size < places.length);
  for (const place of places) {
    add('zero-size-symbol', place.size === 0);
    add('symbol-inside-segment', place.offset > 0 && place.offset < size);
    add('symbol-at-segment-end', place.offset > 0 && place.offset === size);
  }
}

function collectInitFunctions({ initFunctions, symbols, functions }: ScenarioObject, add: AddFeature): void {
  const priorities = new Set(initFunctions.map(({ priority }) => priority));
  add('init-functions-different-priority', priorities.size > 1);
  add('init-functions-equal-priority', priorities.size < initFunctions.length);
  for (const { symbol } of initFunctions) {
    const denotes = symbols.find(({ id }) => id === symbol)?.denotes;
    if (denotes?.kind !== 'function') continue;
    add('init-function-in-comdat', functions.find(({ id }) => id === denotes.function)?.comdat !== undefined);
  }
}
