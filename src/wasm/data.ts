/** The data section: payloads as views, each with where it begins, because relocations count from the section's start. */
import { decodeConstantExpression } from './constant-expressions.ts';
import type { DataSegment } from './model.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

const passive = 1;
const withMemoryIndex = 2;

export function decodeData(reader: ByteReader, dataCount: number | undefined): DataSegment[] {
  const at = reader.position;
  const count = reader.count(2, 'data segments');
  if (dataCount !== undefined && dataCount !== count) {
    reader.fail('number of data segments does not match DataCount section', at);
  }
  const segments: DataSegment[] = [];
  for (let left = count; left > 0; left--) segments.push(decodeSegment(reader));
  reader.expectEnd('data section');
  return segments;
}

function decodeSegment(reader: ByteReader): DataSegment {
  const at = reader.position;
  const flags = reader.uleb32();
  if (flags > withMemoryIndex) reader.fail(`invalid data segment flags: ${flags}`, at);
  const memoryIndex = flags === withMemoryIndex ? reader.uleb32() : 0;
  const offsetExpression = flags === passive ? {} : { offsetExpression: decodeConstantExpression(reader) };
  const sizeAt = reader.position;
  const size = reader.uleb32();
  if (size > reader.remaining) reader.fail('invalid segment size', sizeAt);
  const offset = reader.offset;
  return { flags, memoryIndex, ...offsetExpression, offset, bytes: reader.view(size) };
}

/** A data segment before it has a place. */
export type DataSource = Omit<DataSegment, 'offset'>;

/** Returns where each payload begins, in bytes from the start of the section's content. */
export function encodeData(segments: readonly DataSource[], writer: ByteWriter): readonly number[] {
  const begin = writer.length;
  writer.uleb(segments.length);
  return segments.map((segment) => {
    writer.uleb(segment.flags);
    if (segment.flags & withMemoryIndex) writer.uleb(segment.memoryIndex);
    if (segment.offsetExpression !== undefined) writer.raw(segment.offsetExpression.bytes);
    writer.uleb(segment.bytes.length);
    const offset = writer.length - begin;
    writer.raw(segment.bytes);
    return offset;
  });
}
