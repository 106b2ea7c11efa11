/**
 * How JavaScript talks with a linked scenario: i32 values as the model has them become wasm values of a function's types
 * and come back, imported functions and globals answer as the model says.
 * Not here: the arithmetic itself (`generators/scenario/values.ts`).
 */
import type { Signature, ValueTypeName } from '../generators/scenario/scenario.ts';
import { floatMask, hostValue, mix, resultAt } from '../generators/scenario/values.ts';
import type { WasmValue } from '../src/observe/engine.ts';
import type { Host } from '../src/observe/host.ts';
import { type FunctionType, valueTypeName } from '../src/wasm/index.ts';

/** The host that every scenario expects. A memory that it provides is not clean: the module has to clear what must be zero. */
export const scenarioHost: Host = {
  memoryByte: 0xa5,
  call(module, field, args, type) {
    const { parameters, results } = signatureOfType(type);
    const values = args.map((arg, i) => fromWasm(arg, parameters[i]!) ?? 0);
    const value = hostValue(module, field, values);
    return results.map((result, i) => toWasm(resultAt(value, i), result));
  },
  global: (module, field, { valueType }) =>
    toWasm(hostValue(module, field, []), valueTypeName(valueType) as ValueTypeName),
};

function signatureOfType({ parameters, results }: FunctionType): Signature {
  const name = (type: number) => valueTypeName(type) as ValueTypeName;
  return { parameters: parameters.map(name), results: results.map(name) };
}

export function toWasm(value: number, type: ValueTypeName): WasmValue {
  if (type === 'i64') return BigInt(value | 0);
  return type === 'f32' ? value & floatMask : value | 0;
}

/** The i32 that was converted to this; undefined when no i32 becomes such a value. */
export function fromWasm(value: WasmValue, type: ValueTypeName): number | undefined {
  if (typeof value === 'bigint' ? type !== 'i64' : typeof value !== 'number' || type === 'i64') return undefined;
  const number = Number(value);
  const back = toWasm(number, type);
  return back === value ? number | 0 : undefined;
}

/** The one number that the model makes of several results; undefined when they are not what the types say. */
export function foldWasm(values: readonly WasmValue[], { results }: Signature): number | undefined {
  if (values.length !== results.length) return undefined;
  let folded: number | undefined;
  for (let i = results.length - 1; i >= 0; i--) {
    const number = fromWasm(values[i], results[i]!);
    if (number === undefined) return undefined;
    folded = folded === undefined ? number : mix(folded, number);
  }
  return folded ?? 0;
}
