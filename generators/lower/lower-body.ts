/**
 * A function's program as instructions, with a relocation site (LLVM's padded LEB) wherever a symbol, a type or a table
 * is named. Follows `evaluate.ts` step by step: what is computed there on paper is computed here by the machine.
 * In: a function and its object's index space. Out: the body without its size, and its sites counted from the body's
 * start. Scratch locals come after the parameters. Not here: where bodies lie in the section (`lower-object.ts`).
 */
import { ByteWriter } from '../../src/wasm/writer.ts';
import type { IndexSpace, OwnGlobal, Target } from '../model/index-space.ts';
import type {
  Expression,
  Place,
  ScenarioFunction,
  Signature,
  Slot,
  Statement,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { floatMask, mixFactor, resultSalt } from '../scenario/values.ts';

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

export function lowerBody(lowered: ScenarioFunction, space: IndexSpace): LoweredBody {
  return new BodyWriter(lowered.signature, space).write(lowered);
}

const valueTypeCodes: Readonly<Record<ValueTypeName, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c };

const Op = {
  Nop: 0x01,
  If: 0x04,
  Else: 0x05,
  Try: 0x06,
  Catch: 0x07,
  Throw: 0x08,
  End: 0x0b,
  Call: 0x10,
  CallIndirect: 0x11,
  CatchAll: 0x19,
  Drop: 0x1a,
  LocalGet: 0x20,
  LocalSet: 0x21,
  LocalTee: 0x22,
  GlobalGet: 0x23,
  GlobalSet: 0x24,
  TableGet: 0x25,
  TableSet: 0x26,
  I32Load: 0x28,
  I32Load8U: 0x2d,
  I32Store: 0x36,
  I32Store8: 0x3a,
  I32Const: 0x41,
  I64Const: 0x42,
  I32Eqz: 0x45,
  I32Eq: 0x46,
  I32LeU: 0x4d,
  I32Add: 0x6a,
  I32Sub: 0x6b,
  I32Mul: 0x6c,
  I32And: 0x71,
  I32Or: 0x72,
  I32Xor: 0x73,
  I64ShrU: 0x88,
  I32WrapI64: 0xa7,
  I32TruncF32: 0xa8,
  I32TruncF64: 0xaa,
  I64ExtendI32: 0xac,
  F32ConvertI32: 0xb2,
  F64ConvertI32: 0xb7,
  I32ReinterpretF32: 0xbc,
  I64ReinterpretF64: 0xbd,
  RefNull: 0xd0,
  RefIsNull: 0xd1,
  BulkPrefix: 0xfc,
  /** Behind the prefix. */
  TableGrow: 0x0f,
  TableSize: 0x10,
} as const;

const frameBytes = 16;

/** How addresses and slots are computed. */
interface PointerOps {
  readonly type: 'i32' | 'i64';
  readonly bytes: 4 | 8;
  /** What the names of relocation kinds end in. */
  readonly suffix: '' | '64';
  readonly const: number;
  readonly load: number;
  readonly add: number;
  readonly sub: number;
  readonly and: number;
  readonly eq: number;
  readonly eqz: number;
  readonly leU: number;
}

const narrow: PointerOps = {
  type: 'i32',
  bytes: 4,
  suffix: '',
  const: Op.I32Const,
  load: Op.I32Load,
  add: Op.I32Add,
  sub: Op.I32Sub,
  and: Op.I32And,
  eq: Op.I32Eq,
  eqz: Op.I32Eqz,
  leU: Op.I32LeU,
};
const wide: PointerOps = {
  type: 'i64',
  bytes: 8,
  suffix: '64',
  const: Op.I64Const,
  load: 0x29,
  add: 0x7c,
  sub: 0x7d,
  and: 0x83,
  eq: 0x51,
  eqz: 0x50,
  leU: 0x58,
};

/** What an address may count from, and the kind of the constant that is added. */
const bases: Readonly<Record<string, { readonly own: OwnGlobal; readonly kind: string } | undefined>> = {
  rel: { own: 'memory-base', kind: 'MEMORY_ADDR_REL_SLEB' },
  tls: { own: 'tls-base', kind: 'MEMORY_ADDR_TLS_SLEB' },
};

class BodyWriter {
  readonly #signature: Signature;
  readonly #space: IndexSpace;
  readonly #pointer: PointerOps;
  readonly #code = new ByteWriter(64);
  readonly #sites: CodeSite[] = [];
  /** Scratch locals in order of their first use; one that is given back serves the next that has its type. */
  readonly #locals: { readonly type: ValueTypeName; inUse: boolean }[] = [];

