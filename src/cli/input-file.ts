/**
 * Reads a file that a user named, or says in one line what is wrong with it: missing, a folder, empty, a text, an object
 * of another format, cut.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DecodeError, isArchive, isWasm } from '../wasm/index.ts';
import { InputError } from './exit-codes.ts';

export async function readInput(name: string, cwd: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(resolve(cwd, name)));
  } catch (error) {
    throw new InputError(`${name}: ${reasonOf((error as NodeJS.ErrnoException).code)}`);
  }
}

/** A wasm module, an object or an archive. */
export async function readWasmInput(name: string, cwd: string): Promise<Uint8Array> {
  const bytes = await readInput(name, cwd);
  if (!isWasm(bytes) && !isArchive(bytes)) throw new InputError(`${name}: ${whatItIs(bytes)}`);
  return bytes;
}

/** Runs what decodes the file, and turns a DecodeError into a line with the place. */
export function decoding<Result>(name: string, decode: () => Result): Result {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const section = error.section === undefined ? '' : ` in section ${error.section}`;
    throw new InputError(`${name}: ${error.message} (at byte ${error.fileOffset}${section})`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'is a folder',
  EACCES: 'may not be read',
};

const reasonOf = (code: string | undefined): string => reasons[code ?? ''] ?? `cannot be read: ${code}`;

const knownFormats: readonly (readonly [begin: readonly number[], what: string])[] = [
  [[0x7f, 0x45, 0x4c, 0x46], 'an ELF file'],
  [[0xcf, 0xfa, 0xed, 0xfe], 'a Mach-O file'],
  [[0x4d, 0x5a], 'a Windows program'],
  [[0x64, 0x86], 'a COFF object'],
  [[0x42, 0x43, 0xc0, 0xde], 'LLVM bitcode'],
];

function whatItIs(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'the file is empty';
  const known = knownFormats.find(([begin]) => begin.every((byte, i) => bytes[i] === byte));
  const found = known?.[1] ?? (looksLikeText(bytes) ? 'a text file' : 'of an unknown format');
  return `not a WebAssembly file or archive: ${found}`;
}

const looksLikeText = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 512).every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
