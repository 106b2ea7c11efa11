/**
 * One object of a scenario as the bytes that LLVM would write for it: imports, provisional values at sites, the symbol
 * table with the symbols that code needs besides its own, all subsections of `linking`, `producers`, `target_features`.
 * Not here: instructions (`lower-body.ts`), indices (`index-space.ts`), encodings (`src/wasm`).
 */
import { f32Constant, f64Constant, i32Constant, i64Constant } from '../../src/wasm/constant-expressions.ts';
import { LimitsFlag } from '../../src/wasm/constants.ts';
import { encodeObject } from '../../src/wasm/encode.ts';
import {
  type FunctionType,
  type Global,
  type Import,
  SegmentFlag,
  SymbolFlag,
  type TableType,
  type TargetFeature,
  type ValueType,
} from '../../src/wasm/model.ts';
import type {
  ComdatSource,
  CustomSource,
  LinkingSource,
  ObjectSource,
  RelocationAt,
  RelocationSource,
  SymbolSource,
} from '../../src/wasm/object-source.ts';
import { encodeProducers } from '../../src/wasm/producers.ts';
import { type RelocationKind, relocationKinds } from '../../src/wasm/relocation-kinds.ts';
import { encodeTargetFeatures } from '../../src/wasm/target-features.ts';
import { classOf, comdatsOf, segmentOf } from '../model/denotation.ts';
import { type GlobalValue, initialValue } from '../model/global-values.ts';
import { IndexSpace, ownGlobals } from '../model/index-space.ts';
import { bytesFromHex } from '../scenario/hex.ts';
import type {
  ScenarioGlobal,
  ScenarioObject,
  ScenarioProducer,
  ScenarioSegment,
  ScenarioSymbol,
  Signature,
  Site,
  TableShape,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { siteBytes } from '../scenario/site-kinds.ts';
import { lowerBody } from './lower-body.ts';

/** The bytes of an object file that LLVM's tools accept. */
export function lowerObject(object: ScenarioObject): Uint8Array {
  return encodeObject(objectSource(object));
}

const valueTypes: Readonly<Record<ValueTypeName, ValueType>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };
const tableName = '__indirect_function_table';
const kindsByName: ReadonlyMap<string, RelocationKind> = new Map(
  relocationKinds.map((kind) => [kind.name.replace('R_WASM_', ''), kind]),
);

function kindNamed(name: string): RelocationKind {
  const kind = kindsByName.get(name);
  if (kind === undefined) throw new Error(`no relocation kind is called ${name}`);
  return kind;
}

/** The same object as a source of `encodeObject`, to be changed before it is written. */
export function objectSource(object: ScenarioObject): ObjectSource {
  const space = new IndexSpace(object);
  const bodies = object.functions.map((lowered) => lowerBody(lowered, space));
  const codeEntries = bodies.flatMap(({ sites }, item) =>
    sites.map(({ kind, offset, index, addend }) => relocation(kind, item, offset, index, addend)),
  );
  const dataEntries = object.segments.flatMap(({ sites }, item) =>
    sites.map((site) => siteRelocation(site, item, space)),
  );
  const customs = [...object.customSections.map((section) => lowerSites(section, space)), ...trailer(object)];
  return {
    types: space.types.map(functionType),
    imports: importsOf(object, space),
    functions: object.functions.map(({ signature }) => space.typeIndex(signature)),
    globals: object.globals.map(lowerGlobal),
    tags: (object.tags ?? []).map(({ parameters }) => space.typeIndex({ parameters, results: [] })),
    tables: (object.tables ?? []).map(tableType),
    elements: elementsOf(object, space),
    bodies: bodies.map(({ bytes }) => bytes),
    data: object.segments.map((segment) => ({
      flags: segment.passive ? 1 : 0,
      memoryIndex: 0,
      ...(!segment.passive && { offsetExpression: pointerConstant(object, space.segmentOffsets.get(segment)!) }),
      bytes: lowerSites(segment, space).content,
    })),
    customs,
    linking: linkingOf(object, space),
    relocations: [
      ...relocationGroup('code', codeEntries),
      ...relocationGroup('data', dataEntries),
      ...object.customSections.flatMap((section, custom) =>
        relocationGroup(
          { custom },
          section.sites.map((site) => siteRelocation(site, 0, space)),
        ),
      ),
    ],
  };
}

/** An address or a slot. */
function pointerConstant({ memory64 }: ScenarioObject, value: number): Global['init'] {
  return memory64 ? i64Constant(BigInt(value)) : i32Constant(value);
}

function lowerGlobal({ type, mutable, init }: ScenarioGlobal): Global {
  return { type: { valueType: valueTypes[type], mutable }, init: constantOf(initialValue(type, init), type) };
}

function constantOf(value: GlobalValue, type: ValueTypeName): Global['init'] {
  switch (type) {
    case 'i32':
      return i32Constant(Number(value));
    case 'i64':
      return i64Constant(BigInt(value));
    case 'f32':
      return f32Constant(Number(value));
    case 'f64':
      return f64Constant(Number(value));
  }
}

