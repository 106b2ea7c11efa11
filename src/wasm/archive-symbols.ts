/**
 * The symbol table of an archive: which member defines a name. Four forms: GNU with 32- or 64-bit big-endian offsets in
 * front of the names, BSD and Darwin with pairs (name's place, member's place), little-endian.
 */
import { DecodeError } from './reader.ts';
import { ByteWriter } from './writer.ts';

/** One entry of an archive’s symbol table. */
export interface ArchiveSymbol {
  readonly name: string;
  /** Where the header of the member that defines it begins. */
  readonly memberOffset: number;
}

export type SymbolTableForm = 'gnu' | 'gnu64' | 'bsd' | 'darwin64';

/** Names may share bytes in the BSD forms; together they may be this many times as long as the string table. */
const nameBytesPerTableByte = 4;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** `table`: where the content of the symbol table's member lies in `bytes`. */
export function decodeArchiveSymbols(
  bytes: Uint8Array,
  table: { readonly form: SymbolTableForm; readonly begin: number; readonly end: number },
): ArchiveSymbol[] {
  const content = bytes.subarray(table.begin, table.end);
  // A table with nothing in it may be a member without content.
  if (content.length === 0) return [];
  const words = new Words(content, table.begin, table.form);
  return table.form === 'gnu' || table.form === 'gnu64' ? decodeGnu(content, words) : decodeBsd(content, words);
}

/** A count, that many member offsets, that many names in the same order, each ended by NUL. */
function decodeGnu(content: Uint8Array, words: Words): ArchiveSymbol[] {
  const count = words.at(0);
  if (count > content.length / words.size - 1) words.fail(`${count} symbols do not fit in ${content.length} bytes`);
  const symbols: ArchiveSymbol[] = [];
  let at = words.size * (count + 1);
  for (let i = 0; i < count; i++) {
    const end = content.indexOf(0, at);
    if (end < 0) words.fail(`name of symbol ${i} is not terminated`);
    symbols.push({ name: utf8.decode(content.subarray(at, end)), memberOffset: words.at(words.size * (i + 1)) });
    at = end + 1;
  }
  return symbols;
}

/** The pairs' size in bytes, the pairs, the names' size in bytes, the names. */
function decodeBsd(content: Uint8Array, words: Words): ArchiveSymbol[] {
  const pairsBytes = words.at(0);
  const namesSizeAt = words.size + pairsBytes;
  if (namesSizeAt + words.size > content.length) words.fail(`${pairsBytes} bytes of symbols do not fit`);
  const namesAt = namesSizeAt + words.size;
  const names = content.subarray(namesAt, namesAt + words.at(namesSizeAt));
  let budget = names.length * nameBytesPerTableByte;
  const symbols: ArchiveSymbol[] = [];
  for (let at = words.size; at + 2 * words.size <= namesSizeAt; at += 2 * words.size) {
    const begin = words.at(at);
    const end = names.indexOf(0, begin);
    if (end < 0) words.fail(`name at ${begin} is not terminated`);
    budget -= end - begin;
    if (budget < 0) words.fail('names overlap');
    symbols.push({ name: utf8.decode(names.subarray(begin, end)), memberOffset: words.at(at + words.size) });
  }
  return symbols;
}

/** The words of a table: their width and byte order follow from its form. */
class Words {
  readonly size: 4 | 8;
  private readonly view: DataView;
  private readonly fileOffset: number;
  private readonly littleEndian: boolean;

  constructor(content: Uint8Array, fileOffset: number, form: SymbolTableForm) {
    this.view = new DataView(content.buffer, content.byteOffset, content.length);
    this.fileOffset = fileOffset;
    this.size = form === 'gnu64' || form === 'darwin64' ? 8 : 4;
    this.littleEndian = form === 'bsd' || form === 'darwin64';
  }

  at(offset: number): number {
    if (offset + this.size > this.view.byteLength) this.fail('it ends too early');
    if (this.size === 4) return this.view.getUint32(offset, this.littleEndian);
    return Number(this.view.getBigUint64(offset, this.littleEndian));
  }

  fail(message: string): never {
    throw new DecodeError(`truncated or malformed archive (symbol table: ${message})`, this.fileOffset);
  }
}

/** The content of the symbol table's member, with the padding that LLVM's writer gives it. */
export function encodeArchiveSymbols(form: SymbolTableForm, symbols: readonly ArchiveSymbol[]): Uint8Array {
  const names = new ByteWriter();
  const places: number[] = [];
  for (const { name } of symbols) {
    places.push(names.length);
    names.text(name).u8(0);
  }
  const writer = new ByteWriter();
  const bsd = form === 'bsd' || form === 'darwin64';
  const word = wordWriter(writer, form);
  word(bsd ? symbols.length * (form === 'bsd' ? 8 : 16) : symbols.length);
  symbols.forEach(({ memberOffset }, i) => {
    if (bsd) word(places[i]!);
    word(memberOffset);
  });
  if (bsd) word(names.length);
  writer.raw(names.finish());
  const alignment = bsd ? 8 : 2;
  while (writer.length % alignment !== 0) writer.u8(0);
  return writer.finish();
}

function wordWriter(writer: ByteWriter, form: SymbolTableForm): (value: number) => unknown {
  switch (form) {
    case 'bsd':
      return (value) => writer.u32(value);
    case 'darwin64':
      return (value) => writer.u64(value);
    case 'gnu':
      return (value) => writer.u32(byteSwapped(value));
    case 'gnu64':
      return (value) => writer.u32(byteSwapped(Math.floor(value / 0x1_0000_0000))).u32(byteSwapped(value));
  }
}

function byteSwapped(value: number): number {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}
