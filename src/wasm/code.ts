/**
 * The code section: bodies as views, each with where it begins, because relocations count from the section's start.
 * Instructions are not looked at; local declarations only so far as to know that the body holds them.
 */
import type { FunctionBody } from './model.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter, LebSize } from './writer.ts';

export function decodeCode(reader: ByteReader, functionCount: number): FunctionBody[] {
  const at = reader.position;
  if (reader.uleb32() !== functionCount) reader.fail('invalid function count', at);
  const bodies: FunctionBody[] = [];
  for (let left = functionCount; left > 0; left--) bodies.push(decodeBody(reader));
  reader.expectEnd('code section');
  return bodies;
}

function decodeBody(reader: ByteReader): FunctionBody {
  const begin = reader.position;
  const offset = reader.offset;
  const size = reader.uleb32();
  const bodyBegin = reader.position;
  if (size > reader.remaining) reader.fail('Function extends beyond buffer', begin);
  skipLocals(reader);
  const end = bodyBegin + size;
  if (reader.position > end) reader.fail('Function extends beyond buffer', begin);
  reader.position = end;
  return { offset, headerSize: bodyBegin - begin, bytes: reader.bytes.subarray(begin, end) };
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
