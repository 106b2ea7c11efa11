/**
 * The output as the audit looks at it: its own index spaces, which functions stand at which table slots, what the name
 * section calls them, what its memory holds, where each custom section is.
 * In a module that is moved when it is loaded, addresses and slots count from `__memory_base` and `__table_base`.
 * Not here: what should be there (`audit-module.ts`).
 */
import {
  type ConstantExpression,
  type FunctionType,
  type Global,
  type GlobalType,
  type Import,
  type Section,
  SectionId,
  type WasmModule,
} from '../../src/wasm/index.ts';
import { constantOffset } from './constant-offset.ts';
import { MemoryImage } from './memory-image.ts';
import { readStartUpRelocations, type StartUpRelocation } from './start-up-relocations.ts';

const applyDataRelocs = '__wasm_apply_data_relocs';

export class OutputModule {
  readonly wasm: WasmModule;
  readonly memory: MemoryImage;
  readonly functionCount: number;
  readonly importedFunctions: number;
  readonly #slotsOf = new Map<number, number[]>();
  readonly #functionAt = new Map<number, number>();
  readonly #functionNames: ReadonlyMap<number, string>;
  readonly #globalNames: ReadonlyMap<number, string>;
  readonly #imported = new Map<Import['kind'], Import[]>();
  /** The slot that the first element segment begins at: what slots count from. */
  readonly firstSlot: number;
  /** A loader says where it lies: it imports `__memory_base`. */
  readonly isMoved: boolean;
  /** What is written into data when the module is loaded, by address; undefined when that could not be read. */
  readonly startUpRelocations: ReadonlyMap<number, StartUpRelocation> | undefined;
  /**
   * The same for a thread's own data when a thread is started, by place in it, in a module that is not moved by address;
   * undefined when nobody says how.
   */
  readonly threadRelocations: ReadonlyMap<number, StartUpRelocation> | undefined;
  /** The global that a thread's own data begins at, as the name section has it. */
  readonly threadBase: number | undefined;

  constructor(wasm: WasmModule) {
    this.wasm = wasm;
    for (const wanted of wasm.imports) {
      const list = this.#imported.get(wanted.kind) ?? [];
      this.#imported.set(wanted.kind, [...list, wanted]);
    }
    this.importedFunctions = this.#importsOf('function').length;
    this.functionCount = this.importedFunctions + wasm.functions.length;
    this.#functionNames = new Map(wasm.names?.functions.map(({ index, name }) => [index, name]));
    this.#globalNames = new Map(wasm.names?.globals.map(({ index, name }) => [index, name]));
    this.memory = new MemoryImage(wasm, this.#functionNames);
    this.#readElements();
    const first = wasm.elements.find(({ offset }) => offset !== undefined)?.offset;
    this.firstSlot = first === undefined ? 1 : Number(constantOffset(first) ?? 0n);
    const memoryBase = this.#importsOf('global').findIndex(({ field }) => field === '__memory_base');
    this.isMoved = memoryBase >= 0 && wasm.dylink !== undefined;
    this.startUpRelocations = this.#readStartUp(this.isMoved ? memoryBase : undefined);
    this.threadBase = indexOf(this.#globalNames, '__tls_base');
    this.threadRelocations = this.#readThreadRelocations();
  }

  #importsOf(kind: Import['kind']): readonly Import[] {
    return this.#imported.get(kind) ?? [];
  }

  #readElements(): void {
    for (const { offset, functions, expressions } of this.wasm.elements) {
      const begin = offset === undefined ? undefined : constantOffset(offset);
      if (begin === undefined) continue;
      const entries = functions.length > 0 ? functions : expressions.map(functionOf);
      entries.forEach((index, i) => {
        if (index === undefined) return;
        const slot = Number(begin) + i;
        this.#functionAt.set(slot, index);
        this.#slotsOf.set(index, [...(this.#slotsOf.get(index) ?? []), slot]);
      });
    }
  }

