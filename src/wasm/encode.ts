/**
 * Model to bytes: `encodeModule`, `encodeObject`, from a decoded module or from a source (`object-source.ts`).
 * Sizes, offsets and section indices are computed here. An object that LLVM wrote comes back byte for byte.
 * Nothing is checked against the rules of the format: what a source says is written, so that wrong objects can be made too.
 */
import { encodeCode } from './code.ts';
import { coreSectionOrder, linkingVersion, SectionId, wasmMagic, wasmVersion } from './constants.ts';
import { encodeData } from './data.ts';
import { encodeFunctions, encodeGlobals, encodeMemories, encodeTables, encodeTags } from './definitions.ts';
import { encodeElements } from './elements.ts';
import { encodeExports } from './exports.ts';
import { encodeImports } from './imports.ts';
import { encodeLinking } from './linking.ts';
import type { WasmModule, WasmObject } from './model.ts';
import type {
  LinkingSource,
  ModuleSource,
  ObjectSource,
  RelocationAt,
  RelocationSource,
  SectionReference,
  SectionSlot,
} from './object-source.ts';
import { encodeRelocations } from './relocation-sections.ts';
import type { Relocation } from './relocations.ts';
import { toSource } from './to-source.ts';
import { encodeTypes } from './types.ts';
import { ByteWriter, type LebSize, paddedSize } from './writer.ts';

/** How a file is written; what a source says itself counts more. */
export interface EncodeOptions {
  /** The version in the file's header. Default 1. */
  readonly version?: number;
  /** How many bytes the sizes of sections take; 0: the fewest. Default: 5 in objects, as LLVM does, 0 in modules. */
  readonly sizeLebSize?: LebSize;
}

/**
 * The bytes of a relocatable object: of a decoded one those that it was read from, unless its fields were changed.
 * Never throws for contents that break the rules of the format: they are written.
 *
 * @example Move an address by four bytes
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { decodeObject, encodeObject, type RelocationAt, toSource } from 'linksmith';
 *
 * const source = toSource(decodeObject(await readFile('add.o')));
 * const moved = (entry: RelocationAt) =>
 *   entry.kind.name === 'R_WASM_MEMORY_ADDR_LEB' ? { ...entry, addend: entry.addend + 4n } : entry;
 * const lists = source.relocations ?? [];
 * const relocations = lists.map((list) => ({ ...list, entries: list.entries.map(moved) }));
 * const changed: Uint8Array = encodeObject({ ...source, relocations });
 * ```
 */
export function encodeObject(object: WasmObject | ObjectSource, options: EncodeOptions = {}): Uint8Array {
  return encode(isDecoded(object) ? toSource(object) : object, { sizeLebSize: paddedSize, ...options });
}

/** The bytes of any module, likewise. */
export function encodeModule(module: WasmModule | ModuleSource, options: EncodeOptions = {}): Uint8Array {
  return encode(isDecoded(module) ? toSource(module) : module, options);
}

function isDecoded(module: WasmModule | ModuleSource): module is WasmModule {
  return 'sections' in module;
}

function encode(source: ModuleSource, options: EncodeOptions): Uint8Array {
  const { version = wasmVersion, sizeLebSize = 0 } = options;
  const slots = source.order ?? defaultOrder(source);
  const context = { source, slots, sizeLebSize, ...encodeItems(source) };
  const writer = new ByteWriter(4096).u32(wasmMagic).u32(version);
  for (const slot of slots) {
    const { id, content } = encodeSlot(slot, context);
    writer
      .u8(id)
      .uleb(content.length, slot.sizeLebSize ?? sizeLebSize)
      .raw(content);
  }
  return writer.finish();
}

/** The two sections whose items relocations refer to, encoded first: where each item begins in its section. */
interface EncodedItems {
  readonly code: Uint8Array;
  readonly bodyOffsets: readonly number[];
  readonly data: Uint8Array;
  readonly payloadOffsets: readonly number[];
}

