/**
 * The one cursor that reads bytes of a module, an object or an archive. Bounds are checked once a primitive, LEB128 widths
 * and unused bits strictly, as engines do. Anything wrong is a `DecodeError`; nothing is allocated by a count or a size
 * that has not been held against what is left. Hot: one call an integer of the file.
 * Not here: what the bytes mean (a file a section), writing (`writer.ts`, `leb128.ts`).
 */
import { EntryBudget } from './entry-budget.ts';

/** A file is not what it must be: what was expected or found, where, and in which section. Messages are worded as LLVM's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** In bytes from the start of the file (of the member, for an object in an archive). */
  readonly fileOffset: number;
  readonly section: string | undefined;

  constructor(message: string, fileOffset: number, section?: string) {
    super(message);
    this.fileOffset = fileOffset;
    this.section = section;
  }
}

/** A file may be what it must be, and has more entries than are taken (`limits.ts`). */
export class TooManyEntriesError extends DecodeError {}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names up to this length are tried as ASCII in a loop; longer ones would become ropes, and a TextDecoder call is cheaper. */
const shortNameBytes = 12;

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly begin: number;
  readonly end: number;
  /** Name of the section being read, for messages. */
  readonly section: string | undefined;
  /** What all readers of a file, or of the files of a link, share. */
  readonly budget: EntryBudget;
  /** In bytes from the start of `bytes`. */
  position: number;

  constructor(bytes: Uint8Array, begin = 0, end = bytes.length, section?: string, budget = new EntryBudget()) {
    this.bytes = bytes;
    this.begin = begin;
    this.end = end;
    this.section = section;
    this.budget = budget;
    this.position = begin;
  }

  get atEnd(): boolean {
    return this.position >= this.end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** In bytes from where this reader began. */
  get offset(): number {
    return this.position - this.begin;
  }

  /** A reader of the next `size` bytes, which this one steps over. */
  sub(size: number, section = this.section): ByteReader {
    const begin = this.position;
    this.skip(size);
    return new ByteReader(this.bytes, begin, begin + size, section, this.budget);
  }

  /** A size and a reader of that many bytes; `what` as in LLVM's "linking sub-section ended prematurely". */
  sized(what: string): ByteReader {
    const size = this.uleb32();
    if (size > this.remaining) this.fail(`${what} ended prematurely`);
    return this.sub(size);
  }

  u8(): number {
    if (this.position >= this.end) this.fail('EOF while reading uint8');
    return this.bytes[this.position++]!;
  }

  u32(): number {
    if (this.end - this.position < 4) this.fail('EOF while reading uint32');
    const { bytes, position } = this;
    this.position = position + 4;
    return (
      (bytes[position]! | (bytes[position + 1]! << 8) | (bytes[position + 2]! << 16) | (bytes[position + 3]! << 24)) >>>
      0
    );
  }

  uleb32(): number {
    const { position } = this;
    if (position < this.end) {
      const byte = this.bytes[position]!;
      if (byte < 0x80) {
        this.position = position + 1;
        return byte;
      }
    }
    return this.longUleb32();
  }

  private longUleb32(): number {
    const { bytes, end, position } = this;
    let value = 0;
    let at = position;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) this.fail('malformed uleb128, extends past end');
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = at;
        return value;
      }
    }
    if (at >= end) this.fail('malformed uleb128, extends past end');
    const last = bytes[at++]!;
    if (last > 0x0f) this.fail('LEB is outside Varuint32 range');
    this.position = at;
    return (value | (last << 28)) >>> 0;
  }

  uleb64(): bigint {
    const short = this.shortUleb();
    if (short >= 0) return BigInt(short);
    let value = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = this.lebByte('malformed uleb128, extends past end');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.lebByte('malformed uleb128, extends past end');
    if (last > 1) this.fail('uleb128 too big for uint64', this.position - 1);
    return value | (BigInt(last) << 63n);
  }

  /** An unsigned 64-bit LEB that must be a safe integer. */
  uleb53(): number {
    const short = this.shortUleb();
    if (short >= 0) return short;
    const at = this.position;
    const value = this.uleb64();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) this.fail('integer is larger than 2^53 - 1', at);
    return Number(value);
  }

  /** An unsigned LEB of at most seven bytes, as a number; -1, and nothing is read, when it is longer. */
  private shortUleb(): number {
    const { bytes, end, position } = this;
    let value = 0;
    let scale = 1;
    for (let at = position; at < position + 7; at++, scale *= 0x80) {
      if (at >= end) this.fail('malformed uleb128, extends past end');
      const byte = bytes[at]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.position = at + 1;
        return value;
      }
    }
    return -1;
  }

  sleb32(): number {
    const { bytes, end } = this;
    let value = 0;
    let at = this.position;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= end) this.fail('malformed sleb128, extends past end');
      const byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        this.position = at;
        const unused = 25 - shift;
        return (value << unused) >> unused;
      }
    }
    if (at >= end) this.fail('malformed sleb128, extends past end');
    const last = bytes[at++]!;
    // The fifth byte has four bits of the value, then its sign three times.
    if (last > 0x07 && (last < 0x78 || last > 0x7f)) this.fail('LEB is outside Varint32 range');
    this.position = at;
    return value | (last << 28);
  }

  sleb64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 63n; shift += 7n) {
      const byte = this.lebByte('malformed sleb128, extends past end');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
    const last = this.lebByte('malformed sleb128, extends past end');
    if (last !== 0 && last !== 0x7f) this.fail('sleb128 too big for int64', this.position - 1);
    return BigInt.asIntN(64, value | (BigInt(last) << 63n));
  }

  /** A signed LEB of at most seven bytes, as a number; NaN, and nothing is read, when it is longer: then `sleb64` reads it. */
  shortSleb(): number {
    const { bytes, end, position } = this;
    let value = 0;
    let scale = 1;
    for (let at = position; at < position + 7; at++) {
      if (at >= end) this.fail('malformed sleb128, extends past end');
      const byte = bytes[at]!;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte < 0x80) {
        this.position = at + 1;
        return byte & 0x40 ? value - scale : value;
      }
    }
    return Number.NaN;
  }

  private lebByte(message: string): number {
    if (this.position >= this.end) this.fail(message);
    return this.bytes[this.position++]!;
  }

  /** The number of things that follow, each of at least `minimumBytes`: more than can be there is refused here. */
  countInPlace(minimumBytes: number, things: string): number {
    const at = this.position;
    const count = this.uleb32();
    if (count * minimumBytes > this.remaining) {
      this.fail(`too many ${things}: ${count} in ${this.remaining} bytes`, at);
    }
    return count;
  }

  /** The same, of things that become values: these are bounded, of one kind (`most`) and in all. */
  count(minimumBytes: number, things: string, most = Number.POSITIVE_INFINITY): number {
    const at = this.position;
    const count = this.countInPlace(minimumBytes, things);
    if (count > most) throw new TooManyEntriesError(`too many ${things}: more than ${most}`, at, this.section);
    this.takeEntries(count, things, at);
    return count;
  }

  takeEntries(count: number, things: string, at = this.position): void {
    if (this.budget.take(count)) return;
    const { total } = this.budget;
    throw new TooManyEntriesError(`too many ${things}: more than ${total} entries in all`, at, this.section);
  }

  /** A length and that many bytes of UTF-8. */
  readName(): string {
    const size = this.uleb32();
    if (size > this.end - this.position) this.fail('EOF while reading string');
    const begin = this.position;
    this.position = begin + size;
    return this.text(begin, size);
  }

  private text(begin: number, size: number): string {
    const { bytes } = this;
    if (size <= shortNameBytes) {
      let text = '';
      let at = begin;
      const end = begin + size;
      for (; at < end && bytes[at]! < 0x80; at++) text += String.fromCharCode(bytes[at]!);
      if (at === end) return text;
    }
    try {
      return utf8.decode(bytes.subarray(begin, begin + size));
    } catch {
      return this.fail('string is not UTF-8', begin);
    }
  }

  /** The next `size` bytes as a view. */
  view(size: number): Uint8Array {
    const begin = this.position;
    this.skip(size);
    return this.bytes.subarray(begin, begin + size);
  }

  skip(size: number): void {
    if (size > this.end - this.position) this.fail(`${size} bytes expected, ${this.remaining} left`);
    this.position += size;
  }

  /** Everything that is left, as a view. */
  rest(): Uint8Array {
    return this.view(this.remaining);
  }

  /** Checks that nothing is left; `what` as in LLVM's "code section ended prematurely". */
  expectEnd(what: string): void {
    if (this.position !== this.end) this.fail(`${what} ended prematurely`);
  }

  fail(message: string, at = this.position): never {
    throw new DecodeError(message, at, this.section);
  }
}
