/**
 * Writes `ar` archives, byte for byte as `llvm-ar` does with zero dates and owners: GNU with 32- or 64-bit offsets, BSD,
 * thin GNU. The symbol table can be left out, computed from the members, or given (also falsely: for testing readers).
 */
import type { ArchiveFormat } from './archive.ts';
import { type ArchiveSymbol, encodeArchiveSymbols } from './archive-symbols.ts';
import { decodeModule, isObject, isWasm } from './decode.ts';
import { type ObjectSymbol, SymbolFlag } from './model.ts';
import { ByteWriter } from './writer.ts';

/** What an archive shall hold. */
export interface ArchiveSource {
  readonly members: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Default `gnu`. */
  readonly format?: ArchiveFormat;
  /** Names and sizes only; members are files beside the archive. GNU formats. Default false. */
  readonly thin?: boolean;
  /**
   * `true` (the default): the non-local symbols that members define, in order; `false`: no table; a list: what it says,
   * `member` being a position in `members`.
   */
  readonly symbolTable?: boolean | readonly { readonly name: string; readonly member: number }[];
}

const headerBytes = 60;

interface Layout {
  readonly form: ArchiveFormat;
  readonly bsd: boolean;
  readonly thin: boolean;
}

/** The bytes of an archive: as `llvm-ar` writes them with zero dates and owners. */
export function encodeArchive(source: ArchiveSource): Uint8Array {
  const form = source.format ?? 'gnu';
  const layout: Layout = { form, bsd: form === 'bsd' || form === 'darwin64', thin: source.thin ?? false };
  const symbols = symbolsOf(source);
  const names = layout.bsd ? undefined : longNames(source, layout.thin);
  // The table's size does not depend on the offsets in it: write once to learn them, once more to fill them in.
  const draft = write(source, layout, names, symbols, []);
  return write(source, layout, names, symbols, draft.memberOffsets).bytes;
}

type TableEntry = { readonly name: string; readonly member: number };

function symbolsOf({ members, symbolTable = true }: ArchiveSource): readonly TableEntry[] | undefined {
  if (symbolTable === false) return undefined;
  if (symbolTable !== true) return symbolTable;
  return members.flatMap(({ bytes }, member) => archiveSymbolNames(bytes).map((name) => ({ name, member })));
}

/** The names that an archive's symbol table lists for a member: every defined symbol that is not local. */
export function archiveSymbolNames(bytes: Uint8Array): string[] {
  if (!isWasm(bytes)) return [];
  const module = decodeModule(bytes);
  return isObject(module) ? module.linking.symbols.filter(isArchiveSymbol).map(({ name }) => name) : [];
}

function isArchiveSymbol({ flags }: ObjectSymbol): boolean {
  return (flags & (SymbolFlag.Undefined | SymbolFlag.BindingLocal)) === 0;
}

interface LongNames {
  readonly content: Uint8Array;
  /** By member: where its name stands, or undefined when it fits in the header. */
  readonly offsets: readonly (number | undefined)[];
}

/** Names of more than 15 characters or with a slash; in a thin archive all names. */
function longNames({ members }: ArchiveSource, thin: boolean): LongNames {
  const writer = new ByteWriter();
  const known = new Map<string, number>();
  const offsets = members.map(({ name }) => {
    if (!thin && new TextEncoder().encode(name).length < 16 && !name.includes('/')) return undefined;
    // A thin archive may list a file twice: it is the same file.
    const earlier = thin ? known.get(name) : undefined;
    const offset = earlier ?? writer.length;
    if (earlier === undefined) writer.text(`${name}/\n`);
    known.set(name, offset);
    return offset;
  });
  if (writer.length % 2 !== 0) writer.text('\n');
  return { content: writer.finish(), offsets };
}

function write(
  source: ArchiveSource,
  layout: Layout,
  names: LongNames | undefined,
  symbols: readonly TableEntry[] | undefined,
  offsets: readonly number[],
): { bytes: Uint8Array; memberOffsets: readonly number[] } {
  const writer = new ByteWriter().text(layout.thin ? '!<thin>\n' : '!<arch>\n');
  if (symbols !== undefined && (layout.bsd || symbols.length > 0)) {
    const table = symbols.map(({ name, member }): ArchiveSymbol => ({ name, memberOffset: offsets[member] ?? 0 }));
    writeTable(writer, layout, encodeArchiveSymbols(layout.form, table));
  }
  if (names !== undefined && names.content.length > 0) {
    writeHeader(writer, '//', names.content.length);
    writer.raw(names.content);
  }
  const memberOffsets = source.members.map((member, i) => writeMember(writer, layout, member, names?.offsets[i]));
  return { bytes: writer.finish(), memberOffsets };
}

function writeTable(writer: ByteWriter, layout: Layout, content: Uint8Array): void {
  if (layout.bsd) {
    writeBsdHeader(writer, layout.form === 'bsd' ? '__.SYMDEF' : '__.SYMDEF_64', content.length, '0');
  } else {
    writeHeader(writer, layout.form === 'gnu64' ? '/SYM64/' : '/', content.length, '0');
  }
  writer.raw(content);
}

/** Returns where the member's header begins. */
function writeMember(
  writer: ByteWriter,
  layout: Layout,
  { name, bytes }: ArchiveSource['members'][number],
  nameOffset: number | undefined,
): number {
  const offset = writer.length;
  if (layout.bsd) writeBsdHeader(writer, name, bytes.length, '644');
  else writeHeader(writer, nameOffset === undefined ? `${name}/` : `/${nameOffset}`, bytes.length, '644');
  if (!layout.thin) {
    writer.raw(bytes);
    if (writer.length % 2 !== 0) writer.text('\n');
  }
  return offset;
}

/** The name in front of the payload, ended by NULs so that the payload begins at a multiple of eight. */
function writeBsdHeader(writer: ByteWriter, name: string, size: number, mode: string): void {
  const nameBytes = new TextEncoder().encode(name);
  const padding = -(writer.length + headerBytes + nameBytes.length) & 7;
  const nameSize = nameBytes.length + padding;
  writeHeader(writer, `#1/${nameSize}`, nameSize + size, mode);
  writer.raw(nameBytes).raw(new Uint8Array(padding));
}

/** Name, date, owner, group, mode, size. The `//` member has blanks where others have numbers. */
function writeHeader(writer: ByteWriter, name: string, size: number, mode?: string): void {
  const zero = mode === undefined ? '' : '0';
  const begin = writer.length;
  writer.text(name);
  while (writer.length < begin + 16) writer.text(' ');
  writer.text(zero.padEnd(12) + zero.padEnd(6) + zero.padEnd(6) + (mode ?? '').padEnd(8) + String(size).padEnd(10));
  writer.text('`\n');
}
