/**
 * What the output's memory holds before anything else runs: its data segments at their addresses, zeros between them.
 * Active segments say their address. Where memory is shared they are passive, and the function that the linker makes for
 * them says it: `i32.const ADDRESS, i32.const 0, i32.const SIZE, memory.init SEGMENT`; in a module that is moved, the base
 * is added to the address first. Thread-local data is at no address; it is kept apart, and its addresses count from its begin.
 */
import type { WasmModule } from '../../src/wasm/index.ts';
import { constantOffset, readSleb, readUleb } from './constant-offset.ts';

interface Piece {
  readonly begin: number;
  readonly bytes: Uint8Array;
}

/** A range of memory as bytes; what no segment fills is zero. */
export class MemoryImage {
  readonly #pieces: readonly Piece[];
  /** Thread-local data of a module with shared memory. */
  readonly threadLocal: Uint8Array | undefined;
  /** False when some segment's address could not be found: then nothing can be said about it. */
  readonly isWhole: boolean;

  constructor(wasm: WasmModule, functionNames: ReadonlyMap<number, string>) {
    const passive = wasm.data.flatMap(({ offsetExpression }, index) => (offsetExpression === undefined ? [index] : []));
    const placed = passive.length === 0 ? new Map<number, number>() : findInitialized(wasm, functionNames);
    // Its address is nobody's, so that it is the one which is not copied to any.
    const nowhere = passive.filter((index) => !placed.has(index));
    const tls = nowhere.length === 1 ? nowhere[0] : undefined;
    const pieces: Piece[] = [];
    let isWhole = true;
    wasm.data.forEach(({ offsetExpression, bytes }, index) => {
      const offset = offsetExpression === undefined ? undefined : constantOffset(offsetExpression);
      const begin = offset === undefined ? placed.get(index) : Number(offset);
      if (begin !== undefined) pieces.push({ begin, bytes });
      else if (index !== tls) isWhole = false;
    });
    this.#pieces = pieces.sort((left, right) => left.begin - right.begin);
    this.threadLocal = tls === undefined ? undefined : wasm.data[tls]?.bytes;
    this.isWhole = isWhole;
  }

  /** A view where one segment holds it all, a copy otherwise. */
  read(begin: number, sizeBytes: number): Uint8Array {
    const end = begin + sizeBytes;
    for (const piece of this.#pieces) {
      if (piece.begin <= begin && end <= piece.begin + piece.bytes.length) {
        return piece.bytes.subarray(begin - piece.begin, end - piece.begin);
      }
    }
    const copy = new Uint8Array(sizeBytes);
    for (const piece of this.#pieces) {
      const from = Math.max(begin, piece.begin);
      const to = Math.min(end, piece.begin + piece.bytes.length);
      if (from < to) copy.set(piece.bytes.subarray(from - piece.begin, to - piece.begin), from - begin);
    }
    return copy;
  }

  /** Every segment with its address. */
  get pieces(): readonly Piece[] {
    return this.#pieces;
  }
}

/** By segment index, the address that it is copied to. */
function findInitialized(wasm: WasmModule, names: ReadonlyMap<number, string>): Map<number, number> {
  const imported = wasm.imports.filter(({ kind }) => kind === 'function').length;
  const placed = new Map<number, number>();
  const isCalled = calledBy(wasm.code[(wasm.start ?? -1) - imported]);
  wasm.code.forEach(({ bytes }, i) => {
    const index = i + imported;
    const isInitializer = index === wasm.start || isCalled.has(index) || names.get(index) === '__wasm_init_memory';
    if (isInitializer) readInitializations(bytes, placed);
  });
  return placed;
}

const I32Const = 0x41;
const I64Const = 0x42;
const GlobalGet = 0x23;
const Call = 0x10;

/** By a function that does nothing but call others: where there is more to do at the start, such a one does it. */
function calledBy(body: WasmModule['code'][number] | undefined): ReadonlySet<number> {
  const called = new Set<number>();
  const bytes = body?.bytes.subarray(body.headerSize) ?? new Uint8Array();
  let at = 1;
  while (bytes[at] === Call) {
    called.add(readUleb(bytes, at + 1));
    at = endOfUleb(bytes, at + 1);
  }
  return called;
}

function endOfUleb(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end]! >= 0x80) end++;
  return end + 1;
}

/** Behind `global.get BASE, add`, where it is. */
function behindBase(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== GlobalGet) return at;
  const end = endOfUleb(bytes, at + 1);
  return bytes[end] === 0x6a || bytes[end] === 0x7c ? end + 1 : at;
}

function readInitializations(bytes: Uint8Array, placed: Map<number, number>): void {
  for (let at = 0; at + 1 < bytes.length; at++) {
    if (bytes[at] !== I32Const && bytes[at] !== I64Const) continue;
    const address = readSleb(bytes, at + 1);
    const from = behindBase(bytes, address.end);
    if (bytes[from] !== I32Const || bytes[from + 1] !== 0 || bytes[from + 2] !== I32Const) continue;
    const size = readSleb(bytes, from + 3);
    if (bytes[size.end] !== 0xfc || bytes[size.end + 1] !== 0x08) continue;
    const segment = readUleb(bytes, size.end + 2);
    placed.set(segment, Number(BigInt.asUintN(bytes[at] === I64Const ? 64 : 32, address.value)));
  }
}
