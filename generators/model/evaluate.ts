/**
 * Runs the programs of a scenario on paper: what each call from outside returns, given which definitions won. Addresses
 * and table slots stay symbolic (a place in a segment, a function), because only a linker knows their numbers; a value
 * that would depend on one makes the call indeterminate, and a scenario with such a call is not valid. How a program comes
 * to a place says `program-places.ts`, what lies there `program-memory.ts`.
 * In: a scenario, its resolution and reach. Out: an outcome a call. Follows `lower-body.ts` step by step.
 */

import type {
  Body,
  Expression,
  ImportName,
  LinkOptions,
  Place,
  ScenarioObject,
  Signature,
  Slot,
  Statement,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { foldResults, foldValues, hostValue, mix, sameSignature, throughType } from '../scenario/values.ts';
import { TableState, Thrown } from './element-state.ts';
import { assignedValue, foldGlobal, type GlobalValue, initialValue } from './global-values.ts';
import { isPositionIndependent } from './output-mode.ts';
import { ProgramMemory } from './program-memory.ts';
import { ProgramPlaces } from './program-places.ts';
import type { Reach } from './reach.ts';
import type { Resolution, Resolved } from './resolve.ts';
import { type Address, areApart, Indeterminate, isAligned, isNull } from './symbolic-address.ts';

/** What a call of an export must do. */
export type CallOutcome =
  | { readonly kind: 'returns'; readonly value: number }
  | { readonly kind: 'traps' }
  /** The model cannot say. */
  | { readonly kind: 'indeterminate'; readonly reason: string };

/** A program that takes more steps than this is taken for one that does not end. */
const stepLimit = 50_000;
const depthLimit = 200;

export interface Program {
  /** Calls an exported function from outside, on one of the threads; the state stays for the next call. */
  call(name: string, args: readonly number[], thread?: number): CallOutcome;
}

export function startProgram(resolution: Resolution, reached: Reach, options: LinkOptions): Program {
  return new Machine(resolution, reached, options);
}

class Trap extends Error {}

interface GlobalCell {
  readonly key: unknown;
  readonly type: ValueTypeName;
  readonly initial: GlobalValue;
}

interface Frame {
  readonly object: ScenarioObject;
  readonly args: readonly number[];
  readonly signature: Signature;
}

class Machine implements Program {
  readonly #resolution: Resolution;
  readonly #reached: Reach;
  readonly #options: LinkOptions;
  readonly #memory: ProgramMemory;
  readonly #places: ProgramPlaces;
  #steps = 0;
  #depth = 0;

  constructor(resolution: Resolution, reached: Reach, options: LinkOptions) {
    this.#resolution = resolution;
    this.#reached = reached;
    this.#options = options;
    this.#memory = new ProgramMemory(resolution, reached, options);
    this.#places = new ProgramPlaces(resolution, this.#memory, options);
  }

  call(name: string, args: readonly number[], thread = 0): CallOutcome {
    const { sharedMemory, importMemory } = this.#options;
    if (thread > 0 && !(sharedMemory && importMemory))
      return { kind: 'indeterminate', reason: 'threads share no memory' };
    this.#memory.switchTo(thread);
    this.#steps = 0;
    this.#depth = 0;
    const resolved = this.#resolution.names.get(name);
    if (resolved === undefined) return { kind: 'indeterminate', reason: `nothing is named ${name}` };
    try {
      if (this.#reached.wrapsExports) this.#runInitFunctions();
      return { kind: 'returns', value: this.#invoke(resolved, args) };
    } catch (error) {
      if (error instanceof Trap || error instanceof Thrown) return { kind: 'traps' };
      if (error instanceof Indeterminate) return { kind: 'indeterminate', reason: error.message };
      throw error;
    }
  }

  #runInitFunctions(): void {
    for (const resolved of this.#reached.initCalls) this.#invoke(resolved, []);
  }

  #invoke(resolved: Resolved, args: readonly number[]): number {
    switch (resolved.kind) {
      case 'function': {
        const { object, function: callee } = resolved;
        const { signature } = callee;
        const passed = args.map((arg, i) => throughType(arg, signature.parameters[i] ?? 'i32'));
        this.#depth += 1;
        if (this.#depth > depthLimit) throw new Indeterminate('calls are too deep');
        const value = this.#run(callee.body, { object, args: passed, signature });
        this.#depth -= 1;
        return foldResults(value, signature);
      }
      case 'host': {
        const { import: named, signature, library } = resolved;
        const passed = args.map((arg, i) => throughType(arg, signature.parameters[i]!));
        return foldResults(hostValue(library ?? named.module, named.field, passed), signature);
      }
      case 'synthetic':
        if (resolved.name !== '__wasm_call_ctors') throw new Indeterminate(`${resolved.name} is no known function`);
        this.#runInitFunctions();
        return 0;
      case 'null':
      case 'stub':
      case 'mismatch':
        throw new Trap();
      default:
        throw new Indeterminate(`a call of something ${resolved.kind}`);
    }
  }

  #run(body: Body, frame: Frame): number {
    for (const statement of body.statements) this.#execute(statement, frame);
    return body.result === undefined ? 0 : this.#evaluate(body.result, frame);
  }

  #execute(statement: Statement, frame: Frame): void {
    switch (statement.op) {
      case 'store': {
        const address = this.#place(statement.place, frame);
        const value = this.#evaluate(statement.value, frame);
        const bytes = this.#memory.bytesAt(address, statement.bytes);
        for (let i = 0; i < statement.bytes; i++) bytes[i] = value >>> (8 * i);
        return;
      }
      case 'set-global': {
        const value = this.#evaluate(statement.value, frame);
        const { key, type } = this.#global(statement.symbol, frame);
        this.#memory.thread.globals.set(key, assignedValue(type, value));
        return;
      }
      case 'table-set': {
        const { slot, index } = statement;
        const held = slot === undefined ? undefined : this.#slot(slot, frame).resolved;
        // A slot of 0 is empty.
        const value = held?.kind === 'function' || held?.kind === 'host' ? held : undefined;
        if (!this.#table(statement.symbol, frame).set(index, value)) throw new Trap();
        return;
      }
      case 'start-thread':
        this.#startThread(statement, frame);
        return;
      case 'evaluate':
        this.#evaluate(statement.value, frame);
        return;
      case 'nops':
        return;
    }
  }

  #startThread({ symbol, block }: Extract<Statement, { op: 'start-thread' }>, frame: Frame): void {
    const starter = this.#symbol(symbol, frame);
    if (starter.kind !== 'synthetic' || starter.name !== '__wasm_init_tls')
      throw new Indeterminate('no start of a thread');
    this.#memory.startThread(this.#place(block, frame));
  }

  #evaluate(expression: Expression, frame: Frame): number {
    this.#steps += 1;
    if (this.#steps > stepLimit) throw new Indeterminate('the program takes too long');
    switch (expression.op) {
      case 'constant':
        return expression.value | 0;
      case 'argument':
        return this.#argument(expression.index, frame);
      case 'mix':
        return this.#mixed(expression.terms, frame);
      case 'add':
        return (this.#evaluate(expression.left, frame) + this.#evaluate(expression.right, frame)) | 0;
      case 'low-bits':
        return this.#evaluate(expression.value, frame) & (2 ** expression.bits - 1);
      case 'if':
        return this.#evaluate(
          this.#evaluate(expression.condition, frame) !== 0 ? expression.whenTrue : expression.whenFalse,
          frame,
        );
      case 'load':
        return this.#memory.load(this.#place(expression.place, frame), expression.bytes);
      case 'call': {
        const args = this.#arguments(expression.arguments, frame);
        return this.#invoke(this.#symbol(expression.symbol, frame), args);
      }
      case 'call-indirect':
        return this.#callIndirect(expression, frame);
      case 'same-address':
        return this.#memory.isSame(this.#place(expression.left, frame), this.#place(expression.right, frame)) ? 1 : 0;
      case 'aligned':
        return isAligned(this.#place(expression.place, frame), expression.alignLog2) ? 1 : 0;
      case 'null-address':
        return isNull(this.#place(expression.place, frame)) ? 1 : 0;
      case 'distance':
        return this.#memory.distance(this.#place(expression.from, frame), this.#place(expression.to, frame));
      case 'apart': {
        const left = { address: this.#place(expression.left, frame), size: expression.leftSize };
        const right = { address: this.#place(expression.right, frame), size: expression.rightSize };
        return areApart(left, right) ? 1 : 0;
      }
      case 'same-function':
        return this.#slot(expression.left, frame).key === this.#slot(expression.right, frame).key ? 1 : 0;
      case 'null-function':
        return this.#slot(expression.slot, frame).key === undefined ? 1 : 0;
      case 'get-global': {
        const { key, type, initial } = this.#global(expression.symbol, frame);
        return foldGlobal(type, this.#memory.thread.globals.get(key) ?? initial);
      }
      case 'throw': {
        const values = this.#arguments(expression.arguments, frame);
        throw new Thrown(this.#tag(expression.symbol, frame).key, values);
      }
      case 'catch':
        return this.#catch(expression, frame);
      case 'table-size':
        return this.#table(expression.symbol, frame).size;
      case 'table-grow':
        return this.#table(expression.symbol, frame).grow(expression.by);
      case 'table-null': {
        const entry = this.#table(expression.symbol, frame).at(expression.index);
        if (entry === 'outside') throw new Trap();
        return entry === undefined ? 1 : 0;
      }
      case 'call-table': {
        const args = this.#arguments(expression.arguments, frame);
        const entry = this.#table(expression.symbol, frame).at(expression.index);
        if (entry === undefined || entry === 'outside') throw new Trap();
        return this.#callEntry(entry, expression.signature, args);
      }
      case 'thread-storage': {
        if (!this.#options.sharedMemory) throw new Indeterminate('threads without shared memory');
        const { size, alignment } = this.#memory.threadStorage();
        return expression.what === 'size' ? size : alignment;
      }
      case 'in-frame':
        return this.#evaluate(expression.value, frame);
    }
  }

  #argument(index: number, frame: Frame): number {
    const value = frame.args[index];
    if (value === undefined) throw new Indeterminate('an argument is missing');
    return value;
  }

  #arguments(list: readonly Expression[], frame: Frame): number[] {
    return list.map((argument) => this.#evaluate(argument, frame));
  }

  #mixed(terms: readonly Expression[], frame: Frame): number {
    let value = this.#evaluate(terms[0]!, frame);
    for (let i = 1; i < terms.length; i++) value = mix(value, this.#evaluate(terms[i]!, frame));
    return value;
  }

  #callIndirect(expression: Extract<Expression, { op: 'call-indirect' }>, frame: Frame): number {
    const args = this.#arguments(expression.arguments, frame);
    const { resolved } = this.#slot(expression.slot, frame);
    return this.#callEntry(resolved, expression.signature, args);
  }

  /** A slot of 0 is empty: the call traps. */
  #callEntry(resolved: Resolved, wanted: Signature, args: readonly number[]): number {
    // A loader fills a slot for what no module exports, so that it is not null, with a function of its own.
    if (resolved.kind === 'host' && resolved.library === undefined && isPositionIndependent(this.#options))
      throw new Indeterminate('a call by the address of a function that no module exports');
    const signature =
      resolved.kind === 'function' ? resolved.function.signature : resolved.kind === 'host' ? resolved.signature : null;
    if (signature === null || !sameSignature(signature, wanted)) throw new Trap();
    return this.#invoke(resolved, args);
  }

  #catch({ body, symbol, otherwise }: Extract<Expression, { op: 'catch' }>, frame: Frame): number {
    const { key, parameters } = this.#tag(symbol, frame);
    const depth = this.#depth;
    try {
      return this.#evaluate(body, frame);
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      this.#depth = depth;
      if (error.tag === key) return foldValues(error.values, parameters);
      if (otherwise === undefined) throw error;
      return otherwise | 0;
    }
  }

  #tag(id: string, frame: Frame): { readonly key: unknown; readonly parameters: readonly ValueTypeName[] } {
    const resolved = this.#symbol(id, frame);
    if (resolved.kind === 'tag') return { key: resolved.tag, parameters: resolved.tag.parameters };
    if (resolved.kind !== 'host-tag') throw new Indeterminate(`${id} leads to no tag of the scenario`);
    return { key: importKey(resolved.import), parameters: resolved.parameters };
  }

  #table(id: string, frame: Frame): TableState {
    const resolved = this.#symbol(id, frame);
    if (resolved.kind !== 'table' && resolved.kind !== 'host-table') throw new Indeterminate(`${id} leads to no table`);
    const key = resolved.kind === 'table' ? resolved.table : importKey(resolved.import);
    const { tables } = this.#memory.thread;
    const state = tables.get(key) ?? new TableState(resolved.kind === 'table' ? resolved.table : resolved.shape);
    tables.set(key, state);
    return state;
  }

  #symbol(id: string, frame: Frame): Resolved {
    return this.#places.symbol(frame.object, id);
  }

  #place(place: Place, frame: Frame): Address {
    return this.#places.place(place, frame.object);
  }

  #slot(slot: Slot, frame: Frame): { readonly resolved: Resolved; readonly key: string | undefined } {
    return this.#places.slot(slot, frame.object);
  }

  #global(id: string, frame: Frame): GlobalCell {
    const resolved = this.#symbol(id, frame);
    if (resolved.kind === 'global') {
      const { type, init } = resolved.global;
      return { key: resolved.global, type, initial: initialValue(type, init) };
    }
    if (resolved.kind !== 'host-global') throw new Indeterminate(`${id} leads to no global of the scenario`);
    const { import: named, type } = resolved;
    const initial = assignedValue(type, hostValue(named.module, named.field, []));
    return { key: importKey(named), type, initial };
  }
}

function importKey({ module, field }: ImportName): string {
  return `${module}/${field}`;
}
