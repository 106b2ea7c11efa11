/**
 * Which definition each symbol of a scenario ends at, by the rules of Linking.md and wasm-ld's order: a strong
 * definition beats a weak one, the first of several weak ones wins, the first object with a COMDAT group keeps it, an
 * archive member comes in when a non-weak reference needs it, a local symbol is its object's own.
 * In: a scenario. Out: the objects that are linked, in link order; where every symbol of every object leads; the
 * problems that resolution itself finds. Shares no code with the linker: it is its judge.
 * Not here: what is kept (`reach.ts`), undefined symbols that nothing live refers to are no problem and found there.
 */

import {
  type Denotation,
  type LinkOptions,
  libraryAlignLog2,
  objectsOf,
  type Scenario,
  type ScenarioLibrary,
  type ScenarioLibraryData,
  type ScenarioObject,
  type ScenarioSymbol,
  type Signature,
} from '../scenario/scenario.ts';
import { sameSignature } from '../scenario/values.ts';
import { classOf, comdatOf, comdatsOf, directlyCalled, isDefinition, payloadOf, signatureOf } from './denotation.ts';
import { outputModeOf } from './output-mode.ts';
import type { Problem, ProblemCode, Resolution, Resolved } from './resolution.ts';
import { boundaryNamed, hasRetainedSegment } from './section-boundaries.ts';
import { type Entry, newEntry, policyOf, typeMismatchOf, undefinedDestination } from './symbol-entry.ts';
import { syntheticDataNamesIn } from './synthetic-symbols.ts';
import { threadSymbols } from './thread-storage.ts';

export type { Problem, ProblemCode, Resolution, Resolved } from './resolution.ts';

/** Resolves by the rules of the tool-conventions, without a linker. */
export function resolve(scenario: Scenario): Resolution {
  const { options } = scenario;
  const state = new SymbolTable();
  state.defineSynthetic(options);
  for (const { object, lazy } of filesOf(scenario)) {
    state.checkObject(object, options);
    state.add(object, lazy);
  }
  for (const library of scenario.libraries ?? []) state.offer(library);
  for (const name of options.undefined ?? []) state.extract(name);
  state.extractExports([...options.exports, ...(options.exportsIfDefined ?? [])]);
  if (options.entry !== null) state.extractEntry(options.entry);
  for (const name of options.exports) state.requireExport(name, options);
  for (const name of options.wrap ?? []) state.wrap(name);
  return state.finish(objectsOf(scenario), options);
}

/** Code that asks whether it is there can be compiled for functions and data only. */
function isMeaningless({ binding, denotes }: ScenarioSymbol): boolean {
  return binding === 'weak' && /^undefined-(global|tag|table)$/.test(denotes.kind);
}

function filesOf(scenario: Scenario): { object: ScenarioObject; lazy: boolean }[] {
  return scenario.inputs.flatMap((input) => {
    if (input.kind === 'object') return [{ object: input.object, lazy: false }];
    const lazy = !(input.kind === 'archive' && input.wholeArchive === true);
    return input.members.map((object) => ({ object, lazy }));
  });
}

class SymbolTable {
  readonly entries = new Map<string, Entry>();
  readonly included: ScenarioObject[] = [];
  readonly comdatOwners = new Map<string, string>();
  readonly problems: Problem[] = [];
  readonly #lazy = new Set<ScenarioObject>();
  /** Where references to a name really go: `--wrap`. */
  readonly #redirected = new Map<string, string>();
  #ambiguous = false;

  defineSynthetic({ sharedMemory, memory64 }: LinkOptions): void {
    const voidSignature: Signature = { parameters: [], results: [] };
    this.entries.set('__wasm_call_ctors', { ...newEntry('defined', 'function'), signature: voidSignature });
    this.entries.set('__stack_pointer', newEntry('defined', 'global'));
    if (!sharedMemory) return;
    for (const [name, kind] of threadSymbols) this.entries.set(name, newEntry('defined', kind));
    const starter: Signature = { parameters: [memory64 ? 'i64' : 'i32'], results: [] };
    this.entries.get('__wasm_init_tls')!.signature = starter;
  }

