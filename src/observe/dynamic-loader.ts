/**
 * A dynamic linker, small but whole, after the tool-conventions' DynamicLinking.md: reads each module's `dylink.0`, gives
 * it memory and table slots behind bases that are not 0, fills `GOT.mem` and `GOT.func` with what the modules export (the
 * main module's definition first), and runs `__wasm_apply_data_relocs` of each. A further thread has instances of its own
 * with the same places in the same memory; addresses of thread-local data follow the `__tls_base` that a module exports.
 * Memory that nobody has asked for is not zero: a module that claims too little meets its neighbour.
 * Not here: other imports (`host.ts`), calls (`execute.ts`).
 */
import {
  type DylinkSection,
  type Import,
  type Limits,
  LimitsFlag,
  SymbolFlag,
  type WasmModule,
} from '../wasm/index.ts';
import { outputIn } from './decoded-files.ts';
import {
  type EngineGlobal,
  type EngineImports,
  type EngineInstance,
  type EngineMemory,
  type EngineTable,
  engine,
  type WasmValue,
} from './engine.ts';
import { type Host, type HostCall, makeImports } from './host.ts';

/** How modules that are moved come into memory. */
export interface Loading {
  /** Where the first module's data may begin; moved up to its alignment. */
  readonly memoryBase: number;
  /** The first module's first slot. */
  readonly tableBase: number;
  /** Modules beside the main one, as linked against. */
  readonly libraries?: readonly Uint8Array[];
}

export interface LoadRequest {
  readonly bytes: Uint8Array;
  readonly loading: Loading;
  readonly host: Host;
  readonly calls: HostCall[];
}

/** True when the module asks for a loader; other modules have all that they need in themselves and in their imports. */
export function needsLoader(bytes: Uint8Array): boolean {
  // The section is the first of its file, if there is one: id, size, and the length of its name.
  const head = String.fromCharCode(...bytes.subarray(8, 32));
  return bytes[8] === 0 && head.includes('dylink.0');
}

/** The main module in one thread: its imports, and what is to be done once it is instantiated with them. */
export interface Load {
  readonly imports: EngineImports;
  finish(instance: EngineInstance): void;
  /** Before each call from outside: a program may have said meanwhile where its thread-local data is. */
  refresh(): void;
}

/** Loads the modules for the first thread, and for each further one in the same places of the same memory. */
export function prepareLoad(request: LoadRequest): { readonly first: Load; again(): Load } {
  const places = new LoadedPlaces(request);
  let threads = 0;
  const load = (): Load => new LoadedThread(request, places, threads++);
  return { first: load(), again: load };
}

/** A module and where it is, the same for all threads. */
interface Placed {
  readonly wasm: WasmModule;
  readonly bytes: Uint8Array;
  readonly dylink: DylinkSection;
  /** False: it has the addresses that it was linked for, and bases of 0. */
  readonly isMoved: boolean;
  readonly memoryBase: number;
  readonly memoryEnd: number;
  readonly tableBase: number;
  readonly tableEnd: number;
}

const pageBytes = 65_536;
const stackBytes = 65_536;
/** Threads that have a stack of their own. */
const mostThreads = 4;
/** What stands where nobody has a right to read. */
const garbage = 0xa5;
const WeakBinding = 1;

/** What threads share: memory, and where in it everything is. */
class LoadedPlaces {
  readonly modules: readonly Placed[];
  readonly freeSlot: number;
  memory: EngineMemory | undefined;
  readonly #stacks: number;
  readonly #outside = new Map<string, number>();

  constructor({ bytes, loading }: LoadRequest) {
    this.modules = place([bytes, ...(loading.libraries ?? [])], loading);
    const last = this.modules.at(-1)!;
    this.#stacks = Math.ceil((last.memoryEnd + 1) / 16) * 16;
    this.freeSlot = last.tableEnd;
  }

  /** Stacks grow downwards from here. */
  stackTop(thread: number): number {
    return this.#stacks + stackBytes * Math.min(thread + 1, mostThreads);
  }

  memoryFor({ minimum, maximum, flags }: Limits): EngineMemory {
    if (this.memory !== undefined) return this.memory;
    const shared = (flags & LimitsFlag.Shared) !== 0;
    const end = this.stackTop(mostThreads);
    const wanted = Math.max(Number(minimum), Math.ceil((end + pageBytes) / pageBytes));
    // A module that says how much there may be has said how much it needs.
    const initial = maximum === undefined ? wanted : Math.min(wanted, Number(maximum));
    const limits = { initial, ...(maximum !== undefined && { maximum: Number(maximum) }) };
    this.memory = new engine.Memory({ ...limits, ...(shared && { shared }) });
    const bytes = new Uint8Array(this.memory.buffer).fill(garbage, 0, end);
    for (const { memoryBase, memoryEnd } of this.modules) bytes.fill(0, memoryBase, memoryEnd);
    return this.memory;
  }

  isWeak(field: string): boolean {
    return this.modules.some(({ dylink }) =>
      dylink.importInfo.some((info) => info.field === field && (info.flags & WeakBinding) !== 0),
    );
  }

