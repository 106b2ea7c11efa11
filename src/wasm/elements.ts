/** The element section. Flags: bit 0 passive or declarative, bit 1 a table index (active) or declarative, bit 2 expressions. */

import { decodeConstantExpression } from './constant-expressions.ts';
import { ValueTypeCode } from './constants.ts';
import type { ConstantExpression, ElementSegment, ValueType } from './model.ts';
import type { ByteReader } from './reader.ts';
import { decodeReferenceType } from './types.ts';
import type { ByteWriter } from './writer.ts';

const passive = 0x1;
const tableNumberOrDeclarative = 0x2;
const expressionList = 0x4;
const kindGiven = passive | tableNumberOrDeclarative;

export function decodeElements(reader: ByteReader, tableCount: number): ElementSegment[] {
  const segments: ElementSegment[] = [];
  for (let left = reader.count(3, 'element segments'); left > 0; left--)
    segments.push(decodeSegment(reader, tableCount));
  reader.expectEnd('elem section');
  return segments;
}

function decodeSegment(reader: ByteReader, tableCount: number): ElementSegment {
  const at = reader.position;
  const flags = reader.uleb32();
  if (flags > 7) reader.fail('Unsupported flags for element segment', at);
  const active = (flags & passive) === 0;
  const tableIndex = active && flags & tableNumberOrDeclarative ? reader.uleb32() : 0;
  if (active && tableIndex >= tableCount) reader.fail('invalid TableNumber', at);
  const offset = active ? { offset: decodeConstantExpression(reader) } : {};
  const elementType = decodeElementType(reader, flags);
  const listed = (flags & expressionList) === 0;
  const functions = listed ? decodeIndices(reader) : [];
  const expressions = listed ? [] : decodeExpressions(reader);
  return { flags, tableIndex, ...offset, elementType, functions, expressions };
}

/** An element kind (0: functions), or the type of the expressions; neither is written for the two short forms. */
function decodeElementType(reader: ByteReader, flags: number): ValueType {
  if ((flags & kindGiven) === 0) return ValueTypeCode.FuncRef;
  if (flags & expressionList) return decodeReferenceType(reader, 'invalid elem type');
  const at = reader.position;
  if (reader.uleb32() !== 0) reader.fail('invalid elem type', at);
  return ValueTypeCode.FuncRef;
}

function decodeIndices(reader: ByteReader): number[] {
  const indices: number[] = [];
  for (let left = reader.count(1, 'elements'); left > 0; left--) indices.push(reader.uleb32());
  return indices;
}

function decodeExpressions(reader: ByteReader): ConstantExpression[] {
  const expressions: ConstantExpression[] = [];
  for (let left = reader.count(2, 'elements'); left > 0; left--) expressions.push(decodeConstantExpression(reader));
  return expressions;
}

export function encodeElements(segments: readonly ElementSegment[], writer: ByteWriter): void {
  writer.list(segments, (segment) => {
    const { flags } = segment;
    writer.uleb(flags);
    if ((flags & kindGiven) === tableNumberOrDeclarative) writer.uleb(segment.tableIndex);
    if (segment.offset !== undefined) writer.raw(segment.offset.bytes);
    if (flags & kindGiven) writer.u8(flags & expressionList ? segment.elementType : 0);
    if (flags & expressionList) writer.list(segment.expressions, (expression) => writer.raw(expression.bytes));
    else writer.list(segment.functions, (index) => writer.uleb(index));
  });
}
