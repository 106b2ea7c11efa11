/**
 * The one table of relocation kinds: code, name, how the site is written, whether there is an addend, what the index
 * refers to. Every other file asks here; none switches on a kind to learn such a fact.
 * Sources: tool-conventions Linking.md and DynamicLinking.md; LLVM's WasmRelocs.def for names and codes.
 */

/** How the value is written at the site. The width in bytes follows: 5, 10, 4 or 8. */
export type SiteEncoding = 'uleb32' | 'sleb32' | 'uleb64' | 'sleb64' | 'i32' | 'i64';

/** What a relocation's index refers to: a symbol of one of these kinds, or an entry of the type section. */
export type RelocationTarget = 'function' | 'data' | 'global' | 'table' | 'tag' | 'type' | 'section';

/** What is computed, before the encoding. */
export type RelocationValue =
  | 'function-index'
  | 'table-slot'
  | 'table-slot-relative'
  | 'address'
  | 'address-relative'
  | 'address-tls'
  | 'address-site-relative'
  | 'type-index'
  | 'global-index'
  | 'function-offset'
  | 'section-offset'
  | 'tag-index'
  | 'table-index';

/** A row of the table: all that follows from the kind of a relocation. */
export interface RelocationKind {
  readonly code: number;
  /** LLVM's name, e.g. `R_WASM_FUNCTION_INDEX_LEB`. */
  readonly name: string;
  readonly encoding: SiteEncoding;
  /** Bytes of the site. */
  readonly width: 4 | 5 | 8 | 10;
  readonly hasAddend: boolean;
  /** The addend is a 64-bit LEB in `reloc.*` (LLVM's reader: every 64-bit kind). */
  readonly addend64: boolean;
  readonly target: RelocationTarget;
  readonly value: RelocationValue;
}

const widths: Readonly<Record<SiteEncoding, 4 | 5 | 8 | 10>> = {
  uleb32: 5,
  sleb32: 5,
  uleb64: 10,
  sleb64: 10,
  i32: 4,
  i64: 8,
};

function row(
  code: number,
  name: string,
  encoding: SiteEncoding,
  value: RelocationValue,
  target: RelocationTarget,
  addend: '' | 'addend' | 'addend64' = '',
): RelocationKind {
  return {
    code,
    name: `R_WASM_${name}`,
    encoding,
    width: widths[encoding],
    hasAddend: addend !== '',
    addend64: addend === 'addend64',
    target,
    value,
  };
}

/** Kinds by code; dense from 0 to 26. */
export const relocationKinds: readonly RelocationKind[] = [
  row(0, 'FUNCTION_INDEX_LEB', 'uleb32', 'function-index', 'function'),
  row(1, 'TABLE_INDEX_SLEB', 'sleb32', 'table-slot', 'function'),
  row(2, 'TABLE_INDEX_I32', 'i32', 'table-slot', 'function'),
  row(3, 'MEMORY_ADDR_LEB', 'uleb32', 'address', 'data', 'addend'),
  row(4, 'MEMORY_ADDR_SLEB', 'sleb32', 'address', 'data', 'addend'),
  row(5, 'MEMORY_ADDR_I32', 'i32', 'address', 'data', 'addend'),
  row(6, 'TYPE_INDEX_LEB', 'uleb32', 'type-index', 'type'),
  // The target may also be a function or a data symbol: then it stands for that symbol's GOT entry.
  row(7, 'GLOBAL_INDEX_LEB', 'uleb32', 'global-index', 'global'),
  row(8, 'FUNCTION_OFFSET_I32', 'i32', 'function-offset', 'function', 'addend'),
  row(9, 'SECTION_OFFSET_I32', 'i32', 'section-offset', 'section', 'addend'),
  row(10, 'TAG_INDEX_LEB', 'uleb32', 'tag-index', 'tag'),
  row(11, 'MEMORY_ADDR_REL_SLEB', 'sleb32', 'address-relative', 'data', 'addend'),
  row(12, 'TABLE_INDEX_REL_SLEB', 'sleb32', 'table-slot-relative', 'function'),
  row(13, 'GLOBAL_INDEX_I32', 'i32', 'global-index', 'global'),
  row(14, 'MEMORY_ADDR_LEB64', 'uleb64', 'address', 'data', 'addend64'),
  row(15, 'MEMORY_ADDR_SLEB64', 'sleb64', 'address', 'data', 'addend64'),
  row(16, 'MEMORY_ADDR_I64', 'i64', 'address', 'data', 'addend64'),
  row(17, 'MEMORY_ADDR_REL_SLEB64', 'sleb64', 'address-relative', 'data', 'addend64'),
  row(18, 'TABLE_INDEX_SLEB64', 'sleb64', 'table-slot', 'function'),
  row(19, 'TABLE_INDEX_I64', 'i64', 'table-slot', 'function'),
  row(20, 'TABLE_NUMBER_LEB', 'uleb32', 'table-index', 'table'),
  row(21, 'MEMORY_ADDR_TLS_SLEB', 'sleb32', 'address-tls', 'data', 'addend'),
  row(22, 'FUNCTION_OFFSET_I64', 'i64', 'function-offset', 'function', 'addend64'),
  row(23, 'MEMORY_ADDR_LOCREL_I32', 'i32', 'address-site-relative', 'data', 'addend'),
  row(24, 'TABLE_INDEX_REL_SLEB64', 'sleb64', 'table-slot-relative', 'function'),
  row(25, 'MEMORY_ADDR_TLS_SLEB64', 'sleb64', 'address-tls', 'data', 'addend64'),
  row(26, 'FUNCTION_INDEX_I32', 'i32', 'function-index', 'function'),
];

/** Looks a kind up by LLVM's name without the `R_WASM_` prefix. */
export function relocationKindNamed(name: string): RelocationKind | undefined {
  return relocationKinds.find((kind) => kind.name === `R_WASM_${name}`);
}