  /** Of every object that is read, whether it is linked or not. */
  checkObject({ name, symbols, memory64 = false }: ScenarioObject, options: LinkOptions): void {
    if (memory64 !== (options.memory64 ?? false)) this.#problem('architecture-mismatch', name);
    if (symbols.some(isMeaningless)) this.#problem('malformed-object', name);
  }

  add(object: ScenarioObject, lazy: boolean): void {
    if (lazy) this.#addLazy(object);
    else this.#parse(object);
  }

  #addLazy(object: ScenarioObject): void {
    this.#lazy.add(object);
    for (const symbol of object.symbols) {
      if (symbol.binding === 'local' || !isDefinition(symbol.denotes)) continue;
      const entry = this.entries.get(symbol.name);
      if (entry === undefined) this.entries.set(symbol.name, { ...newEntry('lazy', undefined), object });
      else if (entry.state === 'undefined') {
        if (!entry.weak) {
          this.#load(object);
          return;
        }
        entry.state = 'lazy';
        entry.object = object;
      }
    }
  }

  #load(object: ScenarioObject): void {
    if (this.#lazy.delete(object)) this.#parse(object);
  }

  #parse(object: ScenarioObject): void {
    for (const group of comdatsOf(object)) {
      if (!this.comdatOwners.has(group)) this.comdatOwners.set(group, object.name);
    }
    const called = directlyCalled(object);
    for (const symbol of object.symbols) {
      if (symbol.binding === 'local') continue;
      const group = comdatOf(object, symbol.denotes);
      const lost = group !== undefined && this.comdatOwners.get(group) !== object.name;
      if (isDefinition(symbol.denotes) && !lost) this.#define(object, symbol);
      else this.#reference(object, symbol, called.has(symbol.id));
    }
    this.included.push(object);
  }

  #define(object: ScenarioObject, symbol: ScenarioSymbol): void {
    const entry = this.entries.get(symbol.name);
    const fresh: Entry = {
      ...newEntry('defined', classOf(symbol.denotes)),
      weak: symbol.binding === 'weak',
      object,
      symbol,
      signature: signatureOf(object, symbol.denotes),
    };
    if (entry === undefined || entry.state === 'lazy') {
      this.entries.set(symbol.name, fresh);
      return;
    }
    if (entry.class !== fresh.class) {
      this.#problem('symbol-type-mismatch', symbol.name);
      return;
    }
    this.#checkType(entry, fresh, symbol.name);
    if (entry.state === 'undefined') this.entries.set(symbol.name, fresh);
    else this.#meet(entry, fresh, symbol.name);
  }

  /** Two definitions of one name. */
  #meet(entry: Entry, fresh: Entry, name: string): void {
    if (fresh.signature && entry.signature && !sameSignature(fresh.signature, entry.signature)) this.#ambiguous = true;
    if (fresh.weak) return;
    if (!entry.weak) this.#problem('duplicate-symbol', name);
    this.entries.set(name, fresh);
  }

  #reference(object: ScenarioObject, symbol: ScenarioSymbol, calledDirectly: boolean): void {
    const { denotes, name } = symbol;
    const weak = symbol.binding === 'weak';
    const entry = this.entries.get(name);
    const signature = signatureOf(object, denotes);
    const named = 'import' in denotes ? denotes.import : undefined;
    if (entry === undefined) {
      const fresh = newEntry('undefined', classOf(denotes));
      this.entries.set(name, { ...fresh, weak, object, symbol, signature, import: named, calledDirectly });
    } else if (entry.state === 'lazy') {
      if (weak && ['function', 'data'].includes(classOf(denotes))) this.#weaken(entry, denotes, signature);
      else this.#load(entry.object!);
    } else if (entry.class !== classOf(denotes)) {
      if (entry.state === 'defined' || classOf(denotes) === 'function') this.#problem('symbol-type-mismatch', name);
    } else if (entry.state === 'undefined') {
      this.#agree(entry, { ...entry, weak, signature, import: named, calledDirectly, symbol }, name);
    } else this.#checkType(entry, { ...entry, symbol, object }, name);
  }

  /** A definition against what there is, or a reference against a definition. Of functions only who calls is asked. */
  #checkType(known: Entry, fresh: Entry, name: string): void {
    const code = typeMismatchOf(known, fresh);
    if (code !== undefined) this.#problem(code, name, code === 'tag-signature-mismatch' ? 'warning' : 'error');
  }

  #weaken(entry: Entry, denotes: Denotation, signature: Signature | undefined): void {
    entry.weak = true;
    entry.class = classOf(denotes);
    entry.signature = signature;
  }

  /** Two references to a name that has no definition yet. */
  #agree(entry: Entry, fresh: Entry, name: string): void {
    const differ = entry.signature && fresh.signature && !sameSignature(entry.signature, fresh.signature);
    if (differ && fresh.calledDirectly && !entry.calledDirectly) entry.signature = fresh.signature;
    if (entry.import && fresh.import) {
      if (entry.import.field !== fresh.import.field) this.#problem('import-name-mismatch', name);
      if (entry.import.module !== fresh.import.module) this.#problem('import-module-mismatch', name);
    }
    entry.import ??= fresh.import;
    entry.weak &&= fresh.weak;
    entry.calledDirectly ||= fresh.calledDirectly;
  }

  /** A library defines what nobody has defined yet; its names are asked for by objects only. */
  offer(library: ScenarioLibrary): void {
    const { name: libraryName, functions, data } = library;
    for (const { name, signature } of functions) {
      const named = { module: 'env', field: name };
      this.#share(name, signature, { kind: 'host', import: named, signature, library: libraryName });
    }
    for (const datum of data) {
      this.#share(datum.name, undefined, { kind: 'outside', name: datum.name, place: placeOf(library, datum) });
    }
  }

  #share(name: string, signature: Signature | undefined, shared: Resolved): void {
    const entry = this.entries.get(name);
    // wasm-ld takes a function that an archive has too for something else.
    if (entry?.state === 'lazy') this.#ambiguous = true;
    if (entry !== undefined && entry.state !== 'undefined') return;
    const symbolClass = signature === undefined ? 'data' : 'function';
    if (entry !== undefined && entry.class !== symbolClass) this.#problem('symbol-type-mismatch', name);
    this.entries.set(name, { ...newEntry('shared', symbolClass), signature, shared });
  }

  extract(name: string): void {
    const entry = this.entries.get(name);
    if (entry?.state === 'lazy') this.#load(entry.object!);
  }

  /** wasm-ld takes exports in no particular order; more than one object coming in this way has no certain order. */
  extractExports(names: readonly string[]): void {
    const before = this.included.length;
    let pulls = 0;
    for (const name of names) {
      const linked = this.included.length;
      this.extract(name);
      if (this.included.length > linked) pulls += 1;
    }
    if (pulls > 1 && this.included.length > before) this.#ambiguous = true;
  }

  extractEntry(name: string): void {
    this.extract(name);
    if (this.entries.get(name)?.state !== 'defined') this.#problem('undefined-entry', name);
  }

  requireExport(name: string, options: LinkOptions): void {
    const entry = this.entries.get(name);
    if (entry?.state === 'defined' || entry?.state === 'shared' || isDefinedByLinker(name, options)) return;
    const policy = policyOf(options);
    if (policy !== 'ignore') this.#problem('undefined-export', name, policy === 'warn' ? 'warning' : 'error');
  }

  /** wasm-ld takes the two other names for functions. */
  wrap(name: string): void {
    if (!this.entries.has(name)) return;
    for (const other of [`__real_${name}`, `__wrap_${name}`]) {
      this.extract(other);
      const entry = this.entries.get(other);
      if (entry === undefined) this.entries.set(other, newEntry('undefined', 'function'));
      else if (entry.class === 'data' || entry.class === 'global') this.#problem('symbol-type-mismatch', other);
    }
    this.#redirected.set(name, `__wrap_${name}`);
    this.#redirected.set(`__real_${name}`, name);
  }

  #problem(code: ProblemCode, symbol: string, severity: 'error' | 'warning' = 'error'): void {
    this.problems.push({ code, severity, symbol });
  }

  finish(objects: readonly ScenarioObject[], options: LinkOptions): Resolution {
    const names = new Map<string, Resolved>();
    const winners = new Map<string, ScenarioSymbol>();
    for (const [name, entry] of this.entries) {
      names.set(name, this.#destination(name, entry, options));
      if (entry.state === 'defined' && entry.symbol) winners.set(name, entry.symbol);
    }
    const includedNames = new Set(this.included.map((object) => object.name));
    const symbols = new Map<string, ReadonlyMap<string, Resolved>>();
    for (const object of objects) {
      symbols.set(object.name, this.#symbolsOf(object, includedNames.has(object.name), names, options));
    }
    return {
      included: this.included,
      includedNames,
      symbols,
      names,
      winners,
      redirected: this.#redirected,
      comdatOwners: this.comdatOwners,
      problems: this.problems,
      ambiguous: this.#ambiguous,
    };
  }

  #destination(name: string, entry: Entry, options: LinkOptions): Resolved {
    if (entry.shared !== undefined) return entry.shared;
    if (entry.state === 'defined') {
      if (entry.object === undefined || entry.symbol === undefined) return { kind: 'synthetic', name };
      return payloadOf(entry.object, entry.symbol.denotes);
    }
    if (entry.class === 'data' && this.#isSynthetic(name, options)) return { kind: 'synthetic', name };
    return undefinedDestination(name, entry, options);
  }

  #isSynthetic(name: string, options: LinkOptions): boolean {
    const boundary = boundaryNamed(name);
    return (
      isDefinedByLinker(name, options) ||
      (boundary !== undefined && hasRetainedSegment(this.included, boundary.section))
    );
  }

  #symbolsOf(
    object: ScenarioObject,
    linked: boolean,
    names: ReadonlyMap<string, Resolved>,
    options: LinkOptions,
  ): ReadonlyMap<string, Resolved> {
    const resolved = new Map<string, Resolved>();
    const called = directlyCalled(object);
    for (const symbol of object.symbols) {
      const { denotes } = symbol;
      if (symbol.binding === 'local') {
        const group = comdatOf(object, denotes);
        const owner = group === undefined ? undefined : this.comdatOwners.get(group);
        const lost = owner !== undefined && owner !== object.name;
        resolved.set(symbol.id, lost ? { kind: 'discarded' } : payloadOf(object, denotes));
        continue;
      }
      let found = names.get(this.#redirected.get(symbol.name) ?? symbol.name);
      if (found === undefined) {
        found = isDefinition(denotes) ? payloadOf(object, denotes) : this.#strange(object, symbol, options);
      }
      resolved.set(symbol.id, found);
      if (!called.has(symbol.id)) continue;
      const mismatch = this.#mismatch(found, signatureOf(object, denotes), symbol.name, linked);
      if (mismatch !== undefined) resolved.set(symbol.id, mismatch);
    }
    return resolved;
  }

  /** A reference of an object that is not linked, to a name that no linked object knows. */
  #strange(object: ScenarioObject, symbol: ScenarioSymbol, options: LinkOptions): Resolved {
    const entry = { ...newEntry('undefined', classOf(symbol.denotes)), weak: symbol.binding === 'weak' };
    return this.#destination(symbol.name, { ...entry, signature: signatureOf(object, symbol.denotes) }, options);
  }

  #mismatch(found: Resolved, signature: Signature | undefined, name: string, linked: boolean): Resolved | undefined {
    if (signature === undefined) return undefined;
    const defined =
      found.kind === 'function' ? found.function.signature : found.kind === 'host' ? found.signature : undefined;
    if (defined === undefined || sameSignature(defined, signature)) return undefined;
    if (linked) this.#problem('signature-mismatch', name, found.kind === 'host' ? 'error' : 'warning');
    return { kind: 'mismatch', name };
  }
}

/** As if an object defined it. */
function placeOf({ name }: ScenarioLibrary, datum: ScenarioLibraryData) {
  const segment = { id: datum.name, name: datum.name, alignLog2: libraryAlignLog2, bytes: datum.bytes, sites: [] };
  return { object: { ...nothingIn, name, segments: [segment] }, segment };
}

const nothingIn: Omit<ScenarioObject, 'name' | 'segments'> = {
  functions: [],
  globals: [],
  customSections: [],
  symbols: [],
  initFunctions: [],
  targetFeatures: [],
  producers: [],
};

function isDefinedByLinker(name: string, options: LinkOptions): boolean {
  return syntheticDataNamesIn(outputModeOf(options)).includes(name);
}
