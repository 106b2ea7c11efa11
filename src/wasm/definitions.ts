/** The sections that define a module's functions (their types), tables, memories, tags and globals. */
import { decodeConstantExpression } from './constant-expressions.ts';
import { decodeTag, decodeTypeIndex } from './imports.ts';
import { maximumOfIndexSpace } from './limits.ts';
import type { Global, Limits, TableType } from './model.ts';
import type { ByteReader } from './reader.ts';
import {
  decodeGlobalType,
  decodeLimits,
  decodeTableType,
  encodeGlobalType,
  encodeLimits,
  encodeTableType,
} from './types.ts';
import type { ByteWriter } from './writer.ts';

export function decodeFunctions(reader: ByteReader, typeCount: number): number[] {
  const typeIndices: number[] = [];
  for (let left = reader.count(1, 'functions', maximumOfIndexSpace); left > 0; left--) {
    typeIndices.push(decodeTypeIndex(reader, typeCount, 'invalid function type'));
  }
  reader.expectEnd('function section');
  return typeIndices;
}

export function encodeFunctions(typeIndices: readonly number[], writer: ByteWriter): void {
  writer.list(typeIndices, (typeIndex) => writer.uleb(typeIndex));
}

export function decodeTables(reader: ByteReader): TableType[] {
  const tables: TableType[] = [];
  for (let left = reader.count(3, 'tables'); left > 0; left--) tables.push(decodeTableType(reader));
  reader.expectEnd('table section');
  return tables;
}

export function encodeTables(tables: readonly TableType[], writer: ByteWriter): void {
  writer.list(tables, encodeTableType);
}

export function decodeMemories(reader: ByteReader): Limits[] {
  const memories: Limits[] = [];
  for (let left = reader.count(2, 'memories'); left > 0; left--) memories.push(decodeLimits(reader));
  reader.expectEnd('memory section');
  return memories;
}

export function encodeMemories(memories: readonly Limits[], writer: ByteWriter): void {
  writer.list(memories, encodeLimits);
}

export function decodeTags(reader: ByteReader, typeCount: number): number[] {
  const typeIndices: number[] = [];
  for (let left = reader.count(2, 'tags', maximumOfIndexSpace); left > 0; left--)
    typeIndices.push(decodeTag(reader, typeCount));
  reader.expectEnd('tag section');
  return typeIndices;
}

export function encodeTags(typeIndices: readonly number[], writer: ByteWriter): void {
  writer.list(typeIndices, (typeIndex) => writer.u8(0).uleb(typeIndex));
}

export function decodeGlobals(reader: ByteReader): Global[] {
  const globals: Global[] = [];
  for (let left = reader.count(4, 'globals', maximumOfIndexSpace); left > 0; left--) {
    globals.push({ type: decodeGlobalType(reader), init: decodeConstantExpression(reader) });
  }
  reader.expectEnd('global section');
  return globals;
}

export function encodeGlobals(globals: readonly Global[], writer: ByteWriter): void {
  writer.list(globals, (global) => {
    encodeGlobalType(global.type, writer);
    writer.raw(global.init.bytes);
  });
}
