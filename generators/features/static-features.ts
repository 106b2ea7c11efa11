/**
 * Words for what a static 32-bit link can hold beside the plain parts: forms of archives, wrapped functions, absolute
 * symbols, names that are hard to print, strings of debug information, ways to leave symbols undefined.
 * Not here: everything else that is counted (`features.ts`).
 */
import { debugStringsName } from '../make/debug-strings.ts';
import { isOddName } from '../make/odd-names.ts';
import type { Expectation } from '../model/expect.ts';
import { bytesFromHex } from '../scenario/hex.ts';
import { type LinkOptions, objectsOf, type Scenario, type ScenarioObject } from '../scenario/scenario.ts';
import type { AddFeature } from './feature-collector.ts';

export const staticWords: readonly string[] = [
  'archive-gnu64',
  'archive-darwin64',
  'archive-thin',
  'archive-without-members',
  'object-without-content',
  'long-member-name',
  'wrapped-call',
  'call-of-real',
  'absolute-symbol',
  'absolute-and-placed',
  'odd-name',
  'mangled-name',
  'long-name',
  'debug-strings',
  'same-debug-strings',
  'offset-into-debug-string',
  'stub-function',
];

export const staticOptionWords: readonly string[] = [
  'wrap',
  'export-memory',
  'export-memory-as',
  'no-demangle',
  'error-limit',
  'allow-undefined-file',
  'import-undefined',
  'warn-unresolved-symbols',
  'unresolved-symbols',
].map((word) => `option:${word}`);

export function collectStatic(scenario: Scenario, expectation: Expectation, add: AddFeature): void {
  collectArchives(scenario, add);
  collectStaticOptions(scenario.options, add);
  collectSharedStrings(scenario, add);
  const definitions = new Map<string, Set<string>>();
  for (const object of objectsOf(scenario)) {
    collectNames(object, definitions, add);
    collectWrapped(object, scenario, expectation, add);
    collectDebugStrings(object, add);
  }
  for (const kinds of definitions.values()) add('absolute-and-placed', kinds.size > 1 && kinds.has('absolute-data'));
}

function collectArchives({ inputs }: Scenario, add: AddFeature): void {
  for (const input of inputs) {
    if (input.kind === 'object') add('object-without-content', isEmpty(input.object));
    if (input.kind !== 'archive') continue;
    add('archive-gnu64', input.format === 'gnu64');
    add('archive-darwin64', input.format === 'darwin64');
    add('archive-thin', input.thin);
    add('archive-without-members', input.members.length === 0);
    add(
      'long-member-name',
      input.members.some(({ name }) => name.length > 15),
    );
  }
}

function isEmpty({ functions, segments, customSections, symbols }: ScenarioObject): boolean {
  return functions.length + segments.length + customSections.length + symbols.length === 0;
}

function collectStaticOptions(options: LinkOptions, add: AddFeature): void {
  add('option:wrap', options.wrap !== undefined);
  add('option:export-memory', options.exportMemory === true);
  add('option:export-memory-as', typeof options.exportMemory === 'string');
  add('option:no-demangle', options.demangle === false);
  add('option:error-limit', options.errorLimit !== undefined);
  add('option:allow-undefined-file', options.allowUndefinedFile !== undefined);
  add('option:import-undefined', options.importUndefined);
  add('option:warn-unresolved-symbols', options.warnUnresolvedSymbols);
  add('option:unresolved-symbols', options.unresolvedSymbols !== undefined);
}

function collectNames({ symbols }: ScenarioObject, definitions: Map<string, Set<string>>, add: AddFeature): void {
  for (const { name, binding, denotes } of symbols) {
    add('odd-name', isOddName(name));
    add('mangled-name', name.startsWith('_Z'));
    add('long-name', name.length > 300);
    add('absolute-symbol', denotes.kind === 'absolute-data');
    if (binding === 'local' || (denotes.kind !== 'data' && denotes.kind !== 'absolute-data')) continue;
    const kinds = definitions.get(name) ?? new Set<string>();
    definitions.set(name, kinds.add(denotes.kind));
  }
}

function collectWrapped(
  object: ScenarioObject,
  { options }: Scenario,
  expectation: Expectation,
  add: AddFeature,
): void {
  const { includedNames, symbols } = expectation.resolution;
  const resolved = symbols.get(object.name)!;
  const linked = includedNames.has(object.name);
  const wrapped = options.wrap ?? [];
  for (const { id, name } of object.symbols) {
    const leads = resolved.get(id)!;
    add('stub-function', linked && leads.kind === 'stub');
    if (wrapped.length === 0 || leads.kind !== 'function' || !linked) continue;
    add('wrapped-call', wrapped.includes(name));
    add('call-of-real', name.startsWith('__real_'));
  }
}

function collectDebugStrings({ customSections, symbols }: ScenarioObject, add: AddFeature): void {
  const strings = customSections.find(({ name }) => name === debugStringsName);
  add('debug-strings', strings !== undefined);
  if (strings === undefined) return;
  const bytes = bytesFromHex(strings.bytes);
  const own = symbols.find(({ denotes }) => denotes.kind === 'section' && denotes.section === strings.id)?.id;
  const sites = customSections.flatMap((section) => section.sites).filter(({ symbol }) => symbol === own);
  add(
    'offset-into-debug-string',
    sites.some(({ addend }) => addend > 0 && bytes[addend - 1] !== 0),
  );
}

function collectSharedStrings(scenario: Scenario, add: AddFeature): void {
  const contents = objectsOf(scenario).flatMap(({ customSections }) =>
    customSections.filter(({ name }) => name === debugStringsName).map(({ bytes }) => bytes),
  );
  add('same-debug-strings', contents.filter((bytes) => bytes.length > 0).length > 1);
}
