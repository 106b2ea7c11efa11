/**
 * `--build-id`: a custom section whose content identifies the output: given in hexadecimal, random, or computed from all
 * other bytes (with blanks in its own place), in pieces of 1 MiB whose hashes are hashed again.
 */
import { ByteWriter } from '../wasm/writer.ts';
import { xxh3_64 } from './llvm-order/xxh3.ts';
import type { BuildId } from './options.ts';
import { bytesSection, type OutputSection } from './output-plan.ts';

const pieceSize = 1 << 20;
/** LLD's own namespace for UUIDs of version 5. */
const namespace = Uint8Array.of(
  0xa1,
  0xfa,
  0x48,
  0x2d,
  0x0e,
  0x22,
  0x03,
  0x8d,
  0x33,
  0x8b,
  0x52,
  0x1c,
  0xd6,
  0xd2,
  0x12,
  0xb2,
);

/** The section with blanks for the id, which `fillBuildId` puts in its place. */
export function buildIdSection(buildId: BuildId): OutputSection | undefined {
  if (buildId.kind === 'none') return undefined;
  const size = idSize(buildId);
  return bytesSection(
    0,
    'build_id',
    new ByteWriter().name('build_id').uleb(size).raw(new Uint8Array(size).fill(0x20)).finish(),
  );
}

/** Writes the id over its blanks, which end at `end`. */
export function fillBuildId(buildId: BuildId, output: Uint8Array, end: number): void {
  if (buildId.kind !== 'none') output.set(idOf(buildId, output), end - idSize(buildId));
}

function idSize(buildId: Exclude<BuildId, { kind: 'none' }>): number {
  if (buildId.kind === 'hex') return buildId.bytes.length;
  return buildId.kind === 'sha1' ? 20 : 16;
}

function idOf(buildId: Exclude<BuildId, { kind: 'none' }>, output: Uint8Array): Uint8Array {
  switch (buildId.kind) {
    case 'hex':
      return buildId.bytes;
    case 'uuid':
      return withVersion(4, crypto().randomBytes(16));
    case 'sha1':
      return treeHash(output, sha1);
    case 'fast':
      return withVersion(5, sha1(Buffer.concat([namespace, treeHash(output, xxh3)])).subarray(0, 16));
  }
}

/** Loaded when it is needed: that takes longer than many a link. */
const crypto = () => process.getBuiltinModule('node:crypto');

function treeHash(bytes: Uint8Array, hash: (piece: Uint8Array) => Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) pieces.push(hash(bytes.subarray(at, at + pieceSize)));
  return hash(Buffer.concat(pieces));
}

function sha1(bytes: Uint8Array): Uint8Array {
  return crypto().createHash('sha1').update(bytes).digest();
}

function xxh3(bytes: Uint8Array): Uint8Array {
  const digest = new Uint8Array(8);
  new DataView(digest.buffer).setBigUint64(0, xxh3_64(bytes), true);
  return digest;
}

function withVersion(version: number, uuid: Uint8Array): Uint8Array {
  const marked = Uint8Array.from(uuid);
  marked[6] = (version << 4) | (marked[6]! & 0xf);
  marked[8] = (marked[8]! & 0xbf) | 0x80;
  return marked;
}
