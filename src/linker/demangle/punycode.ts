/**
 * Punycode (RFC 3492) as Rust writes identifiers that are not ASCII: the ASCII characters, `_`, and where the others
 * stand among them. An encoded identifier in, its characters out.
 */
import { isDigit } from './byte-text.ts';
import { type PrintingBudget, unparsable } from './unparsable.ts';

/** The text of `encoded`. Ends in `unparsable` when it is malformed, or encodes what is no character. */
export function decodePunycode(encoded: string, budget: PrintingBudget): string {
  const delimiter = encoded.lastIndexOf('_');
  const characters = [...encoded.slice(0, Math.max(delimiter, 0))];
  let codePoint = 0x80;
  let position = 0;
  let bias = 72;
  let damping = 700;
  for (let at = delimiter + 1; at < encoded.length; ) {
    const { delta, end } = decodeDelta(encoded, at, bias);
    const count = characters.length + 1;
    bias = adaptedBias(Math.floor(delta / damping), count);
    damping = 2;
    codePoint += Math.floor((position + delta) / count);
    position = (position + delta) % count;
    if (!isCharacter(codePoint)) unparsable();
    budget.spend(1 + (count >> 6));
    characters.splice(position, 0, String.fromCodePoint(codePoint));
    position += 1;
    at = end;
  }
  return characters.join('');
}

const BASE = 36;
const LEAST_THRESHOLD = 1;
const MOST_THRESHOLD = 26;
const SKEW = 38;

/**
 * A number of as many digits as it needs: the last one is below a threshold that follows from the bias. One that a double
 * does not hold exactly is far beyond any character, or none at all.
 */
function decodeDelta(encoded: string, start: number, bias: number): { delta: number; end: number } {
  let delta = 0;
  let weight = 1;
  for (let at = start, step = BASE; ; at++, step += BASE) {
    const digit = digitValue(encoded[at] ?? '');
    delta += digit * weight;
    const threshold = Math.min(Math.max(step - bias, LEAST_THRESHOLD), MOST_THRESHOLD);
    if (digit < threshold) return { delta, end: at + 1 };
    weight *= BASE - threshold;
  }
}

/** Of identifiers' characters, only small letters come after `_`. */
function digitValue(letter: string): number {
  if (letter >= 'a') return letter.charCodeAt(0) - 97;
  return isDigit(letter) ? 26 + Number(letter) : unparsable();
}

function adaptedBias(damped: number, count: number): number {
  let delta = damped + Math.floor(damped / count);
  let bias = 0;
  while (delta > ((BASE - LEAST_THRESHOLD) * MOST_THRESHOLD) / 2) {
    delta = Math.floor(delta / (BASE - LEAST_THRESHOLD));
    bias += BASE;
  }
  return bias + Math.floor(((BASE - LEAST_THRESHOLD + 1) * delta) / (delta + SKEW));
}

function isCharacter(codePoint: number): boolean {
  return codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
}