  constructor(signature: Signature, space: IndexSpace) {
    this.#signature = signature;
    this.#space = space;
    this.#pointer = space.object.memory64 ? wide : narrow;
  }

  write(lowered: ScenarioFunction): LoweredBody {
    const { statements, result } = lowered.body;
    for (const statement of statements) this.#statement(statement);
    if (result !== undefined) {
      this.#expression(result);
      this.#toResults();
    }
    this.#code.u8(Op.End);
    return this.#withLocals();
  }

  /** Puts the declaration of locals in front; only now is their number known. */
  #withLocals(): LoweredBody {
    const writer = new ByteWriter(this.#code.length + 8);
    const groups = groupsOf(this.#locals.map(({ type }) => type));
    writer.uleb(groups.length);
    for (const { count, type } of groups) writer.uleb(count).u8(valueTypeCodes[type]);
    const shift = writer.length;
    const bytes = writer.raw(this.#code.finish()).finish();
    return { bytes, sites: this.#sites.map((site) => ({ ...site, offset: site.offset + shift })) };
  }

  #statement(statement: Statement): void {
    switch (statement.op) {
      case 'store':
        this.#store(statement);
        return;
      case 'set-global':
        this.#expression(statement.value);
        this.#fromI32(this.#space.globalTypeOf(statement.symbol));
        this.#code.u8(Op.GlobalSet);
        this.#site('GLOBAL_INDEX_LEB', { symbol: statement.symbol }, 0);
        return;
      case 'table-set':
        this.#tableSet(statement);
        return;
      case 'start-thread':
        this.#address(statement.block);
        this.#code.u8(Op.Call);
        this.#site('FUNCTION_INDEX_LEB', { symbol: statement.symbol }, 0);
        return;
      case 'evaluate':
        this.#evaluateAndDrop(statement.value);
        return;
      case 'nops':
        for (let i = 0; i < statement.count; i++) this.#code.u8(Op.Nop);
        return;
    }
  }

  #store({ place, value, bytes }: Extract<Statement, { op: 'store' }>): void {
    if (isInOffset(place)) this.#pointerConstant(place.base ?? 0);
    else this.#address(place);
    this.#expression(value);
    this.#code.u8(bytes === 1 ? Op.I32Store8 : Op.I32Store).u8(0);
    this.#accessOffset(place);
  }

  /** A call of a function without results leaves nothing to drop: the call is the last instruction. */
  #evaluateAndDrop(value: Expression): void {
    if (value.op === 'call' && this.#space.signatureOf(value.symbol).results.length === 0) {
      this.#call(value);
      return;
    }
    this.#expression(value);
    this.#code.u8(Op.Drop);
  }

