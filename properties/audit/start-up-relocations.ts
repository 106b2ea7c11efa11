/**
 * What `__wasm_apply_data_relocs` writes where: read from its instructions, which are for each place `i32.const OFFSET`,
 * in a module that is moved `global.get BASE, i32.add`, then the value, `global.get G` and perhaps `i32.const N, i32.add`,
 * and the store.
 * In: the function's body. Out: by offset, the global and the number that are added up there; undefined when the body is
 * not of this form. Not here: whether that is right (`site-check.ts`).
 */
import { readSleb, readUleb } from './constant-offset.ts';

/** global + plus, stored as `sizeBytes` bytes. */
export interface StartUpRelocation {
  readonly global: number;
  readonly plus: bigint;
  readonly sizeBytes: 4 | 8;
}

const Op = { end: 0x0b, globalGet: 0x23, i32Store: 0x36, i64Store: 0x37, i32Const: 0x41, i64Const: 0x42 } as const;
const isConst = (opcode: number | undefined): boolean => opcode === Op.i32Const || opcode === Op.i64Const;
const isAdd = (opcode: number | undefined): boolean => opcode === 0x6a || opcode === 0x7c;

/** `body`: local declarations and instructions. `memoryBase`: the global that places count from, where there is one. */
export function readStartUpRelocations(
  body: Uint8Array,
  memoryBase: number | undefined,
): ReadonlyMap<number, StartUpRelocation> | undefined {
  const relocations = new Map<number, StartUpRelocation>();
  if (body[0] !== 0) return undefined;
  let at = 1;
  while (body[at] !== Op.end) {
    const place = readPlace(body, at, memoryBase);
    const value = place && readValue(body, place.end);
    const stored = value && readStore(body, value.end);
    if (stored === undefined || relocations.has(place!.offset)) return undefined;
    const { global, plus } = value!;
    relocations.set(place!.offset, { global, plus, sizeBytes: stored.sizeBytes });
    at = stored.end;
  }
  return at === body.length - 1 ? relocations : undefined;
}

function readPlace(body: Uint8Array, at: number, memoryBase: number | undefined) {
  if (!isConst(body[at])) return undefined;
  const { value, end } = readSleb(body, at + 1);
  const offset = Number(BigInt.asUintN(body[at] === Op.i32Const ? 32 : 64, value));
  if (memoryBase === undefined) return { offset, end };
  const base = readGlobal(body, end);
  return base?.index === memoryBase && isAdd(body[base.end]) ? { offset, end: base.end + 1 } : undefined;
}

function readValue(body: Uint8Array, at: number) {
  const global = readGlobal(body, at);
  if (global === undefined) return undefined;
  if (!isConst(body[global.end])) return { global: global.index, plus: 0n, end: global.end };
  const { value, end } = readSleb(body, global.end + 1);
  return isAdd(body[end]) ? { global: global.index, plus: value, end: end + 1 } : undefined;
}

function readGlobal(body: Uint8Array, at: number) {
  if (body[at] !== Op.globalGet) return undefined;
  const index = readUleb(body, at + 1);
  let end = at + 1;
  while (body[end]! >= 0x80) end++;
  return { index, end: end + 1 };
}

/** With any alignment that is said, and an offset of 0. */
function readStore(body: Uint8Array, at: number) {
  const sizeBytes = body[at] === Op.i32Store ? 4 : body[at] === Op.i64Store ? 8 : undefined;
  return sizeBytes === undefined || body[at + 2] !== 0 ? undefined : ({ sizeBytes, end: at + 3 } as const);
}