interface EncodeContext extends EncodedItems {
  readonly source: ModuleSource;
  readonly slots: readonly SectionSlot[];
  readonly sizeLebSize: LebSize;
}

function encodeItems(source: ModuleSource): EncodedItems {
  const code = new ByteWriter();
  const bodyOffsets = encodeCode(source.bodies ?? [], source.bodyLebSizes ?? [], code);
  const data = new ByteWriter();
  const payloadOffsets = encodeData(source.data ?? [], data);
  return { code: code.finish(), bodyOffsets, data: data.finish(), payloadOffsets };
}

const customsAtTheEnd: readonly string[] = ['name', 'producers', 'target_features'];
const customsAtTheBeginning: readonly string[] = ['dylink', 'dylink.0'];

function defaultOrder(source: ModuleSource): SectionSlot[] {
  const customs = (source.customs ?? []).map(({ name }, position) => ({ kind: 'custom', name, position }) as const);
  const named = (names: readonly string[]): SectionSlot[] =>
    names.flatMap((name) => customs.filter((custom) => custom.name === name));
  const elsewhere = new Set([...customsAtTheBeginning, ...customsAtTheEnd]);
  return [
    ...named(customsAtTheBeginning),
    ...coreSectionOrder.filter((id) => hasContents(id, source)).map((id): SectionSlot => ({ kind: 'core', id })),
    ...customs.filter(({ name }) => !elsewhere.has(name)),
    ...(source.linking === undefined ? [] : [{ kind: 'linking' } as const]),
    ...(source.relocations ?? []).map((_, position): SectionSlot => ({ kind: 'relocations', position })),
    ...named(customsAtTheEnd),
  ];
}

interface CoreSection {
  /** Where the source has the section's contents. */
  readonly field: keyof ModuleSource;
  readonly encode: (source: ModuleSource, writer: ByteWriter, items: EncodedItems) => void;
}

const coreSections: ReadonlyMap<number, CoreSection> = new Map<number, CoreSection>([
  [SectionId.Type, { field: 'types', encode: ({ types = [] }, writer) => encodeTypes(types, writer) }],
  [SectionId.Import, { field: 'imports', encode: ({ imports = [] }, writer) => encodeImports(imports, writer) }],
  [
    SectionId.Function,
    { field: 'functions', encode: ({ functions = [] }, writer) => encodeFunctions(functions, writer) },
  ],
  [SectionId.Table, { field: 'tables', encode: ({ tables = [] }, writer) => encodeTables(tables, writer) }],
  [SectionId.Memory, { field: 'memories', encode: ({ memories = [] }, writer) => encodeMemories(memories, writer) }],
  [SectionId.Tag, { field: 'tags', encode: ({ tags = [] }, writer) => encodeTags(tags, writer) }],
  [SectionId.Global, { field: 'globals', encode: ({ globals = [] }, writer) => encodeGlobals(globals, writer) }],
  [SectionId.Export, { field: 'exports', encode: ({ exports = [] }, writer) => encodeExports(exports, writer) }],
  [SectionId.Start, { field: 'start', encode: ({ start = 0 }, writer) => void writer.uleb(start) }],
  [SectionId.Element, { field: 'elements', encode: ({ elements = [] }, writer) => encodeElements(elements, writer) }],
  [SectionId.DataCount, { field: 'dataCount', encode: ({ dataCount = 0 }, writer) => void writer.uleb(dataCount) }],
  [SectionId.Code, { field: 'bodies', encode: (_, writer, { code }) => void writer.raw(code) }],
  [SectionId.Data, { field: 'data', encode: (_, writer, { data }) => void writer.raw(data) }],
]);

function hasContents(id: number, source: ModuleSource): boolean {
  const contents = source[coreSections.get(id)!.field];
  return Array.isArray(contents) ? contents.length > 0 : contents !== undefined;
}

