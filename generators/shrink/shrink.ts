/**
 * Smaller scenarios, from bold to timid: whole inputs, objects, options, probes, payloads, symbols, flags, pieces of
 * programs, sites, bytes. Every one is strictly smaller (`scenarioSize`), valid, and has the verdict of the scenario
 * that it comes from. Lazy: a candidate costs nothing until it is asked for.
 */

import { expectationOf } from '../model/expect.ts';
import { invalidity } from '../model/validate.ts';
import { simplerBodies } from '../scenario/expression-tree.ts';
import {
  type Input,
  type LinkOptions,
  objectsOf,
  type Scenario,
  type ScenarioLibrary,
  type ScenarioObject,
  type ScenarioSegment,
  type ScenarioSymbol,
  type Site,
} from '../scenario/scenario.ts';
import { narrowKind } from '../scenario/site-kinds.ts';
import { changeObject, mapObjects, type PayloadList, prune, removePayloads, removeSymbols } from './edit.ts';
import { mergeObjects } from './merge-objects.ts';
import { withoutThreads } from './without-threads.ts';

/** Smaller scenarios, the smallest steps last: sound, of the same verdict, and strictly smaller by `scenarioSize`. */
export function* shrinkScenario(scenario: Scenario): Iterable<Scenario> {
  const size = scenarioSize(scenario);
  const verdict = verdictOf(scenario);
  for (const candidate of candidates(scenario)) {
    const pruned = prune(scenario, candidate);
    if (scenarioSize(pruned) < size && invalidity(pruned) === undefined && verdictOf(pruned) === verdict) yield pruned;
  }
}

/** The length of its JSON without the title, and one for each digit that is not 0 and each bit of alignment. */
export function scenarioSize(scenario: Scenario): number {
  let size = JSON.stringify({ ...scenario, title: '' }).length;
  for (const object of objectsOf(scenario)) {
    for (const { bytes } of [...object.segments, ...object.customSections]) size += nonZeroDigits(bytes);
    for (const { alignLog2 } of object.segments) size += alignLog2;
  }
  return size;
}

function nonZeroDigits(bytes: string): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) if (bytes.charCodeAt(i) !== 0x30) count += 1;
  return count;
}

function verdictOf(scenario: Scenario): string {
  const { verdict, problems } = expectationOf(scenario);
  const codes = new Set(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code));
  return [verdict, ...[...codes].sort()].join(' ');
}

function* candidates(scenario: Scenario): Iterable<Scenario> {
  yield* fewerObjects(scenario);
  yield* fewerDeadThings(scenario);
  yield* narrowerAddresses(scenario);
  const alone = withoutThreads(scenario);
  if (alone !== undefined) yield alone;
  yield* fewerOptions(scenario);
  yield* fewerLibraries(scenario);
  yield* fewerProbes(scenario);
  yield* plainerInputs(scenario);
  yield* mergedObjects(scenario);
  for (const list of ['functions', 'segments', 'globals', 'tags', 'tables', 'customSections'] as const)
    yield* fewer(scenario, list);
  yield* fewerSymbols(scenario);
  yield* plainerObjects(scenario);
  yield* simplerPrograms(scenario);
  yield* plainerSegments(scenario);
}

/** Halves, quarters, … single ones, as lists of what to take away. */
function* chunks<T>(list: readonly T[]): Iterable<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
  }
}

function* fewerObjects(scenario: Scenario): Iterable<Scenario> {
  const names = objectsOf(scenario).map(({ name }) => name);
  if (names.length < 2) return;
  for (const gone of chunks(names)) {
    yield mapObjects(scenario, (object) => (gone.includes(object.name) ? undefined : object));
  }
}

/** At once: objects that are not linked, then payloads that are not kept. */
function* fewerDeadThings(scenario: Scenario): Iterable<Scenario> {
  const { resolution, reach } = expectationOf(scenario);
  yield mapObjects(scenario, (object) => (resolution.includedNames.has(object.name) ? object : undefined));
  const withoutDead = (object: ScenarioObject, list: PayloadList): ScenarioObject => {
    const dead = (object[list] ?? []).filter((payload) => !reach.kept.has(payload)).map(({ id }) => id);
    return dead.length === 0 ? object : removePayloads(object, list, new Set(dead));
  };
  for (const list of ['functions', 'segments', 'globals', 'tags', 'tables'] as const) {
    yield mapObjects(scenario, (object) => withoutDead(object, list));
  }
}

