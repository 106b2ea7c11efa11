/**
 * Mutations of archives: sizes, offsets and symbol tables that lie, members that are not what their names say.
 * In: any bytes; those that are no archive are left to the other mutators.
 */
import { isArchive } from '../../src/wasm/archive.ts';
import type { Choices } from '../make/choices.ts';
import { joined } from './mutate-bytes.ts';
import { type FileMutator, painful, painfulNumber } from './mutator.ts';

export const archiveMutators: readonly FileMutator[] = [
  { name: 'archive-size-lies', apply: onHeader((header, choices) => withField(header, sizeField, sizeText(choices))) },
  { name: 'archive-size-is-text', apply: onHeader((header) => withField(header, sizeField, 'twelve')) },
  { name: 'archive-header-end', apply: onHeader((header) => header.with(58, 0x00)) },
  {
    name: 'archive-member-name',
    apply: onHeader((header, choices) => withField(header, nameField, choices.pick(names))),
  },
  { name: 'archive-symbol-table', apply: onSymbolTable },
  {
    name: 'archive-odd-padding',
    apply: (bytes) => (isArchive(bytes) ? joined(bytes, Uint8Array.of(0x0a)) : undefined),
  },
  { name: 'archive-is-thin', apply: (bytes) => (isArchive(bytes) ? bytes.with(2, 0x74).with(3, 0x68) : undefined) },
];

const headerSize = 60;
const magicSize = 8;
const nameField = { at: 0, size: 16 };
const sizeField = { at: 48, size: 10 };
/** Long names by offset, a symbol table twice, paths that lead out. */
const names: readonly string[] = ['/0', '/4294967295', '/', '//', '/SYM64/', '#1/20', '#1/99999', '../../x.o/', ''];

function sizeText(choices: Choices): string {
  return choices.percent(20) ? '-1' : String(painfulNumber(choices, 60));
}

function withField(header: Uint8Array, { at, size }: typeof nameField, text: string): Uint8Array {
  const changed = header.slice();
  changed.set(new TextEncoder().encode(text.slice(0, size).padEnd(size, ' ')), at);
  return changed;
}

function onHeader(change: (header: Uint8Array, choices: Choices) => Uint8Array): FileMutator['apply'] {
  return (bytes, choices) => {
    const at = choices.pickOrNone(headersIn(bytes));
    if (at === undefined) return undefined;
    const header = change(bytes.subarray(at, at + headerSize), choices);
    return joined(bytes.subarray(0, at), header, bytes.subarray(at + headerSize));
  };
}

/** Where the headers stand, as far as the sizes hold. */
function headersIn(bytes: Uint8Array): number[] {
  const headers: number[] = [];
  if (!isArchive(bytes)) return headers;
  let at = magicSize;
  while (at + headerSize <= bytes.length) {
    headers.push(at);
    const size = Number(new TextDecoder('latin1').decode(bytes.subarray(at + sizeField.at, at + 58)).trim());
    if (!Number.isSafeInteger(size) || size < 0) break;
    at += headerSize + size + (size & 1);
  }
  return headers;
}

/** A big-endian number of the first member, which is the symbol table where there is one: its count, or an offset. */
function onSymbolTable(bytes: Uint8Array, choices: Choices): Uint8Array | undefined {
  const [first] = headersIn(bytes);
  if (first === undefined) return undefined;
  const at = first + headerSize + 4 * choices.small(0, 8);
  if (at + 4 > bytes.length) return undefined;
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(at, choices.pick(painful));
  return changed;
}
