/**
 * The relocation kinds as the guard knows them, written down once more from Linking.md, DynamicLinking.md and LLVM's
 * WasmRelocs.def. On purpose not the table of `src/wasm`: the two check each other through the bytes.
 */

export type GuardForm = 'uleb5' | 'sleb5' | 'uleb10' | 'sleb10' | 'i32' | 'i64';

export type GuardMeaning =
  | 'function index'
  | 'table slot'
  | 'relative table slot'
  | 'address'
  | 'relative address'
  | 'thread-local address'
  | 'distance from the site'
  | 'type index'
  | 'global index'
  | 'tag index'
  | 'table index'
  | 'code offset'
  | 'section offset';

export interface GuardKind {
  readonly code: number;
  readonly name: string;
  readonly form: GuardForm;
  readonly meaning: GuardMeaning;
  readonly hasAddend: boolean;
}

const kind = (code: number, name: string, form: GuardForm, meaning: GuardMeaning, addend?: 'A'): GuardKind => ({
  code,
  name,
  form,
  meaning,
  hasAddend: addend !== undefined,
});

export const guardKinds: readonly GuardKind[] = [
  kind(0, 'FUNCTION_INDEX_LEB', 'uleb5', 'function index'),
  kind(1, 'TABLE_INDEX_SLEB', 'sleb5', 'table slot'),
  kind(2, 'TABLE_INDEX_I32', 'i32', 'table slot'),
  kind(3, 'MEMORY_ADDR_LEB', 'uleb5', 'address', 'A'),
  kind(4, 'MEMORY_ADDR_SLEB', 'sleb5', 'address', 'A'),
  kind(5, 'MEMORY_ADDR_I32', 'i32', 'address', 'A'),
  kind(6, 'TYPE_INDEX_LEB', 'uleb5', 'type index'),
  kind(7, 'GLOBAL_INDEX_LEB', 'uleb5', 'global index'),
  kind(8, 'FUNCTION_OFFSET_I32', 'i32', 'code offset', 'A'),
  kind(9, 'SECTION_OFFSET_I32', 'i32', 'section offset', 'A'),
  kind(10, 'TAG_INDEX_LEB', 'uleb5', 'tag index'),
  kind(11, 'MEMORY_ADDR_REL_SLEB', 'sleb5', 'relative address', 'A'),
  kind(12, 'TABLE_INDEX_REL_SLEB', 'sleb5', 'relative table slot'),
  kind(13, 'GLOBAL_INDEX_I32', 'i32', 'global index'),
  kind(14, 'MEMORY_ADDR_LEB64', 'uleb10', 'address', 'A'),
  kind(15, 'MEMORY_ADDR_SLEB64', 'sleb10', 'address', 'A'),
  kind(16, 'MEMORY_ADDR_I64', 'i64', 'address', 'A'),
  kind(17, 'MEMORY_ADDR_REL_SLEB64', 'sleb10', 'relative address', 'A'),
  kind(18, 'TABLE_INDEX_SLEB64', 'sleb10', 'table slot'),
  kind(19, 'TABLE_INDEX_I64', 'i64', 'table slot'),
  kind(20, 'TABLE_NUMBER_LEB', 'uleb5', 'table index'),
  kind(21, 'MEMORY_ADDR_TLS_SLEB', 'sleb5', 'thread-local address', 'A'),
  kind(22, 'FUNCTION_OFFSET_I64', 'i64', 'code offset', 'A'),
  kind(23, 'MEMORY_ADDR_LOCREL_I32', 'i32', 'distance from the site', 'A'),
  kind(24, 'TABLE_INDEX_REL_SLEB64', 'sleb10', 'relative table slot'),
  kind(25, 'MEMORY_ADDR_TLS_SLEB64', 'sleb10', 'thread-local address', 'A'),
  kind(26, 'FUNCTION_INDEX_I32', 'i32', 'function index'),
];

const widths: Readonly<Record<GuardForm, number>> = { uleb5: 5, sleb5: 5, uleb10: 10, sleb10: 10, i32: 4, i64: 8 };

export const widthOf = (form: GuardForm): number => widths[form];

export const is64 = (form: GuardForm): boolean => form === 'i64' || form.endsWith('10');

/** The shortest LEB128 of a value that is cut so. */
export function compressedBytes(value: bigint, form: GuardForm): Uint8Array {
  const isSigned = form.startsWith('sleb');
  const bits = is64(form) ? 64 : 32;
  let rest = isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  const bytes: number[] = [];
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = isSigned ? rest === (low & 0x40 ? -1n : 0n) : rest === 0n;
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return Uint8Array.from(bytes);
  }
}

/** The bytes of a value that is cut to 32 or 64 bits: padded LEB128, or little-endian. */
export function siteBytes(value: bigint, form: GuardForm): Uint8Array {
  const width = widths[form];
  const bits = is64(form) ? 64 : 32;
  const isLeb = form !== 'i32' && form !== 'i64';
  let rest = form.startsWith('sleb') ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  const bytes = new Uint8Array(width);
  for (let i = 0; i < width; i++) {
    const more = i < width - 1 ? 0x80 : 0;
    bytes[i] = isLeb ? Number(rest & 0x7fn) | more : Number(rest & 0xffn);
    rest >>= isLeb ? 7n : 8n;
  }
  return bytes;
}
