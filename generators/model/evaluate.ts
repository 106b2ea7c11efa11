/**
 * Runs the programs of a scenario on paper: what each call from outside returns, given which definitions won. Addresses
 * and table slots stay symbolic (a place in a segment, a function), because only a linker knows their numbers; a value
 * that would depend on one makes the call indeterminate, and a scenario with such a call is not valid.
 * In: a scenario, its resolution and reach. Out: an outcome a call. Follows `lower-body.ts` step by step.
 */

import { bytesFromHex } from '../scenario/hex.ts';
import type {
  Body,
  Expression,
  ImportName,
  LinkOptions,
  Place,
  ScenarioObject,
  ScenarioSegment,
  Signature,
  Site,
  SiteKind,
  Slot,
  Statement,
  ValueTypeName,
} from '../scenario/scenario.ts';
import { isPointer, isRelative, isSlot, touches } from '../scenario/site-kinds.ts';
import { foldResults, foldValues, hostValue, mix, sameSignature, throughType } from '../scenario/values.ts';
import { TableState, Thrown } from './element-state.ts';
import { assignedValue, foldGlobal, type GlobalValue, initialValue } from './global-values.ts';
import { goesThroughGot, isDynamic, isPositionIndependent } from './output-mode.ts';
import type { Reach } from './reach.ts';
import { slotKey } from './reach.ts';
import type { Resolution, Resolved } from './resolve.ts';
import { boundaryNamed, placeSection } from './section-boundaries.ts';
import { syntheticAlignLog2 } from './synthetic-symbols.ts';
import { ThreadState } from './thread-state.ts';
import { isOfThread, type ThreadStorage, threadStorageOf } from './thread-storage.ts';

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

type Address =
  | {
      readonly kind: 'segment';
      readonly object: ScenarioObject;
      readonly segment: ScenarioSegment;
      readonly offset: number;
      /** The bytes that certainly lie together: the segment, or one string of a segment of strings. */
      readonly low: number;
      readonly high: number;
    }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'synthetic'; readonly name: string; readonly offset: number; readonly outside?: true };

