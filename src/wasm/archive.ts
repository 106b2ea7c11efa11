/**
 * `ar` archives: GNU (`/`, `//`, `/SYM64/`), BSD (`__.SYMDEF`, `#1/length` names), thin GNU ones. Members are views; a thin
 * archive's members have a name and a size, and the caller loads them. An archive may have no symbol table.
 * Accepts and refuses what LLVM's reader does, in its words; COFF and AIX archives are refused.
 * Not here: what members are (`decode.ts`), writing (`encode-archive.ts`), the symbol table (`archive-symbols.ts`).
 */
import { type ArchiveSymbol, decodeArchiveSymbols, type SymbolTableForm } from './archive-symbols.ts';
import { maximumMemberNameBytes } from './limits.ts';
import { DecodeError } from './reader.ts';

/** One member of an archive, long names resolved. */
export interface ArchiveMember {
  readonly name: string;
  /** Where the member's header begins in the archive: what the symbol table refers to. */
  readonly offset: number;
  /** In bytes, as the header says. */
  readonly size: number;
  /** The payload: a view. Undefined in a thin archive, where `name` is a path relative to the archive. */
  readonly bytes: Uint8Array | undefined;
}

/** How names and symbol table are written: `gnu64` and `darwin64` have offsets of 64 bits. */
export type ArchiveFormat = 'gnu' | 'gnu64' | 'bsd' | 'darwin64';

/** An archive, once decoded. */
export interface Archive {
  readonly format: ArchiveFormat;
  readonly thin: boolean;
  readonly members: readonly ArchiveMember[];
  /** In table order; undefined when the archive has no symbol table. */
  readonly symbols: readonly ArchiveSymbol[] | undefined;
}

const magic = '!<arch>\n';
const thinMagic = '!<thin>\n';
const headerBytes = 60;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Whether the bytes begin as an archive does, thin or not. */
export function isArchive(bytes: Uint8Array): boolean {
  const begin = ascii(bytes, 0, magic.length);
  return begin === magic || begin === thinMagic;
}

/** Decodes an archive. Throws a DecodeError. */
export function decodeArchive(bytes: Uint8Array): Archive {
  if (!isArchive(bytes)) throw new DecodeError('file too small to be an archive', 0);
  const file: ArchiveFile = { bytes, thin: ascii(bytes, 0, magic.length) === thinMagic, longNames: new Uint8Array(0) };
  const head = decodeHead(file);
  const archive = { ...file, longNames: head.longNames, bsd: head.format === 'bsd' || head.format === 'darwin64' };
  const members: ArchiveMember[] = [];
  for (let at = head.firstMember; at < bytes.length; ) {
    const header = decodeHeader(archive, at);
    const name = memberName(archive, header);
    members.push(memberOf(archive, header, name));
    at = nextHeader(archive, header, name);
  }
  const { table } = head;
  const symbols = table === undefined ? undefined : decodeArchiveSymbols(bytes, table);
  return { format: head.format, thin: file.thin, members, symbols };
}

interface ArchiveFile {
  readonly bytes: Uint8Array;
  readonly thin: boolean;
  /** The content of the `//` member. */
  readonly longNames: Uint8Array;
  readonly bsd?: boolean;
}

interface Header {
  readonly offset: number;
  /** The name field up to the character that ends it. */
  readonly rawName: string;
  /** What follows the header, in bytes, a BSD long name included. */
  readonly size: number;
}

interface Head {
  readonly format: ArchiveFormat;
  readonly longNames: Uint8Array;
  readonly table: { readonly form: SymbolTableForm; readonly begin: number; readonly end: number } | undefined;
  readonly firstMember: number;
}

