/** The few instructions that the linker writes itself: bodies of synthetic functions, constant expressions. */
import { ByteWriter } from '../wasm/writer.ts';

const Opcode = {
  Block: 0x02,
  End: 0x0b,
  Br: 0x0c,
  BrTable: 0x0e,
  Call: 0x10,
  Drop: 0x1a,
  LocalGet: 0x20,
  LocalSet: 0x21,
  LocalTee: 0x22,
  GlobalGet: 0x23,
  GlobalSet: 0x24,
  I32Store: 0x36,
  I64Store: 0x37,
  I32Const: 0x41,
  I64Const: 0x42,
  I32Add: 0x6a,
  I64Add: 0x7c,
  MiscPrefix: 0xfc,
  AtomicPrefix: 0xfe,
} as const;

const noResult = 0x40;

/** Writes instructions one after another. `is64` says how wide addresses are. */
export class InstructionWriter {
  readonly #bytes = new ByteWriter(64);
  readonly #is64: boolean;

  constructor(is64: boolean) {
    this.#is64 = is64;
  }

  /** Local declarations: none, or `count` of one type. */
  locals(count = 0, type = 0): this {
    this.#bytes.uleb(count === 0 ? 0 : 1);
    if (count > 0) this.#bytes.uleb(count).u8(type);
    return this;
  }

  block(): this {
    return this.#op(Opcode.Block).#op(noResult);
  }
  end(): this {
    return this.#op(Opcode.End);
  }
  br(label: number): this {
    return this.#op(Opcode.Br, label);
  }
  brTable(labels: readonly number[], fallback: number): this {
    this.#op(Opcode.BrTable);
    this.#bytes.list(labels, (label, writer) => writer.uleb(label)).uleb(fallback);
    return this;
  }
  call(functionIndex: number): this {
    return this.#op(Opcode.Call, functionIndex);
  }
  drop(): this {
    return this.#op(Opcode.Drop);
  }
  localGet(index: number): this {
    return this.#op(Opcode.LocalGet, index);
  }
  localSet(index: number): this {
    return this.#op(Opcode.LocalSet, index);
  }
  localTee(index: number): this {
    return this.#op(Opcode.LocalTee, index);
  }
  globalGet(index: number): this {
    return this.#op(Opcode.GlobalGet, index);
  }
  globalSet(index: number): this {
    return this.#op(Opcode.GlobalSet, index);
  }
  /** The value as an i32, whatever its sign. */
  i32Const(value: number): this {
    this.#bytes.u8(Opcode.I32Const).sleb(value | 0);
    return this;
  }
  i64Const(value: number | bigint): this {
    this.#bytes.u8(Opcode.I64Const).sleb(value);
    return this;
  }
  /** A constant as wide as an address. */
  pointerConst(value: number): this {
    return this.#is64 ? this.i64Const(value) : this.i32Const(value);
  }
  pointerAdd(): this {
    return this.#op(this.#is64 ? Opcode.I64Add : Opcode.I32Add);
  }
  /** A value of its own width, for stores of 32 or 64 bits; in 32 bits whatever its sign. */
  constOf(is64: boolean, value: bigint): this {
    return is64 ? this.i64Const(value) : this.i32Const(Number(BigInt.asIntN(32, value)));
  }
  addOf(is64: boolean): this {
    return this.#op(is64 ? Opcode.I64Add : Opcode.I32Add);
  }
  storeOf(is64: boolean): this {
    return this.#op(is64 ? Opcode.I64Store : Opcode.I32Store).#memoryArgument();
  }
  memoryInit(segment: number): this {
    this.#bytes.u8(Opcode.MiscPrefix).uleb(0x08).uleb(segment).u8(0);
    return this;
  }
  dataDrop(segment: number): this {
    this.#bytes.u8(Opcode.MiscPrefix).uleb(0x09).uleb(segment);
    return this;
  }
  memoryFill(): this {
    this.#bytes.u8(Opcode.MiscPrefix).uleb(0x0b).u8(0);
    return this;
  }
  atomicNotify(): this {
    return this.#atomic(0x00);
  }
  i32AtomicWait(): this {
    return this.#atomic(0x01);
  }
  i32AtomicStore(): this {
    return this.#atomic(0x17);
  }
  i32AtomicCompareExchange(): this {
    return this.#atomic(0x48);
  }

  /** What was written, without a size. */
  finish(): Uint8Array {
    return this.#bytes.finish();
  }

  /** What was written, as an entry of the code section: size first. */
  finishBody(): Uint8Array {
    const body = this.finish();
    return new ByteWriter(body.length + 5).uleb(body.length).raw(body).finish();
  }

  #op(code: number, immediate?: number): this {
    this.#bytes.u8(code);
    if (immediate !== undefined) this.#bytes.uleb(immediate);
    return this;
  }

  #atomic(code: number): this {
    this.#bytes.u8(Opcode.AtomicPrefix).uleb(code);
    return this.#memoryArgument();
  }

  /** Alignment 4, offset 0. */
  #memoryArgument(): this {
    this.#bytes.uleb(2).uleb(0);
    return this;
  }
}
