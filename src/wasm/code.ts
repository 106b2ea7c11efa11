/**
 * The code section: where each body lies, counted from the section's start, as relocations count.
 * Instructions are not looked at; local declarations only so far as to know that the body holds them.
 */
import type { FunctionBody } from './model.ts';
import { PayloadList } from './payloads.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter, LebSize } from './writer.ts';

export function decodeCode(reader: ByteReader, functionCount: number): PayloadList {
  const at = reader.position;
  if (reader.uleb32() !== functionCount) reader.fail('invalid function count', at);
  const payloads = new PayloadList(reader, functionCount);
  for (let i = 0; i < functionCount; i++) {
    const begin = reader.position;
    skipBody(reader);
    payloads.place(i, begin, reader.position);
  }
  reader.expectEnd('code section');
  return payloads;
}

/** The entries of a code section as a value each. */
export function functionBodies(payloads: PayloadList): FunctionBody[] {
  return Array.from({ length: payloads.length }, (_, i) => ({
    offset: payloads.offset(i),
    headerSize: bodyHeaderSize(payloads, i),
    bytes: payloads.bytes(i),
  }));
}

/** Size of the LEB that gives the size of entry `i`, in bytes. */
export function bodyHeaderSize(payloads: PayloadList, i: number): number {
  const { file, contentFileOffset } = payloads;
  const begin = contentFileOffset + payloads.offset(i);
  let at = begin;
  while (file[at]! >= 0x80) at++;
  return at + 1 - begin;
}

function skipBody(reader: ByteReader): void {
  const begin = reader.position;
  const size = reader.uleb32();
  const bodyBegin = reader.position;
  if (size > reader.remaining) reader.fail('Function extends beyond buffer', begin);
  skipLocals(reader);
  const end = bodyBegin + size;
  if (reader.position > end) reader.fail('Function extends beyond buffer', begin);
  reader.position = end;
}

function skipLocals(reader: ByteReader): void {
  for (let left = reader.countInPlace(2, 'local declarations'); left > 0; left--) {
    reader.uleb32();
    reader.u8();
  }
}

/**
 * Writes bodies given without their size; `lebSizes[i]` is how many bytes the i-th size takes (none given: the shortest).
 * Returns where each body proper begins, in bytes from the start of the section's content.
 */
export function encodeCode(
  bodies: readonly Uint8Array[],
  lebSizes: readonly LebSize[],
  writer: ByteWriter,
): readonly number[] {
  const begin = writer.length;
  writer.uleb(bodies.length);
  return bodies.map((body, i) => {
    writer.uleb(body.length, lebSizes[i]);
    const offset = writer.length - begin;
    writer.raw(body);
    return offset;
  });
}
