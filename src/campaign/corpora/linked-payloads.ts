/**
 * A linked module seen as the places where relocated payloads end up: bodies, memory, custom sections; and what its
 * `reloc.*` sections say of them, when it has any. Those are read here by hand: wasm-ld writes a symbol index that is none
 * for dead targets, which decoding rightly refuses.
 */
import { guardKinds } from '../../../generators/relocation-guard/guard-kinds.ts';
import {
  ByteReader,
  ByteWriter,
  type ConstantExpression,
  decodeModule,
  importCounts,
  isObject,
  type Section,
  type WasmModule,
} from '../../wasm/index.ts';

/** A payload in the output. */
export class LinkedPayload {
  /** The section that it stands in, and where it begins in that section's content. */
  readonly section: Section;
  readonly offset: number;
  readonly sizeBytes: number;

  constructor(section: Section, offset: number, sizeBytes: number) {
    this.section = section;
    this.offset = offset;
    this.sizeBytes = sizeBytes;
  }

  get bytes(): Uint8Array {
    return this.read(0, this.sizeBytes);
  }

  /** `at` counts from where the payload begins; what lies in front of it can be read too. */
  read(at: number, sizeBytes: number): Uint8Array {
    return this.section.content.subarray(this.offset + at, this.offset + at + sizeBytes);
  }
}

/** An entry of a `reloc.*` section. */
export interface LinkedRelocation {
  readonly code: number;
  /** Of the symbol; undefined where the index is none. For a type, its index as text. */
  readonly to: string | undefined;
  readonly add: bigint | undefined;
}

export interface LinkedPayloads {
  /** Without the size in front; undefined when there is no such function. */
  functionBody(index: number): LinkedPayload | undefined;
  /** Initial memory, as segments fill it at the start; undefined where none does. */
  memory(address: number, sizeBytes: number): LinkedPayload | undefined;
  custom(name: string, offset: number, sizeBytes: number): LinkedPayload | undefined;
  relocationAt(payload: LinkedPayload, at: number): LinkedRelocation | undefined;
}

/** Throws what decoding throws. */
export function linkedPayloads(bytes: Uint8Array): LinkedPayloads {
  const { rest, relocations } = withoutRelocations(bytes);
  const module = decodeModule(rest);
  const imported = importCounts(module.imports).function;
  const symbols = isObject(module) ? module.linking.symbols.map(({ name }) => name) : [];
  const section = (id: number) => module.sections.find((candidate) => candidate.id === id)!;
  return {
    functionBody(index) {
      const entry = module.code[index - imported];
      if (entry === undefined) return undefined;
      const { bytes, offset, headerSize } = entry;
      return new LinkedPayload(section(10), offset + headerSize, bytes.length - headerSize);
    },
    memory(address, sizeBytes) {
      const offset = offsetInData(module, address);
      return offset === undefined ? undefined : new LinkedPayload(section(11), offset, sizeBytes);
    },
    custom(name, offset, sizeBytes) {
      const found = module.sections.find((candidate) => candidate.name === name);
      return found && new LinkedPayload(found, offset, sizeBytes);
    },
    relocationAt({ section, offset }, at) {
      const found = relocations.get(`${section.index} ${offset + at}`);
      return found && { ...found, to: found.code === typeIndex ? String(found.index) : symbols[found.index] };
    },
  };
}

const typeIndex = 6;

interface Entry {
  readonly code: number;
  readonly index: number;
  readonly add: bigint | undefined;
}

interface Parted {
  readonly rest: Uint8Array;
  /** By section and offset. */
  readonly relocations: ReadonlyMap<string, Entry>;
}

/** The module without its `reloc.*` sections, which stand behind all that they refer to; and what they hold. */
function withoutRelocations(bytes: Uint8Array): Parted {
  const rest = new ByteWriter().raw(bytes.subarray(0, 8));
  const relocations = new Map<string, Entry>();
  for (let at = 8; at < bytes.length; ) {
    const reader = new ByteReader(bytes.subarray(at));
    const isCustom = reader.u8() === 0;
    const content = new ByteReader(reader.view(reader.uleb32()));
    if (isCustom && content.readName().startsWith('reloc.')) readEntries(content, relocations);
    else rest.raw(bytes.subarray(at, at + reader.offset));
    at += reader.offset;
  }
  return { rest: rest.finish(), relocations };
}

function readEntries(reader: ByteReader, entries: Map<string, Entry>): void {
  const section = reader.uleb32();
  for (let left = reader.uleb32(); left > 0; left--) {
    const code = reader.uleb32();
    const offset = reader.uleb32();
    const index = reader.uleb32();
    const add = guardKinds[code]?.hasAddend ? reader.sleb64() : undefined;
    entries.set(`${section} ${offset}`, { code, index, add });
  }
}

/** Where the byte of an address stands in the data section's content. */
function offsetInData(module: WasmModule, address: number): number | undefined {
  for (const [index, { bytes, offset, offsetExpression }] of module.data.entries()) {
    const begin = offsetExpression ? beginOf(offsetExpression) : beginOfPassive(module, index, bytes.length);
    if (begin !== undefined && address >= begin && address < begin + bytes.length) return offset + address - begin;
  }
  return undefined;
}

/** A shared object's segment begins at `__memory_base`, which counts as 0. */
function beginOf({ value }: ConstantExpression): number | undefined {
  if (value.kind === 'i32' || value.kind === 'i64') return Number(value.value);
  return value.kind === 'global' ? 0 : undefined;
}

/** Where the start function puts a segment: it has the address, 0, the size and `memory.init` one after another. */
function beginOfPassive({ start, code, imports }: WasmModule, index: number, sizeBytes: number): number | undefined {
  const body = start === undefined ? undefined : code[start - importCounts(imports).function];
  if (body === undefined) return undefined;
  const rest = new ByteWriter().u8(0x41).u8(0).u8(0x41).sleb(sizeBytes).u8(0xfc).u8(8).uleb(index).u8(0).finish();
  for (let at = body.headerSize; at < body.bytes.length; at++) {
    if (body.bytes[at] !== 0x41 && body.bytes[at] !== 0x42) continue;
    const reader = new ByteReader(body.bytes.subarray(at + 1));
    const address = readConstant(reader);
    const behind = at + 1 + reader.offset;
    if (Buffer.compare(body.bytes.subarray(behind, behind + rest.length), rest) === 0) return address;
  }
  return undefined;
}

/** What looks like a constant may be none. */
function readConstant(reader: ByteReader): number | undefined {
  try {
    return Number(reader.sleb64());
  } catch {
    return undefined;
  }
}
