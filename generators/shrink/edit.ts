/**
 * Smaller scenarios made by taking things away with all that refers to them: objects, names, payloads, symbols. Each
 * edit gives a new scenario; nothing is changed in place. Whether the result is still valid is for the caller to ask.
 */

import { isExportedName } from '../model/reach.ts';
import { resolve } from '../model/resolve.ts';
import { isReserved } from '../model/synthetic-symbols.ts';
import { withoutSymbols } from '../scenario/expression-tree.ts';
import {
  type Input,
  type LinkOptions,
  objectsOf,
  type Scenario,
  type ScenarioObject,
  type ScenarioSymbol,
} from '../scenario/scenario.ts';

/** Replaces every object; `undefined` takes it away, and an input that is empty then goes too. */
export function mapObjects(
  scenario: Scenario,
  change: (object: ScenarioObject) => ScenarioObject | undefined,
): Scenario {
  const inputs = scenario.inputs.flatMap((input): Input[] => {
    if (input.kind === 'object') {
      const object = change(input.object);
      return object === undefined ? [] : [object === input.object ? input : { ...input, object }];
    }
    const members = input.members.flatMap((member) => change(member) ?? []);
    return members.length === 0 ? [] : [{ ...input, members }];
  });
  return { ...scenario, inputs };
}

export function changeObject(
  scenario: Scenario,
  name: string,
  change: (object: ScenarioObject) => ScenarioObject,
): Scenario {
  return mapObjects(scenario, (object) => (object.name === name ? change(object) : object));
}

/** The object without these symbols and without everything that uses them. */
export function removeSymbols(object: ScenarioObject, ids: ReadonlySet<string>): ScenarioObject {
  if (ids.size === 0) return object;
  return {
    ...object,
    symbols: object.symbols.filter(({ id }) => !ids.has(id)),
    functions: object.functions.map((lowered) => ({ ...lowered, body: withoutSymbols(lowered.body, ids) })),
    segments: object.segments.map((segment) => withoutSites(segment, ids)),
    customSections: object.customSections.map((section) => withoutSites(section, ids)),
    initFunctions: object.initFunctions.filter(({ symbol }) => !ids.has(symbol)),
  };
}

function withoutSites<T extends { readonly sites: readonly { readonly symbol: string }[] }>(
  payload: T,
  ids: ReadonlySet<string>,
): T {
  if (payload.sites.every(({ symbol }) => !ids.has(symbol))) return payload;
  return { ...payload, sites: payload.sites.filter(({ symbol }) => !ids.has(symbol)) };
}

/** Which payload lists an object has. */
export type PayloadList = 'functions' | 'segments' | 'globals' | 'tags' | 'tables' | 'customSections';

/** The object without these payloads, their symbols, and everything that uses those. */
export function removePayloads(object: ScenarioObject, list: PayloadList, ids: ReadonlySet<string>): ScenarioObject {
  const gone = object.symbols.filter((symbol) => ids.has(payloadIdOf(symbol, list) ?? ''));
  const left = removeSymbols(object, new Set(gone.map(({ id }) => id)));
  switch (list) {
    case 'functions':
      return { ...left, functions: left.functions.filter(({ id }) => !ids.has(id)) };
    case 'segments':
      return { ...left, segments: left.segments.filter(({ id }) => !ids.has(id)) };
    case 'globals':
      return { ...left, globals: left.globals.filter(({ id }) => !ids.has(id)) };
    case 'tags':
      return left.tags === undefined ? left : { ...left, tags: left.tags.filter(({ id }) => !ids.has(id)) };
    case 'tables':
      return left.tables === undefined ? left : { ...left, tables: left.tables.filter(({ id }) => !ids.has(id)) };
    case 'customSections':
      return { ...left, customSections: left.customSections.filter(({ id }) => !ids.has(id)) };
  }
}

function payloadIdOf({ denotes }: ScenarioSymbol, list: PayloadList): string | undefined {
  if (list === 'functions' && denotes.kind === 'function') return denotes.function;
  if (list === 'segments' && denotes.kind === 'data') return denotes.segment;
  if (list === 'globals' && denotes.kind === 'global') return denotes.global;
  if (list === 'tags' && denotes.kind === 'tag') return denotes.tag;
  if (list === 'tables' && denotes.kind === 'table') return denotes.table;
  return list === 'customSections' && denotes.kind === 'section' ? denotes.section : undefined;
}

/**
 * After something was taken away: takes away the references that lead nowhere now but led somewhere before, and what
 * the options and probes say about names that are gone. Probes of what is no longer exported go too.
 */
export function prune(before: Scenario, after: Scenario): Scenario {
  const lostBefore = lostNames(before);
  const lost = new Set([...lostNames(after)].filter((name) => !lostBefore.has(name)));
  const pruned =
    lost.size === 0
      ? after
      : mapObjects(after, (object) => {
          const ids = object.symbols.filter(({ binding, name }) => binding !== 'local' && lost.has(name));
          return removeSymbols(object, new Set(ids.map(({ id }) => id)));
        });
  const gone = disappearedNames(before, pruned);
  const left = gone.size === 0 ? pruned : { ...pruned, options: withoutNames(pruned.options, gone) };
  const { winners } = resolve(left);
  const isCallable = (name: string) => !gone.has(name) && isExportedName(left, name, winners.get(name));
  const probes = left.probes.filter((probe) => isCallable(probe.export));
  return probes.length === left.probes.length ? left : { ...left, probes };
}

/** Names with a strong reference and no definition. */
function lostNames(scenario: Scenario): Set<string> {
  const resolution = resolve(scenario);
  const lost = new Set<string>();
  for (const object of objectsOf(scenario)) {
    const symbols = resolution.symbols.get(object.name)!;
    for (const { id, name } of object.symbols) if (symbols.get(id)?.kind === 'undefined') lost.add(name);
  }
  return lost;
}

function disappearedNames(before: Scenario, after: Scenario): Set<string> {
  const left = globalNames(after);
  return new Set([...globalNames(before)].filter((name) => !left.has(name) && !isReserved(name)));
}

function globalNames(scenario: Scenario): Set<string> {
  return new Set(
    objectsOf(scenario).flatMap(({ symbols }) =>
      symbols.filter(({ binding }) => binding !== 'local').map(({ name }) => name),
    ),
  );
}

function withoutNames(options: LinkOptions, gone: ReadonlySet<string>): LinkOptions {
  const keep = (names: readonly string[]): string[] => names.filter((name) => !gone.has(name));
  const { exportsIfDefined, undefined: undefinedNames, ...rest } = options;
  return {
    ...rest,
    entry: options.entry !== null && gone.has(options.entry) ? null : options.entry,
    exports: keep(options.exports),
    ...(exportsIfDefined && { exportsIfDefined: keep(exportsIfDefined) }),
    ...(undefinedNames && { undefined: keep(undefinedNames) }),
  };
}
