/** The data section: where each payload lies, counted from the section's start, as relocations count. */
import { decodeConstantExpression } from './constant-expressions.ts';
import type { DataSegment } from './model.ts';
import { PayloadList } from './payloads.ts';
import { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

const passive = 1;
const withMemoryIndex = 2;

export function decodeData(reader: ByteReader, dataCount: number | undefined): PayloadList {
  const at = reader.position;
  const count = reader.count(2, 'data segments');
  if (dataCount !== undefined && dataCount !== count) {
    reader.fail('number of data segments does not match DataCount section', at);
  }
  const payloads = new PayloadList(reader, count);
  for (let i = 0; i < count; i++) {
    decodeSegmentHeader(reader);
    const sizeAt = reader.position;
    const size = reader.uleb32();
    if (size > reader.remaining) reader.fail('invalid segment size', sizeAt);
    payloads.place(i, reader.position, reader.position + size);
    reader.skip(size);
  }
  reader.expectEnd('data section');
  return payloads;
}

/** The segments of a data section as a value each. */
export function dataSegments(payloads: PayloadList): DataSegment[] {
  if (payloads.length === 0) return [];
  const reader = new ByteReader(payloads.file, payloads.contentFileOffset);
  reader.uleb32();
  return Array.from({ length: payloads.length }, (_, i) => {
    const header = decodeSegmentHeader(reader);
    reader.position = payloads.contentFileOffset + payloads.end(i);
    return { ...header, offset: payloads.offset(i), bytes: payloads.bytes(i) };
  });
}

/** What stands before the payload's size. */
function decodeSegmentHeader(reader: ByteReader): Omit<DataSegment, 'offset' | 'bytes'> {
  const at = reader.position;
  const flags = reader.uleb32();
  if (flags > withMemoryIndex) reader.fail(`invalid data segment flags: ${flags}`, at);
  const memoryIndex = flags === withMemoryIndex ? reader.uleb32() : 0;
  if (flags === passive) return { flags, memoryIndex };
  return { flags, memoryIndex, offsetExpression: decodeConstantExpression(reader) };
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
