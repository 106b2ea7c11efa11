/**
 * A function's program as instructions, with a relocation site (LLVM's padded LEB) wherever a symbol, a type or a table
 * is named. Follows `evaluate.ts` step by step: what is computed there on paper is computed here by the machine.
 * In: a function and its object's index space. Out: the body without its size, and its sites counted from the body's
 * start. Not here: sites, locals and conversions (`instruction-writer.ts`), where bodies lie in the section
 * (`lower-object.ts`).
 */
import type { ByteWriter } from '../../src/wasm/writer.ts';
import type { IndexSpace, OwnGlobal } from '../model/index-space.ts';
import type { Expression, Place, ScenarioFunction, Signature, Slot, Statement } from '../scenario/scenario.ts';
import { mixFactor } from '../scenario/values.ts';
import { InstructionWriter, type LoweredBody } from './instruction-writer.ts';
import { Op, type PointerOps, valueTypeCodes } from './opcodes.ts';

export function lowerBody(lowered: ScenarioFunction, space: IndexSpace): LoweredBody {
  return new BodyWriter(lowered.signature, space).write(lowered);
}

const frameBytes = 16;

/** What an address may count from, and the kind of the constant that is added. */
const bases: Readonly<Record<string, { readonly own: OwnGlobal; readonly kind: string } | undefined>> = {
  rel: { own: 'memory-base', kind: 'MEMORY_ADDR_REL_SLEB' },
  tls: { own: 'tls-base', kind: 'MEMORY_ADDR_TLS_SLEB' },
};

class BodyWriter {
  readonly #signature: Signature;
  readonly #space: IndexSpace;
  readonly #out: InstructionWriter;
  readonly #code: ByteWriter;
  readonly #pointer: PointerOps;

  constructor(signature: Signature, space: IndexSpace) {
    this.#signature = signature;
    this.#space = space;
    this.#out = new InstructionWriter(signature, space);
    this.#code = this.#out.code;
    this.#pointer = this.#out.pointer;
  }

  write(lowered: ScenarioFunction): LoweredBody {
    const { statements, result } = lowered.body;
    for (const statement of statements) this.#statement(statement);
    if (result !== undefined) {
      this.#expression(result);
      this.#out.toResults();
    }
    this.#code.u8(Op.End);
    return this.#out.finish();
  }

