/**
 * Reads what stands at a relocation site, and says whether it is written in the form that its kind demands: 5 or 10 bytes
 * of padded LEB128 with a proper last byte, or 4 or 8 bytes, little-endian. Where sites are compressed a LEB128 may be
 * as short as it gets.
 * Values are compared cut to the site's width, so that a value and its form give the bytes.
 */
import type { RelocationKind, SiteEncoding } from '../../src/wasm/index.ts';

export interface ReadSite {
  /** Cut to the width of the site, as an unsigned number. */
  readonly value: bigint;
  readonly sizeBytes: number;
  /** What is wrong with how it is written. */
  readonly fault?: string;
}

/** Undefined when the bytes end before the site does. */
export function readSite(
  bytes: Uint8Array,
  at: number,
  { encoding, width }: RelocationKind,
  compressed = false,
): ReadSite | undefined {
  if (encoding === 'i32' || encoding === 'i64') return readFixed(bytes, at, width);
  return readLeb(bytes, at, { encoding, width, compressed });
}

/** A value as the site of such a kind can hold it. */
export function cutToSite(value: bigint, { width }: RelocationKind): bigint {
  return BigInt.asUintN(width === 4 || width === 5 ? 32 : 64, value);
}

function readFixed(bytes: Uint8Array, at: number, width: number): ReadSite | undefined {
  if (at + width > bytes.length) return undefined;
  let value = 0n;
  for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
  return { value, sizeBytes: width };
}

interface LebForm {
  readonly encoding: SiteEncoding;
  readonly width: number;
  readonly compressed: boolean;
}

function readLeb(bytes: Uint8Array, at: number, { encoding, width, compressed }: LebForm): ReadSite | undefined {
  const signed = encoding.startsWith('sleb');
  const bits = width === 5 ? 32n : 64n;
  let value = 0n;
  let size = 0;
  let last = 0x80;
  while (size < width && last >= 0x80) {
    if (at + size >= bytes.length) return undefined;
    last = bytes[at + size]!;
    value |= BigInt(last & 0x7f) << BigInt(7 * size);
    size++;
  }
  const whole = signed ? BigInt.asIntN(7 * size, value) : value;
  const fits = whole === (signed ? BigInt.asIntN(Number(bits), whole) : BigInt.asUintN(Number(bits), whole));
  const read = { value: BigInt.asUintN(Number(bits), whole), sizeBytes: size };
  if (last >= 0x80) return { ...read, fault: `does not end after ${width} bytes` };
  if (size < width && !compressed) return { ...read, fault: `has ${size} bytes, not ${width}` };
  return fits ? read : { ...read, fault: `is no LEB128 of ${bits} bits` };
}