function tableType({ element, minimum, maximum }: TableShape): TableType {
  const limits = { flags: maximum === undefined ? 0 : LimitsFlag.HasMaximum, minimum: BigInt(minimum) };
  const type = { elementType: element === 'funcref' ? 0x70 : 0x6f, limits } as const;
  return maximum === undefined ? type : { ...type, limits: { ...limits, maximum: BigInt(maximum) } };
}

export function functionType({ parameters, results }: Signature): FunctionType {
  return { parameters: parameters.map((name) => valueTypes[name]), results: results.map((name) => valueTypes[name]) };
}

/** A custom section has one item only. Hot: one a relocation, so objects of one shape and no spreading. */
function relocation(kind: string, item: number, offset: number, index: number, addend: number): RelocationAt {
  const exact = addend === 0 ? 0n : BigInt(addend);
  return { kind: kindNamed(kind), item, offset, index, addend: exact };
}

function siteRelocation({ kind, offset, symbol, addend }: Site, item: number, space: IndexSpace): RelocationAt {
  return relocation(kind, item, offset, space.indexOf({ symbol }), addend);
}

function relocationGroup(of: RelocationSource['of'], entries: readonly RelocationAt[]): RelocationSource[] {
  return entries.length === 0 ? [] : [{ of, entries }];
}

interface BytesWithSites {
  readonly name: string;
  readonly bytes: string;
  readonly sites: readonly Site[];
}

function lowerSites({ name, bytes, sites }: BytesWithSites, space: IndexSpace): CustomSource {
  const content = bytesFromHex(bytes);
  const view = new DataView(content.buffer);
  for (const { offset, kind, symbol, addend } of sites) {
    const value = space.provisionalValue(kind, { symbol }, addend);
    if (siteBytes(kind) === 8) view.setBigInt64(offset, BigInt(value), true);
    else view.setUint32(offset, value, true);
  }
  return { name, content };
}

function importsOf(object: ScenarioObject, space: IndexSpace): Import[] {
  const imports: Import[] = [];
  const wideFlag = object.memory64 ? LimitsFlag.Is64 : 0;
  const pointer = object.memory64 ? valueTypes.i64 : valueTypes.i32;
  const pages = BigInt(Math.ceil(space.memorySize / 65536));
  imports.push({
    module: 'env',
    field: '__linear_memory',
    kind: 'memory',
    memory: { flags: wideFlag, minimum: pages },
  });
  for (const { name, denotes } of object.symbols) {
    if (denotes.kind === 'undefined-function') {
      const named = denotes.import ?? { module: 'env', field: name };
      imports.push({ ...named, kind: 'function', typeIndex: space.typeIndex(denotes.signature) });
    } else if (denotes.kind === 'undefined-global') {
      const named = denotes.import ?? { module: 'env', field: name };
      const global = { valueType: valueTypes[denotes.type], mutable: denotes.mutable };
      imports.push({ ...named, kind: 'global', global });
    }
  }
  for (const own of space.ownGlobals) {
    const { name, mutable } = ownGlobals[own];
    imports.push({ module: 'env', field: name, kind: 'global', global: { valueType: pointer, mutable } });
  }
  if (space.usesTable) {
    const limits = { flags: wideFlag, minimum: BigInt(space.tableEntries.length + (object.legacyTable ? 1 : 0)) };
    imports.push({ module: 'env', field: tableName, kind: 'table', table: { elementType: 0x70, limits } });
  }
  for (const { name, denotes } of object.symbols) {
    if (denotes.kind === 'undefined-tag') {
      const typeIndex = space.typeIndex({ parameters: denotes.parameters, results: [] });
      imports.push({ ...(denotes.import ?? { module: 'env', field: name }), kind: 'tag', typeIndex });
    } else if (denotes.kind === 'undefined-table') {
      imports.push({ ...(denotes.import ?? { module: 'env', field: name }), kind: 'table', table: tableType(denotes) });
    }
  }
  for (const { name, denotes } of space.gotEntries) {
    const module = classOf(denotes) === 'function' ? 'GOT.func' : 'GOT.mem';
    imports.push({ module, field: name, kind: 'global', global: { valueType: pointer, mutable: true } });
  }
  return imports;
}

function elementsOf(object: ScenarioObject, space: IndexSpace): ObjectSource['elements'] & object {
  if (space.tableEntries.length === 0) return [];
  const functions = space.tableEntries;
  return [
    { flags: 0, tableIndex: 0, offset: pointerConstant(object, 1), elementType: 0x70, functions, expressions: [] },
  ];
}

function linkingOf(object: ScenarioObject, space: IndexSpace): LinkingSource {
  return {
    symbols: symbolsOf(object, space),
    segments: object.segments.map((segment) => ({
      name: segment.name,
      alignLog2: segment.alignLog2,
      flags: segmentFlags(segment),
    })),
    initFunctions: object.initFunctions.map(({ symbol, priority }) => ({
      priority,
      symbolIndex: space.indexOf({ symbol }),
    })),
    comdats: comdatsOf(object).map((name) => comdat(name, object, space)),
  };
}

