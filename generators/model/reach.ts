/**
 * What a link keeps: everything that a root reaches through relocations, and nothing else. Roots are the entry, exported
 * and no-strip symbols, init functions and retained segments of objects that count as live (those named on the command
 * line; an archive's member only once something in it is reached). Also the order of the init functions, and the
 * undefined symbols that live payloads refer to, which is where wasm-ld reports them.
 * In: a scenario and its resolution. Payloads are told apart by identity within one scenario value.
 */

import { type ReferenceUse, visitReferences } from '../scenario/body-references.ts';
import type {
  LinkOptions,
  Scenario,
  ScenarioCustomSection,
  ScenarioFunction,
  ScenarioGlobal,
  ScenarioObject,
  ScenarioSegment,
  ScenarioSymbol,
  ScenarioTable,
  ScenarioTag,
  Site,
} from '../scenario/scenario.ts';
import { isPointer, isSlot } from '../scenario/site-kinds.ts';
import { signatureText } from '../scenario/values.ts';
import { goesThroughGot, isDynamic, isHidden, isPositionIndependent, mayBeSeen } from './output-mode.ts';
import type { Problem, Resolution, Resolved } from './resolve.ts';
import { policyOf } from './symbol-entry.ts';

/** What is kept or dropped as a whole. */
export type Payload =
  | ScenarioFunction
  | ScenarioSegment
  | ScenarioGlobal
  | ScenarioTag
  | ScenarioTable
  | ScenarioCustomSection;

/** What is alive, and what follows from it. */
export interface Reach {
  /** Payloads that the output holds. */
  readonly kept: ReadonlySet<Payload>;
  /** Functions whose address a kept payload takes: they have a table slot. Named as `slotKey` does. */
  readonly tableSlots: ReadonlySet<string>;
  /** What `__wasm_call_ctors` calls, in order. */
  readonly initCalls: readonly Resolved[];
  /**
   * References in custom sections, and in what lost its COMDAT group, count for table slots, imports and undefined symbols:
   * only without garbage collection.
   */
  readonly readsEverything: boolean;
  /** The linker wraps every exported function so that the init functions run before it, each time. */
  readonly wrapsExports: boolean;
  readonly problems: readonly Problem[];
}

/** Follows references from the roots. Of a resolved scenario only. */
export function reach(scenario: Scenario, resolution: Resolution): Reach {
  const marker = new Marker(scenario, resolution);
  if (scenario.options.gcSections === false) marker.keepEverything();
  else marker.markRoots();
  return marker.finish();
}

/**
 * True when the symbol of this name ends up in the export section, given that it has a definition.
 *
 * @internal
 */
export function isExportedName(scenario: Scenario, name: string, winner: ScenarioSymbol | undefined): boolean {
  const { options } = scenario;
  if (options.entry === name || options.exports.includes(name)) return true;
  if (options.exportsIfDefined?.includes(name)) return true;
  if (winner === undefined) return options.exportAll === true;
  if (options.exportAll || winner.exported) return true;
  return mayBeSeen(options) && !isHidden(winner, options);
}

/**
 * One text per function that a table slot can stand for; undefined when the slot is 0.
 *
 * @internal
 */
export function slotKey(resolved: Resolved): string | undefined {
  switch (resolved.kind) {
    case 'function':
      return `${resolved.object.name}/${resolved.function.id}`;
    case 'host':
      return `import ${resolved.import.module}/${resolved.import.field} ${signatureText(resolved.signature)}`;
    case 'synthetic':
      return `synthetic ${resolved.name}`;
    default:
      return undefined;
  }
}

/** A use in code, a slot or an address in data or a custom section, or another site there. */
export type KeptUse = ReferenceUse | 'site-slot' | 'site-address' | 'other';

export type KeptVisitor = (resolved: Resolved, use: KeptUse, symbol: ScenarioSymbol, object: ScenarioObject) => void;

/**
 * Every reference that the linker acts on, with where it leads: of kept payloads, or of all.
 *
 * @internal
 */
