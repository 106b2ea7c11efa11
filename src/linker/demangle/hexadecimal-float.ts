/**
 * Floating-point values as `printf` of glibc spells them with `%a`: `0x1.8p+1`. Hexadecimal digits of a value's bytes in,
 * the highest first; text out, with the suffix that C++ gives a literal of the type.
 */

/** A `float`, of 8 digits. */
export function singleText(digits: string): string {
  const scratch = new DataView(new ArrayBuffer(8));
  const bits = Number.parseInt(digits, 16);
  scratch.setUint32(0, bits);
  // Through a double, which keeps every value; but a NaN could lose its sign on the way.
  const isNotANumber = (bits & 0x7fffffff) > 0x7f800000;
  if (isNotANumber) return `${bits >= 0x80000000 ? '-' : ''}nanf`;
  scratch.setFloat64(0, scratch.getFloat32(0));
  return `${doubleBitsText(scratch.getBigUint64(0))}f`;
}

/** A `double`, of 16 digits. */
export function doubleText(digits: string): string {
  return doubleBitsText(BigInt(`0x${digits}`));
}

/** An x87 `long double`, of 20 digits: its leading bit is explicit, and the first hexadecimal digit has four bits. */
export function extendedText(digits: string): string {
  const head = Number.parseInt(digits.slice(0, 4), 16);
  const sign = head >= 0x8000 ? '-' : '';
  const exponent = head & 0x7fff;
  const mantissa = digits.slice(4);
  const isWhole = mantissa.startsWith('8') && isZeros(mantissa.slice(1));
  if (exponent === 0x7fff) return `${sign}${isWhole ? 'inf' : 'nan'}L`;
  // No processor makes it, since the leading bit is missing.
  if (exponent > 0 && mantissa < '8') return `${sign}nanL`;
  const powerOfSmallest = isZeros(mantissa) ? 0 : -16385;
  const power = exponent === 0 ? powerOfSmallest : exponent - 16386;
  return `${sign}${hexadecimal(mantissa.slice(0, 1), mantissa.slice(1), power)}L`;
}

function doubleBitsText(bits: bigint): string {
  const sign = bits >> 63n === 1n ? '-' : '';
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  const isWhole = isZeros(fraction);
  if (exponent === 0x7ff) return `${sign}${isWhole ? 'inf' : 'nan'}`;
  if (exponent > 0) return `${sign}${hexadecimal('1', fraction, exponent - 1023)}`;
  return `${sign}${hexadecimal('0', fraction, isWhole ? 0 : -1022)}`;
}

function isZeros(digits: string): boolean {
  return /^0*$/.test(digits);
}

function hexadecimal(leading: string, fraction: string, power: number): string {
  const significant = fraction.replace(/0+$/, '');
  const point = significant === '' ? '' : '.';
  return `0x${leading}${point}${significant}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}