  /** What nobody defines lies somewhere that is nobody's. */
  outsideAddress(field: string): number {
    const known = this.#outside.get(field);
    if (known !== undefined) return known;
    const address = this.stackTop(mostThreads) + 64 * (this.#outside.size + 1);
    this.#outside.set(field, address);
    return address;
  }
}

/** Instances of all modules, with globals and a table of their own. */
class LoadedThread implements Load {
  readonly imports: EngineImports;
  readonly #places: LoadedPlaces;
  readonly #thread: number;
  readonly #host: Host;
  readonly #calls: HostCall[];
  readonly #instances = new Map<Placed, EngineInstance>();
  readonly #got = new Map<string, { readonly wanted: Import; readonly global: EngineGlobal }>();
  readonly #numbers = new Map<unknown, number>();
  #table: EngineTable | undefined;
  #stackPointer: EngineGlobal | undefined;

  constructor({ host, calls }: LoadRequest, places: LoadedPlaces, thread: number) {
    this.#host = host;
    this.#calls = calls;
    this.#places = places;
    this.#thread = thread;
    this.imports = this.#importsOf(places.modules[0]!);
  }

  #importsOf(placed: Placed): EngineImports {
    return makeImports(placed.bytes, this.#host, this.#calls, (wanted) => this.#provide(placed, wanted));
  }

  finish(instance: EngineInstance): void {
    const { modules } = this.#places;
    this.#instances.set(modules[0]!, instance);
    const { memory, __indirect_function_table: table } = instance.exports;
    this.#places.memory ??= memory as EngineMemory | undefined;
    this.#table ??= table as EngineTable | undefined;
    for (const placed of modules) {
      if (this.#instances.has(placed)) continue;
      this.#instances.set(placed, new engine.Instance(new engine.Module(placed.bytes), this.#importsOf(placed)));
    }
    this.#fillGot(() => true);
    // What is in memory is there for all threads.
    if (this.#thread > 0) return;
    for (const placed of modules) callIfThere(this.#instances.get(placed)!, '__wasm_apply_data_relocs');
    for (const placed of modules.slice(1)) callIfThere(this.#instances.get(placed)!, '__wasm_call_ctors');
  }

  refresh(): void {
    this.#fillGot((field) => this.#places.modules.some((placed) => isThreadLocal(placed, field)));
  }

  #fillGot(isWanted: (field: string) => boolean): void {
    for (const { wanted, global } of this.#got.values()) {
      if (!isWanted(wanted.field)) continue;
      const value = wanted.module === 'GOT.mem' ? this.#addressOf(wanted.field) : this.#slotOf(wanted.field);
      global.value = typeof global.value === 'bigint' ? BigInt(value) : value;
    }
  }

  /** What this loader is there for; the rest is the host's. */
  #provide(placed: Placed, wanted: Import): unknown {
    switch (wanted.kind) {
      case 'memory':
        return this.#places.memoryFor(wanted.memory);
      case 'table':
        return wanted.field === '__indirect_function_table'
          ? this.#sharedTable(wanted.table.limits.minimum)
          : undefined;
      case 'global':
        return this.#provideGlobal(placed, wanted);
      case 'function':
        return wanted.module === 'env' ? this.#provideFunction(wanted.field) : undefined;
      default:
        return undefined;
    }
  }

  #sharedTable(minimum: bigint): EngineTable {
    // Room for every function whose address some module may ask for.
    const asked = this.#places.modules.reduce((sum, { wasm }) => sum + wasm.imports.length, 0);
    const initial = Math.max(Number(minimum), this.#places.freeSlot + asked);
    this.#table ??= new engine.Table({ element: 'anyfunc', initial });
    return this.#table;
  }

  #provideGlobal(placed: Placed, wanted: Extract<Import, { kind: 'global' }>): EngineGlobal | undefined {
    const { module, field, global: type } = wanted;
    const make = (value: number): EngineGlobal => {
      const isWide = type.valueType === 0x7e;
      return new engine.Global(
        { value: isWide ? 'i64' : 'i32', mutable: type.mutable },
        isWide ? BigInt(value) : value,
      );
    };
    if (module === 'GOT.mem' || module === 'GOT.func') {
      const key = `${module}.${field}`;
      const entry = this.#got.get(key) ?? { wanted, global: make(0) };
      this.#got.set(key, entry);
      return entry.global;
    }
    if (module !== 'env') return undefined;
    if (field === '__memory_base') return make(placed.memoryBase);
    if (field === '__table_base') return make(placed.tableBase);
    if (field !== '__stack_pointer') return undefined;
    this.#stackPointer ??= make(this.#places.stackTop(this.#thread));
    return this.#stackPointer;
  }

  /** A function of some module, found when it is called; the module may be the one that imports it. */
  #provideFunction(field: string): ((...args: WasmValue[]) => unknown) | undefined {
    const isDefined = this.#places.modules.some(({ wasm }) => exportsFunction(wasm, field));
    if (isDefined) return (...args) => (this.#exported(field) as (...args: WasmValue[]) => unknown)(...args);
    if (!this.#places.isWeak(field)) return undefined;
    return () => {
      throw new Error(`a call of ${field}, which no module defines`);
    };
  }

  #exported(field: string): unknown {
    const placed = this.#places.modules.find(({ wasm }) => exportsFunction(wasm, field));
    return placed && this.#instances.get(placed)?.exports[field];
  }

  /** Exported data is a global that holds the offset from its module's base; thread-local data counts from the thread's. */
  #addressOf(field: string): number {
    for (const placed of this.#places.modules) {
      const { wasm, memoryBase } = placed;
      if (!wasm.exports.some(({ name, kind }) => name === field && kind === 'global')) continue;
      const { exports } = this.#instances.get(placed)!;
      const offset = Number((exports[field] as EngineGlobal).value);
      if (!isThreadLocal(placed, field)) return offset + memoryBase;
      const base = exports.__tls_base as EngineGlobal | undefined;
      return base === undefined ? this.#places.outsideAddress(field) : offset + Number(base.value);
    }
    return this.#places.isWeak(field) ? 0 : this.#places.outsideAddress(field);
  }

