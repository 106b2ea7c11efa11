/**
 * `reloc.*` sections, decoded straight into typed arrays: a million relocations make no object each. Hot; `bench` watches it.
 * Checked here, once, as LLVM's reader does: ascending offsets, the site inside the section, the index of the right kind.
 * One section's relocations may be spread over several `reloc.*` sections, in order.
 */
import { type ObjectSymbol, type SymbolKind, symbolKinds } from './model.ts';
import type { ByteReader } from './reader.ts';
import { type RelocationTarget, relocationKinds } from './relocation-kinds.ts';
import { noRelocations, type Relocation, RelocationList } from './relocations.ts';
import { ByteWriter } from './writer.ts';

/** A `reloc.*` section as read: which section it is about, and what it says. */
export interface RelocationPart {
  readonly sectionIndex: number;
  readonly list: RelocationList;
}

/** What a relocation is held against. */
export interface RelocationContext {
  readonly sections: readonly { readonly size: number }[];
  readonly symbols: readonly ObjectSymbol[];
  /** Symbol kinds as their codes, one byte a symbol. */
  readonly symbolCodes: Uint8Array;
  readonly typeCount: number;
}

export function symbolCodes(symbols: readonly ObjectSymbol[]): Uint8Array {
  const codes = new Uint8Array(symbols.length);
  for (let i = 0; i < codes.length; i++) codes[i] = symbolKinds.indexOf(symbols[i]!.kind);
  return codes;
}

/** For each relocation code, a bit for each symbol kind that it may refer to; 0 for the kind that refers to a type. */
const allowedSymbols = Uint8Array.from(relocationKinds, ({ name, target }) => {
  if (target === 'type') return 0;
  // A GOT entry is asked for by the index of the function or data symbol that it stands for.
  const kinds: readonly SymbolKind[] = name === 'R_WASM_GLOBAL_INDEX_LEB' ? ['global', 'data', 'function'] : [target];
  return kinds.reduce((bits, kind) => bits | (1 << symbolKinds.indexOf(kind)), 0);
});

const widths = Uint8Array.from(relocationKinds, ({ width }) => width);

/** 0 no addend, 1 of 32 bits, 2 of 64 bits. */
const addendForms = Uint8Array.from(relocationKinds, (kind) => (kind.hasAddend ? (kind.addend64 ? 2 : 1) : 0));

const messages: Readonly<Record<RelocationTarget, string>> = {
  function: 'invalid function relocation',
  data: 'invalid data relocation',
  global: 'invalid global relocation',
  table: 'invalid table relocation',
  tag: 'invalid tag relocation',
  type: 'invalid relocation type index',
  section: 'invalid section relocation',
};

/** The fewest bytes that a relocation takes: code, offset, index. */
const minimumRelocationBytes = 3;

/** Code of one byte, offset and index of four. */
const plainEntryBytes = 9;

export function decodeRelocations(reader: ByteReader, context: RelocationContext): RelocationPart {
  const sectionIndex = reader.uleb32();
  const section = context.sections[sectionIndex];
  if (section === undefined) return reader.fail('invalid section index', reader.begin);
  const count = reader.countInPlace(minimumRelocationBytes, 'relocations');
  const list = decodeEntries(reader, count, section.size, context);
  reader.expectEnd('reloc section');
  return { sectionIndex, list };
}

function decodeEntries(
  reader: ByteReader,
  count: number,
  sectionSize: number,
  context: RelocationContext,
): RelocationList {
  if (count === 0) return noRelocations;
  const codes = new Uint8Array(count);
  const offsets = new Uint32Array(count);
  const indices = new Uint32Array(count);
  const addends = new Float64Array(count);
  const { bytes, end } = reader;
  let wideAddends: Map<number, bigint> | undefined;
  let previous = 0;
  for (let i = 0; i < count; i++) {
    const at = reader.position;
    let code = 0x80;
    let offset = 0;
    let index = 0;
    let last = 0x80;
    // LEBs of at most four bytes, as nearly all are, are read here: a call costs more than an integer.
    if (end - at >= plainEntryBytes) {
      let next = at + 2;
      code = bytes[at]!;
      let byte = bytes[at + 1]!;
      offset = byte & 0x7f;
      for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
        byte = bytes[next++]!;
        offset |= (byte & 0x7f) << shift;
      }
      last = byte;
      byte = bytes[next++]!;
      index = byte & 0x7f;
      for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
        byte = bytes[next++]!;
        index |= (byte & 0x7f) << shift;
      }
      last |= byte | code;
      if (last < 0x80) reader.position = next;
    }
    if (last >= 0x80) {
      code = reader.uleb32();
      offset = reader.uleb32();
      index = reader.uleb32();
    }
    if (offset < previous) reader.fail('relocations not in offset order', at);
    previous = offset;
    if (code >= widths.length) reader.fail(`invalid relocation type: ${code}`, at);
    if (!isValidIndex(code, index, context)) reader.fail(badIndex(code, index, context), at);
    if (addendForms[code] === 1) {
      addends[i] = reader.sleb32();
    } else if (addendForms[code] === 2) {
      const addend = reader.shortSleb();
      if (Number.isNaN(addend)) {
        const wide = reader.sleb64();
        addends[i] = Number(wide);
        if (BigInt(addends[i]!) !== wide) {
          wideAddends ??= new Map();
          wideAddends.set(i, wide);
        }
      } else addends[i] = addend;
    }
    if (offset + widths[code]! > sectionSize) reader.fail('invalid relocation offset', at);
    codes[i] = code;
    offsets[i] = offset;
    indices[i] = index;
  }
  return new RelocationList({ codes, offsets, indices, addends, wideAddends });
}

function isValidIndex(code: number, index: number, context: RelocationContext): boolean {
  const allowed = allowedSymbols[code]!;
  if (allowed === 0) return index < context.typeCount;
  return index < context.symbolCodes.length && ((allowed >> context.symbolCodes[index]!) & 1) === 1;
}

/** LLVM ends the message with the name of the symbol; where there is none, here is the index. */
function badIndex(code: number, index: number, context: RelocationContext): string {
  return `${messages[relocationKinds[code]!.target]}: ${context.symbols[index]?.name ?? index}`;
}

/** The relocations of one section, from its parts in file order; undefined when their offsets do not ascend across parts. */
export function joinRelocations(parts: readonly RelocationList[]): RelocationList | undefined {
  if (parts.length === 1) return parts[0];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const codes = new Uint8Array(length);
  const offsets = new Uint32Array(length);
  const indices = new Uint32Array(length);
  const addends = new Float64Array(length);
  const wideAddends = new Map<number, bigint>();
  let at = 0;
  for (const part of parts) {
    if (at > 0 && part.length > 0 && part.offsets[0]! < offsets[at - 1]!) return undefined;
    codes.set(part.codes, at);
    offsets.set(part.offsets, at);
    indices.set(part.indices, at);
    addends.set(part.addends, at);
    for (let i = 0; i < part.length; i++) {
      if (!Number.isSafeInteger(part.addends[i])) wideAddends.set(at + i, part.addend(i));
    }
    at += part.length;
  }
  return new RelocationList({ codes, offsets, indices, addends, wideAddends });
}

/** The content of a `reloc.*` section. */
export function encodeRelocations(sectionIndex: number, relocations: readonly Relocation[]): Uint8Array {
  const writer = new ByteWriter(16 + relocations.length * 8);
  writer.uleb(sectionIndex).list(relocations, ({ kind, offset, index, addend }) => {
    writer.uleb(kind.code).uleb(offset).uleb(index);
    if (kind.hasAddend) writer.sleb(addend);
  });
  return writer.finish();
}
