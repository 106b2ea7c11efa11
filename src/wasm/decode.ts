/**
 * Bytes to model: `decodeModule` for any module, `decodeObject` for a relocatable object, in one pass over the sections.
 * Accepts and refuses what LLVM's reader does, in its words (a DecodeError's message is what `wasm-ld` prints), except
 * that a malformed file is always an error here, where LLVM may abort. Nothing is copied: bodies, segments and custom
 * sections are views of `bytes`. Time and memory are linear in the size of the file.
 * Not here: each section's contents (a file a section), what stands where (`section-order.ts`), archives (`archive.ts`).
 */
import { decodeCode } from './code.ts';
import { SectionId, sectionNames, wasmMagic, wasmVersion } from './constants.ts';
import { decodeData } from './data.ts';
import { DecodedModule, DecodedSection } from './decoded-module.ts';
import { decodeFunctions, decodeGlobals, decodeMemories, decodeTables, decodeTags } from './definitions.ts';
import { decodeDylink, decodeLegacyDylink } from './dylink.ts';
import { decodeElements } from './elements.ts';
import type { EntryBudget } from './entry-budget.ts';
import { decodeExports } from './exports.ts';
import { decodeImports, importCounts } from './imports.ts';
import { decodeLinking } from './linking.ts';
import type { ExternalKind, WasmModule, WasmObject } from './model.ts';
import { decodeNames } from './name-section.ts';
import { decodeProducers } from './producers.ts';
import { ByteReader, DecodeError } from './reader.ts';
import { decodeRelocations, joinRelocations, symbolCodes } from './relocation-sections.ts';
import type { RelocationList } from './relocations.ts';
import { SectionOrder } from './section-order.ts';
import { decodeTargetFeatures } from './target-features.ts';
import { decodeTypes } from './types.ts';

/** Whether the bytes begin as a wasm file does. */
export function isWasm(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
}

/** Whether a module is a relocatable object. */
export function isObject(module: WasmModule & Partial<WasmObject>): module is WasmObject {
  return module.linking !== undefined;
}

/** Decodes a relocatable object. Throws a DecodeError, also for a module that has no `linking` section. */
export function decodeObject(bytes: Uint8Array): WasmObject {
  const module = decodeModule(bytes);
  if (!isObject(module)) throw new DecodeError('not a relocatable object: the module has no linking section', 0);
  return module;
}

/**
 * Decodes any module; when it is a relocatable object the result has `linking` too (`isObject`). Throws a DecodeError. Files
 * that are read together share a budget of entries.
 */
export function decodeModule(bytes: Uint8Array, budget?: EntryBudget): WasmModule {
  const reader = new ByteReader(bytes, 0, bytes.length, undefined, budget);
  decodeHeader(reader);
  const module = new DecodedModule(bytes);
  const draft: Draft = { module, symbolCodes: noCodes, relocations: new Map() };
  const order = new SectionOrder();
  while (!reader.atEnd) {
    reader.takeEntries(1, 'sections');
    module.sections.push(decodeSection(reader, order, draft));
  }
  attachRelocations(draft);
  checkCounts(draft);
  return draft.module;
}

const noCodes = new Uint8Array(0);

function decodeHeader(reader: ByteReader): void {
  if (reader.remaining < 4 || reader.u32() !== wasmMagic) reader.fail('invalid magic number', 0);
  if (reader.remaining < 4) reader.fail('missing version number');
  const version = reader.u32();
  if (version !== wasmVersion) reader.fail(`invalid version number: ${version}`, 4);
}

/** A module while its sections are read. */
interface Draft {
  readonly module: DecodedModule;
  symbolCodes: Uint8Array;
  /** By section index, the lists of the `reloc.*` sections read so far. */
  readonly relocations: Map<number, RelocationList[]>;
}

function decodeSection(reader: ByteReader, order: SectionOrder, draft: Draft): DecodedSection {
  const fileOffset = reader.position;
  const id = reader.u8();
  const sizeAt = reader.position;
  const size = reader.uleb32();
  const sizeLebSize = reader.position - sizeAt;
  if (size === 0) reader.fail('zero length section', fileOffset);
  if (size > reader.remaining) reader.fail('section too large', fileOffset);
  const content = reader.sub(size, sectionNames[id]);
  const name = id === SectionId.Custom ? content.readName() : undefined;
  if (!order.admit(id, name ?? '')) reader.fail(`out of order section type: ${id}`, fileOffset);
  const place = { index: draft.module.sections.length, id, name, fileOffset, sizeLebSize };
  if (name === undefined) {
    const section = new DecodedSection(place, content);
    decodeCoreSection(content, id, draft);
    return section;
  }
  const own = content.sub(content.remaining, name);
  decodeCustomSection(own, name, draft);
  return new DecodedSection(place, own);
}

