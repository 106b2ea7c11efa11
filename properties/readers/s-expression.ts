/**
 * WebAssembly text as nested lists: words, strings (with their opening quote) and lists. Comments are left out.
 * Reads what wabt prints; it is no validator.
 */
export type TextNode = string | TextList;
export interface TextList extends ReadonlyArray<TextNode> {}

export const isList = (node: TextNode | undefined): node is TextList => Array.isArray(node);

export function parseText(text: string): TextList {
  const top: TextNode[] = [];
  const open: TextNode[][] = [top];
  for (const [token] of text.matchAll(/\(;.*?;\)|;;[^\n]*|[()]|"(?:[^"\\]|\\.)*"|[^\s()"]+/gs)) {
    if (token.startsWith('(;') || token.startsWith(';;')) continue;
    if (token === '(') {
      const list: TextNode[] = [];
      open.at(-1)!.push(list);
      open.push(list);
    } else if (token === ')') {
      if (open.length > 1) open.pop();
    } else open.at(-1)!.push(token.endsWith('"') && token.startsWith('"') ? token.slice(0, -1) : token);
  }
  return top;
}

const encoder = new TextEncoder();

/** The bytes of all strings of a list, one after the other. */
export function textBytes(list: TextList): Uint8Array {
  const bytes: number[] = [];
  for (const node of list) if (typeof node === 'string' && node.startsWith('"')) addBytes(node.slice(1), bytes);
  return Uint8Array.from(bytes);
}

const escapes: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, '"': 0x22, "'": 0x27, '\\': 0x5c };

function addBytes(text: string, bytes: number[]): void {
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\') {
      const code = text.codePointAt(at)!;
      if (code < 0x80) bytes.push(code);
      else bytes.push(...encoder.encode(String.fromCodePoint(code)));
      if (code > 0xffff) at++;
      continue;
    }
    const known = escapes[text[at + 1]!];
    bytes.push(known ?? Number.parseInt(text.slice(at + 1, at + 3), 16));
    at += known === undefined ? 2 : 1;
  }
}