  #expression(expression: Expression): void {
    const code = this.#code;
    switch (expression.op) {
      case 'constant':
        this.#constant(expression.value);
        return;
      case 'argument':
        code.u8(Op.LocalGet).uleb(expression.index);
        this.#toI32(this.#signature.parameters[expression.index] ?? 'i32');
        return;
      case 'mix':
        this.#mix(expression.terms);
        return;
      case 'add':
        this.#expression(expression.left);
        this.#expression(expression.right);
        code.u8(Op.I32Add);
        return;
      case 'low-bits':
        this.#expression(expression.value);
        this.#constant(2 ** expression.bits - 1);
        code.u8(Op.I32And);
        return;
      case 'if':
        this.#expression(expression.condition);
        code.u8(Op.If).u8(valueTypeCodes.i32);
        this.#expression(expression.whenTrue);
        code.u8(Op.Else);
        this.#expression(expression.whenFalse);
        code.u8(Op.End);
        return;
      case 'load':
        this.#load(expression.place, expression.bytes);
        return;
      case 'call':
        this.#call(expression);
        this.#foldResults(this.#space.signatureOf(expression.symbol));
        return;
      case 'call-indirect':
        this.#callIndirect(expression);
        return;
      case 'same-address':
        this.#address(expression.left);
        this.#address(expression.right);
        code.u8(this.#pointer.eq);
        return;
      case 'aligned':
        this.#address(expression.place);
        this.#pointerConstant(2 ** expression.alignLog2 - 1);
        code.u8(this.#pointer.and).u8(this.#pointer.eqz);
        return;
      case 'null-address':
        this.#address(expression.place);
        code.u8(this.#pointer.eqz);
        return;
      case 'distance':
        this.#address(expression.to);
        this.#address(expression.from);
        code.u8(this.#pointer.sub);
        this.#toI32(this.#pointer.type);
        return;
      case 'apart':
        this.#endsBefore(expression.left, expression.leftSize, expression.right);
        this.#endsBefore(expression.right, expression.rightSize, expression.left);
        code.u8(Op.I32Or);
        return;
      case 'same-function':
        this.#slot(expression.left);
        this.#slot(expression.right);
        code.u8(this.#pointer.eq);
        return;
      case 'null-function':
        this.#slot(expression.slot);
        code.u8(this.#pointer.eqz);
        return;
      case 'get-global':
        code.u8(Op.GlobalGet);
        this.#site('GLOBAL_INDEX_LEB', { symbol: expression.symbol }, 0);
        this.#foldBits(this.#space.globalTypeOf(expression.symbol));
        return;
      case 'throw':
      case 'catch':
        this.#exception(expression);
        return;
      case 'table-size':
        this.#tableOperation(Op.TableSize, expression.symbol);
        return;
      case 'table-grow':
        this.#nullOf(expression.symbol);
        this.#constant(expression.by);
        this.#tableOperation(Op.TableGrow, expression.symbol);
        return;
      case 'table-null':
        this.#constant(expression.index);
        this.#code.u8(Op.TableGet);
        this.#site('TABLE_NUMBER_LEB', { symbol: expression.symbol }, 0);
        this.#code.u8(Op.RefIsNull);
        return;
      case 'call-table':
        this.#arguments(expression.arguments, expression.signature);
        this.#constant(expression.index);
        this.#code.u8(Op.CallIndirect);
        this.#site('TYPE_INDEX_LEB', { type: expression.signature }, 0);
        this.#site('TABLE_NUMBER_LEB', { symbol: expression.symbol }, 0);
        this.#foldResults(expression.signature);
        return;
      case 'thread-storage':
        this.#globalGet({ own: expression.what === 'size' ? 'tls-size' : 'tls-align' });
        this.#toI32(this.#pointer.type);
        return;
      case 'in-frame':
        this.#inFrame(expression.value);
        return;
    }
  }

  #exception(expression: Extract<Expression, { op: 'throw' | 'catch' }>): void {
    const parameters = this.#space.parametersOf(expression.symbol);
    if (expression.op === 'throw') {
      this.#arguments(expression.arguments, { parameters, results: [] });
      this.#code.u8(Op.Throw);
      this.#site('TAG_INDEX_LEB', { symbol: expression.symbol }, 0);
      return;
    }
    this.#code.u8(Op.Try).u8(valueTypeCodes.i32);
    this.#expression(expression.body);
    this.#code.u8(Op.Catch);
    this.#site('TAG_INDEX_LEB', { symbol: expression.symbol }, 0);
    this.#foldResults({ parameters: [], results: parameters });
    if (expression.otherwise !== undefined) {
      this.#code.u8(Op.CatchAll);
      this.#constant(expression.otherwise);
    }
    this.#code.u8(Op.End);
  }

  #tableOperation(opcode: number, symbol: string): void {
    this.#code.u8(Op.BulkPrefix).uleb(opcode);
    this.#site('TABLE_NUMBER_LEB', { symbol }, 0);
  }

  #nullOf(table: string): void {
    this.#code.u8(Op.RefNull).u8(this.#space.tableShapeOf(table).element === 'funcref' ? 0x70 : 0x6f);
  }

  #tableSet({ symbol, index, slot }: Extract<Statement, { op: 'table-set' }>): void {
    this.#constant(index);
    if (slot === undefined) this.#nullOf(symbol);
    else {
      this.#slot(slot);
      this.#code.u8(Op.TableGet);
      this.#site('TABLE_NUMBER_LEB', { own: 'table' }, 0);
    }
    this.#code.u8(Op.TableSet);
    this.#site('TABLE_NUMBER_LEB', { symbol }, 0);
  }

  #constant(value: number): void {
    this.#code.u8(Op.I32Const).sleb(value | 0);
  }

