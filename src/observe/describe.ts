/**
 * The shape of a module as plain data and as lines: sections with sizes, imports and exports with types, memories, tables,
 * globals, table entries, data segments. For comparing outputs and for reports; every word of it can be compared.
 * Not here: where sections stand in a broken file (`sections.ts`), text format (`text-format.ts`).
 */
import {
  type ConstantExpression,
  decodeModule,
  type ExternalKind,
  type FunctionType,
  type GlobalType,
  type Import,
  type Limits,
  LimitsFlag,
  type TableType,
  valueTypeName,
  type WasmModule,
} from '../wasm/index.ts';
import { sectionsOf } from './sections.ts';

export interface ModuleShape {
  readonly sizeBytes: number;
  readonly sections: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly imports: readonly { readonly name: string; readonly kind: ExternalKind; readonly type: string }[];
  readonly exports: readonly { readonly name: string; readonly kind: ExternalKind; readonly type: string }[];
  /** Defined functions, tables … (imports are not counted). */
  readonly functions: number;
  readonly memories: readonly string[];
  readonly tables: readonly string[];
  readonly globals: readonly string[];
  readonly tags: readonly string[];
  readonly startFunction?: number;
  readonly elements: readonly { readonly offset: string; readonly entries: number }[];
  readonly data: readonly { readonly name?: string; readonly offset: string; readonly sizeBytes: number }[];
}

/** Throws a DecodeError when the bytes are no module. */
export function describeModule(bytes: Uint8Array): ModuleShape {
  return shapeOf(decodeModule(bytes));
}

export function shapeOf(module: WasmModule): ModuleShape {
  const spaces = spacesOf(module);
  const names = new Map(module.names?.dataSegments.map(({ index, name }) => [index, name]));
  return {
    sizeBytes: module.bytes.length,
    sections: sectionsOf(module.bytes).map(({ name, contentOffset, endOffset }) => ({
      name,
      sizeBytes: endOffset - contentOffset,
    })),
    imports: module.imports.map((wanted) => ({
      name: `${wanted.module}.${wanted.field}`,
      kind: wanted.kind,
      type: importType(module, wanted),
    })),
    exports: module.exports.map(({ name, kind, index }) => ({ name, kind, type: spaces[kind][index] ?? 'unknown' })),
    functions: module.functions.length,
    memories: module.memories.map(limitsText),
    tables: module.tables.map(tableText),
    globals: module.globals.map(({ type, init }) => `${globalText(type)} = ${expressionText(init)}`),
    tags: module.tags.map((type) => functionText(module.types[type])),
    ...(module.start === undefined ? {} : { startFunction: module.start }),
    elements: module.elements.map(({ offset, functions, expressions }) => ({
      offset: offset === undefined ? 'passive' : expressionText(offset),
      entries: functions.length + expressions.length,
    })),
    data: module.data.map(({ offsetExpression, bytes }, index) => {
      const name = names.get(index);
      const offset = offsetExpression === undefined ? 'passive' : expressionText(offsetExpression);
      return { ...(name === undefined ? {} : { name }), offset, sizeBytes: bytes.length };
    }),
  };
}

/** A shape as lines for people. */
export function printShape(shape: ModuleShape): readonly string[] {
  const { sections, imports, exports, memories, tables, globals, tags, elements, data } = shape;
  return [
    `${shape.sizeBytes} bytes, ${shape.functions} functions`,
    ...sections.map(({ name, sizeBytes }) => `section ${name}: ${sizeBytes} bytes`),
    ...imports.map(({ name, kind, type }) => `import ${kind} ${name}: ${type}`),
    ...exports.map(({ name, kind, type }) => `export ${kind} ${name}: ${type}`),
    ...memories.map((text) => `memory ${text}`),
    ...tables.map((text) => `table ${text}`),
    ...globals.map((text) => `global ${text}`),
    ...tags.map((text) => `tag ${text}`),
    ...(shape.startFunction === undefined ? [] : [`start function ${shape.startFunction}`]),
    ...elements.map(({ offset, entries }) => `elements at ${offset}: ${entries}`),
    ...data.map(({ name, offset, sizeBytes }) => `data ${name ?? ''} at ${offset}: ${sizeBytes} bytes`),
  ];
}

/** The type of every entry of every index space, as text. */
function spacesOf(module: WasmModule): Readonly<Record<ExternalKind, readonly string[]>> {
  const imported = (kind: ExternalKind) =>
    module.imports.filter((wanted) => wanted.kind === kind).map((wanted) => importType(module, wanted));
  return {
    function: [...imported('function'), ...module.functions.map((type) => functionText(module.types[type]))],
    table: [...imported('table'), ...module.tables.map(tableText)],
    memory: [...imported('memory'), ...module.memories.map(limitsText)],
    global: [...imported('global'), ...module.globals.map(({ type }) => globalText(type))],
    tag: [...imported('tag'), ...module.tags.map((type) => functionText(module.types[type]))],
  };
}

function importType(module: WasmModule, wanted: Import): string {
  switch (wanted.kind) {
    case 'function':
    case 'tag':
      return functionText(module.types[wanted.typeIndex]);
    case 'table':
      return tableText(wanted.table);
    case 'memory':
      return limitsText(wanted.memory);
    case 'global':
      return globalText(wanted.global);
  }
}

/** `(i32, i64) -> (i32)` */
export function functionText(type: FunctionType | undefined): string {
  if (type === undefined) return 'unknown';
  const list = (types: readonly number[]) => `(${types.map(valueTypeName).join(', ')})`;
  return `${list(type.parameters)} -> ${list(type.results)}`;
}

function limitsText({ flags, minimum, maximum }: Limits): string {
  const words = [`${minimum}..${maximum ?? ''}`];
  if (flags & LimitsFlag.Shared) words.push('shared');
  if (flags & LimitsFlag.Is64) words.push('64-bit');
  return words.join(' ');
}

export const tableText = ({ elementType, limits }: TableType): string =>
  `${limitsText(limits)} ${valueTypeName(elementType)}`;

export const globalText = ({ valueType, mutable }: GlobalType): string =>
  mutable ? `mut ${valueTypeName(valueType)}` : valueTypeName(valueType);

function expressionText({ value, bytes }: ConstantExpression): string {
  switch (value.kind) {
    case 'i32':
    case 'i64':
      return String(value.value);
    case 'global':
      return `global ${value.globalIndex}`;
    case 'ref-func':
      return `function ${value.functionIndex}`;
    case 'ref-null':
      return 'null';
    default:
      return `<${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}>`;
  }
}
