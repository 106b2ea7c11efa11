/**
 * Values of const generics in Rust v0 names: their digits, once their type is known, as Rust would write them.
 */
import type { RustReader } from './rust-reader.ts';
import { unparsable } from './unparsable.ts';

/** `[n] <hex-number>`: in decimal as far as it fits into 64 bits. */
export function integerText(reader: RustReader): string {
  const sign = reader.take('n') ? '-' : '';
  const digits = reader.hexadecimalDigits();
  return `${sign}${digits.length > 16 ? `0x${digits}` : BigInt(`0x${digits}`)}`;
}

/** `0_` or `1_` */
export function booleanText(reader: RustReader): string {
  const digits = reader.hexadecimalDigits();
  if (digits === '0') return 'false';
  return digits === '1' ? 'true' : unparsable();
}

const escapes: ReadonlyMap<number, string> = new Map([
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x27, "\\'"],
  [0x5c, '\\\\'],
]);

/** `<hex-number>`, as Rust writes it in quotes. */
export function characterText(reader: RustReader): string {
  const digits = reader.hexadecimalDigits();
  if (digits.length > 6) unparsable();
  const codePoint = Number.parseInt(digits, 16);
  const isPrintable = codePoint >= 0x20 && codePoint <= 0x7e;
  return `'${escapes.get(codePoint) ?? (isPrintable ? String.fromCharCode(codePoint) : `\\u{${digits}}`)}'`;
}