/** The special members that may stand first: the symbol table, then (GNU) the long names. They also tell the format. */
function decodeHead(file: ArchiveFile): Head {
  const none = { format: 'gnu', longNames: file.longNames, table: undefined, firstMember: magic.length } as const;
  if (file.bytes.length === magic.length) return none;
  const first = decodeHeader(file, magic.length);
  const bsd = decodeBsdHead(file, first);
  if (bsd !== undefined) return bsd;
  if (first.rawName === '//') return withLongNames(file, first, none);
  if (first.rawName !== '/' && first.rawName !== '/SYM64/') return none;
  const is64 = first.rawName === '/SYM64/';
  const table = { form: is64 ? 'gnu64' : 'gnu', ...payload(first, 0) } as const;
  const next = nextHeader(file, first, first.rawName);
  const head: Head = { ...none, format: table.form, table, firstMember: next };
  if (next >= file.bytes.length) return head;
  const second = decodeHeader(file, next);
  if (second.rawName === '/') throw malformed('COFF archives are not supported', next);
  return second.rawName === '//' ? withLongNames(file, second, head) : head;
}

function withLongNames(file: ArchiveFile, header: Header, head: Head): Head {
  const { begin, end } = payload(header, 0);
  return { ...head, longNames: file.bytes.subarray(begin, end), firstMember: nextHeader(file, header, header.rawName) };
}

function decodeBsdHead(file: ArchiveFile, first: Header): Head | undefined {
  if (!first.rawName.startsWith('#1/') && !first.rawName.startsWith('__.SYMDEF')) return undefined;
  const name = memberName(file, first);
  const form = symbolTableForms.get(name);
  const head = { format: form ?? 'bsd', longNames: file.longNames } as const;
  if (form === undefined) {
    return first.rawName.startsWith('#1/') ? { ...head, table: undefined, firstMember: magic.length } : undefined;
  }
  const table = { form, ...payload(first, longNameSize(file, first)) };
  return { ...head, table, firstMember: nextHeader(file, first, name) };
}

const symbolTableForms: ReadonlyMap<string, 'bsd' | 'darwin64'> = new Map([
  ['__.SYMDEF', 'bsd'],
  ['__.SYMDEF SORTED', 'bsd'],
  ['__.SYMDEF_64', 'darwin64'],
  ['__.SYMDEF_64 SORTED', 'darwin64'],
]);

function decodeHeader(file: ArchiveFile, offset: number): Header {
  const { bytes } = file;
  if (bytes.length - offset < headerBytes) {
    throw malformed(`remaining size of archive too small for next archive member header at offset ${offset}`, offset);
  }
  const terminator = ascii(bytes, offset + 58, offset + 60);
  if (terminator !== '`\n') {
    throw malformed(
      `terminator characters in archive member "${escaped(terminator)}" not the correct "\`\\n" values for the ` +
        `archive member header at offset ${offset}`,
      offset,
    );
  }
  const size = decimal(ascii(bytes, offset + 48, offset + 58).trimEnd());
  if (size === undefined) {
    const found = ascii(bytes, offset + 48, offset + 58).trimEnd();
    throw malformed(
      `characters in size field in archive member header are not all decimal numbers: '${found}' for the archive ` +
        `member header at offset ${offset}`,
      offset,
    );
  }
  return { offset, rawName: rawName(file, offset), size };
}

function rawName(file: ArchiveFile, offset: number): string {
  const field = ascii(file.bytes, offset, offset + 16);
  if (file.bsd && field.startsWith(' ')) {
    throw malformed(`name contains a leading space for archive member header at offset ${offset}`, offset);
  }
  const endsWithSpace = file.bsd || field.startsWith('/') || field.startsWith('#');
  const end = field.indexOf(endsWithSpace ? ' ' : '/');
  return (end < 0 ? field : field.slice(0, end)).trimEnd();
}