  #pointerConstant(value: number): void {
    this.#code.u8(this.#pointer.const).sleb(this.#pointer === wide ? BigInt(value) : value | 0);
  }

  #mix(terms: readonly Expression[]): void {
    this.#expression(terms[0]!);
    for (let i = 1; i < terms.length; i++) {
      this.#constant(mixFactor);
      this.#code.u8(Op.I32Mul);
      this.#expression(terms[i]!);
      this.#code.u8(Op.I32Xor);
    }
  }

  #call({ symbol, arguments: args }: Extract<Expression, { op: 'call' }>): void {
    this.#arguments(args, this.#space.signatureOf(symbol));
    this.#code.u8(Op.Call);
    this.#site('FUNCTION_INDEX_LEB', { symbol }, 0);
  }

  #callIndirect({ arguments: args, signature, slot }: Extract<Expression, { op: 'call-indirect' }>): void {
    this.#arguments(args, signature);
    this.#slot(slot);
    this.#code.u8(Op.CallIndirect);
    this.#site('TYPE_INDEX_LEB', { type: signature }, 0);
    if (this.#space.tableHasSymbol) this.#site('TABLE_NUMBER_LEB', { own: 'table' }, 0);
    else this.#code.u8(0);
    this.#foldResults(signature);
  }

  #arguments(args: readonly Expression[], signature: Signature): void {
    args.forEach((argument, i) => {
      this.#expression(argument);
      this.#fromI32(signature.parameters[i] ?? 'i32');
    });
  }

  #endsBefore(first: Place, size: number, second: Place): void {
    this.#address(first);
    this.#pointerConstant(size);
    this.#code.u8(this.#pointer.add);
    this.#address(second);
    this.#code.u8(this.#pointer.leU);
  }

  #load(place: Place, bytes: 1 | 4): void {
    this.#access(place, bytes === 1 ? Op.I32Load8U : Op.I32Load);
  }

  #access(place: Place, load: number): void {
    if (isInOffset(place)) this.#pointerConstant(place.base ?? 0);
    else this.#address(place);
    this.#code.u8(load).u8(0);
    this.#accessOffset(place);
  }

  /** The offset of a load or store, which may hold the address itself. */
  #accessOffset(place: Place): void {
    if (isInOffset(place)) this.#site(`MEMORY_ADDR_LEB${this.#pointer.suffix}`, { symbol: place.symbol }, place.addend);
    else this.#code.u8(0);
  }

  #address(place: Place): void {
    switch (place.from) {
      case 'symbol':
        this.#symbolAddress(place);
        return;
      case 'memory':
        this.#access(place.at, this.#pointer.load);
        this.#addToPointer(place.plus);
        return;
      case 'relative':
        this.#address(place.at);
        this.#load(place.at, 4);
        // The site has four bytes in every object.
        this.#fromI32(this.#pointer.type);
        this.#code.u8(this.#pointer.add);
        return;
      case 'thread-base':
        this.#globalGet({ own: 'tls-base' });
        this.#addToPointer(place.plus);
        return;
    }
  }

  #symbolAddress({ symbol, addend, how }: Extract<Place, { from: 'symbol' }>): void {
    if (how === 'got') {
      this.#globalGet({ got: symbol });
      this.#addToPointer(addend);
      return;
    }
    const base = bases[how];
    if (base !== undefined) this.#globalGet({ own: base.own });
    this.#pointerSite(base?.kind ?? 'MEMORY_ADDR_SLEB', symbol, addend);
    if (base !== undefined) this.#code.u8(this.#pointer.add);
  }

  /** A constant that is an address or a slot. */
  #pointerSite(kind: string, symbol: string, addend: number): void {
    this.#code.u8(this.#pointer.const);
    this.#site(`${kind}${this.#pointer.suffix}`, { symbol }, addend);
  }

  #addToPointer(value: number): void {
    if (value === 0) return;
    this.#pointerConstant(value);
    this.#code.u8(this.#pointer.add);
  }

  #slot(slot: Slot): void {
    if (slot.from === 'memory') this.#access(slot.at, this.#pointer.load);
    else if (slot.how === 'got') this.#globalGet({ got: slot.symbol });
    else if (slot.how === 'rel') {
      this.#globalGet({ own: 'table-base' });
      this.#pointerSite('TABLE_INDEX_REL_SLEB', slot.symbol, 0);
      this.#code.u8(this.#pointer.add);
    } else this.#pointerSite('TABLE_INDEX_SLEB', slot.symbol, 0);
  }

  #globalGet(target: Target): void {
    this.#code.u8(Op.GlobalGet);
    this.#site('GLOBAL_INDEX_LEB', target, 0);
  }

  /** A value is on the stack; leaves the i32 that all its bits give. */
  #foldBits(type: ValueTypeName): void {
    const code = this.#code;
    if (type === 'f32') code.u8(Op.I32ReinterpretF32);
    if (type === 'i32' || type === 'f32') return;
    if (type === 'f64') code.u8(Op.I64ReinterpretF64);
    const bits = this.#takeLocal('i64');
    code.u8(Op.LocalTee).uleb(bits).u8(Op.I32WrapI64);
    code.u8(Op.LocalGet).uleb(bits).u8(Op.I64Const).sleb(32).u8(Op.I64ShrU).u8(Op.I32WrapI64).u8(Op.I32Xor);
    this.#giveLocal(bits);
  }

  #inFrame(value: Expression): void {
    const frame = this.#takeLocal(this.#pointer.type);
    const code = this.#code;
    code.u8(Op.GlobalGet);
    this.#site('GLOBAL_INDEX_LEB', { own: 'stack-pointer' }, 0);
    this.#pointerConstant(frameBytes);
    code.u8(this.#pointer.sub).u8(Op.LocalTee).uleb(frame).u8(Op.GlobalSet);
    this.#site('GLOBAL_INDEX_LEB', { own: 'stack-pointer' }, 0);
    code.u8(Op.LocalGet).uleb(frame);
    this.#expression(value);
    code.u8(Op.I32Store).u8(2).u8(12);
    code.u8(Op.LocalGet).uleb(frame).u8(Op.I32Load).u8(2).u8(12);
    code.u8(Op.LocalGet).uleb(frame);
    this.#pointerConstant(frameBytes);
    code.u8(this.#pointer.add).u8(Op.GlobalSet);
    this.#site('GLOBAL_INDEX_LEB', { own: 'stack-pointer' }, 0);
    this.#giveLocal(frame);
  }

  /** The results of a call are on the stack; leaves one i32. */
  #foldResults({ results }: Signature): void {
    if (results.length === 0) {
      this.#constant(0);
      return;
    }
    this.#toI32(results.at(-1)!);
    if (results.length === 1) return;
    const folded = this.#takeLocal('i32');
    this.#code.u8(Op.LocalSet).uleb(folded);
    for (let i = results.length - 2; i >= 0; i--) {
      this.#toI32(results[i]!);
      this.#code.u8(Op.LocalGet).uleb(folded);
      this.#constant(mixFactor);
      this.#code.u8(Op.I32Mul).u8(Op.I32Xor);
      if (i > 0) this.#code.u8(Op.LocalSet).uleb(folded);
    }
    this.#giveLocal(folded);
  }

  /** An i32 is on the stack; leaves the function's own results. */
  #toResults(): void {
    const { results } = this.#signature;
    if (results.length === 1) {
      this.#fromI32(results[0]!);
      return;
    }
    const value = this.#takeLocal('i32');
    this.#code.u8(Op.LocalSet).uleb(value);
    results.forEach((type, i) => {
      this.#code.u8(Op.LocalGet).uleb(value);
      if (i > 0) {
        this.#constant(Math.imul(i, resultSalt));
        this.#code.u8(Op.I32Xor);
      }
      this.#fromI32(type);
    });
    this.#giveLocal(value);
  }

  #toI32(type: ValueTypeName): void {
    if (type === 'i64') this.#code.u8(Op.I32WrapI64);
    else if (type === 'f32') this.#code.u8(Op.I32TruncF32);
    else if (type === 'f64') this.#code.u8(Op.I32TruncF64);
  }

  #fromI32(type: ValueTypeName): void {
    if (type === 'i64') this.#code.u8(Op.I64ExtendI32);
    else if (type === 'f64') this.#code.u8(Op.F64ConvertI32);
    else if (type === 'f32') {
      this.#constant(floatMask);
      this.#code.u8(Op.I32And).u8(Op.F32ConvertI32);
    }
  }

  #takeLocal(type: ValueTypeName): number {
    let at = this.#locals.findIndex((local) => !local.inUse && local.type === type);
    if (at < 0) at = this.#locals.push({ type, inUse: true }) - 1;
    this.#locals[at]!.inUse = true;
    return this.#signature.parameters.length + at;
  }

  #giveLocal(local: number): void {
    this.#locals[local - this.#signature.parameters.length]!.inUse = false;
  }

  /** Writes what the object's own indices give, as LLVM does; the linker overwrites it. */
  #site(kind: string, target: Target, addend: number): void {
    const index = this.#space.indexOf(target);
    this.#sites.push({ offset: this.#code.length, kind, index, addend });
    const value = this.#space.provisionalValue(kind, target, addend);
    if (kind.endsWith('_SLEB64')) this.#code.paddedSleb64(value);
    else if (kind.endsWith('_LEB64')) this.#code.paddedUleb64(BigInt.asUintN(64, BigInt(value)));
    else if (kind.endsWith('_SLEB')) this.#code.paddedSleb32(value);
    else this.#code.paddedUleb32(value >>> 0);
  }
}

function isInOffset(place: Place): place is Extract<Place, { from: 'symbol' }> {
  return place.from === 'symbol' && place.how === 'leb';
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
