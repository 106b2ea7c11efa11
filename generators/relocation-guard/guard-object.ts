/**
 * The object file of a kept case. Everything is written as the case says; relocations by code and with an addend exactly
 * where the case has one, so that the project's table of relocation kinds has no say in what is asked.
 */
import {
  encodeObject,
  encodeTargetFeatures,
  type FunctionType,
  type Import,
  type RelocationAt,
  type RelocationKind,
  type RelocationSource,
  type SymbolSource,
  type ValueType,
} from '../../src/wasm/index.ts';
import {
  flagBits,
  type GuardImport,
  type GuardLink,
  type GuardObject,
  type GuardPayload,
  type GuardSymbol,
  parseBytes,
} from './guard-file.ts';

export function guardObject(object: GuardObject, code: number, memory64: GuardLink['memory64']): Uint8Array {
  const { types = [], imports = [], functions = [], globals = [], tags = [], tables = 0 } = object;
  const { segments = [], customs = [], features } = object;
  const offsetExpression = {
    bytes: Uint8Array.of(memory64 ? 0x42 : 0x41, 0, 0x0b),
    value: { kind: 'i32', value: 0 },
  } as const;
  return encodeObject({
    types: types.map(functionType),
    imports: [memoryImport(memory64), ...imports.map(importOf)],
    functions: functions.map(({ type }) => type),
    tables: new Array(tables).fill({ elementType: 0x70, limits: { flags: 0, minimum: 1n } }),
    tags,
    globals: globals.map((value) => ({
      type: { valueType: 0x7f, mutable: false },
      init: { bytes: Uint8Array.of(0x41, value, 0x0b), value: { kind: 'i32', value } },
    })),
    bodies: functions.map(({ bytes }) => parseBytes(bytes)),
    bodyLebSizes: functions.map(({ sizeLeb = 0 }) => sizeLeb),
    data: segments.map(({ bytes }) => ({ flags: 0, memoryIndex: 0, offsetExpression, bytes: parseBytes(bytes) })),
    customs: [
      ...customs.map(({ name, bytes }) => ({ name, content: parseBytes(bytes) })),
      ...(features ? [{ name: 'target_features', content: encodeTargetFeatures(features.map(usedFeature)) }] : []),
    ],
    linking: {
      symbols: object.symbols.map(symbolSource),
      segments: segments.map(({ name, alignLog2, flags }) => ({ name, alignLog2, flags: flags === 'tls' ? 2 : 0 })),
    },
    relocations: relocationsOf(object, code),
  });
}

const usedFeature = (name: string) => ({ prefix: '+', name }) as const;

const memoryImport = (memory64: GuardLink['memory64']): Import => ({
  module: 'env',
  field: '__linear_memory',
  kind: 'memory',
  memory: { flags: memory64 ? 4 : 0, minimum: 0n },
});

function importOf({ kind, field, type = 0 }: GuardImport): Import {
  const place = { module: 'env', field };
  switch (kind) {
    case 'function':
    case 'tag':
      return { ...place, kind, typeIndex: type };
    case 'global':
      return { ...place, kind, global: { valueType: 0x7f, mutable: false } };
    case 'table':
      return { ...place, kind, table: { elementType: 0x70, limits: { flags: 0, minimum: 0n } } };
  }
}

const valueTypes: Readonly<Record<string, ValueType>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

/** `i32 i64 -> f32` */
function functionType(text: string): FunctionType {
  const [parameters, results] = text.split('->').map((side) =>
    side
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => valueTypes[word]!),
  );
  return { parameters: parameters!, results: results! };
}

function symbolSource({ name, kind, index = 0, offset = 0, size = 0, flags = '' }: GuardSymbol): SymbolSource {
  const bits = flags.split(' ').reduce((sum, flag) => sum | (flagBits[flag] ?? 0), 0);
  const symbol = { name, kind, index, offset, size, flags: bits };
  return kind === 'section' ? { ...symbol, section: { custom: index } } : symbol;
}

function relocationsOf(object: GuardObject, code: number): RelocationSource[] {
  const indices = new Map(object.symbols.map(({ name }, index) => [name, index]));
  const entries = ({ sites = [] }: GuardPayload, item?: number): RelocationAt[] =>
    sites.map(({ at, to, add }) => ({
      kind: { code, hasAddend: add !== undefined } as RelocationKind,
      ...(item === undefined ? {} : { item }),
      offset: at,
      index: typeof to === 'number' ? to : indices.get(to)!,
      addend: BigInt(add ?? 0),
    }));
  const { functions = [], segments = [], customs = [] } = object;
  const sources: RelocationSource[] = [
    { of: 'code', entries: functions.flatMap(entries) },
    { of: 'data', entries: segments.flatMap(entries) },
    ...customs.map((section, custom) => ({ of: { custom }, entries: entries(section) })),
  ];
  return sources.filter((source) => source.entries.length > 0);
}