function memberName(file: ArchiveFile, header: Header): string {
  const { rawName, offset } = header;
  if (rawName.startsWith('#1/')) {
    const begin = offset + headerBytes;
    const name = file.bytes.subarray(begin, begin + longNameSize(file, header));
    return utf8.decode(name.subarray(0, Math.min(name.length, maximumMemberNameBytes))).replace(/\0+$/, '');
  }
  if (rawName === '/' || rawName === '//') return rawName;
  if (!rawName.startsWith('/')) {
    return fromLatin1(rawName.endsWith('/') ? rawName.slice(0, -1) : rawName);
  }
  return gnuLongName(file, rawName.slice(1), offset);
}

/** `/123`: the name stands at 123 in the `//` member and ends with `/` and a line feed. */
function gnuLongName(file: ArchiveFile, digits: string, offset: number): string {
  const begin = decimal(digits);
  if (begin === undefined) {
    throw malformed(
      `long name offset characters after the '/' are not all decimal numbers: '${escaped(digits)}' for archive member ` +
        `header at offset ${offset}`,
      offset,
    );
  }
  const { longNames } = file;
  if (begin >= longNames.length) {
    throw malformed(
      `long name offset ${begin} past the end of the string table for archive member header at offset ${offset}`,
      offset,
    );
  }
  const name = longNames.subarray(begin, begin + maximumMemberNameBytes + 2);
  const end = name.indexOf(0x0a);
  if (name[end - 1] !== 0x2f) throw malformed(`string table at long name offset ${begin}not terminated`, offset);
  return utf8.decode(name.subarray(0, end - 1));
}

/** The bytes of a name that stands in front of the payload (`#1/length`). */
function longNameSize(file: ArchiveFile, { rawName, offset, size }: Header): number {
  if (!rawName.startsWith('#1/')) return 0;
  const length = decimal(rawName.slice(3));
  if (length === undefined) {
    throw malformed(
      `long name length characters after the #1/ are not all decimal numbers: '${escaped(rawName.slice(3))}' for ` +
        `archive member header at offset ${offset}`,
      offset,
    );
  }
  if (length > size || offset + headerBytes + length > file.bytes.length) {
    throw malformed(
      `long name length: ${length} extends past the end of the member or archive for archive member header at offset ` +
        `${offset}`,
      offset,
    );
  }
  return length;
}

function memberOf(file: ArchiveFile, header: Header, name: string): ArchiveMember {
  if (file.thin) return { name, offset: header.offset, size: header.size, bytes: undefined };
  const { begin, end } = payload(header, longNameSize(file, header));
  return { name, offset: header.offset, size: end - begin, bytes: file.bytes.subarray(begin, end) };
}

/** Whether it lies in the file, `nextHeader` says. */
function payload({ offset, size }: Header, nameSize: number): { begin: number; end: number } {
  const begin = offset + headerBytes;
  return { begin: begin + nameSize, end: begin + size };
}

function nextHeader(file: ArchiveFile, header: Header, name: string): number {
  const special = header.rawName === '/' || header.rawName === '//' || header.rawName === '/SYM64/';
  const size = headerBytes + (file.thin && !special ? 0 : header.size);
  const next = header.offset + size + (size & 1);
  if (next > file.bytes.length) throw pastTheEnd(name, header.offset);
  return next;
}

function pastTheEnd(name: string, offset: number): DecodeError {
  return malformed(`offset to next archive member past the end of the archive after member ${name}`, offset);
}

function malformed(message: string, offset: number): DecodeError {
  return new DecodeError(`truncated or malformed archive (${message})`, offset);
}

/** One character a byte. Fields of headers are short: a call of a decoder costs more than the loop. */
function ascii(bytes: Uint8Array, begin: number, end: number): string {
  let text = '';
  for (let at = begin; at < Math.min(end, bytes.length); at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

function fromLatin1(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return utf8.decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

/** The fields of a header have at most 15 digits, so that no number of theirs is rounded. */
const decimal = (digits: string): number | undefined => (/^[0-9]+$/.test(digits) ? Number(digits) : undefined);

/** Control characters as LLVM prints them. */
function escaped(text: string): string {
  return text
    .replace(/\n/g, '\\n')
    .replace(/[^ -~\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
