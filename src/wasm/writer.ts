/**
 * The one buffer that grows while bytes of a module, an object or an archive are written.
 * `name()`, `sized()` and `section()` write a length and what it counts; lengths are the shortest LEB128, or padded to a
 * given number of bytes as LLVM's MC layer does for section sizes (5).
 * Not here: writing into a buffer whose size is known (`leb128.ts`), what the bytes mean (a file a section).
 */
import {
  slebSize,
  ulebSize,
  writePaddedSleb32,
  writePaddedSleb64,
  writePaddedUleb32,
  writePaddedUleb64,
  writeSleb,
  writeU32,
  writeU64,
  writeUleb,
} from './leb128.ts';

/** Bytes of a length's LEB128: 0 for the shortest form, otherwise padded to that many. */
export type LebSize = number;

/** What LLVM's MC layer pads section sizes to. */
export const paddedSize: LebSize = 5;

const utf8 = new TextEncoder();

const shortText = 40;

export class ByteWriter {
  private buffer: Uint8Array;
  private size = 0;

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.size;
  }

  /** Grows if needed; afterwards `size` more bytes fit. Returns where they begin. */
  private reserve(size: number): number {
    const at = this.size;
    const needed = at + size;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
      grown.set(this.buffer.subarray(0, at));
      this.buffer = grown;
    }
    this.size = needed;
    return at;
  }

  u8(value: number): this {
    const at = this.reserve(1);
    this.buffer[at] = value;
    return this;
  }

  u32(value: number): this {
    const at = this.reserve(4);
    writeU32(this.buffer, at, value);
    return this;
  }

  u64(value: number | bigint): this {
    const at = this.reserve(8);
    writeU64(this.buffer, at, value);
    return this;
  }

  /** The shortest unsigned LEB128, or one of `lebSize` bytes. */
  uleb(value: number | bigint, lebSize: LebSize = 0): this {
    const shortest = ulebSize(value);
    const at = this.reserve(Math.max(shortest, lebSize));
    const end = writeUleb(this.buffer, at, value);
    padLeb(this.buffer, end, this.size);
    return this;
  }

  /** The shortest signed LEB128. */
  sleb(value: number | bigint): this {
    const at = this.reserve(slebSize(value));
    writeSleb(this.buffer, at, value);
    return this;
  }

  paddedUleb32(value: number): this {
    const at = this.reserve(5);
    writePaddedUleb32(this.buffer, at, value);
    return this;
  }

  paddedSleb32(value: number): this {
    const at = this.reserve(5);
    writePaddedSleb32(this.buffer, at, value);
    return this;
  }

  paddedUleb64(value: number | bigint): this {
    const at = this.reserve(10);
    writePaddedUleb64(this.buffer, at, value);
    return this;
  }

  paddedSleb64(value: number | bigint): this {
    const at = this.reserve(10);
    writePaddedSleb64(this.buffer, at, value);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.reserve(bytes.length);
    this.buffer.set(bytes, at);
    return this;
  }

  /** The UTF-8 bytes of `text`, without a length. */
  text(text: string): this {
    return this.ascii(text) ? this : this.raw(utf8.encode(text));
  }

  /** A length and the UTF-8 bytes of `text`. */
  name(text: string): this {
    const begin = this.size;
    if (this.uleb(text.length).ascii(text)) return this;
    this.size = begin;
    const bytes = utf8.encode(text);
    return this.uleb(bytes.length).raw(bytes);
  }

  /** Writes `text` when it is short and all ASCII, as most names are; a call of the encoder costs more than the loop. */
  private ascii(text: string): boolean {
    if (text.length > shortText) return false;
    const at = this.reserve(text.length);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.size = at;
        return false;
      }
      this.buffer[at + i] = unit;
    }
    return true;
  }

  /** A count, then each item. */
  list<T>(items: readonly T[], write: (item: T, writer: this) => void): this {
    this.uleb(items.length);
    for (const item of items) write(item, this);
    return this;
  }

  /** The size in bytes of what `write` writes, then those bytes. */
  sized(lebSize: LebSize, write: (writer: this) => void): this {
    const at = this.reserve(paddedSize);
    const begin = this.size;
    write(this);
    const size = this.size - begin;
    const sizeBytes = Math.max(ulebSize(size), lebSize);
    const shift = sizeBytes - paddedSize;
    if (shift > 0) this.reserve(shift);
    this.buffer.copyWithin(begin + shift, begin, begin + size);
    this.size = begin + shift + size;
    padLeb(this.buffer, writeUleb(this.buffer, at, size), at + sizeBytes);
    return this;
  }

  /** A section or subsection: its id, its size, its content. */
  section(id: number, lebSize: LebSize, write: (writer: this) => void): this {
    return this.u8(id).sized(lebSize, write);
  }

  /** A custom section: id 0, its size, its name, its content. */
  customSection(name: string, lebSize: LebSize, write: (writer: this) => void): this {
    return this.section(0, lebSize, (writer) => write(writer.name(name)));
  }

  /** What was written, as a new array of exactly that length. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.size);
  }
}

/** Stretches the LEB128 that ends before `end` so that it ends before `paddedEnd`. */
function padLeb(bytes: Uint8Array, end: number, paddedEnd: number): void {
  if (end >= paddedEnd) return;
  bytes[end - 1]! |= 0x80;
  bytes.fill(0x80, end, paddedEnd - 1);
  bytes[paddedEnd - 1] = 0;
}