/** The same with 32-bit memory. */
function* narrowerAddresses(scenario: Scenario): Iterable<Scenario> {
  const { memory64, ...options } = scenario.options;
  if (!memory64) return;
  const narrow = <T extends { readonly sites: readonly Site[] }>(payload: T): T => {
    const sites = payload.sites.map((site) => ({ ...site, kind: narrowKind(site.kind) }));
    return { ...payload, sites };
  };
  yield mapObjects({ ...scenario, options }, ({ memory64: _, ...object }) => ({
    ...object,
    segments: object.segments.map(narrow),
    customSections: object.customSections.map(narrow),
  }));
}

function* fewerOptions(scenario: Scenario): Iterable<Scenario> {
  const { entry, exports, undefined: undefinedNames, ...optional } = scenario.options;
  const needed: LinkOptions = { entry, exports, ...(undefinedNames && { undefined: undefinedNames }) };
  yield { ...scenario, options: needed };
  for (const key of Object.keys(optional)) {
    const rest = Object.entries(scenario.options).filter(([name]) => name !== key);
    yield { ...scenario, options: Object.fromEntries(rest) as unknown as LinkOptions };
  }
  yield { ...scenario, options: { ...scenario.options, entry: null } };
  for (const list of ['exports', 'exportsIfDefined', 'undefined'] as const) {
    for (const gone of chunks(scenario.options[list] ?? [])) {
      const left = (scenario.options[list] ?? []).filter((name) => !gone.includes(name));
      yield { ...scenario, options: { ...scenario.options, [list]: left } };
    }
  }
}

function* fewerLibraries(scenario: Scenario): Iterable<Scenario> {
  const { libraries, ...rest } = scenario;
  if (libraries === undefined) return;
  yield rest;
  for (const library of libraries) {
    yield { ...rest, libraries: libraries.filter((other) => other !== library) };
    const smaller: ScenarioLibrary[] = [
      ...library.functions.map((gone) => ({ ...library, functions: library.functions.filter((one) => one !== gone) })),
      ...library.data.map((gone) => ({ ...library, data: library.data.filter((one) => one !== gone) })),
    ];
    for (const small of smaller) yield { ...rest, libraries: libraries.map((one) => (one === library ? small : one)) };
  }
}

function* fewerProbes(scenario: Scenario): Iterable<Scenario> {
  const { options, probes } = scenario;
  for (const gone of chunks(probes)) {
    const names = new Set(gone.map((probe) => probe.export));
    const keep = (list: readonly string[]): string[] => list.filter((name) => !names.has(name));
    const left = probes.filter((probe) => !names.has(probe.export));
    yield { ...scenario, probes: left };
    yield { ...scenario, probes: left, options: { ...options, exports: keep(options.exports) } };
  }
}

/** An archive or library becomes its objects; its settings go. */
function* plainerInputs(scenario: Scenario): Iterable<Scenario> {
  for (let i = 0; i < scenario.inputs.length; i++) {
    const input = scenario.inputs[i]!;
    if (input.kind === 'object') continue;
    const objects = input.members.map((object): Input => ({ kind: 'object', object }));
    const replaced: Input[][] = [objects];
    if (input.kind === 'archive') replaced.push([{ kind: 'archive', name: input.name, members: input.members }]);
    for (const inputs of replaced) {
      yield { ...scenario, inputs: [...scenario.inputs.slice(0, i), ...inputs, ...scenario.inputs.slice(i + 1)] };
    }
  }
}

/** Two of the objects that stand on the command line by name become one. */
function* mergedObjects(scenario: Scenario): Iterable<Scenario> {
  const { inputs } = scenario;
  for (const first of inputs) {
    for (const second of inputs) {
      if (first === second || first.kind !== 'object' || second.kind !== 'object') continue;
      const object = mergeObjects(first.object, second.object);
      if (object === undefined) continue;
      const left = inputs.filter((input) => input !== second);
      yield { ...scenario, inputs: left.map((input) => (input === first ? { kind: 'object', object } : input)) };
    }
  }
}

function* fewer(scenario: Scenario, list: PayloadList): Iterable<Scenario> {
  for (const object of objectsOf(scenario)) {
    const ids = (object[list] ?? []).map(({ id }) => id);
    for (const gone of chunks(ids)) {
      yield changeObject(scenario, object.name, () => removePayloads(object, list, new Set(gone)));
    }
  }
}

