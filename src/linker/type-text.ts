/** Types of functions, globals and tables: compared, made into keys, and written as wasm-ld's messages write them. */
import type { FunctionType, GlobalType, Limits, TableType, ValueType } from '../wasm/model.ts';

const valueTypeNames: Readonly<Record<number, string>> = {
  127: 'i32',
  126: 'i64',
  125: 'f32',
  124: 'f64',
  123: 'v128',
  112: 'funcref',
  111: 'externref',
  105: 'exnref',
};

function valueTypeName(type: ValueType): string {
  return valueTypeNames[type] ?? 'otherref';
}

/** The same text for the same signature, and for no other. */
export function signatureKey(type: FunctionType): string {
  return `${type.parameters.join(',')}>${type.results.join(',')}`;
}

export function sameSignature(first: FunctionType, second: FunctionType): boolean {
  return (
    first === second || (sameTypes(first.parameters, second.parameters) && sameTypes(first.results, second.results))
  );
}

function sameTypes(first: readonly ValueType[], second: readonly ValueType[]): boolean {
  return first.length === second.length && first.every((type, i) => type === second[i]);
}

export function sameGlobalType(first: GlobalType, second: GlobalType): boolean {
  return first.valueType === second.valueType && first.mutable === second.mutable;
}

/** wasm-ld names the first result only. */
export function describeSignature(type: FunctionType): string {
  const results = type.results.length === 0 ? 'void' : valueTypeName(type.results[0]!);
  return `(${type.parameters.map(valueTypeName).join(', ')}) -> ${results}`;
}

export function describeGlobalType(type: GlobalType): string {
  return `${type.mutable ? 'var' : 'const'} ${valueTypeName(type.valueType)}`;
}

export function describeTableType(type: TableType): string {
  return `type=${valueTypeName(type.elementType)}; limits=[${describeLimits(type.limits)}]`;
}

function describeLimits(limits: Limits): string {
  const maximum = limits.maximum === undefined ? '' : `; max=${limits.maximum}`;
  return `flags=0x${limits.flags}; min=${limits.minimum}${maximum}`;
}