class Indeterminate extends Error {}
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
  readonly #options: LinkOptions;
  /** Pointers to what is not here are filled at start-up, from the GOT. */
  readonly #readsGot: boolean;
  readonly #reached: Reach;
  readonly #memory = new Map<ScenarioSegment, Uint8Array>();
  readonly #threads = new Map<number, ThreadState>();
  /** Segments that threads were given for their own data. */
  readonly #blocks = new Set<ScenarioSegment>();
  #thread = new ThreadState(true);
  #steps = 0;
  #depth = 0;

  constructor(resolution: Resolution, reached: Reach, options: LinkOptions) {
    this.#options = options;
    this.#threads.set(0, this.#thread);
    this.#readsGot = isDynamic(options);
    this.#resolution = resolution;
    this.#reached = reached;
  }

  call(name: string, args: readonly number[], thread = 0): CallOutcome {
    const { sharedMemory, importMemory } = this.#options;
    if (thread > 0 && !(sharedMemory && importMemory))
      return { kind: 'indeterminate', reason: 'threads share no memory' };
    this.#thread = this.#threads.get(thread) ?? new ThreadState(false);
    this.#threads.set(thread, this.#thread);
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
        const bytes = this.#bytesAt(address, statement.bytes);
        for (let i = 0; i < statement.bytes; i++) bytes[i] = value >>> (8 * i);
        return;
      }
      case 'set-global': {
        const value = this.#evaluate(statement.value, frame);
        const { key, type } = this.#global(statement.symbol, frame);
        this.#thread.globals.set(key, assignedValue(type, value));
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

  /** The block belongs to the thread from here on: nobody can say what a program that looks there would see. */
  #startThread({ symbol, block }: Extract<Statement, { op: 'start-thread' }>, frame: Frame): void {
    const starter = this.#symbol(symbol, frame);
    if (starter.kind !== 'synthetic' || starter.name !== '__wasm_init_tls')
      throw new Indeterminate('no start of a thread');
    const address = this.#place(block, frame);
    if (address.kind !== 'segment') throw new Indeterminate('a thread without memory');
    const { segment, offset, low, high } = address;
    const { size, alignment } = this.#threadStorage();
    if (segment.sites.length > 0 || offset < low || offset + size > high)
      throw new Indeterminate('no room for a thread');
    if (!this.#isAligned(address, Math.log2(Math.max(1, alignment)))) throw new Indeterminate('no place for a thread');
    this.#blocks.add(segment);
    this.#thread.start();
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
        return this.#load(this.#place(expression.place, frame), expression.bytes);
      case 'call': {
        const args = this.#arguments(expression.arguments, frame);
        return this.#invoke(this.#symbol(expression.symbol, frame), args);
      }
      case 'call-indirect':
        return this.#callIndirect(expression, frame);
      case 'same-address':
        return this.#sameAddress(this.#place(expression.left, frame), this.#place(expression.right, frame)) ? 1 : 0;
      case 'aligned':
        return this.#isAligned(this.#place(expression.place, frame), expression.alignLog2) ? 1 : 0;
      case 'null-address':
        return isNull(this.#place(expression.place, frame)) ? 1 : 0;
      case 'distance':
        return this.#distance(this.#place(expression.from, frame), this.#place(expression.to, frame));
      case 'apart':
        return this.#areApart(expression, frame) ? 1 : 0;
      case 'same-function':
        return this.#slot(expression.left, frame).key === this.#slot(expression.right, frame).key ? 1 : 0;
      case 'null-function':
        return this.#slot(expression.slot, frame).key === undefined ? 1 : 0;
      case 'get-global': {
        const { key, type, initial } = this.#global(expression.symbol, frame);
        return foldGlobal(type, this.#thread.globals.get(key) ?? initial);
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
        const { size, alignment } = this.#threadStorage();
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
    const { tables } = this.#thread;
    const state = tables.get(key) ?? new TableState(resolved.kind === 'table' ? resolved.table : resolved.shape);
    tables.set(key, state);
    return state;
  }

  #symbol(id: string, frame: Frame): Resolved {
    return this.#symbolIn(frame.object, id);
  }

  #symbolIn(object: ScenarioObject, id: string): Resolved {
    const resolved = this.#resolution.symbols.get(object.name)?.get(id);
    if (resolved === undefined) throw new Indeterminate(`${object.name} has no symbol ${id}`);
    return resolved;
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

  #slot(slot: Slot, frame: Frame): { readonly resolved: Resolved; readonly key: string | undefined } {
    let resolved: Resolved;
    if (slot.from === 'symbol') {
      resolved = this.#symbol(slot.symbol, frame);
      if (slot.how === 'rel') this.#refuseRelative(slotKey(resolved) !== undefined, slot.symbol, { resolved, frame });
    } else {
      const { site, object } = this.#siteAt(this.#place(slot.at, frame), isSlot);
      resolved = this.#symbolIn(object, site.symbol);
    }
    if (resolved.kind === 'undefined' || resolved.kind === 'discarded') throw new Indeterminate('a slot of nothing');
    // wasm-ld gives it a slot or none, as the order of the sites has it.
    if (resolved.kind === 'stub') throw new Indeterminate('a slot of an unresolved function');
    return { resolved, key: slotKey(resolved) };
  }

  #place(place: Place, frame: Frame): Address {
    switch (place.from) {
      case 'symbol':
        return this.#symbolPlace(place, frame);
      case 'memory': {
        const { site, object } = this.#siteAt(this.#place(place.at, frame), isPointer);
        const target = this.#symbolIn(object, site.symbol);
        this.#refuseNumberFromLoader(object, site.symbol, target);
        this.#checkThread(target);
        if (!this.#readsGot) return moved(this.#addressOf(target, site.addend), place.plus);
        return moved(this.#addressOf(target, 0), site.addend + place.plus);
      }
      case 'relative': {
        const { site, object } = this.#siteAt(this.#place(place.at, frame), isRelative);
        const resolved = this.#symbolIn(object, site.symbol);
        this.#checkThread(resolved);
        const target = this.#addressOf(resolved, site.addend);
        if (target.kind !== 'segment') throw new Indeterminate('a relative pointer to no segment');
        return target;
      }
      case 'thread-base':
        return this.#threadBase(place.plus);
    }
  }

  #symbolPlace({ symbol, addend, how, base = 0 }: Extract<Place, { readonly from: 'symbol' }>, frame: Frame): Address {
    const resolved = this.#symbol(symbol, frame);
    this.#checkThread(resolved, how);
    // What comes from the GOT is the symbol's own address; code adds the rest.
    if (how === 'got') {
      this.#refuseNumberFromLoader(frame.object, symbol, resolved);
      return moved(this.#addressOf(resolved, 0), addend);
    }
    if (how === 'rel') this.#refuseRelative(!['null', 'absolute'].includes(resolved.kind), symbol, { resolved, frame });
    return moved(this.#addressOf(resolved, addend), base);
  }

  /** An exported address counts from its module's base for a loader, and an absolute symbol looks like any other. */
  #refuseNumberFromLoader(object: ScenarioObject, id: string, resolved: Resolved): void {
    if (resolved.kind !== 'absolute') return;
    const symbol = object.symbols.find((one) => one.id === id)!;
    if (goesThroughGot(resolved, this.#resolution, symbol, this.#options))
      throw new Indeterminate('an absolute symbol that a loader takes for a place');
  }

  /** Data of a thread has the addresses of its thread, and only code can say them. */
  #checkThread(resolved: Resolved, how?: Extract<Place, { from: 'symbol' }>['how']): void {
    const own = resolved.kind === 'data' && isOfThread(resolved.segment, this.#options);
    if (!own && how !== 'tls') return;
    if (!own || (how !== 'tls' && how !== 'got')) throw new Indeterminate('an address that is not of this thread');
    if (how === 'got' ? !this.#thread.isStarted : !this.#thread.hasStorage)
      throw new Indeterminate('no thread-local data yet');
  }

  /** Where nothing is collected, the losers of COMDAT groups may stay, and then count too. */
  #threadStorage(): ThreadStorage {
    const { included } = this.#resolution;
    const isLost = (segment: ScenarioSegment) => segment.threadLocal !== undefined && !this.#reached.kept.has(segment);
    if (this.#options.gcSections === false && included.some(({ segments }) => segments.some(isLost))) {
      throw new Indeterminate('thread-local data that may be kept');
    }
    return threadStorageOf(this.#resolution, this.#reached.kept);
  }

  #threadBase(offset: number): Address {
    if (!this.#thread.hasStorage) throw new Indeterminate('no thread-local data yet');
    const { placed } = this.#threadStorage();
    for (const { object, segment, offset: begin } of placed) {
      const high = segment.bytes.length / 2;
      if (offset >= begin && offset - begin < high) {
        return { kind: 'segment', object, segment, offset: offset - begin, low: 0, high };
      }
    }
    throw new Indeterminate('nothing lies there from the thread base');
  }

  /** Compilers count from a base only to what certainly lies in the same module. */
  #refuseRelative(
    isMoved: boolean,
    id: string,
    { resolved, frame: { object } }: { readonly resolved: Resolved; readonly frame: Frame },
  ): void {
    if (!isMoved) throw new Indeterminate('what is not moved, counted from a base');
    if (!isPositionIndependent(this.#options)) return;
    const symbol = object.symbols.find((one) => one.id === id)!;
    if (goesThroughGot(resolved, this.#resolution, symbol, this.#options))
      throw new Indeterminate('what a loader may choose, counted from a base');
  }

  /** A relocation against a symbol that is null ignores the addend. */
  #addressOf(resolved: Resolved, addend: number): Address {
    switch (resolved.kind) {
      case 'data': {
        const { object, segment, offset } = resolved;
        if (this.#blocks.has(segment)) throw new Indeterminate('memory that belongs to a thread');
        const [low, high] = this.#bounds(segment, offset);
        return { kind: 'segment', object, segment, offset: offset + addend, low, high };
      }
      case 'absolute':
        return { kind: 'number', value: (resolved.address + addend) | 0 };
      case 'null':
        return { kind: 'number', value: 0 };
      case 'synthetic':
        return { kind: 'synthetic', name: resolved.name, offset: addend };
      case 'outside':
        if (resolved.place !== undefined) {
          const high = resolved.place.segment.bytes.length / 2;
          return { kind: 'segment', ...resolved.place, offset: addend, low: 0, high };
        }
        return { kind: 'synthetic', name: resolved.name, offset: addend, outside: true };
      default:
        throw new Indeterminate(`the address of something ${resolved.kind}`);
    }
  }

  #bounds(segment: ScenarioSegment, offset: number): [number, number] {
    const size = segment.bytes.length / 2;
    if (!segment.strings) return [0, size];
    const bytes = this.#bytesOf(segment);
    const low = offset === 0 ? 0 : bytes.lastIndexOf(0, offset - 1) + 1;
    return [low, bytes.indexOf(0, offset) + 1];
  }

  #bytesOf(segment: ScenarioSegment): Uint8Array {
    if (isOfThread(segment, this.#options)) return this.#thread.copyOf(segment);
    let bytes = this.#memory.get(segment);
    if (bytes === undefined) {
      bytes = bytesFromHex(segment.bytes);
      this.#memory.set(segment, bytes);
    }
    return bytes;
  }

  /** An address counted from the boundary of a section, as a place in the segment that lies there. */
  #concrete(address: Address): Address {
    const boundary = address.kind === 'synthetic' ? boundaryNamed(address.name) : undefined;
    if (boundary === undefined || address.kind !== 'synthetic') return address;
    const { placed, size } = placeSection(this.#resolution, this.#reached.kept, boundary.section);
    const position = address.offset + (boundary.end ? size : 0);
    for (const { object, segment, offset } of placed) {
      const high = segment.bytes.length / 2;
      const inside = position - offset;
      if (inside >= 0 && inside < high) return { kind: 'segment', object, segment, offset: inside, low: 0, high };
    }
    return address;
  }

  /** Both at boundaries of one section. */
  #distanceOfBoundaries(from: Address, to: Address): number | undefined {
    if (from.kind !== 'synthetic' || to.kind !== 'synthetic') return undefined;
    const [start, stop] = [boundaryNamed(from.name), boundaryNamed(to.name)];
    if (start === undefined || start.section !== stop?.section) return undefined;
    const { size } = placeSection(this.#resolution, this.#reached.kept, start.section);
    return to.offset + (stop.end ? size : 0) - from.offset - (start.end ? size : 0);
  }

  #bytesAt(given: Address, size: number): Uint8Array {
    const address = this.#concrete(given);
    if (address.kind !== 'segment') throw new Indeterminate('an access outside of every segment');
    const { segment, offset, low, high } = address;
    if (offset < low || offset + size > high) throw new Indeterminate('an access beyond its segment');
    for (const site of segment.sites) {
      if (touches(site, offset, offset + size)) throw new Indeterminate('an access to a site');
    }
    return this.#bytesOf(segment).subarray(offset, offset + size);
  }

  #load(address: Address, size: 1 | 4): number {
    const bytes = this.#bytesAt(address, size);
    return size === 1 ? bytes[0]! : bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24);
  }

  #siteAt(
    address: Address,
    isWanted: (kind: SiteKind) => boolean,
  ): { readonly site: Site; readonly object: ScenarioObject } {
    if (address.kind !== 'segment') throw new Indeterminate('a pointer outside of every segment');
    for (const site of address.segment.sites) {
      if (site.offset === address.offset && isWanted(site.kind)) return { site, object: address.object };
    }
    throw new Indeterminate('a pointer where there is no site');
  }

  #distance(from: Address, to: Address): number {
    return this.#distanceOfBoundaries(from, to) ?? distance(from, to);
  }

  #sameAddress(givenLeft: Address, givenRight: Address): boolean {
    const [left, right] = [this.#concrete(givenLeft), this.#concrete(givenRight)];
    if (left.kind === 'number' && right.kind === 'number') return left.value === right.value;
    if (left.kind === 'segment' && right.kind === 'segment' && left.segment === right.segment) {
      if (left.low === right.low) return left.offset === right.offset;
    }
    if (left.kind === 'synthetic' && right.kind === 'synthetic' && left.name === right.name) {
      return left.offset === right.offset;
    }
    if (isCertainlyApart(left, right)) return false;
    throw new Indeterminate('two addresses that cannot be compared');
  }

  #isAligned(address: Address, alignLog2: number): boolean {
    const mask = 2 ** alignLog2 - 1;
    if (address.kind === 'number') return (address.value & mask) === 0;
    const known = address.kind === 'segment' ? address.segment.alignLog2 : syntheticAlignLog2(address.name);
    if (known < alignLog2) throw new Indeterminate('an alignment that is not known');
    if (address.kind === 'segment' && address.segment.strings) throw new Indeterminate('the alignment of a string');
    return (address.offset & mask) === 0;
  }

  #areApart(expression: Extract<Expression, { op: 'apart' }>, frame: Frame): boolean {
    const left = this.#place(expression.left, frame);
    const right = this.#place(expression.right, frame);
    const { leftSize, rightSize } = expression;
    if (left.kind !== 'segment' || right.kind !== 'segment') throw new Indeterminate('ranges outside of segments');
    if (left.offset < left.low || left.offset + leftSize > left.high) throw new Indeterminate('a range too long');
    if (right.offset < right.low || right.offset + rightSize > right.high) throw new Indeterminate('a range too long');
    if (left.segment === right.segment && left.low === right.low) {
      return left.offset + leftSize <= right.offset || right.offset + rightSize <= left.offset;
    }
    if (left.segment.strings && right.segment.strings) throw new Indeterminate('strings may be merged');
    return true;
  }
}

function importKey({ module, field }: ImportName): string {
  return `${module}/${field}`;
}

function moved(address: Address, by: number): Address {
  if (by === 0) return address;
  if (address.kind === 'number') return { ...address, value: (address.value + by) | 0 };
  return { ...address, offset: address.offset + by };
}

function isNull(address: Address): boolean {
  if (address.kind === 'number') return address.value === 0;
  if (address.kind === 'segment' && isInside(address)) return false;
  if (address.kind === 'synthetic' && address.name === '__heap_end') return false;
  if (address.kind === 'synthetic' && address.outside && address.offset === 0) return false;
  throw new Indeterminate('an address that may or may not be null');
}

function isInside(address: Extract<Address, { kind: 'segment' }>): boolean {
  return address.offset >= address.low && address.offset < address.high;
}

/** Within the bytes of two payloads, which cannot lie on each other; or a payload's byte and null. */
function isCertainlyApart(left: Address, right: Address): boolean {
  if (left.kind === 'segment' && right.kind === 'segment') {
    if (left.segment.strings && right.segment.strings) return false;
    return isInside(left) && isInside(right);
  }
  const [one, other] = left.kind === 'segment' ? [left, right] : [right, left];
  return one.kind === 'segment' && isInside(one) && other.kind === 'number' && other.value === 0;
}

function distance(from: Address, to: Address): number {
  if (from.kind === 'segment' && to.kind === 'segment' && from.segment === to.segment && from.low === to.low) {
    return (to.offset - from.offset) | 0;
  }
  if (from.kind === 'number' && to.kind === 'number') return (to.value - from.value) | 0;
  throw new Indeterminate('a distance between two segments');
}
