/**
 * Mutations that know nothing of the format: what a disk, a network or a careless tool does to a file. The only thing they
 * know is where sections begin, because readers break at their seams.
 */
import { ByteReader } from '../../src/wasm/reader.ts';
import type { Choices } from '../make/choices.ts';
import type { FileMutator } from './mutator.ts';

export const byteMutators: readonly FileMutator[] = [
  { name: 'flip-bit', apply: onBytes((bytes, at, choices) => bytes.with(at, bytes[at]! ^ (1 << choices.below(8)))) },
  { name: 'set-byte', apply: onBytes((bytes, at, choices) => bytes.with(at, choices.pick(painfulBytes))) },
  { name: 'insert-bytes', apply: onBytes((bytes, at, choices) => spliced(bytes, at, at, randomBytes(choices))) },
  {
    name: 'delete-bytes',
    apply: onBytes((bytes, at, choices) => spliced(bytes, at, at + 1 + choices.small(0, 16), nothing)),
  },
  {
    name: 'repeat-bytes',
    apply: onBytes((bytes, at, choices) => spliced(bytes, at, at, bytes.subarray(at, at + 1 + choices.below(64)))),
  },
  {
    name: 'zero-bytes',
    apply: onBytes((bytes, at, choices) => bytes.slice().fill(0, at, at + 1 + choices.small(0, 32))),
  },
  { name: 'swap-halves', apply: onBytes((bytes, at) => joined(bytes.subarray(at), bytes.subarray(0, at))) },
  { name: 'truncate', apply: onBytes((bytes, at) => bytes.slice(0, at)) },
  { name: 'truncate-at-section', apply: truncateAtSection },
  { name: 'append-bytes', apply: (bytes, choices) => joined(bytes, randomBytes(choices)) },
  { name: 'splice-files', apply: spliceFiles },
  { name: 'break-utf8', apply: breakText },
  { name: 'empty-file', apply: () => nothing },
  { name: 'text-file', apply: (_, choices) => new TextEncoder().encode(choices.pick(texts)) },
];

const nothing = new Uint8Array(0);
const painfulBytes: readonly number[] = [0, 1, 0x3f, 0x40, 0x7f, 0x80, 0xfe, 0xff];
const texts: readonly string[] = [
  'int main(void) { return 0; }\n',
  '\0asm',
  '!<arch>\n',
  '!<thin>\n',
  '\x7fELF\x02\x01\x01',
  'BC\xc0\xde',
  '{"version":3}',
];

type AtByte = (bytes: Uint8Array, at: number, choices: Choices) => Uint8Array;

function onBytes(change: AtByte): FileMutator['apply'] {
  return (bytes, choices) => (bytes.length === 0 ? undefined : change(bytes, choices.below(bytes.length), choices));
}

function randomBytes(choices: Choices): Uint8Array {
  return Uint8Array.from({ length: 1 + choices.small(0, 16) }, () => choices.below(256));
}

function spliced(bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array {
  return joined(bytes.subarray(0, from), middle, bytes.subarray(to));
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Ends the file where a section's id, size or content begins, or a byte beside it. */
function truncateAtSection(bytes: Uint8Array, choices: Choices): Uint8Array | undefined {
  const seams = sectionSpans(bytes).flatMap(({ begin, content, end }) => [begin, begin + 1, content, end]);
  if (seams.length === 0) return undefined;
  const at = choices.pick(seams) + choices.pick([-1, 0, 1]);
  return bytes.slice(0, Math.max(0, Math.min(at, bytes.length)));
}

/** The beginning of one file and the end of another. */
function spliceFiles(bytes: Uint8Array, choices: Choices, others: readonly Uint8Array[]): Uint8Array | undefined {
  const other = choices.pickOrNone(others);
  if (other === undefined) return undefined;
  return joined(bytes.subarray(0, choices.below(bytes.length + 1)), other.subarray(choices.below(other.length + 1)));
}

/** A name of at least three letters gets a byte that begins no character. */
function breakText(bytes: Uint8Array, choices: Choices): Uint8Array | undefined {
  if (bytes.length < 3) return undefined;
  const start = choices.below(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const at = (start + i) % bytes.length;
    if (isLetter(bytes[at]) && isLetter(bytes[at + 1]) && isLetter(bytes[at + 2])) {
      return bytes.with(at + choices.below(3), choices.pick([0xff, 0xc0, 0x80, 0xed]));
    }
  }
  return undefined;
}

const isLetter = (byte = 0): boolean => (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f;

/** A section of a file that may be broken: its id byte, where its content begins, where it should end. */
export interface SectionSpan {
  readonly id: number;
  readonly begin: number;
  readonly content: number;
  readonly end: number;
}

/** As far as the sizes hold. */
export function sectionSpans(bytes: Uint8Array): SectionSpan[] {
  const spans: SectionSpan[] = [];
  const reader = new ByteReader(bytes);
  try {
    reader.skip(8);
    while (reader.remaining > 0) {
      const begin = reader.position;
      const id = reader.u8();
      const size = reader.uleb32();
      const content = reader.position;
      if (size > reader.remaining) break;
      reader.skip(size);
      spans.push({ id, begin, content, end: content + size });
    }
  } catch {
    // What was found so far is what there is.
  }
  return spans;
}