  #readStartUp(memoryBase: number | undefined): ReadonlyMap<number, StartUpRelocation> | undefined {
    const filler = this.wasm.exports.find(({ name, kind }) => name === applyDataRelocs && kind === 'function');
    const body = filler && this.body(filler.index);
    return body === undefined ? new Map() : readStartUpRelocations(body.bytes, memoryBase);
  }

  /** Nobody calls that function from outside, so that only its name tells of it. */
  #readThreadRelocations(): ReadonlyMap<number, StartUpRelocation> | undefined {
    const filler = indexOf(this.#functionNames, '__wasm_apply_tls_relocs');
    const isTold = filler !== undefined || indexOf(this.#functionNames, '__wasm_init_tls') !== undefined;
    if (!isTold || this.threadBase === undefined) return undefined;
    const body = filler === undefined ? undefined : this.body(filler);
    if (body === undefined) return new Map();
    return (
      readStartUpRelocations(body.bytes, this.isMoved ? this.threadBase : undefined) ??
      (this.isMoved ? new Map() : undefined)
    );
  }

  functionType(index: number): FunctionType | undefined {
    const wanted = this.importAt('function', index);
    if (wanted?.kind === 'function') return this.wasm.types[wanted.typeIndex];
    return this.wasm.types[this.wasm.functions[index - this.importedFunctions] ?? -1];
  }

  tagType(index: number): FunctionType | undefined {
    const wanted = this.importAt('tag', index);
    if (wanted?.kind === 'tag') return this.wasm.types[wanted.typeIndex];
    return this.wasm.types[this.wasm.tags[index - this.#importsOf('tag').length] ?? -1];
  }

  globalType(index: number): GlobalType | undefined {
    const wanted = this.importAt('global', index);
    return wanted?.kind === 'global' ? wanted.global : this.global(index)?.type;
  }

  /** A defined global. */
  global(index: number): Global | undefined {
    return this.wasm.globals[index - this.#importsOf('global').length];
  }

  tableExists(index: number): boolean {
    return index < this.#importsOf('table').length + this.wasm.tables.length;
  }

  importAt(kind: Import['kind'], index: number): Import | undefined {
    return this.#importsOf(kind)[index];
  }

  /** Local declarations and instructions of a defined function, and where they begin in the code section's content. */
  body(index: number): { readonly bytes: Uint8Array; readonly offset: number } | undefined {
    const body = this.wasm.code[index - this.importedFunctions];
    return body && { bytes: body.bytes.subarray(body.headerSize), offset: body.offset + body.headerSize };
  }

  /** The function whose local declarations begin at this offset of the code section's content. */
  functionBeginningAt(offset: number): number | undefined {
    const at = this.wasm.code.findIndex((body) => body.offset + body.headerSize === offset);
    return at < 0 ? undefined : at + this.importedFunctions;
  }

  functionName(index: number): string | undefined {
    return this.#functionNames.get(index);
  }

  globalName(index: number): string | undefined {
    return this.#globalNames.get(index);
  }

  slotsOf(functionIndex: number): readonly number[] {
    return this.#slotsOf.get(functionIndex) ?? [];
  }

  functionAt(slot: number): number | undefined {
    return this.#functionAt.get(slot);
  }

  /** Functions that more than one slot stands for. */
  *functionsWithTwoSlots(): Generator<number> {
    for (const [index, slots] of this.#slotsOf) if (slots.length > 1) yield index;
  }

  customs(name: string): readonly Section[] {
    return this.wasm.sections.filter((section) => section.id === SectionId.Custom && section.name === name);
  }
}

function indexOf(names: ReadonlyMap<number, string>, wanted: string): number | undefined {
  for (const [index, name] of names) if (name === wanted) return index;
  return undefined;
}

function functionOf({ value }: ConstantExpression): number | undefined {
  return value.kind === 'ref-func' ? value.functionIndex : undefined;
}
