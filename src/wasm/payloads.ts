/**
 * Where the payloads of a code or data section lie, in one column: a file may have a million bodies, and a view of each would
 * take more room than most bodies do. They stand in ascending order, none overlaps another. Hot; `bench` watches it.
 * Not here: what stands before a payload (`code.ts`, `data.ts`).
 */
import type { ByteReader } from './reader.ts';

/** Payloads of one section, in columns: bodies with the size in front, or data without its header. */
export class PayloadList {
  readonly length: number;
  /** The file that the payloads are bytes of. */
  readonly file: Uint8Array;
  /** Where the content of their section begins in `file`. */
  readonly contentFileOffset: number;
  /** The offset and the end of each, in turn. */
  readonly #bounds: Uint32Array;

  /** Of the section whose content `reader` reads. Its decoder places each payload. */
  constructor({ bytes, begin }: Pick<ByteReader, 'bytes' | 'begin'>, length: number) {
    this.length = length;
    this.file = bytes;
    this.contentFileOffset = begin;
    this.#bounds = new Uint32Array(2 * length);
  }

  /** Says where payload `i` lies, in bytes from the start of the file. */
  place(i: number, begin: number, end: number): void {
    this.#bounds[2 * i] = begin - this.contentFileOffset;
    this.#bounds[2 * i + 1] = end - this.contentFileOffset;
  }

  /** Where payload `i` begins, in bytes from the start of the section's content: relocation offsets count from there. */
  offset(i: number): number {
    return this.#bounds[2 * i]!;
  }

  /** Where payload `i` ends, counted likewise. */
  end(i: number): number {
    return this.#bounds[2 * i + 1]!;
  }

  /** In bytes. */
  size(i: number): number {
    return this.end(i) - this.offset(i);
  }

  /** Payload `i`: a view, made anew each time. */
  bytes(i: number): Uint8Array {
    return this.file.subarray(this.contentFileOffset + this.offset(i), this.contentFileOffset + this.end(i));
  }
}
