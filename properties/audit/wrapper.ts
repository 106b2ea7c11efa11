/**
 * The function that a linker puts in front of an export of a command: it runs the constructors, passes its parameters on,
 * and runs the destructors. Recognised by its instructions alone.
 */
import type { FunctionType } from '../../src/wasm/index.ts';
import { readUleb } from './constant-offset.ts';

const Call = 0x10;
const LocalGet = 0x20;
const End = 0x0b;

/**
 * What a wrapper of this type may be for, by function index; empty when the body is no wrapper. Several, since constructors and
 * destructors are left out where there are none: of `call 7; call 27` either may be meant.
 */
export function calledByWrapper(body: Uint8Array, { parameters }: FunctionType): readonly number[] {
  if (body[0] !== 0) return [];
  const candidates: number[] = [];
  let calls = 0;
  let passed = 0;
  let at = 1;
  for (; body[at] === Call || body[at] === LocalGet; at = endOfLeb(body, at + 1)) {
    const index = readUleb(body, at + 1);
    if (body[at] === LocalGet) {
      if (index !== passed++) return [];
    } else {
      calls++;
      if (passed === parameters.length) candidates.push(index);
    }
  }
  const isWrapper = body[at] === End && at === body.length - 1 && (calls === 2 || calls === 3);
  return isWrapper ? candidates : [];
}

function endOfLeb(body: Uint8Array, begin: number): number {
  let at = begin;
  while (body[at]! >= 0x80) at++;
  return at + 1;
}