function encodeSlot(slot: SectionSlot, context: EncodeContext): { id: number; content: Uint8Array } {
  const { source } = context;
  switch (slot.kind) {
    case 'core':
      return { id: slot.id, content: encodeCoreSection(slot.id, context) };
    case 'custom': {
      const custom = itemAt(source.customs, slot.position, 'custom section');
      return customSection(custom.name, custom.content);
    }
    case 'linking':
      return customSection('linking', encodeLinkingSource(source.linking ?? {}, context));
    case 'relocations': {
      const group = itemAt(source.relocations, slot.position, 'relocations');
      return customSection(group.name ?? relocationSectionName(group.of, source), encodeGroup(group, context));
    }
  }
}

function customSection(name: string, content: Uint8Array): { id: number; content: Uint8Array } {
  const writer = new ByteWriter(name.length + content.length + 8);
  return { id: SectionId.Custom, content: writer.name(name).raw(content).finish() };
}

function itemAt<T>(items: readonly T[] | undefined, position: number, what: string): T {
  const item = items?.[position];
  if (item === undefined) throw new RangeError(`the source has no ${what} at position ${position}`);
  return item;
}

function encodeCoreSection(id: number, context: EncodeContext): Uint8Array {
  const section = coreSections.get(id);
  if (section === undefined) throw new RangeError(`there is no core section with id ${id}`);
  const writer = new ByteWriter();
  section.encode(context.source, writer, context);
  return writer.finish();
}

function encodeLinkingSource(linking: LinkingSource, context: EncodeContext): Uint8Array {
  const symbols = (linking.symbols ?? []).map((symbol) =>
    symbol.section === undefined ? symbol : { ...symbol, index: sectionIndex(symbol.section, context.slots) },
  );
  const comdats = (linking.comdats ?? []).map((comdat) => ({
    ...comdat,
    members: comdat.members.map(({ kind, index, section }) => ({
      kind,
      index: section === undefined ? index : sectionIndex(section, context.slots),
    })),
  }));
  const { version = linkingVersion, segments = [], initFunctions = [] } = linking;
  const lebSize = linking.subsectionLebSize ?? context.sizeLebSize;
  return encodeLinking({ version, symbols, segments, initFunctions, comdats }, lebSize);
}

/** The index that a section gets in the file. */
function sectionIndex(reference: SectionReference, slots: readonly SectionSlot[]): number {
  if (typeof reference === 'object' && 'index' in reference) return reference.index;
  const index = slots.findIndex((slot) => isSlotOf(slot, reference));
  if (index < 0) throw new RangeError(`the source has no section ${JSON.stringify(reference)}`);
  return index;
}

function isSlotOf(slot: SectionSlot, reference: 'code' | 'data' | { readonly custom: number }): boolean {
  if (typeof reference === 'object') return slot.kind === 'custom' && slot.position === reference.custom;
  return slot.kind === 'core' && slot.id === (reference === 'code' ? SectionId.Code : SectionId.Data);
}

function relocationSectionName(of: SectionReference, source: ModuleSource): string {
  if (typeof of === 'string') return `reloc.${of.toUpperCase()}`;
  if ('custom' in of) return `reloc.${itemAt(source.customs, of.custom, 'custom section').name}`;
  return 'reloc.';
}

function encodeGroup(group: RelocationSource, context: EncodeContext): Uint8Array {
  const placed = group.entries.map((entry): Relocation => {
    const { kind, index, addend } = entry;
    return { kind, offset: offsetInSection(entry, group.of, context), index, addend };
  });
  if (!group.keepOrder) placed.sort((a, b) => a.offset - b.offset);
  return encodeRelocations(sectionIndex(group.of, context.slots), placed);
}

function offsetInSection({ item, offset }: RelocationAt, of: SectionReference, context: EncodeContext): number {
  if (item === undefined) return offset;
  if (of === 'code') return itemAt(context.bodyOffsets, item, 'body') + offset;
  if (of === 'data') return itemAt(context.payloadOffsets, item, 'data segment') + offset;
  return offset;
}
