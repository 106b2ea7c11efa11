/** The export section. An index must be in its space; that an import may be exported again is the specification's, not LLVM's, rule. */
import { externalKinds } from './constants.ts';
import { maximumOfIndexSpace } from './limits.ts';
import type { Export, ExternalKind } from './model.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

/** `sizes`: how many entities of each kind there are, imports included. */
export function decodeExports(reader: ByteReader, sizes: Readonly<Record<ExternalKind, number>>): Export[] {
  const exports: Export[] = [];
  for (let left = reader.count(3, 'exports', maximumOfIndexSpace); left > 0; left--) {
    const name = reader.readName();
    const at = reader.position;
    const kind = externalKinds[reader.u8()];
    if (kind === undefined) reader.fail('unexpected export kind', at);
    const index = reader.uleb32();
    if (index >= sizes[kind]) reader.fail(`invalid ${kind} export`, at);
    exports.push({ name, kind, index });
  }
  reader.expectEnd('export section');
  return exports;
}

export function encodeExports(exports: readonly Export[], writer: ByteWriter): void {
  writer.list(exports, (entry) => writer.name(entry.name).u8(externalKinds.indexOf(entry.kind)).uleb(entry.index));
}
