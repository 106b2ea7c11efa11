/**
 * What every symbol of every input object leads to, found from the objects alone, by the rules of Linking.md in the order
 * of the command line: a strong definition beats a weak one, of weak ones the first stays, the first object with a COMDAT
 * group keeps it, an archive's member comes in when a reference that is not weak needs it.
 * It knows bytes and no scenario, so that modules of any origin can be audited; `generators/model/resolve.ts` is another
 * reading of the same rules, and a test holds the two against each other.
 * Not here: what is kept, where it lies (`audit-module.ts`).
 */
import type { FunctionType, Import, ObjectSymbol, SymbolKind, WasmObject } from '../../src/wasm/index.ts';
import {
  AuditedObject,
  isAbsoluteSymbol,
  isLocalSymbol,
  isUndefinedSymbol,
  isWeakSymbol,
  type Payload,
  sameType,
} from './audited-object.ts';

/** An input in the order of the command line. */
export interface AuditInput {
  /** As messages call it: `a.o`, `lib.a(b.o)`. */
  readonly name: string;
  readonly object: WasmObject;
  /** It takes part only when something needs it: an archive's member. */
  readonly lazy: boolean;
}

/** What a symbol means after resolution. */
export type DataMeaning = Extract<Meaning, { kind: 'data' }>;
export type UndefinedMeaning = Extract<Meaning, { kind: 'undefined' }>;

export type Meaning =
  /** `agrees`: the signature with which the object calls it is the definition's. */
  | { readonly kind: 'function'; readonly payload: Payload; readonly agrees: boolean }
  | { readonly kind: 'data'; readonly payload: Payload; readonly offset: number }
  | { readonly kind: 'absolute'; readonly address: number }
  /** A global, table or tag; `index` in its space of the object. */
  | { readonly kind: 'element'; readonly space: ElementSpace; readonly object: AuditedObject; readonly index: number }
  | { readonly kind: 'section'; readonly object: AuditedObject; readonly index: number }
  /** No input defines it: an import, the linker's own, or a weak reference that stays null. */
  | {
      readonly kind: 'undefined';
      readonly name: string;
      readonly symbolKind: SymbolKind;
      readonly weak: boolean;
      readonly import: Pick<Import, 'module' | 'field'>;
      /** Of a function: what the referring object declares. */
      readonly type: FunctionType | undefined;
    }
  /** In a COMDAT group of which another object's copy is linked, and without a name that leads there. */
  | { readonly kind: 'discarded' };

export type ElementSpace = 'global' | 'table' | 'tag';

export interface InputSymbols {
  /** Linked objects in link order. */
  readonly included: readonly AuditedObject[];
  meaningOf(object: AuditedObject, symbolIndex: number): Meaning;
  /** Of a name that is not local. */
  meaningOfName(name: string): Meaning | undefined;
  isDiscarded(payload: Payload): boolean;
  /** The name that a reference means: another one where it is wrapped. */
  targetName(symbol: ObjectSymbol): string;
}

/**
 * `roots`: names that the command line asks for, in its order (`--undefined`, `--export`, `--entry`); `wrapped`: those of
 * `--wrap`.
 */
export function resolveInputs(
  inputs: readonly AuditInput[],
  roots: readonly string[],
  wrapped: readonly string[] = [],
): InputSymbols {
  const names = new Names();
  inputs.forEach(({ name, object, lazy }, ordinal) => {
    const audited = new AuditedObject(name, ordinal, object);
    if (lazy) names.offer(audited);
    else names.include(audited);
  });
  for (const root of roots) names.need(root);
  for (const name of wrapped) names.wrap(name);
  return names;
}

interface Entry {
  state: 'offered' | 'undefined' | 'defined';
  kind: SymbolKind | undefined;
  weak: boolean;
  object: AuditedObject;
  symbol: ObjectSymbol;
  import: Pick<Import, 'module' | 'field'> | undefined;
}

