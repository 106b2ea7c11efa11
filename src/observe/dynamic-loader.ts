/**
 * A dynamic linker, small but whole, after the tool-conventions' DynamicLinking.md: reads each module's `dylink.0`, gives
 * it memory and table slots behind bases that are not 0, fills `GOT.mem` and `GOT.func` with what the modules export (the
 * main module's definition first), and runs `__wasm_apply_data_relocs` of each.
 * Memory that nobody has asked for is not zero: a module that claims too little meets its neighbour.
 * Not here: other imports (`host.ts`), calls (`execute.ts`).
 */
import type { DylinkSection, Import, WasmModule } from '../wasm/index.ts';
import { outputIn } from './decoded-files.ts';
import {
  type EngineGlobal,
  type EngineImports,
  type EngineInstance,
  type EngineMemory,
  type EngineModule,
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
  readonly module: EngineModule;
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

/** The main module's imports, and what is to be done once it is instantiated with them. */
export function prepareLoad(request: LoadRequest): {
  readonly imports: EngineImports;
  finish(instance: EngineInstance): void;
} {
  const loader = new Loader(request);
  return { imports: loader.importsOf(loader.main), finish: (instance) => loader.finish(instance) };
}

interface Loaded {
  readonly wasm: WasmModule;
  readonly bytes: Uint8Array;
  readonly dylink: DylinkSection;
  /** False: it has the addresses that it was linked for, and bases of 0. */
  readonly isMoved: boolean;
  readonly memoryBase: number;
  readonly memoryEnd: number;
  readonly tableBase: number;
  readonly tableEnd: number;
  instance?: EngineInstance;
}

const pageBytes = 65_536;
const stackBytes = 65_536;
/** What stands where nobody has a right to read. */
const garbage = 0xa5;
const WeakBinding = 1;

class Loader {
  readonly main: Loaded;
  readonly #modules: readonly Loaded[];
  readonly #host: Host;
  readonly #calls: HostCall[];
  readonly #got = new Map<string, { readonly wanted: Import; readonly global: EngineGlobal }>();
  readonly #outside = new Map<string, number>();
  readonly #numbers = new Map<unknown, number>();
  readonly #stackTop: number;
  readonly #freeSlot: number;
  #memory: EngineMemory | undefined;
  #table: EngineTable | undefined;
  #stackPointer: EngineGlobal | undefined;

  constructor({ bytes, loading, host, calls }: LoadRequest) {
    this.#host = host;
    this.#calls = calls;
    this.#modules = place([bytes, ...(loading.libraries ?? [])], loading);
    this.main = this.#modules[0]!;
    const last = this.#modules.at(-1)!;
    this.#stackTop = Math.ceil((last.memoryEnd + 1) / 16) * 16 + stackBytes;
    this.#freeSlot = last.tableEnd;
  }

  importsOf(loaded: Loaded): EngineImports {
    return makeImports(loaded.bytes, this.#host, this.#calls, (wanted) => this.#provide(loaded, wanted));
  }

  finish(instance: EngineInstance): void {
    this.main.instance = instance;
    const { memory, __indirect_function_table: table } = instance.exports;
    this.#memory ??= memory as EngineMemory | undefined;
    this.#table ??= table as EngineTable | undefined;
    for (const loaded of this.#modules) {
      loaded.instance ??= new engine.Instance(new engine.Module(loaded.bytes), this.importsOf(loaded));
    }
    for (const { wanted, global } of this.#got.values()) {
      const value = wanted.module === 'GOT.mem' ? this.#addressOf(wanted.field) : this.#slotOf(wanted.field);
      global.value = typeof global.value === 'bigint' ? BigInt(value) : value;
    }
    for (const { instance: own } of this.#modules) callIfThere(own!, '__wasm_apply_data_relocs');
    for (const loaded of this.#modules) if (loaded !== this.main) callIfThere(loaded.instance!, '__wasm_call_ctors');
  }

  /** What this loader is there for; the rest is the host's. */
  #provide(loaded: Loaded, wanted: Import): unknown {
    switch (wanted.kind) {
      case 'memory':
        return this.#sharedMemory(wanted.memory.minimum, wanted.memory.maximum);
      case 'table':
        return wanted.field === '__indirect_function_table'
          ? this.#sharedTable(wanted.table.limits.minimum)
          : undefined;
      case 'global':
        return this.#provideGlobal(loaded, wanted);
      case 'function':
        return wanted.module === 'env' ? this.#provideFunction(wanted.field) : undefined;
      default:
        return undefined;
    }
  }

  #sharedMemory(minimum: bigint, maximum: bigint | undefined): EngineMemory {
    if (this.#memory !== undefined) return this.#memory;
    const wanted = Math.max(Number(minimum), Math.ceil((this.#stackTop + pageBytes) / pageBytes));
    // A module that says how much there may be has said how much it needs.
    const initial = maximum === undefined ? wanted : Math.min(wanted, Number(maximum));
    this.#memory = new engine.Memory({ initial, ...(maximum !== undefined && { maximum: Number(maximum) }) });
    const bytes = new Uint8Array(this.#memory.buffer).fill(garbage, 0, this.#stackTop);
    for (const { memoryBase, memoryEnd } of this.#modules) bytes.fill(0, memoryBase, memoryEnd);
    return this.#memory;
  }

  #sharedTable(minimum: bigint): EngineTable {
    // Room for every function whose address some module may ask for.
    const asked = this.#modules.reduce((sum, { wasm }) => sum + wasm.imports.length, 0);
    const initial = Math.max(Number(minimum), this.#freeSlot + asked);
    this.#table ??= new engine.Table({ element: 'anyfunc', initial });
    return this.#table;
  }

  #provideGlobal(loaded: Loaded, wanted: Extract<Import, { kind: 'global' }>): EngineGlobal | undefined {
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
    if (field === '__memory_base') return make(loaded.memoryBase);
    if (field === '__table_base') return make(loaded.tableBase);
    if (field !== '__stack_pointer') return undefined;
    this.#stackPointer ??= make(this.#stackTop);
    return this.#stackPointer;
  }

  /** A function of some module, found when it is called; the module may be the one that imports it. */
  #provideFunction(field: string): ((...args: WasmValue[]) => unknown) | undefined {
    const isDefined = this.#modules.some(({ wasm }) => exportsFunction(wasm, field));
    if (isDefined) return (...args) => (this.#exported(field) as (...args: WasmValue[]) => unknown)(...args);
    if (!this.#isWeak(field)) return undefined;
    return () => {
      throw new Error(`a call of ${field}, which no module defines`);
    };
  }

  #exported(field: string): unknown {
    return this.#modules.find(({ wasm }) => exportsFunction(wasm, field))?.instance?.exports[field];
  }

  #isWeak(field: string): boolean {
    return this.#modules.some(({ dylink }) =>
      dylink.importInfo.some((info) => info.field === field && (info.flags & WeakBinding) !== 0),
    );
  }

  /** Exported data is a global that holds the offset from its module's base. */
  #addressOf(field: string): number {
    for (const { wasm, instance, memoryBase } of this.#modules) {
      if (!wasm.exports.some(({ name, kind }) => name === field && kind === 'global')) continue;
      const { value } = instance!.exports[field] as EngineGlobal;
      return Number(value) + memoryBase;
    }
    return this.#isWeak(field) ? 0 : this.#outsideAddress(field);
  }

  /** What nobody defines lies somewhere that is nobody's. */
  #outsideAddress(field: string): number {
    const known = this.#outside.get(field);
    if (known !== undefined) return known;
    const address = this.#stackTop + 64 * (this.#outside.size + 1);
    this.#outside.set(field, address);
    return address;
  }

  #numberOf(owner: unknown): number {
    const known = this.#numbers.get(owner) ?? this.#freeSlot + this.#numbers.size;
    this.#numbers.set(owner, known);
    return known;
  }

  /** The slot that a function has in its module's own part of the table, or a new one. */
  #slotOf(field: string): number {
    const callee = this.#exported(field);
    if (callee === undefined && this.#isWeak(field)) return 0;
    const table = this.#table;
    // Without a table that it can reach, a slot is a number that only says whose it is.
    if (table === undefined) return this.#numberOf(callee ?? field);
    const wanted = callee ?? anyFunction();
    let free = this.#freeSlot;
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
function place(files: readonly Uint8Array[], { memoryBase, tableBase }: Loading): Loaded[] {
  let memory = memoryBase;
  let slot = tableBase;
  return files.map((bytes): Loaded => {
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
