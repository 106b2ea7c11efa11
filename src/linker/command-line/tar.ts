/**
 * A tar archive of a few files as LLVM's `TarWriter` writes it: ustar headers without owner or time, so that the same
 * files give the same archive, and a pax record before a name that ustar cannot hold. Each name is written once.
 */

const blockSize = 512;
const nameSize = 100;
const prefixSize = 155;

export interface TarEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export function encodeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const seen = new Set<string>();
  for (const entry of entries) {
    if (seen.has(entry.path)) continue;
    seen.add(entry.path);
    parts.push(...encodeEntry(entry));
  }
  parts.push(new Uint8Array(2 * blockSize));
  return concatenate(parts);
}

function encodeEntry(entry: TarEntry): Uint8Array[] {
  const split = splitName(entry.path);
  const body = padded(entry.bytes);
  if (split !== undefined) return [header(split, entry.bytes.length, ''), body];
  const record = paxRecord(entry.path);
  const nameless = { prefix: '', name: '' };
  return [header(nameless, record.length, 'x'), padded(record), header(nameless, entry.bytes.length, ''), body];
}

interface SplitName {
  readonly prefix: string;
  readonly name: string;
}

/** The name whole, or cut at a slash so that both parts fit. */
function splitName(path: string): SplitName | undefined {
  if (byteLength(path) < nameSize) return { prefix: '', name: path };
  if (byteLength(path) !== path.length) return undefined;
  const cut = path.lastIndexOf('/', prefixSize);
  if (cut < 0 || path.length - cut - 1 >= nameSize) return undefined;
  return { prefix: path.slice(0, cut), name: path.slice(cut + 1) };
}

/** `LENGTH path=NAME\n`, where the length counts its own digits. */
function paxRecord(path: string): Uint8Array {
  const rest = ` path=${path}\n`;
  const size = byteLength(rest);
  let length = size + String(size).length;
  length = size + String(length).length;
  return new TextEncoder().encode(`${length}${rest}`);
}

function header(split: SplitName, size: number, kind: string): Uint8Array {
  const block = new Uint8Array(blockSize);
  const put = (offset: number, text: string) => block.set(new TextEncoder().encode(text), offset);
  put(0, split.name);
  put(100, '0000664');
  put(124, size.toString(8).padStart(11, '0'));
  // The checksum is taken over a field of blanks.
  put(148, ' '.repeat(8));
  put(156, kind);
  put(257, 'ustar');
  put(263, '00');
  put(345, split.prefix);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(Math.ceil(bytes.length / blockSize) * blockSize);
  block.set(bytes);
  return block;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