  #statement(statement: Statement): void {
    switch (statement.op) {
      case 'store':
        this.#store(statement);
        return;
      case 'set-global':
        this.#expression(statement.value);
        this.#out.fromI32(this.#space.globalTypeOf(statement.symbol));
        this.#code.u8(Op.GlobalSet);
        this.#out.site('GLOBAL_INDEX_LEB', { symbol: statement.symbol }, 0);
        return;
      case 'table-set':
        this.#tableSet(statement);
        return;
      case 'start-thread':
        this.#address(statement.block);
        this.#code.u8(Op.Call);
        this.#out.site('FUNCTION_INDEX_LEB', { symbol: statement.symbol }, 0);
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
    if (isInOffset(place)) this.#out.pointerConstant(place.base ?? 0);
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
        this.#out.constant(expression.value);
        return;
      case 'argument':
        code.u8(Op.LocalGet).uleb(expression.index);
        this.#out.toI32(this.#signature.parameters[expression.index] ?? 'i32');
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
        this.#out.constant(2 ** expression.bits - 1);
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
        this.#out.foldResults(this.#space.signatureOf(expression.symbol));
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
        this.#out.pointerConstant(2 ** expression.alignLog2 - 1);
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
        this.#out.toI32(this.#pointer.type);
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
        this.#out.site('GLOBAL_INDEX_LEB', { symbol: expression.symbol }, 0);
        this.#out.foldBits(this.#space.globalTypeOf(expression.symbol));
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
        this.#out.constant(expression.by);
        this.#tableOperation(Op.TableGrow, expression.symbol);
        return;
      case 'table-null':
        this.#out.constant(expression.index);
        this.#code.u8(Op.TableGet);
        this.#out.site('TABLE_NUMBER_LEB', { symbol: expression.symbol }, 0);
        this.#code.u8(Op.RefIsNull);
        return;
      case 'call-table':
        this.#arguments(expression.arguments, expression.signature);
        this.#out.constant(expression.index);
        this.#code.u8(Op.CallIndirect);
        this.#out.site('TYPE_INDEX_LEB', { type: expression.signature }, 0);
        this.#out.site('TABLE_NUMBER_LEB', { symbol: expression.symbol }, 0);
        this.#out.foldResults(expression.signature);
        return;
      case 'thread-storage':
        this.#out.globalGet({ own: expression.what === 'size' ? 'tls-size' : 'tls-align' });
        this.#out.toI32(this.#pointer.type);
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
      this.#out.site('TAG_INDEX_LEB', { symbol: expression.symbol }, 0);
      return;
    }
    this.#code.u8(Op.Try).u8(valueTypeCodes.i32);
    this.#expression(expression.body);
    this.#code.u8(Op.Catch);
    this.#out.site('TAG_INDEX_LEB', { symbol: expression.symbol }, 0);
    this.#out.foldResults({ parameters: [], results: parameters });
    if (expression.otherwise !== undefined) {
      this.#code.u8(Op.CatchAll);
      this.#out.constant(expression.otherwise);
    }
    this.#code.u8(Op.End);
  }

  #tableOperation(opcode: number, symbol: string): void {
    this.#code.u8(Op.BulkPrefix).uleb(opcode);
    this.#out.site('TABLE_NUMBER_LEB', { symbol }, 0);
  }

  #nullOf(table: string): void {
    this.#code.u8(Op.RefNull).u8(this.#space.tableShapeOf(table).element === 'funcref' ? 0x70 : 0x6f);
  }

  #tableSet({ symbol, index, slot }: Extract<Statement, { op: 'table-set' }>): void {
    this.#out.constant(index);
    if (slot === undefined) this.#nullOf(symbol);
    else {
      this.#slot(slot);
      this.#code.u8(Op.TableGet);
      this.#out.site('TABLE_NUMBER_LEB', { own: 'table' }, 0);
    }
    this.#code.u8(Op.TableSet);
    this.#out.site('TABLE_NUMBER_LEB', { symbol }, 0);
  }

  #mix(terms: readonly Expression[]): void {
    this.#expression(terms[0]!);
    for (let i = 1; i < terms.length; i++) {
      this.#out.constant(mixFactor);
      this.#code.u8(Op.I32Mul);
      this.#expression(terms[i]!);
      this.#code.u8(Op.I32Xor);
    }
  }

  #call({ symbol, arguments: args }: Extract<Expression, { op: 'call' }>): void {
    this.#arguments(args, this.#space.signatureOf(symbol));
    this.#code.u8(Op.Call);
    this.#out.site('FUNCTION_INDEX_LEB', { symbol }, 0);
  }

  #callIndirect({ arguments: args, signature, slot }: Extract<Expression, { op: 'call-indirect' }>): void {
    this.#arguments(args, signature);
    this.#slot(slot);
    this.#code.u8(Op.CallIndirect);
    this.#out.site('TYPE_INDEX_LEB', { type: signature }, 0);
    if (this.#space.tableHasSymbol) this.#out.site('TABLE_NUMBER_LEB', { own: 'table' }, 0);
    else this.#code.u8(0);
    this.#out.foldResults(signature);
  }

  #arguments(args: readonly Expression[], signature: Signature): void {
    args.forEach((argument, i) => {
      this.#expression(argument);
      this.#out.fromI32(signature.parameters[i] ?? 'i32');
    });
  }

  #endsBefore(first: Place, size: number, second: Place): void {
    this.#address(first);
    this.#out.pointerConstant(size);
    this.#code.u8(this.#pointer.add);
    this.#address(second);
    this.#code.u8(this.#pointer.leU);
  }

  #load(place: Place, bytes: 1 | 4): void {
    this.#access(place, bytes === 1 ? Op.I32Load8U : Op.I32Load);
  }

  #access(place: Place, load: number): void {
    if (isInOffset(place)) this.#out.pointerConstant(place.base ?? 0);
    else this.#address(place);
    this.#code.u8(load).u8(0);
    this.#accessOffset(place);
  }

  /** The offset of a load or store, which may hold the address itself. */
  #accessOffset(place: Place): void {
    if (isInOffset(place))
      this.#out.site(`MEMORY_ADDR_LEB${this.#pointer.suffix}`, { symbol: place.symbol }, place.addend);
    else this.#code.u8(0);
  }

  #address(place: Place): void {
    switch (place.from) {
      case 'symbol':
        this.#symbolAddress(place);
        return;
      case 'memory':
        this.#access(place.at, this.#pointer.load);
        this.#out.addToPointer(place.plus);
        return;
      case 'relative':
        this.#address(place.at);
        this.#load(place.at, 4);
        // The site has four bytes in every object.
        this.#out.fromI32(this.#pointer.type);
        this.#code.u8(this.#pointer.add);
        return;
      case 'thread-base':
        this.#out.globalGet({ own: 'tls-base' });
        this.#out.addToPointer(place.plus);
        return;
    }
  }

  #symbolAddress({ symbol, addend, how }: Extract<Place, { from: 'symbol' }>): void {
    if (how === 'got') {
      this.#out.globalGet({ got: symbol });
      this.#out.addToPointer(addend);
      return;
    }
    const base = bases[how];
    if (base !== undefined) this.#out.globalGet({ own: base.own });
    this.#out.pointerSite(base?.kind ?? 'MEMORY_ADDR_SLEB', symbol, addend);
    if (base !== undefined) this.#code.u8(this.#pointer.add);
  }

  #slot(slot: Slot): void {
    if (slot.from === 'memory') this.#access(slot.at, this.#pointer.load);
    else if (slot.how === 'got') this.#out.globalGet({ got: slot.symbol });
    else if (slot.how === 'rel') {
      this.#out.globalGet({ own: 'table-base' });
      this.#out.pointerSite('TABLE_INDEX_REL_SLEB', slot.symbol, 0);
      this.#code.u8(this.#pointer.add);
    } else this.#out.pointerSite('TABLE_INDEX_SLEB', slot.symbol, 0);
  }

  #inFrame(value: Expression): void {
    const frame = this.#out.takeLocal(this.#pointer.type);
    const code = this.#code;
    code.u8(Op.GlobalGet);
    this.#out.site('GLOBAL_INDEX_LEB', { own: 'stack-pointer' }, 0);
    this.#out.pointerConstant(frameBytes);
    code.u8(this.#pointer.sub).u8(Op.LocalTee).uleb(frame).u8(Op.GlobalSet);
    this.#out.site('GLOBAL_INDEX_LEB', { own: 'stack-pointer' }, 0);
    code.u8(Op.LocalGet).uleb(frame);
    this.#expression(value);
    code.u8(Op.I32Store).u8(2).u8(12);
    code.u8(Op.LocalGet).uleb(frame).u8(Op.I32Load).u8(2).u8(12);
    code.u8(Op.LocalGet).uleb(frame);
    this.#out.pointerConstant(frameBytes);
    code.u8(this.#pointer.add).u8(Op.GlobalSet);
    this.#out.site('GLOBAL_INDEX_LEB', { own: 'stack-pointer' }, 0);
    this.#out.giveLocal(frame);
  }
}

function isInOffset(place: Place): place is Extract<Place, { from: 'symbol' }> {
  return place.from === 'symbol' && place.how === 'leb';
}
