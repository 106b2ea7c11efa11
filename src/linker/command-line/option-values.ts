/**
 * Numbers as LLVM reads them from option values. `undefined` for what is no such number; messages are the caller's.
 */

/** Decimal, with a minus sign perhaps, within 64 bits. */
export function parseInteger(text: string): bigint | undefined {
  if (!/^-?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Unsigned in `bits` bits; `0x`, `0b`, `0o` and a leading `0` before a digit give the base. */
export function parseUnsigned(text: string, bits: number): bigint | undefined {
  const octal = /^0([0-9]+)$/.exec(text);
  const literal = octal ? `0o${octal[1]}` : text.toLowerCase();
  if (!/^(0x[0-9a-f]+|0b[01]+|0o[0-7]+|[0-9]+)$/.test(literal)) return undefined;
  const value = BigInt(literal);
  return BigInt.asUintN(bits, value) === value ? value : undefined;
}

/** Two digits a byte, a last one alone; a string: the digits that are none. */
export function parseHexBytes(text: string): Uint8Array | string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 2) {
    const digits = text.slice(at, at + 2);
    if (!/^[0-9a-fA-F]+$/.test(digits)) return digits;
    bytes.push(Number.parseInt(digits, 16));
  }
  return Uint8Array.from(bytes);
}