export function visitKeptReferences(
  resolution: Resolution,
  reached: Pick<Reach, 'kept' | 'readsEverything'>,
  visit: KeptVisitor,
): void {
  for (const object of resolution.included) {
    const symbols = resolution.symbols.get(object.name)!;
    const entries = new Map(object.symbols.map((symbol) => [symbol.id, symbol]));
    const sections = reached.readsEverything ? object.customSections : [];
    for (const payload of [...object.functions, ...object.segments, ...sections]) {
      if (!reached.readsEverything && !reached.kept.has(payload)) continue;
      visitPayload(payload, (use, symbol) => {
        if (symbol !== '') visit(symbols.get(symbol)!, use, entries.get(symbol)!, object);
      });
    }
  }
}

class Marker {
  readonly #scenario: Scenario;
  readonly #resolution: Resolution;
  readonly #kept = new Set<Payload>();
  readonly #liveObjects = new Set<ScenarioObject>();
  readonly #work: { readonly object: ScenarioObject; readonly payload: Payload }[] = [];

  constructor(scenario: Scenario, resolution: Resolution) {
    this.#scenario = scenario;
    this.#resolution = resolution;
  }

  keepEverything(): void {
    for (const object of this.#resolution.included) {
      this.#liveObjects.add(object);
      const { functions, segments, globals, tags = [], tables = [] } = object;
      for (const payload of [...functions, ...segments, ...globals, ...tags, ...tables]) {
        if (!this.#isDiscarded(object, payload)) this.#kept.add(payload);
      }
    }
  }

  markRoots(): void {
    const { names, winners } = this.#resolution;
    for (const [name, resolved] of names) {
      const winner = winners.get(name);
      if (winner?.noStrip || isExportedName(this.#scenario, name, winner)) this.#mark(resolved);
    }
    for (const object of explicitObjects(this.#scenario)) {
      if (this.#resolution.includedNames.has(object.name)) this.#enliven(object);
    }
    while (this.#work.length > 0) {
      const { object, payload } = this.#work.pop()!;
      visitPayload(payload, (_use, symbol) => this.#markSymbol(object, symbol));
    }
  }

  #markSymbol(object: ScenarioObject, symbol: string): void {
    if (symbol === '') return;
    this.#mark(this.#resolution.symbols.get(object.name)!.get(symbol)!);
  }

  #mark(resolved: Resolved): void {
    if (resolved.kind === 'function') this.#keep(resolved.object, resolved.function);
    else if (resolved.kind === 'data') this.#keep(resolved.object, resolved.segment);
    else if (resolved.kind === 'global') this.#keep(resolved.object, resolved.global);
    else if (resolved.kind === 'tag') this.#keep(resolved.object, resolved.tag);
    else if (resolved.kind === 'table') this.#keep(resolved.object, resolved.table);
    else if (resolved.kind === 'absolute') this.#enliven(resolved.object);
  }

  #keep(object: ScenarioObject, payload: Payload): void {
    this.#enliven(object);
    if (this.#kept.has(payload)) return;
    this.#kept.add(payload);
    this.#work.push({ object, payload });
  }

  #enliven(object: ScenarioObject): void {
    if (this.#liveObjects.has(object)) return;
    this.#liveObjects.add(object);
    for (const { symbol } of object.initFunctions) this.#markSymbol(object, symbol);
    for (const segment of object.segments) {
      if (segment.retain && !this.#isDiscarded(object, segment)) this.#keep(object, segment);
    }
  }

  #isDiscarded(object: ScenarioObject, payload: Payload): boolean {
    const group = 'comdat' in payload ? payload.comdat : undefined;
    return group !== undefined && this.#resolution.comdatOwners.get(group) !== object.name;
  }

  finish(): Reach {
    for (const object of this.#resolution.included) {
      for (const section of object.customSections) {
        if (!this.#isDiscarded(object, section)) this.#kept.add(section);
      }
    }
    const initCalls = this.#initCalls();
    const { options } = this.#scenario;
    const wrapsExports = initCalls.length > 0 && !this.#ctorsAreCalled() && !isPositionIndependent(options);
    const readsEverything = this.#scenario.options.gcSections === false;
    const tableSlots = new Set<string>();
    const reached = { kept: this.#kept, tableSlots, initCalls, wrapsExports, readsEverything, problems: [] };
    const undefinedNames = new Set<string>();
    const warns = policyOf(options) === 'warn';
    const severity = warns ? 'warning' : 'error';
    const fixedNames = new Set<string>();
    visitKeptReferences(this.#resolution, reached, (resolved, use, symbol) => {
      if (resolved.kind === 'undefined') undefinedNames.add(resolved.name);
      else if (warns && 'unresolved' in resolved && resolved.unresolved) undefinedNames.add(resolved.unresolved);
      if (absoluteUses.has(use) && isMoved(resolved, options)) fixedNames.add(symbol.name);
      const key = use.includes('slot') ? slotKey(resolved) : undefined;
      const byLoader = goesThroughGot(resolved, this.#resolution, symbol, options);
      if (key !== undefined && !byLoader) tableSlots.add(key);
    });
    const problems: Problem[] = badConstructors(initCalls);
    for (const symbol of undefinedNames) problems.push({ code: 'undefined-symbol', severity, symbol });
    for (const symbol of fixedNames) problems.push({ code: 'not-position-independent', severity: 'error', symbol });
    return { ...reached, problems };
  }

  #initCalls(): Resolved[] {
    const calls: { readonly resolved: Resolved; readonly priority: number }[] = [];
    for (const object of this.#resolution.included) {
      for (const { symbol, priority } of object.initFunctions) {
        const resolved = this.#resolution.symbols.get(object.name)!.get(symbol)!;
        const live = resolved.kind === 'function' && this.#kept.has(resolved.function);
        if (live) calls.push({ resolved, priority });
      }
    }
    return calls.sort((left, right) => left.priority - right.priority).map(({ resolved }) => resolved);
  }

  /** Somebody takes care of `__wasm_call_ctors`, so that the linker need not. */
  #ctorsAreCalled(): boolean {
    const { options } = this.#scenario;
    if (options.exportAll) return true;
    const name = '__wasm_call_ctors';
    const named = [...options.exports, ...(options.exportsIfDefined ?? []), ...(options.undefined ?? [])];
    if (named.includes(name) || options.entry === name) return true;
    return this.#resolution.included.some((object) => object.symbols.some((symbol) => symbol.name === name));
  }
}

function badConstructors(calls: readonly Resolved[]): Problem[] {
  return calls.flatMap((call) => {
    if (call.kind !== 'function' || call.function.signature.parameters.length === 0) return [];
    return [{ code: 'bad-constructor', severity: 'error', symbol: call.function.id }] as const;
  });
}

/** Objects that count as live without being reached: all but those that an archive gives on demand. */
function explicitObjects(scenario: Scenario): ScenarioObject[] {
  return scenario.inputs.flatMap((input) => {
    if (input.kind === 'archive' && !input.wholeArchive) return [];
    return input.kind === 'object' ? [input.object] : input.members;
  });
}

/** Every reference of a payload. */
function visitPayload(payload: Payload, visit: (use: KeptUse, symbol: string) => void): void {
  if ('body' in payload) visitReferences(payload.body, visit);
  else if ('sites' in payload) for (const site of payload.sites) visit(useOfSite(site), site.symbol);
}

function useOfSite({ kind }: Site): 'site-slot' | 'site-address' | 'other' {
  if (isSlot(kind)) return 'site-slot';
  return isPointer(kind) ? 'site-address' : 'other';
}

/** Instructions that hold an address or a slot as it is. */
const absoluteUses: ReadonlySet<KeptUse> = new Set<KeptUse>(['slot', 'address-sleb', 'address-leb']);

/** Where this is, is not known before the module is loaded. */
function isMoved(resolved: Resolved, options: LinkOptions): boolean {
  if (isPositionIndependent(options)) return true;
  return isDynamic(options) && ['host', 'null', 'outside', 'undefined'].includes(resolved.kind);
}
