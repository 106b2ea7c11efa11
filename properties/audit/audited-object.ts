/**
 * One input object as the audit looks at it: its payloads without their headers, each with its relocations, counted from
 * the payload's first byte. Which relocation belongs to which payload is found by one walk over both lists in step.
 * In: a decoded object. Not here: what symbols lead to (`input-symbols.ts`).
 */
import {
  type FunctionType,
  type Import,
  type ObjectSymbol,
  type Relocation,
  SectionId,
  SymbolFlag,
  type WasmObject,
} from '../../src/wasm/index.ts';

export type PayloadKind = 'function' | 'data' | 'custom';

/** A relocation whose `offset` counts from the first byte of its payload. */
export interface Site extends Relocation {
  /** Position in its section's list. */
  readonly position: number;
}

export interface Payload {
  readonly kind: PayloadKind;
  readonly object: AuditedObject;
  /** Of a defined function (imports not counted), a segment, or a section among all sections of the object. */
  readonly index: number;
  /** A function's local declarations and instructions; a segment's or section's content. */
  readonly bytes: Uint8Array;
  readonly sites: readonly Site[];
}

/** Where a payload begins in the content of its section, which offsets of relocations count from. */
export function beginOf({ object: { wasm }, kind, index }: Payload): number {
  if (kind === 'custom') return 0;
  if (kind === 'data') return wasm.data[index]!.offset;
  const { offset, headerSize } = wasm.code[index]!;
  return offset + headerSize;
}

export class AuditedObject {
  readonly name: string;
  readonly ordinal: number;
  readonly wasm: WasmObject;
  readonly functions: readonly Payload[];
  readonly segments: readonly Payload[];
  readonly #customs = new Map<number, Payload>();
  #called: Set<number> | undefined;
  readonly #imported: Readonly<Record<Import['kind'], readonly Import[]>>;

  constructor(name: string, ordinal: number, wasm: WasmObject) {
    this.name = name;
    this.ordinal = ordinal;
    this.wasm = wasm;
    const imports = (kind: Import['kind']) => wasm.imports.filter((wanted) => wanted.kind === kind);
    this.#imported = {
      function: imports('function'),
      table: imports('table'),
      memory: imports('memory'),
      global: imports('global'),
      tag: imports('tag'),
    };
    const bodies = wasm.code.map(({ offset, headerSize, bytes }) => ({
      begin: offset + headerSize,
      bytes: bytes.subarray(headerSize),
    }));
    this.functions = this.#payloads('function', SectionId.Code, bodies);
    const data = wasm.data.map(({ offset, bytes }) => ({ begin: offset, bytes }));
    this.segments = this.#payloads('data', SectionId.Data, data);
  }

  /** A custom section's content, by its index among all sections. */
  custom(sectionIndex: number): Payload {
    let payload = this.#customs.get(sectionIndex);
    if (payload === undefined) {
      const { content, relocations } = this.wasm.sections[sectionIndex]!;
      const sites = [...relocations].map((relocation, position) => ({ ...relocation, position }));
      payload = { kind: 'custom', object: this, index: sectionIndex, bytes: content, sites };
      this.#customs.set(sectionIndex, payload);
    }
    return payload;
  }

  /** Whether some instruction of the object calls the function of this symbol by its index. */
  calls(symbolIndex: number): boolean {
    if (this.#called === undefined) {
      this.#called = new Set();
      for (const { sites } of this.functions) {
        for (const { kind, index } of sites) if (kind.name === 'R_WASM_FUNCTION_INDEX_LEB') this.#called.add(index);
      }
    }
    return this.#called.has(symbolIndex);
  }

  /** Of an imported or defined element of an index space; undefined when it is defined here. */
  importOf(kind: Import['kind'], index: number): Import | undefined {
    return this.#imported[kind][index];
  }

  importCount(kind: Import['kind']): number {
    return this.#imported[kind].length;
  }

  /** Type of any function, by its index in the function space. */
  functionType(index: number): FunctionType {
    const imported = this.#imported.function[index];
    if (imported?.kind === 'function') return this.wasm.types[imported.typeIndex]!;
    return this.wasm.types[this.wasm.functions[index - this.#imported.function.length]!]!;
  }

  /** Type of any tag, by its index in the tag space. */
  tagType(index: number): FunctionType {
    const imported = this.#imported.tag[index];
    if (imported?.kind === 'tag') return this.wasm.types[imported.typeIndex]!;
    return this.wasm.types[this.wasm.tags[index - this.#imported.tag.length]!]!;
  }

  #payloads(
    kind: PayloadKind,
    sectionId: number,
    parts: readonly { readonly begin: number; readonly bytes: Uint8Array }[],
  ): Payload[] {
    const relocations = this.wasm.sections.find(({ id }) => id === sectionId)?.relocations;
    let next = 0;
    return parts.map(({ begin, bytes }, index) => {
      const sites: Site[] = [];
      while (relocations !== undefined && next < relocations.length) {
        const offset = relocations.offsets[next]! - begin;
        if (offset >= bytes.length) break;
        // Before the payload: in a header, where nothing may be relocated.
        if (offset >= 0) sites.push({ ...relocations.at(next), offset, position: next });
        next++;
      }
      return { kind, object: this, index, bytes, sites };
    });
  }
}

export const isUndefinedSymbol = ({ flags }: ObjectSymbol): boolean => (flags & SymbolFlag.Undefined) !== 0;
export const isLocalSymbol = ({ flags, kind }: ObjectSymbol): boolean =>
  kind === 'section' || (flags & SymbolFlag.BindingLocal) !== 0;
export const isWeakSymbol = ({ flags }: ObjectSymbol): boolean => (flags & SymbolFlag.BindingWeak) !== 0;
export const isAbsoluteSymbol = ({ flags }: ObjectSymbol): boolean => (flags & SymbolFlag.Absolute) !== 0;

/** Types are compared by structure: their numbers mean nothing outside of their file. */
export function sameType(left: FunctionType | undefined, right: FunctionType | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  const same = (one: readonly number[], other: readonly number[]) =>
    one.length === other.length && one.every((type, i) => type === other[i]);
  return same(left.parameters, right.parameters) && same(left.results, right.results);
}
