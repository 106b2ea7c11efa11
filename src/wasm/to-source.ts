/**
 * A decoded module or object as a source (`object-source.ts`), from which `encode.ts` makes the same bytes again.
 * The typed fields give the contents, so a model that was changed is written as changed; `sections` gives the order and the
 * custom sections that have no typed field.
 */
import { SectionId } from './constants.ts';
import { encodeDylink } from './dylink.ts';
import { ulebSize } from './leb128.ts';
import type { Comdat, LinkingSection, ObjectSymbol, Section, WasmModule, WasmObject } from './model.ts';
import { encodeNames } from './name-section.ts';
import type {
  ComdatSource,
  CustomSource,
  LinkingSource,
  ModuleSource,
  ObjectSource,
  RelocationAt,
  RelocationSource,
  SectionReference,
  SectionSlot,
  SymbolSource,
} from './object-source.ts';
import { encodeProducers } from './producers.ts';
import { ByteReader } from './reader.ts';
import type { RelocationList } from './relocations.ts';
import { encodeTargetFeatures } from './target-features.ts';
import type { LebSize } from './writer.ts';

/**
 * A decoded file as a source that can be changed and encoded. Bodies and contents are the views of the file, not
 * copies.
 */
export function toSource(object: WasmObject): ObjectSource;
export function toSource(module: WasmModule): ModuleSource;
export function toSource(module: WasmModule & { readonly linking?: LinkingSection }): ModuleSource {
  const { types, imports, functions, tables, memories, tags, globals, exports, start, elements, dataCount } = module;
  const customs = module.sections.filter(isPlainCustom);
  const refer = sectionReferences(module.sections, customs);
  return {
    types,
    imports,
    functions,
    tables,
    memories,
    tags,
    globals,
    exports,
    ...(start === undefined ? {} : { start }),
    elements,
    ...(dataCount === undefined ? {} : { dataCount }),
    bodies: module.code.map(({ bytes, headerSize }) => bytes.subarray(headerSize)),
    bodyLebSizes: module.code.map(({ headerSize }) => headerSize),
    data: module.data,
    customs: customs.map((section) => customSource(section, module)),
    ...(module.linking === undefined ? {} : { linking: linkingSource(module.linking, module.sections, refer) }),
    ...relocationsAndOrder(module, customs, refer),
  };
}

function isPlainCustom({ id, name = '' }: Section): boolean {
  return id === SectionId.Custom && name !== 'linking' && !name.startsWith('reloc.');
}

type Refer = (sectionIndex: number) => SectionReference;

function sectionReferences(sections: readonly Section[], customs: readonly Section[]): Refer {
  const positions = new Map(customs.map((section, position) => [section.index, position]));
  return (index) => {
    const { id } = sections[index]!;
    if (id === SectionId.Code) return 'code';
    if (id === SectionId.Data) return 'data';
    const custom = positions.get(index);
    return custom === undefined ? { index } : { custom };
  };
}

function customSource({ name = '', content }: Section, module: WasmModule): CustomSource {
  return { name, content: encodeTyped(name, content, module) ?? content };
}

/** The content of a custom section that the model has a field for. */
function encodeTyped(name: string, content: Uint8Array, module: WasmModule): Uint8Array | undefined {
  switch (name) {
    case 'target_features':
      return module.targetFeatures && encodeTargetFeatures(module.targetFeatures);
    case 'producers':
      return module.producers && encodeProducers(module.producers);
    case 'name':
      return module.names && encodeNames(module.names, subsectionLebSize(content, 0));
    case 'dylink.0':
      return module.dylink && encodeDylink(module.dylink, subsectionLebSize(content, 0));
    default:
      return undefined;
  }
}

/** How many bytes the sizes of subsections take, judged by the first, which begins behind `integers` LEBs. */
function subsectionLebSize(content: Uint8Array, integers: number): LebSize {
  const reader = new ByteReader(content);
  for (let i = 0; i < integers; i++) reader.uleb32();
  if (reader.atEnd) return 0;
  reader.u8();
  const begin = reader.position;
  const size = reader.uleb32();
  const lebSize = reader.position - begin;
  return lebSize === ulebSize(size) ? 0 : lebSize;
}

function linkingSource(linking: LinkingSection, sections: readonly Section[], refer: Refer): LinkingSource {
  const { content } = sections.find(({ name }) => name === 'linking')!;
  return {
    ...linking,
    symbols: linking.symbols.map((symbol) => symbolSource(symbol, refer)),
    comdats: linking.comdats.map((comdat) => comdatSource(comdat, refer)),
    subsectionLebSize: subsectionLebSize(content, 1),
  };
}

function symbolSource(symbol: ObjectSymbol, refer: Refer): SymbolSource {
  return symbol.kind === 'section' ? { ...symbol, section: refer(symbol.index) } : symbol;
}

function comdatSource(comdat: Comdat, refer: Refer): ComdatSource {
  const members = comdat.members.map((member) =>
    member.kind === 'section' ? { ...member, section: refer(member.index) } : member,
  );
  return { ...comdat, members };
}

function relocationsAndOrder(
  module: WasmModule,
  customs: readonly Section[],
  refer: Refer,
): { relocations: RelocationSource[]; order: SectionSlot[] } {
  const relocations: RelocationSource[] = [];
  const order: SectionSlot[] = [];
  const taken = new Set<number>();
  for (const section of module.sections) {
    const { id, name = '', sizeLebSize } = section;
    if (id !== SectionId.Custom) order.push({ kind: 'core', id, sizeLebSize });
    else if (name === 'linking') order.push({ kind: 'linking', sizeLebSize });
    else if (!name.startsWith('reloc.'))
      order.push({ kind: 'custom', position: customs.indexOf(section), sizeLebSize });
    else {
      const target = new ByteReader(section.content).uleb32();
      // A section's relocations are one list, whatever the number of sections they were read from.
      const entries = taken.has(target) ? [] : relocationsAt(target, module);
      taken.add(target);
      order.push({ kind: 'relocations', position: relocations.length, sizeLebSize });
      relocations.push({ of: refer(target), name, entries });
    }
  }
  return { relocations, order };
}

/** A part of a section that relocations are told relative to. */
interface Item {
  readonly begin: number;
  readonly end: number;
}

function relocationsAt(sectionIndex: number, module: WasmModule): RelocationAt[] {
  const section = module.sections[sectionIndex]!;
  return placeRelocations(section.relocations, itemsOf(section, module));
}

function itemsOf({ id }: Section, module: WasmModule): readonly Item[] {
  if (id === SectionId.Code) {
    return module.code.map(({ offset, headerSize, bytes }) => ({
      begin: offset + headerSize,
      end: offset + bytes.length,
    }));
  }
  if (id === SectionId.Data) {
    return module.data.map(({ offset, bytes }) => ({ begin: offset, end: offset + bytes.length }));
  }
  return [];
}

/** Both lists ascend, so one walk finds the item of each relocation. */
function placeRelocations(list: RelocationList, items: readonly Item[]): RelocationAt[] {
  const placed: RelocationAt[] = [];
  let item = 0;
  for (let i = 0; i < list.length; i++) {
    const offset = list.offsets[i]!;
    while (item < items.length && items[item]!.end <= offset) item++;
    const begin = items[item]?.begin ?? Number.POSITIVE_INFINITY;
    const kind = list.kind(i);
    const index = list.indices[i]!;
    const addend = list.addend(i);
    const inside = begin <= offset;
    placed.push(inside ? { kind, item, offset: offset - begin, index, addend } : { kind, offset, index, addend });
  }
  return placed;
}
