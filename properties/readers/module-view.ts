/**
 * What a reader says a module holds, as lists of short texts that can be compared over readers: imports, functions with
 * their locals, tables, memories, globals, exports, elements, data. A list that a reader cannot give is left out.
 * Here also: the view of `src/wasm`, and the difference between two. Other readers are a file each.
 */
import {
  ByteReader,
  type ConstantExpression,
  type FunctionType,
  type GlobalType,
  type Import,
  type Limits,
  LimitsFlag,
  type TableType,
  valueTypeName,
  type WasmModule,
} from '../../src/wasm/index.ts';

export interface ModuleView {
  /** `function env.f: (i32) -> ()` */
  readonly imports: readonly string[];
  /** Of defined functions: type and locals, `(i32) -> () with i32 i64`. */
  readonly functions: readonly string[];
  readonly functionTypes: readonly string[];
  readonly tables: readonly string[];
  readonly memories: readonly string[];
  readonly globals: readonly string[];
  readonly tags: readonly string[];
  /** `function run: 3` */
  readonly exports: readonly string[];
  /** `function run` */
  readonly exportNames: readonly string[];
  /** The function indices of each segment. */
  readonly elements: readonly string[];
  readonly elementCounts: readonly string[];
  /** Size and digest of each segment. */
  readonly data: readonly string[];
}

/** The first list that differs, and how; lists that one of the two does not have are passed over. */
export function viewDifference(
  ours: ModuleView,
  theirs: Partial<ModuleView>,
): { readonly key: keyof ModuleView; readonly evidence: string } | undefined {
  for (const key of keys) {
    const [left, right] = [ours[key], theirs[key]];
    if (right === undefined) continue;
    const at = Array.from({ length: Math.max(left.length, right.length) }).findIndex((_, i) => left[i] !== right[i]);
    if (at >= 0) {
      const counts = left.length === right.length ? '' : ` (of ${left.length} and ${right.length})`;
      return { key, evidence: `${key}, number ${at}${counts}: ours ${left[at]}, theirs ${right[at]}` };
    }
  }
  return undefined;
}

const keys = [
  'imports',
  'functions',
  'functionTypes',
  'tables',
  'memories',
  'globals',
  'tags',
  'exports',
  'exportNames',
  'elements',
  'elementCounts',
  'data',
] as const satisfies readonly (keyof ModuleView)[];

/** As `src/wasm` decodes it. */
export function viewOf(module: WasmModule): ModuleView {
  return {
    imports: module.imports.map(
      (wanted) => `${wanted.kind} ${wanted.module}.${wanted.field}: ${importType(module, wanted)}`,
    ),
    functions: module.functions.map((type, i) => {
      const { bytes, headerSize } = module.code[i]!;
      return functionView(typeText(module.types[type]!), localsOf(bytes.subarray(headerSize)));
    }),
    functionTypes: module.functions.map((type) => typeText(module.types[type]!)),
    tables: module.tables.map(tableText),
    memories: module.memories.map(limitsText),
    globals: module.globals.map(({ type, init }) => globalView(globalText(type), valueText(init))),
    tags: module.tags.map((type) => typeText(module.types[type]!)),
    exports: module.exports.map(({ kind, name, index }) => exportView(kind, name, index)),
    exportNames: module.exports.map(({ kind, name }) => `${kind} ${name}`),
    elementCounts: module.elements.map(({ functions, expressions }) => `${functions.length + expressions.length}`),
    elements: module.elements.map(({ functions, expressions }) =>
      functions.length > 0 || expressions.length === 0 ? functions.join(' ') : `${expressions.length} expressions`,
    ),
    data: module.data.map(({ bytes }) => dataView(bytes)),
  };
}

export const functionView = (type: string, locals: readonly string[]): string =>
  locals.length === 0 ? type : `${type} with ${locals.join(' ')}`;
export const globalView = (type: string, value: string | undefined): string =>
  value === undefined ? type : `${type} = ${value}`;
export const exportView = (kind: string, name: string, index: number): string => `${kind} ${name}: ${index}`;
export const signatureView = (parameters: readonly string[], results: readonly string[]): string =>
  `(${parameters.join(', ')}) -> (${results.join(', ')})`;

export function limitsView(minimum: bigint, maximum: bigint | undefined, words: readonly string[]): string {
  return [`${minimum}..${maximum ?? ''}`, ...words].join(' ');
}

/** Size and a digest (FNV-1a), so that a view stays small. */
export function dataView(bytes: Uint8Array): string {
  let digest = 0x811c9dc5;
  for (const byte of bytes) digest = Math.imul(digest ^ byte, 0x01000193);
  return `${bytes.length} bytes, ${(digest >>> 0).toString(16)}`;
}

const typeText = ({ parameters, results }: FunctionType): string =>
  signatureView(parameters.map(valueTypeName), results.map(valueTypeName));

function limitsText({ flags, minimum, maximum }: Limits): string {
  const words = [];
  if (flags & LimitsFlag.Shared) words.push('shared');
  if (flags & LimitsFlag.Is64) words.push('i64');
  return limitsView(minimum, maximum, words);
}

const tableText = ({ elementType, limits }: TableType): string => `${limitsText(limits)} ${valueTypeName(elementType)}`;
const globalText = ({ valueType, mutable }: GlobalType): string =>
  mutable ? `mut ${valueTypeName(valueType)}` : valueTypeName(valueType);

function importType(module: WasmModule, wanted: Import): string {
  switch (wanted.kind) {
    case 'function':
    case 'tag':
      return typeText(module.types[wanted.typeIndex]!);
    case 'table':
      return tableText(wanted.table);
    case 'memory':
      return limitsText(wanted.memory);
    case 'global':
      return globalText(wanted.global);
  }
}

/** Of integer constants; other values are not compared. */
function valueText({ value }: ConstantExpression): string | undefined {
  return value.kind === 'i32' || value.kind === 'i64' ? String(value.value) : undefined;
}

function localsOf(body: Uint8Array): string[] {
  const reader = new ByteReader(body);
  const locals: string[] = [];
  for (let left = reader.uleb32(); left > 0; left--) {
    const count = reader.uleb32();
    const name = valueTypeName(reader.u8());
    for (let i = 0; i < count && locals.length < maxLocals; i++) locals.push(name);
  }
  return locals;
}

/** More are not told apart: a declaration can say four thousand millions. */
export const maxLocals = 1_000;