function* fewerSymbols(scenario: Scenario): Iterable<Scenario> {
  for (const object of objectsOf(scenario)) {
    for (const gone of chunks(object.symbols.map(({ id }) => id))) {
      yield changeObject(scenario, object.name, () => removeSymbols(object, new Set(gone)));
    }
  }
}

/** Flags, groups, init functions, features, producers: one less. */
function* plainerObjects(scenario: Scenario): Iterable<Scenario> {
  yield mapObjects(scenario, (object) => ({ ...object, targetFeatures: [], producers: [] }));
  for (const object of objectsOf(scenario)) {
    for (const plainer of plainerVersions(object)) yield changeObject(scenario, object.name, () => plainer);
  }
}

function* plainerVersions(object: ScenarioObject): Iterable<ScenarioObject> {
  yield { ...object, targetFeatures: [], producers: [] };
  if (object.legacyTable) {
    const { legacyTable: _, ...rest } = object;
    yield rest;
  }
  for (const gone of chunks(object.initFunctions)) {
    yield { ...object, initFunctions: object.initFunctions.filter((init) => !gone.includes(init)) };
  }
  yield { ...object, symbols: object.symbols.map(withoutFlags) };
  for (const symbol of object.symbols) {
    const plain = withoutFlags(symbol);
    yield { ...object, symbols: object.symbols.map((other) => (other === symbol ? plain : other)) };
  }
  const groups = [...object.functions, ...object.segments, ...object.customSections].flatMap(
    ({ comdat }) => comdat ?? [],
  );
  for (const group of new Set(groups)) yield withoutGroup(object, group);
}

function withoutFlags({ id, name, binding, denotes }: ScenarioSymbol): ScenarioSymbol {
  return { id, name, binding, denotes };
}

function withoutGroup(object: ScenarioObject, group: string): ScenarioObject {
  const leave = <T extends { readonly comdat?: string }>(payload: T): T => {
    if (payload.comdat !== group) return payload;
    const { comdat: _, ...rest } = payload;
    return rest as T;
  };
  return {
    ...object,
    functions: object.functions.map(leave),
    segments: object.segments.map(leave),
    customSections: object.customSections.map(leave),
  };
}

function* simplerPrograms(scenario: Scenario): Iterable<Scenario> {
  for (const object of objectsOf(scenario)) {
    for (const lowered of object.functions) {
      for (const body of simplerBodies(lowered.body)) {
        const functions = object.functions.map((other) => (other === lowered ? { ...lowered, body } : other));
        yield changeObject(scenario, object.name, () => ({ ...object, functions }));
      }
    }
  }
}

function* plainerSegments(scenario: Scenario): Iterable<Scenario> {
  for (const object of objectsOf(scenario)) {
    for (const list of ['segments', 'customSections'] as const) {
      for (const payload of object[list]) {
        for (const plainer of plainerBytes(payload)) {
          const changed = object[list].map((other) => (other === payload ? plainer : other));
          yield changeObject(scenario, object.name, () => ({ ...object, [list]: changed }));
        }
      }
    }
  }
}

type WithBytes = Pick<ScenarioSegment, 'bytes' | 'sites'> & Partial<ScenarioSegment>;

function* plainerBytes<T extends WithBytes>(payload: T): Iterable<T> {
  const { bytes, sites } = payload;
  for (const gone of chunks(sites)) yield { ...payload, sites: sites.filter((site) => !gone.includes(site)) };
  for (const site of sites) {
    if (site.addend !== 0) {
      yield { ...payload, sites: sites.map((other) => (other === site ? { ...site, addend: 0 } : other)) };
    }
  }
  for (let size = bytes.length / 2; size >= 1; size = Math.floor(size / 2)) {
    yield { ...payload, bytes: bytes.slice(0, bytes.length - 2 * size) };
  }
  if (payload.retain || payload.strings || payload.passive) {
    const { retain: _, strings: __, passive: ___, ...rest } = payload;
    yield rest as unknown as T;
  }
  if (payload.alignLog2) yield { ...payload, alignLog2: 0 };
  if (nonZeroDigits(bytes) > 0) yield { ...payload, bytes: '0'.repeat(bytes.length) };
}
