/**
 * Names as text and as bytes. Mangled names count bytes of UTF-8, so that the demanglers work on strings in which each
 * character stands for one byte. An ASCII name is the same either way, and nearly every name is one.
 */

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return false;
  return true;
}

/** The bytes of `text`, one a character. */
export function textToBytes(text: string): string {
  let characters = '';
  for (const byte of new TextEncoder().encode(text)) characters += String.fromCharCode(byte);
  return characters;
}

/** The text whose bytes are the characters of `characters`; what is no UTF-8 becomes a replacement character. */
export function bytesToText(characters: string): string {
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}
