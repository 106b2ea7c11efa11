/** The import section. Import indices come first in every index space, so `importCounts` is where a space's definitions begin. */
import { externalKinds } from './constants.ts';
import { maximumOfIndexSpace } from './limits.ts';
import type { ExternalKind, Import, ImportDescription } from './model.ts';
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

export function decodeImports(reader: ByteReader, typeCount: number): Import[] {
  const imports: Import[] = [];
  for (let left = reader.count(4, 'imports', maximumOfIndexSpace); left > 0; left--) {
    const module = reader.readName();
    const field = reader.readName();
    imports.push({ module, field, ...decodeDescription(reader, typeCount) });
  }
  reader.expectEnd('import section');
  return imports;
}

function decodeDescription(reader: ByteReader, typeCount: number): ImportDescription {
  const at = reader.position;
  const kind = externalKinds[reader.u8()];
  if (kind === undefined) return reader.fail('unexpected import kind', at);
  switch (kind) {
    case 'function':
      return { kind, typeIndex: decodeTypeIndex(reader, typeCount, 'invalid function type') };
    case 'table':
      return { kind, table: decodeTableType(reader) };
    case 'memory':
      return { kind, memory: decodeLimits(reader) };
    case 'global':
      return { kind, global: decodeGlobalType(reader) };
    case 'tag':
      return { kind, typeIndex: decodeTag(reader, typeCount) };
  }
}

/** A type index of the function or tag section; `message` when there is no such type. */
export function decodeTypeIndex(reader: ByteReader, typeCount: number, message: string): number {
  const at = reader.position;
  const index = reader.uleb32();
  if (index >= typeCount) reader.fail(message, at);
  return index;
}

/** A tag: its attribute, which must be 0, and its type. */
export function decodeTag(reader: ByteReader, typeCount: number): number {
  const at = reader.position;
  if (reader.u8() !== 0) reader.fail('invalid attribute', at);
  return decodeTypeIndex(reader, typeCount, 'invalid tag type');
}

export function encodeImports(imports: readonly Import[], writer: ByteWriter): void {
  writer.list(imports, (entry) => {
    writer.name(entry.module).name(entry.field).u8(externalKinds.indexOf(entry.kind));
    encodeDescription(entry, writer);
  });
}

function encodeDescription(entry: Import, writer: ByteWriter): void {
  switch (entry.kind) {
    case 'function':
      writer.uleb(entry.typeIndex);
      break;
    case 'table':
      encodeTableType(entry.table, writer);
      break;
    case 'memory':
      encodeLimits(entry.memory, writer);
      break;
    case 'global':
      encodeGlobalType(entry.global, writer);
      break;
    case 'tag':
      writer.u8(0).uleb(entry.typeIndex);
      break;
  }
}

/** How many imports there are of each kind. */
export function importCounts(imports: readonly Import[]): Readonly<Record<ExternalKind, number>> {
  const counts = { function: 0, table: 0, memory: 0, global: 0, tag: 0 };
  for (const entry of imports) counts[entry.kind]++;
  return counts;
}