function decodeCoreSection(reader: ByteReader, id: number, { module }: Draft): void {
  const typeCount = module.types.length;
  switch (id) {
    case SectionId.Type:
      module.types = decodeTypes(reader);
      break;
    case SectionId.Import:
      module.imports = decodeImports(reader, typeCount);
      break;
    case SectionId.Function:
      module.functions = decodeFunctions(reader, typeCount);
      break;
    case SectionId.Table:
      module.tables = decodeTables(reader);
      break;
    case SectionId.Memory:
      module.memories = decodeMemories(reader);
      break;
    case SectionId.Tag:
      module.tags = decodeTags(reader, typeCount);
      break;
    case SectionId.Global:
      module.globals = decodeGlobals(reader);
      break;
    case SectionId.Export:
      module.exports = decodeExports(reader, spaceSizes(module));
      break;
    case SectionId.Start:
      module.start = decodeStart(reader, spaceSizes(module).function);
      break;
    case SectionId.Element:
      module.elements = decodeElements(reader, spaceSizes(module).table);
      break;
    case SectionId.Code:
      module.codePayloads = decodeCode(reader, module.functions.length);
      break;
    case SectionId.Data:
      module.dataPayloads = decodeData(reader, module.dataCount);
      break;
    case SectionId.DataCount:
      module.dataCount = reader.uleb32();
      reader.expectEnd('data count section');
      break;
    default:
      reader.fail(`invalid section type: ${id}`);
  }
}

function decodeStart(reader: ByteReader, functionCount: number): number {
  const index = reader.uleb32();
  if (index >= functionCount) reader.fail('invalid start function', reader.begin);
  reader.expectEnd('start section');
  return index;
}

/** How many entities of each kind there are, imports included. */
function spaceSizes(module: WasmModule): Readonly<Record<ExternalKind, number>> {
  const imported = importCounts(module.imports);
  return {
    function: imported.function + module.functions.length,
    table: imported.table + module.tables.length,
    memory: imported.memory + module.memories.length,
    global: imported.global + module.globals.length,
    tag: imported.tag + module.tags.length,
  };
}

function decodeCustomSection(reader: ByteReader, name: string, draft: Draft): void {
  const { module } = draft;
  switch (name) {
    case 'linking':
      module.linking = decodeLinking(reader, module);
      draft.symbolCodes = symbolCodes(module.linking.symbols);
      break;
    case 'target_features':
      module.targetFeatures = decodeTargetFeatures(reader);
      break;
    case 'producers':
      module.producers = decodeProducers(reader);
      break;
    case 'name': {
      const sizes = spaceSizes(module);
      const spaces = { functions: sizes.function, globals: sizes.global, dataSegments: module.dataPayloads.length };
      module.names = decodeNames(reader, spaces);
      break;
    }
    case 'dylink.0':
      module.dylink = decodeDylink(reader);
      break;
    case 'dylink':
      module.dylink = decodeLegacyDylink(reader);
      break;
    default:
      if (name.startsWith('reloc.')) decodeRelocationSection(reader, draft);
  }
}

function decodeRelocationSection(reader: ByteReader, draft: Draft): void {
  const { sectionIndex, list } = decodeRelocations(reader, {
    sections: draft.module.sections,
    symbols: draft.module.linking?.symbols ?? [],
    symbolCodes: draft.symbolCodes,
    typeCount: draft.module.types.length,
  });
  const parts = draft.relocations.get(sectionIndex);
  if (parts === undefined) draft.relocations.set(sectionIndex, [list]);
  else parts.push(list);
}

function attachRelocations(draft: Draft): void {
  for (const [sectionIndex, parts] of draft.relocations) {
    const section = draft.module.sections[sectionIndex]!;
    const joined = joinRelocations(parts);
    if (joined === undefined) {
      throw new DecodeError(
        'relocations not in offset order',
        section.fileOffset,
        section.name ?? sectionNames[section.id],
      );
    }
    section.relocations = joined;
  }
}

/** What one section says about another that may be missing. */
function checkCounts({ module }: Draft): void {
  if (module.codePayloads.length !== module.functions.length) {
    throw new DecodeError('invalid function count', module.bytes.length, 'code');
  }
  if (module.dataCount !== undefined && module.dataCount !== module.dataPayloads.length) {
    throw new DecodeError('number of data segments does not match DataCount section', module.bytes.length, 'data');
  }
}
