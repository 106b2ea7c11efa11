/**
 * Two objects as one: what each defines lies side by side, a reference of one to the other's definition becomes a use of
 * it. Makes small cases smaller when they need what two objects hold but not that there are two.
 */
import { isDefinition, signatureOf } from '../model/denotation.ts';
import type { Denotation, ScenarioObject, ScenarioSymbol } from '../scenario/scenario.ts';
import { sameSignature } from '../scenario/values.ts';

/** Undefined when both define one name, or take it for functions of different types: then it matters that there are two. */
export function mergeObjects(first: ScenarioObject, other: ScenarioObject): ScenarioObject | undefined {
  if (first.legacyTable !== other.legacyTable) return undefined;
  const second = withIdsOfItsOwn(other, first);
  const symbols = mergeSymbols(first.symbols, second.symbols);
  if (symbols === undefined || disagree(first, second)) return undefined;
  return {
    ...first,
    symbols,
    functions: [...first.functions, ...second.functions],
    segments: [...first.segments, ...second.segments],
    globals: [...first.globals, ...second.globals],
    ...((first.tags ?? second.tags) && { tags: [...(first.tags ?? []), ...(second.tags ?? [])] }),
    ...((first.tables ?? second.tables) && { tables: [...(first.tables ?? []), ...(second.tables ?? [])] }),
    customSections: [...first.customSections, ...second.customSections],
    initFunctions: [...first.initFunctions, ...second.initFunctions],
  };
}

/** Whether calls of the one would not fit what the other says of the callee. */
function disagree(first: ScenarioObject, second: ScenarioObject): boolean {
  const known = new Map(first.symbols.map(({ id, denotes }) => [id, signatureOf(first, denotes)]));
  return second.symbols.some(({ id, denotes }) => {
    const [here, there] = [known.get(id), signatureOf(second, denotes)];
    return here !== undefined && there !== undefined && !sameSignature(here, there);
  });
}

/** The ids of non-local symbols are their names, so the two symbols of one name have one id. */
function mergeSymbols(
  first: readonly ScenarioSymbol[],
  second: readonly ScenarioSymbol[],
): ScenarioSymbol[] | undefined {
  const merged = [...first];
  for (const symbol of second) {
    const at = merged.findIndex(({ id }) => id === symbol.id);
    if (at < 0) merged.push(symbol);
    else if (!isDefinition(merged[at]!.denotes)) merged[at] = symbol;
    else if (isDefinition(symbol.denotes)) return undefined;
  }
  return merged;
}

const payloadLists = ['functions', 'segments', 'globals', 'tags', 'tables', 'customSections'] as const;

/** The object with new ids for those payloads and local symbols whose ids the other has too. */
function withIdsOfItsOwn(object: ScenarioObject, other: ScenarioObject): ScenarioObject {
  const payloadIds = new Map<string, string>();
  for (const list of payloadLists) {
    const taken = new Set((other[list] ?? []).map(({ id }) => id));
    for (const { id } of object[list] ?? []) if (taken.has(id)) payloadIds.set(`${list} ${id}`, `${id}.${object.name}`);
  }
  const taken = new Set(other.symbols.map(({ id }) => id));
  const symbolIds = new Map<string, string>();
  for (const { id, binding } of object.symbols) {
    if (binding === 'local' && taken.has(id)) symbolIds.set(id, `${id}.${object.name}`);
  }
  if (payloadIds.size + symbolIds.size === 0) return object;
  const renamed = renameUses(object, symbolIds);
  const own = <T extends { readonly id: string }>(list: string, payload: T): T => {
    return { ...payload, id: payloadIds.get(`${list} ${payload.id}`) ?? payload.id };
  };
  return {
    ...renamed,
    functions: renamed.functions.map((payload) => own('functions', payload)),
    segments: renamed.segments.map((payload) => own('segments', payload)),
    globals: renamed.globals.map((payload) => own('globals', payload)),
    ...(renamed.tags && { tags: renamed.tags.map((payload) => own('tags', payload)) }),
    ...(renamed.tables && { tables: renamed.tables.map((payload) => own('tables', payload)) }),
    customSections: renamed.customSections.map((payload) => own('customSections', payload)),
    symbols: renamed.symbols.map((symbol) => ({
      ...symbol,
      id: symbolIds.get(symbol.id) ?? symbol.id,
      denotes: renamePayload(symbol.denotes, payloadIds),
    })),
  };
}

/** Every use of a symbol, in programs, sites and init functions, stands under the key `symbol`. */
function renameUses<T>(value: T, ids: ReadonlyMap<string, string>): T {
  if (ids.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => renameUses(item, ids)) as T;
  const renamed: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    renamed[key] = key === 'symbol' ? (ids.get(part as string) ?? part) : renameUses(part as unknown, ids);
  }
  return renamed as T;
}

function renamePayload(denotes: Denotation, ids: ReadonlyMap<string, string>): Denotation {
  switch (denotes.kind) {
    case 'function':
      return { ...denotes, function: ids.get(`functions ${denotes.function}`) ?? denotes.function };
    case 'data':
      return { ...denotes, segment: ids.get(`segments ${denotes.segment}`) ?? denotes.segment };
    case 'global':
      return { ...denotes, global: ids.get(`globals ${denotes.global}`) ?? denotes.global };
    case 'tag':
      return { ...denotes, tag: ids.get(`tags ${denotes.tag}`) ?? denotes.tag };
    case 'table':
      return { ...denotes, table: ids.get(`tables ${denotes.table}`) ?? denotes.table };
    case 'section':
      return { ...denotes, section: ids.get(`customSections ${denotes.section}`) ?? denotes.section };
    default:
      return denotes;
  }
}
