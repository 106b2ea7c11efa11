/**
 * The numbers of the binary format that more than one file needs: section ids, external kinds, value types, the codes of
 * subsections. Sources: the core specification (binary format), tool-conventions Linking.md and DynamicLinking.md.
 * Not here: relocation kinds (`relocation-kinds.ts`), flags that are part of the model (`model.ts`), bounds (`limits.ts`).
 */
import type { ComdatMemberKind, ExternalKind, ValueType } from './model.ts';

/** `\0asm`, as a little-endian word. */
export const wasmMagic = 0x6d736100;
/** The version in the header of every file that LLVM reads. */
export const wasmVersion = 1;
/** The only version of the `linking` section in use. */
export const linkingVersion = 2;

/** Ids of sections in the binary format. `Tag` stands between memory and global in a file, whatever its number. */
export const SectionId = {
  Custom: 0,
  Type: 1,
  Import: 2,
  Function: 3,
  Table: 4,
  Memory: 5,
  Global: 6,
  Export: 7,
  Start: 8,
  Element: 9,
  Code: 10,
  Data: 11,
  DataCount: 12,
  Tag: 13,
} as const;

/** Names by section id, as messages say them. */
export const sectionNames: readonly string[] = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'elem',
  'code',
  'data',
  'data count',
  'tag',
];

/** The order in which core sections stand in a file, by id. */
export const coreSectionOrder: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** External kinds at their codes. */
export const externalKinds: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag'];

/** COMDAT member kinds at their codes. */
export const comdatMemberKinds: readonly ComdatMemberKind[] = ['data', 'function', 'global', 'tag', 'table', 'section'];

/** The value types that are handled here, by their bytes. */
export const ValueTypeCode = {
  I32: 0x7f,
  I64: 0x7e,
  F32: 0x7d,
  F64: 0x7c,
  V128: 0x7b,
  FuncRef: 0x70,
  ExternRef: 0x6f,
  ExnRef: 0x69,
} as const;

const valueTypeNames: ReadonlyMap<ValueType, string> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x70, 'funcref'],
  [0x6f, 'externref'],
  [0x69, 'exnref'],
]);

/** `i32`, `funcref` …; `unknown` for a byte that is no value type this project handles. */
export function valueTypeName(type: ValueType): string {
  return valueTypeNames.get(type) ?? 'unknown';
}

/** Whether a byte is one of `ValueTypeCode`. */
export function isValueType(code: number): boolean {
  return valueTypeNames.has(code);
}

/** Whether a byte is `funcref`, `externref` or `exnref`. */
export function isReferenceType(code: number): boolean {
  return code === ValueTypeCode.FuncRef || code === ValueTypeCode.ExternRef || code === ValueTypeCode.ExnRef;
}

/** Bits of limits flags. */
export const LimitsFlag = { HasMaximum: 1, Shared: 2, Is64: 4, HasPageSize: 8 } as const;

/** Subsections of `linking`. */
export const LinkingSubsection = { SegmentInfo: 5, InitFunctions: 6, ComdatInfo: 7, SymbolTable: 8 } as const;

/** Subsections of `name` that are decoded. */
export const NameSubsection = { Module: 0, Functions: 1, Globals: 7, DataSegments: 9 } as const;

/** Subsections of `dylink.0`. */
export const DylinkSubsection = { MemoryInfo: 1, Needed: 2, ExportInfo: 3, ImportInfo: 4, RuntimePath: 5 } as const;