class Names implements InputSymbols {
  readonly included: AuditedObject[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #waiting = new Set<AuditedObject>();
  readonly #groups = new Map<string, AuditedObject>();
  readonly #discarded = new Set<Payload>();
  /** The name that a reference means, where it is another. */
  readonly #wrapped = new Map<string, string>();
  /** Asked once a relocation, found once a symbol. */
  readonly #meanings = new Map<AuditedObject, Meaning[]>();

  offer(object: AuditedObject): void {
    this.#waiting.add(object);
    for (const symbol of object.wasm.linking.symbols) {
      if (isLocalSymbol(symbol) || isUndefinedSymbol(symbol)) continue;
      const entry = this.#entries.get(symbol.name);
      if (entry === undefined) this.#enter(symbol, object, { state: 'offered', kind: undefined, weak: false });
      else if (entry.state === 'undefined' && !entry.weak) {
        this.#load(object);
        return;
      } else if (entry.state === 'undefined') {
        entry.state = 'offered';
        entry.object = object;
      }
    }
  }

  include(object: AuditedObject): void {
    this.#discardGroups(object);
    for (const symbol of object.wasm.linking.symbols) {
      if (isLocalSymbol(symbol)) continue;
      if (isUndefinedSymbol(symbol) || this.#isLost(object, symbol)) this.#refer(symbol, object);
      else this.#define(symbol, object);
    }
    this.included.push(object);
  }

  need(name: string): void {
    const entry = this.#entries.get(name);
    if (entry?.state === 'offered') this.#load(entry.object);
  }

  wrap(name: string): void {
    if (!this.#entries.has(name)) return;
    for (const other of [`__real_${name}`, `__wrap_${name}`]) this.need(other);
    this.#wrapped.set(name, `__wrap_${name}`);
    this.#wrapped.set(`__real_${name}`, name);
  }

  #load(object: AuditedObject): void {
    if (this.#waiting.delete(object)) this.include(object);
  }

  #enter(symbol: ObjectSymbol, object: AuditedObject, rest: Pick<Entry, 'state' | 'kind' | 'weak'>): void {
    const named = isUndefinedSymbol(symbol) ? explicitImport(symbol, object) : undefined;
    this.#entries.set(symbol.name, { ...rest, object, symbol, import: named });
  }

  #define(symbol: ObjectSymbol, object: AuditedObject): void {
    const entry = this.#entries.get(symbol.name);
    if (entry?.state === 'defined' && (!entry.weak || isWeakSymbol(symbol))) return;
    this.#enter(symbol, object, { state: 'defined', kind: symbol.kind, weak: isWeakSymbol(symbol) });
  }

  #refer(symbol: ObjectSymbol, object: AuditedObject): void {
    const weak = isWeakSymbol(symbol);
    const entry = this.#entries.get(symbol.name);
    if (entry === undefined) this.#enter(symbol, object, { state: 'undefined', kind: symbol.kind, weak });
    else if (entry.state === 'offered') {
      if (!weak) this.#load(entry.object);
      else {
        entry.weak = true;
        entry.kind = symbol.kind;
      }
    } else if (entry.state === 'undefined') {
      entry.weak &&= weak;
      entry.import ??= explicitImport(symbol, object);
    }
  }

