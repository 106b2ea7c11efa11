/**
 * What an instance imports, made from the module's own import types: functions that record their calls, memories, tables,
 * globals and tags of exactly the limits and types asked for. What functions answer and what globals hold comes from a
 * `Host`; by default it is zero.
 * Not here: instantiating (`execute.ts`).
 */
import { decodeImports } from '../wasm/imports.ts';
import {
  ByteReader,
  type FunctionType,
  type GlobalType,
  type Import,
  type Limits,
  LimitsFlag,
  SectionId,
  type ValueType,
} from '../wasm/index.ts';
import { decodeTypes } from '../wasm/types.ts';
import { type EngineImports, type EngineLimits, engine, type WasmValue } from './engine.ts';
import { sectionsOf } from './sections.ts';

/** Answers for imports. What it leaves out is zero or null. */
export interface Host {
  /** The results of a call of an imported function, as many as its type has. */
  readonly call?: (
    module: string,
    field: string,
    args: readonly WasmValue[],
    type: FunctionType,
  ) => readonly WasmValue[];
  /** What an imported global holds. */
  readonly global?: (module: string, field: string, type: GlobalType) => WasmValue | undefined;
  /** What every byte of an imported memory holds before the module is put into it. Memory that is shared holds zero. */
  readonly memoryByte?: number;
}

/** One call that an instance made of an imported function. */
export interface HostCall {
  readonly module: string;
  readonly field: string;
  readonly arguments: readonly WasmValue[];
}

/** Calls kept; a program that makes more is not kept waiting, they are only not recorded. */
const maxHostCalls = 10_000;

/**
 * Imports for the module in `bytes`. Throws a DecodeError when its import section cannot be read, and what the engine
 * throws for types that it cannot make (a 64-bit memory in Node 20). What `provide` gives is taken as it is.
 */
export function makeImports(
  bytes: Uint8Array,
  host: Host,
  calls: HostCall[],
  provide: (wanted: Import) => unknown = () => undefined,
): EngineImports {
  const { imports, types } = decodeImportTypes(bytes);
  const values = new Map<string, Map<string, unknown[]>>();
  for (const wanted of imports) {
    const fields = values.get(wanted.module) ?? new Map<string, unknown[]>();
    values.set(wanted.module, fields);
    const sameName = fields.get(wanted.field) ?? [];
    fields.set(wanted.field, sameName);
    sameName.push(provide(wanted) ?? makeImport(wanted, types, host, calls));
  }
  return Object.fromEntries([...values].map(([module, fields]) => [module, importObject(fields)]));
}

/** Only what is needed: custom sections that cannot be read do not keep a module from running. */
function decodeImportTypes(bytes: Uint8Array): { imports: readonly Import[]; types: readonly FunctionType[] } {
  const sections = sectionsOf(bytes);
  const reader = (wanted: number) => {
    const place = sections.find(({ id }) => id === wanted);
    return place && new ByteReader(bytes, place.contentOffset, place.endOffset);
  };
  const typeReader = reader(SectionId.Type);
  const types = typeReader ? decodeTypes(typeReader) : [];
  const importReader = reader(SectionId.Import);
  return { types, imports: importReader ? decodeImports(importReader, types.length) : [] };
}

/** One name may be imported with several types; the engine asks for each import in order, once. */
function importObject(fields: ReadonlyMap<string, readonly unknown[]>): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [field, values] of fields) {
    let next = 0;
    if (values.length === 1) object[field] = values[0];
    else Object.defineProperty(object, field, { get: () => values[next++ % values.length] });
  }
  return object;
}

function makeImport(wanted: Import, types: readonly FunctionType[], host: Host, calls: HostCall[]): unknown {
  switch (wanted.kind) {
    case 'function':
      return recordingFunction(wanted, types[wanted.typeIndex]!, host, calls);
    case 'memory':
      return makeMemory(wanted.memory, host);
    case 'table': {
      const element = wanted.table.elementType === 0x6f ? 'externref' : 'anyfunc';
      return withLimits(wanted.table.limits, (limits) => new engine.Table({ element, ...limits }));
    }
    case 'global': {
      const { valueType, mutable } = wanted.global;
      const value = host.global?.(wanted.module, wanted.field, wanted.global) ?? zeroOf(valueType);
      return new engine.Global({ value: valueTypeNames[valueType] ?? 'i32', mutable }, value);
    }
    case 'tag': {
      const { parameters } = types[wanted.typeIndex]!;
      return new engine.Tag({ parameters: parameters.map((type) => valueTypeNames[type] ?? 'i32') });
    }
  }
}

/** Threads find in shared memory whether it has been initialized, so that it begins with nothing in it. */
function makeMemory(wanted: Limits, { memoryByte = 0 }: Host): unknown {
  const shared = (wanted.flags & LimitsFlag.Shared) !== 0;
  return withLimits(wanted, (limits) => {
    const memory = new engine.Memory({ ...limits, shared });
    if (!shared && memoryByte !== 0) new Uint8Array(memory.buffer).fill(memoryByte);
    return memory;
  });
}

function recordingFunction(wanted: Import, type: FunctionType, host: Host, calls: HostCall[]) {
  const { module, field } = wanted;
  const zeros = type.results.map(zeroOf);
  return (...args: WasmValue[]) => {
    if (calls.length < maxHostCalls) calls.push({ module, field, arguments: args });
    const results = host.call?.(module, field, args, type) ?? zeros;
    return type.results.length > 1 ? results : results[0];
  };
}

/** 64-bit limits are said in one of two ways, by the engine's age; an older one throws for the newer way. */
function withLimits<Made>(limits: Limits, make: (limits: EngineLimits) => Made): Made {
  if ((limits.flags & LimitsFlag.Is64) === 0) return make(limitsIn(limits, Number));
  try {
    return make({ ...limitsIn(limits, BigInt), address: 'i64' });
  } catch {
    return make({ ...limitsIn(limits, Number), index: 'i64' });
  }
}

function limitsIn({ minimum, maximum }: Limits, number: (value: bigint) => number | bigint): EngineLimits {
  const initial = number(minimum);
  return maximum === undefined ? { initial } : { initial, maximum: number(maximum) };
}

const valueTypeNames: Readonly<Record<ValueType, string>> = {
  127: 'i32',
  126: 'i64',
  125: 'f32',
  124: 'f64',
  112: 'anyfunc',
  111: 'externref',
};

function zeroOf(type: ValueType): WasmValue {
  if (type === 0x7e) return 0n;
  return type === 0x70 || type === 0x6f ? null : 0;
}