function segmentFlags({ retain, strings, threadLocal }: ScenarioSegment): number {
  const flags = (retain ? SegmentFlag.Retain : 0) | (strings ? SegmentFlag.Strings : 0);
  return threadLocal === 'flag' ? flags | SegmentFlag.Tls : flags;
}

function symbolsOf(object: ScenarioObject, space: IndexSpace): SymbolSource[] {
  const symbols = object.symbols.map((symbol) => symbolSource(symbol, object, space));
  const none = { offset: 0, size: 0 };
  for (const own of space.ownGlobals) {
    const { name } = ownGlobals[own];
    symbols.push({ kind: 'global', flags: SymbolFlag.Undefined, name, index: space.ownGlobalIndex(own), ...none });
  }
  if (space.usesTable && space.tableHasSymbol) {
    const flags = SymbolFlag.Undefined | (space.takesSlots ? SymbolFlag.NoStrip : 0);
    symbols.push({ kind: 'table', flags, name: tableName, index: 0, ...none });
  }
  return symbols;
}

function symbolSource(symbol: ScenarioSymbol, object: ScenarioObject, space: IndexSpace): SymbolSource {
  const { name, denotes } = symbol;
  const flags = symbolFlags(symbol) | (isThreadLocal(symbol, object, space) ? SymbolFlag.Tls : 0);
  const element = { flags, name, index: space.elementIndex(symbol.id), offset: 0, size: 0 };
  switch (denotes.kind) {
    case 'function':
    case 'undefined-function':
      return { ...element, kind: 'function' };
    case 'global':
    case 'undefined-global':
      return { ...element, kind: 'global' };
    case 'tag':
    case 'undefined-tag':
      return { ...element, kind: 'tag' };
    case 'table':
    case 'undefined-table':
      return { ...element, kind: 'table' };
    case 'data': {
      const index = object.segments.findIndex((segment) => segment.id === denotes.segment);
      return { kind: 'data', flags, name, index, offset: denotes.offset, size: denotes.size };
    }
    case 'undefined-data':
      return { kind: 'data', flags, name, index: 0, offset: 0, size: 0 };
    case 'absolute-data':
      return { kind: 'data', flags, name, index: 0, offset: denotes.address, size: 0 };
    case 'section': {
      const custom = object.customSections.findIndex((section) => section.id === denotes.section);
      return { ...element, kind: 'section', section: { custom } };
    }
  }
}

/** LLVM says it of what code takes to be thread-local, and of what lies in such a segment. */
function isThreadLocal({ id, denotes }: ScenarioSymbol, object: ScenarioObject, space: IndexSpace): boolean {
  if (denotes.kind === 'undefined-data') return space.threadLocal.has(id);
  return denotes.kind === 'data' && segmentOf(object, denotes.segment).threadLocal === 'flag';
}

function symbolFlags({ binding, hidden, exported, noStrip, denotes }: ScenarioSymbol): number {
  let flags = binding === 'weak' ? SymbolFlag.BindingWeak : binding === 'local' ? SymbolFlag.BindingLocal : 0;
  if (hidden) flags |= SymbolFlag.VisibilityHidden;
  if (exported) flags |= SymbolFlag.Exported;
  if (noStrip) flags |= SymbolFlag.NoStrip;
  if (denotes.kind.startsWith('undefined-')) flags |= SymbolFlag.Undefined;
  if (denotes.kind === 'absolute-data') flags |= SymbolFlag.Absolute;
  if ('import' in denotes && denotes.import !== undefined) flags |= SymbolFlag.ExplicitName;
  return flags;
}

function comdat(name: string, object: ScenarioObject, space: IndexSpace): ComdatSource {
  const data = object.segments.flatMap(({ comdat: group }, index) =>
    group === name ? [{ kind: 'data', index } as const] : [],
  );
  const functions = object.functions.flatMap((lowered) =>
    lowered.comdat === name ? [{ kind: 'function', index: space.functionIndex(lowered) } as const] : [],
  );
  const sections = object.customSections.flatMap(({ comdat: group }, custom) =>
    group === name ? [{ kind: 'section', index: 0, section: { custom } } as const] : [],
  );
  return { name, flags: 0, members: [...data, ...functions, ...sections] };
}

/** The two sections that LLVM writes last. */
function trailer({ producers, targetFeatures }: ScenarioObject): CustomSource[] {
  const customs: CustomSource[] = [];
  if (producers.length > 0) customs.push({ name: 'producers', content: encodeProducers(producersFields(producers)) });
  if (targetFeatures.length > 0) {
    const features: readonly TargetFeature[] = targetFeatures;
    customs.push({ name: 'target_features', content: encodeTargetFeatures(features) });
  }
  return customs;
}

function producersFields(producers: readonly ScenarioProducer[]): Parameters<typeof encodeProducers>[0] {
  const fields = ['language', 'processed-by', 'sdk'] as const;
  return fields.flatMap((name) => {
    const values = producers.filter(({ field }) => field === name).map(({ name, version }) => ({ name, version }));
    return values.length === 0 ? [] : [{ name, values }];
  });
}