  /** The first object with a group keeps it; in the others its members are as if they were not there. */
  #discardGroups(object: AuditedObject): void {
    for (const { name, members } of object.wasm.linking.comdats) {
      const owner = this.#groups.get(name);
      if (owner === undefined) this.#groups.set(name, object);
      else for (const { kind, index } of members) this.#discard(object, kind, index);
    }
  }

  #discard(object: AuditedObject, kind: string, index: number): void {
    if (kind === 'data') this.#discarded.add(object.segments[index]!);
    else if (kind === 'function') this.#discarded.add(object.functions[index - object.importCount('function')]!);
    else if (kind === 'section') this.#discarded.add(object.custom(index));
  }

  isDiscarded(payload: Payload): boolean {
    return this.#discarded.has(payload);
  }

  #isLost(object: AuditedObject, symbol: ObjectSymbol): boolean {
    const payload = payloadOf(object, symbol);
    return payload !== undefined && this.#discarded.has(payload);
  }

  meaningOf(object: AuditedObject, symbolIndex: number): Meaning {
    const known = this.#meanings.get(object) ?? [];
    this.#meanings.set(object, known);
    known[symbolIndex] ??= this.#findMeaning(object, symbolIndex);
    return known[symbolIndex];
  }

  #findMeaning(object: AuditedObject, symbolIndex: number): Meaning {
    const symbol = object.wasm.linking.symbols[symbolIndex]!;
    if (isLocalSymbol(symbol)) return this.#localMeaning(object, symbol);
    const meaning = this.#meaning(this.targetName(symbol), object, symbol);
    // Whoever only takes the address may think of the signature what it likes.
    if (meaning.kind !== 'function' || symbol.kind !== 'function' || !object.calls(symbolIndex)) return meaning;
    const own = object.functionType(symbol.index);
    const { payload } = meaning;
    const its = payload.object.functionType(payload.index + payload.object.importCount('function'));
    return sameType(own, its) ? meaning : { ...meaning, agrees: false };
  }

  /** No compiler makes a local symbol that is undefined; it is its object's own import. */
  #localMeaning(object: AuditedObject, symbol: ObjectSymbol): Meaning {
    if (isUndefinedSymbol(symbol)) return undefinedMeaning(symbol.name, object, symbol);
    return this.#isLost(object, symbol) ? { kind: 'discarded' } : definition(object, symbol);
  }

  targetName(symbol: ObjectSymbol): string {
    return isLocalSymbol(symbol) ? symbol.name : (this.#wrapped.get(symbol.name) ?? symbol.name);
  }

  meaningOfName(name: string): Meaning | undefined {
    const entry = this.#entries.get(name);
    return entry && this.#meaning(name, entry.object, entry.symbol);
  }

  #meaning(name: string, object: AuditedObject, symbol: ObjectSymbol): Meaning {
    const entry = this.#entries.get(name);
    if (entry?.state === 'defined') return definition(entry.object, entry.symbol);
    const meaning = undefinedMeaning(name, object, symbol);
    if (entry === undefined) return meaning;
    return { ...meaning, weak: entry.weak || entry.state === 'offered', import: entry.import ?? meaning.import };
  }
}

/** As far as the object itself says. */
function undefinedMeaning(name: string, object: AuditedObject, symbol: ObjectSymbol): UndefinedMeaning {
  const type = symbol.kind === 'function' ? object.functionType(symbol.index) : undefined;
  const named = explicitImport(symbol, object) ?? { module: 'env', field: name };
  return { kind: 'undefined', name, symbolKind: symbol.kind, weak: isWeakSymbol(symbol), import: named, type };
}

function definition(object: AuditedObject, symbol: ObjectSymbol): Meaning {
  const { kind, index, offset } = symbol;
  switch (kind) {
    case 'function':
      return { kind, payload: object.functions[index - object.importCount('function')]!, agrees: true };
    case 'data':
      if (isAbsoluteSymbol(symbol)) return { kind: 'absolute', address: offset };
      return { kind, payload: object.segments[index]!, offset };
    case 'section':
      return { kind, object, index };
    default:
      return { kind: 'element', space: kind, object, index };
  }
}

function payloadOf(object: AuditedObject, symbol: ObjectSymbol): Payload | undefined {
  const { kind, index } = symbol;
  if (isUndefinedSymbol(symbol)) return undefined;
  if (kind === 'function') return object.functions[index - object.importCount('function')];
  if (kind === 'data') return isAbsoluteSymbol(symbol) ? undefined : object.segments[index];
  return kind === 'section' ? object.custom(index) : undefined;
}

/** The import's own name, where the symbol has another; `undefined` when the symbol's name is the import's field. */
function explicitImport(
  { kind, index, flags }: ObjectSymbol,
  object: AuditedObject,
): Pick<Import, 'module' | 'field'> | undefined {
  if (kind === 'data' || kind === 'section') return undefined;
  const wanted = (flags & 0x10) === 0 ? undefined : object.importOf(kind, index);
  if (wanted === undefined) return undefined;
  return { module: wanted.module, field: wanted.field };
}
