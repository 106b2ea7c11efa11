/**
 * The function that a linker puts in front of an export of a command: it runs the constructors, passes its parameters on,
 * and runs the destructors. Recognised by its instructions alone.
 */
import type { FunctionType } from '../../src/wasm/index.ts';
import { readUleb } from './constant-offset.ts';

const Call = 0x10;
const LocalGet = 0x20;
const End = 0x0b;

/** The function that a wrapper of this type is for; undefined when the body is no wrapper. */
export function calledByWrapper(body: Uint8Array, { parameters }: FunctionType): number | undefined {
  if (body[0] !== 0 || body[1] !== Call) return undefined;
  const first = readCall(body, 1);
  let at = first.end;
  for (let i = 0; i < parameters.length; i++) {
    if (body[at] !== LocalGet || readUleb(body, at + 1) !== i) return undefined;
    at = endOfLeb(body, at + 1);
  }
  if (body[at] !== Call) return undefined;
  const inner = readCall(body, at);
  at = inner.end;
  if (body[at] === Call) at = readCall(body, at).end;
  return body[at] === End && at === body.length - 1 ? inner.index : undefined;
}

function readCall(body: Uint8Array, at: number): { readonly index: number; readonly end: number } {
  return { index: readUleb(body, at + 1), end: endOfLeb(body, at + 1) };
}

function endOfLeb(body: Uint8Array, begin: number): number {
  let at = begin;
  while (body[at]! >= 0x80) at++;
  return at + 1;
}
