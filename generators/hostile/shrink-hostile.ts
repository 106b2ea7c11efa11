/**
 * Smaller hostile cases, from bold to timid: without a file, an argument, half of a file, a section, a few bytes; then
 * with zeroes where there were bytes. Every one is strictly smaller. What was done to the files is kept as it was said:
 * it tells where the case came from.
 */
import { bytesFromHex, hexFromBytes } from '../scenario/hex.ts';
import type { HostileCase } from './hostile-case.ts';
import { joined, sectionSpans } from './mutate-bytes.ts';

export function* shrinkHostile(given: HostileCase): Iterable<HostileCase> {
  const { files, args } = given;
  for (const { name } of files) {
    yield { ...given, files: files.filter((file) => file.name !== name), args: args.filter((arg) => arg !== name) };
  }
  for (const at of args.keys()) yield { ...given, args: args.toSpliced(at, 1) };
  for (const [at, file] of files.entries()) {
    for (const bytes of smallerFiles(bytesFromHex(file.bytes))) {
      yield { ...given, files: files.with(at, { ...file, bytes: hexFromBytes(bytes) }) };
    }
  }
}

export function* smallerFiles(bytes: Uint8Array): Iterable<Uint8Array> {
  for (const { begin, end } of sectionSpans(bytes)) yield joined(bytes.subarray(0, begin), bytes.subarray(end));
  for (let size = bytes.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= bytes.length; at += size) {
      yield joined(bytes.subarray(0, at), bytes.subarray(at + size));
    }
    if (size <= 8) yield* zeroed(bytes, size);
  }
}

function* zeroed(bytes: Uint8Array, size: number): Iterable<Uint8Array> {
  for (let at = 0; at + size <= bytes.length; at += size) {
    if (bytes.subarray(at, at + size).some((byte) => byte !== 0)) yield bytes.slice().fill(0, at, at + size);
  }
}