  #numberOf(owner: unknown): number {
    const known = this.#numbers.get(owner) ?? this.#places.freeSlot + this.#numbers.size;
    this.#numbers.set(owner, known);
    return known;
  }

  /** The slot that a function has in its module's own part of the table, or a new one. */
  #slotOf(field: string): number {
    const callee = this.#exported(field);
    if (callee === undefined && this.#places.isWeak(field)) return 0;
    const table = this.#table;
    // Without a table that it can reach, a slot is a number that only says whose it is.
    if (table === undefined) return this.#numberOf(callee ?? field);
    const wanted = callee ?? anyFunction();
    let free = this.#places.freeSlot;
    for (let slot = 0; slot < table.length; slot++) {
      if (table.get(slot) === wanted) return slot;
      if (table.get(slot) !== null) free = Math.max(free, slot + 1);
    }
    // A table of its own that the module has filled has no room for others.
    if (free >= table.length) return this.#numberOf(callee ?? field);
    table.set(free, wanted);
    return free;
  }
}

function isThreadLocal({ dylink }: Placed, field: string): boolean {
  return dylink.exportInfo.some(({ name, flags }) => name === field && (flags & SymbolFlag.Tls) !== 0);
}

const noDylink: DylinkSection = {
  memorySize: 0,
  memoryAlignLog2: 0,
  tableSize: 0,
  tableAlignLog2: 0,
  needed: [],
  exportInfo: [],
  importInfo: [],
  runtimePath: [],
};

/** Each module behind the one before it. One at fixed addresses has the memory and the slots that it declares. */
function place(files: readonly Uint8Array[], { memoryBase, tableBase }: Loading): Placed[] {
  let memory = memoryBase;
  let slot = tableBase;
  return files.map((bytes): Placed => {
    const wasm = outputIn(bytes);
    const dylink = wasm.dylink ?? noDylink;
    if (!wasm.imports.some(({ field }) => field === '__memory_base')) {
      memory = Math.max(memory, declaredMemory(wasm));
      slot = Math.max(slot, declaredSlots(wasm));
      return { wasm, bytes, dylink, isMoved: false, memoryBase: 0, memoryEnd: memory, tableBase: 0, tableEnd: slot };
    }
    const alignment = 2 ** dylink.memoryAlignLog2;
    const base = Math.ceil(memory / alignment) * alignment;
    memory = base + dylink.memorySize;
    const tableEnd = slot + dylink.tableSize;
    const loaded = {
      wasm,
      bytes,
      dylink,
      isMoved: true,
      memoryBase: base,
      memoryEnd: memory,
      tableBase: slot,
      tableEnd,
    };
    slot = tableEnd;
    return loaded;
  });
}

function declaredMemory({ imports, memories }: WasmModule): number {
  const imported = imports.find(({ kind }) => kind === 'memory');
  const limits = imported?.kind === 'memory' ? imported.memory : memories[0];
  return Number(limits?.minimum ?? 0n) * pageBytes;
}

function declaredSlots({ imports, tables }: WasmModule): number {
  const imported = imports.find(({ kind }) => kind === 'table');
  const table = imported?.kind === 'table' ? imported.table : tables[0];
  return Number(table?.limits.minimum ?? 0n);
}

function exportsFunction({ exports }: WasmModule, field: string): boolean {
  return exports.some(({ name, kind }) => name === field && kind === 'function');
}

function callIfThere({ exports }: EngineInstance, name: string): void {
  const callee = exports[name];
  if (typeof callee === 'function') callee();
}

/** `(func (export "f"))`: only the host has this function, and nobody knows its type. */
const emptyFunction = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 0x66, 0, 0, 10, 4, 1, 2, 0, 0x0b,
]);

function anyFunction(): unknown {
  return new engine.Instance(new engine.Module(emptyFunction), {}).exports.f;
}
