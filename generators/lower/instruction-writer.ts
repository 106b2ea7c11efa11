/**
 * One body while it is written: its instructions, the relocation sites in them, its scratch locals, and the conversions
 * between the i32 that programs compute with and the types of parameters, results and globals (`values.ts` does the same
 * on paper). Scratch locals come after the parameters.
 * Not here: which instructions a program is (`lower-body.ts`).
 */
import { ByteWriter } from '../../src/wasm/writer.ts';
import type { IndexSpace, Target } from '../model/index-space.ts';
import type { Signature, ValueTypeName } from '../scenario/scenario.ts';
import { floatMask, mixFactor, resultSalt } from '../scenario/values.ts';
import { narrow, Op, type PointerOps, valueTypeCodes, wide } from './opcodes.ts';

export interface CodeSite {
  /** From the start of the body proper. */
  readonly offset: number;
  /** Without `R_WASM_`. */
  readonly kind: string;
  /** Symbol index, or type index. */
  readonly index: number;
  readonly addend: number;
}

export interface LoweredBody {
  readonly bytes: Uint8Array;
  readonly sites: readonly CodeSite[];
}

export class InstructionWriter {
  readonly code = new ByteWriter(64);
  readonly pointer: PointerOps;
  readonly #signature: Signature;
  readonly #space: IndexSpace;
  readonly #sites: CodeSite[] = [];
  /** Scratch locals in order of their first use; one that is given back serves the next that has its type. */
  readonly #locals: { readonly type: ValueTypeName; inUse: boolean }[] = [];

  constructor(signature: Signature, space: IndexSpace) {
    this.#signature = signature;
    this.#space = space;
    this.pointer = space.object.memory64 ? wide : narrow;
  }

  constant(value: number): void {
    this.code.u8(Op.I32Const).sleb(value | 0);
  }

  pointerConstant(value: number): void {
    this.code.u8(this.pointer.const).sleb(this.pointer === wide ? BigInt(value) : value | 0);
  }

  addToPointer(value: number): void {
    if (value === 0) return;
    this.pointerConstant(value);
    this.code.u8(this.pointer.add);
  }

  /** A constant that is an address or a slot. */
  pointerSite(kind: string, symbol: string, addend: number): void {
    this.code.u8(this.pointer.const);
    this.site(`${kind}${this.pointer.suffix}`, { symbol }, addend);
  }

  globalGet(target: Target): void {
    this.code.u8(Op.GlobalGet);
    this.site('GLOBAL_INDEX_LEB', target, 0);
  }

  /** Writes what the object's own indices give, as LLVM does; the linker overwrites it. */
  site(kind: string, target: Target, addend: number): void {
    const index = this.#space.indexOf(target);
    this.#sites.push({ offset: this.code.length, kind, index, addend });
    const value = this.#space.provisionalValue(kind, target, addend);
    if (kind.endsWith('_SLEB64')) this.code.paddedSleb64(value);
    else if (kind.endsWith('_LEB64')) this.code.paddedUleb64(BigInt.asUintN(64, BigInt(value)));
    else if (kind.endsWith('_SLEB')) this.code.paddedSleb32(value);
    else this.code.paddedUleb32(value >>> 0);
  }

  toI32(type: ValueTypeName): void {
    if (type === 'i64') this.code.u8(Op.I32WrapI64);
    else if (type === 'f32') this.code.u8(Op.I32TruncF32);
    else if (type === 'f64') this.code.u8(Op.I32TruncF64);
  }

  fromI32(type: ValueTypeName): void {
    if (type === 'i64') this.code.u8(Op.I64ExtendI32);
    else if (type === 'f64') this.code.u8(Op.F64ConvertI32);
    else if (type === 'f32') {
      this.constant(floatMask);
      this.code.u8(Op.I32And).u8(Op.F32ConvertI32);
    }
  }

  /** A value is on the stack; leaves the i32 that all its bits give. */
  foldBits(type: ValueTypeName): void {
    const code = this.code;
    if (type === 'f32') code.u8(Op.I32ReinterpretF32);
    if (type === 'i32' || type === 'f32') return;
    if (type === 'f64') code.u8(Op.I64ReinterpretF64);
    const bits = this.takeLocal('i64');
    code.u8(Op.LocalTee).uleb(bits).u8(Op.I32WrapI64);
    code.u8(Op.LocalGet).uleb(bits).u8(Op.I64Const).sleb(32).u8(Op.I64ShrU).u8(Op.I32WrapI64).u8(Op.I32Xor);
    this.giveLocal(bits);
  }

  /** The results of a call are on the stack; leaves one i32. */
  foldResults({ results }: Signature): void {
    if (results.length === 0) {
      this.constant(0);
      return;
    }
    this.toI32(results.at(-1)!);
    if (results.length === 1) return;
    const folded = this.takeLocal('i32');
    this.code.u8(Op.LocalSet).uleb(folded);
    for (let i = results.length - 2; i >= 0; i--) {
      this.toI32(results[i]!);
      this.code.u8(Op.LocalGet).uleb(folded);
      this.constant(mixFactor);
      this.code.u8(Op.I32Mul).u8(Op.I32Xor);
      if (i > 0) this.code.u8(Op.LocalSet).uleb(folded);
    }
    this.giveLocal(folded);
  }

  /** An i32 is on the stack; leaves the function's own results. */
  toResults(): void {
    const { results } = this.#signature;
    if (results.length === 1) {
      this.fromI32(results[0]!);
      return;
    }
    const value = this.takeLocal('i32');
    this.code.u8(Op.LocalSet).uleb(value);
    results.forEach((type, i) => {
      this.code.u8(Op.LocalGet).uleb(value);
      if (i > 0) {
        this.constant(Math.imul(i, resultSalt));
        this.code.u8(Op.I32Xor);
      }
      this.fromI32(type);
    });
    this.giveLocal(value);
  }

  takeLocal(type: ValueTypeName): number {
    let at = this.#locals.findIndex((local) => !local.inUse && local.type === type);
    if (at < 0) at = this.#locals.push({ type, inUse: true }) - 1;
    this.#locals[at]!.inUse = true;
    return this.#signature.parameters.length + at;
  }

  giveLocal(local: number): void {
    this.#locals[local - this.#signature.parameters.length]!.inUse = false;
  }

  /** The body, with the declaration of locals in front; only now is their number known. */
  finish(): LoweredBody {
    const writer = new ByteWriter(this.code.length + 8);
    const groups = groupsOf(this.#locals.map(({ type }) => type));
    writer.uleb(groups.length);
    for (const { count, type } of groups) writer.uleb(count).u8(valueTypeCodes[type]);
    const shift = writer.length;
    const bytes = writer.raw(this.code.finish()).finish();
    return { bytes, sites: this.#sites.map((site) => ({ ...site, offset: site.offset + shift })) };
  }
}

/** Neighbours of one type are declared together. */
function groupsOf(types: readonly ValueTypeName[]): { type: ValueTypeName; count: number }[] {
  const groups: { type: ValueTypeName; count: number }[] = [];
  for (const type of types) {
    const last = groups.at(-1);
    if (last?.type === type) last.count += 1;
    else groups.push({ type, count: 1 });
  }
  return groups;
}
