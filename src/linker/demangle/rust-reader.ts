/**
 * The letters of a Rust v0 name: numbers in their several bases, and identifiers. A place in the name that moves on.
 * Not here: what they make together (`rust.ts`).
 */
import { isDigit } from './byte-text.ts';
import { unparsable } from './unparsable.ts';

export interface RustIdentifier {
  /** ASCII letters, digits and underscores. */
  readonly name: string;
  readonly isPunycode: boolean;
}

export class RustReader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  look(): string {
    return this.#text[this.at] ?? '';
  }

  /** The next character; empty at the end, where nothing that takes one can go on. */
  next(): string {
    const character = this.look();
    this.at += 1;
    return character;
  }

  take(character: string): boolean {
    if (this.look() !== character) return false;
    this.at += 1;
    return true;
  }

  /** `<undisambiguated-identifier> ::= [u] <decimal-number> [_] <bytes>` */
  identifier(): RustIdentifier {
    const isPunycode = this.take('u');
    const lengthBytes = this.#decimalNumber();
    this.take('_');
    if (lengthBytes > this.#text.length - this.at) unparsable();
    const name = this.#text.slice(this.at, this.at + lengthBytes);
    if (!/^\w*$/.test(name)) unparsable();
    this.at += lengthBytes;
    return { name, isPunycode };
  }

  /** A number after `tag`, plus one; 0 where there is no tag. */
  optionalNumber(tag: string): bigint {
    return this.take(tag) ? atMost64Bits(this.number() + 1n) : 0n;
  }

  /** `<base-62-number> ::= [0-9a-zA-Z]* _`: `_` is 0, `0_` is 1. */
  number(): bigint {
    if (this.take('_')) return 0n;
    let value = 0n;
    for (let digit = this.next(); digit !== '_'; digit = this.next()) {
      value = atMost64Bits(value * 62n + BigInt(digitOf62(digit)));
    }
    return atMost64Bits(value + 1n);
  }

  /** `<hex-number> ::= 0_ | [1-9a-f] [0-9a-f]* _`: its digits. */
  hexadecimalDigits(): string {
    const start = this.at;
    while (/^[0-9a-f]$/.test(this.look())) this.at += 1;
    const digits = this.#text.slice(start, this.at);
    if (digits === '' || (digits.startsWith('0') && digits !== '0') || !this.take('_')) unparsable();
    return digits;
  }

  /** `<decimal-number> ::= 0 | [1-9] [0-9]*`. Beyond the name's length it is wrong anyway, and need not be exact. */
  #decimalNumber(): number {
    const start = this.at;
    if (this.take('0')) return 0;
    while (isDigit(this.look())) this.at += 1;
    return this.at === start ? unparsable() : Number(this.#text.slice(start, this.at));
  }
}

function digitOf62(digit: string): number {
  if (isDigit(digit)) return Number(digit);
  const value = Number.parseInt(digit, 36);
  if (Number.isNaN(value)) unparsable();
  return digit >= 'a' ? value : value + 26;
}

function atMost64Bits(value: bigint): bigint {
  return value > 0xffff_ffff_ffff_ffffn ? unparsable() : value;
}
