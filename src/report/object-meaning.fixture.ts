/**
 * What an object says, whatever its indices and the values at its relocation sites are: its symbols, functions, segments,
 * sections, groups and constructors, everything by name. Two objects with the same are the same to a linker.
 */
import { functionText, globalText } from '../observe/describe.ts';
import {
  type ObjectSymbol,
  type Relocation,
  type Section,
  SectionId,
  SymbolFlag,
  type WasmObject,
} from '../wasm/index.ts';

export function meaningOf(object: WasmObject): unknown {
  const { linking, code, data, sections, functions, types } = object;
  const inSection = (id: number) => [...(sections.find((section) => section.id === id)?.relocations ?? [])];
  const customs = sections.filter(
    ({ id, name = '' }) => id === SectionId.Custom && name !== 'linking' && !name.startsWith('reloc.'),
  );
  return {
    symbols: linking.symbols.map((symbol) => symbolText(object, symbol)).sort(),
    functions: code.map(({ offset, headerSize, bytes }, i) => ({
      names: namesAt(object, 'function', importsOf(object, 'function').length + i),
      type: functionText(types[functions[i]!]),
      ...payload(object, bytes.subarray(headerSize), inSection(SectionId.Code), offset + headerSize),
    })),
    segments: data.map(({ bytes, offset, flags }, i) => ({
      ...linking.segments[i],
      flags: [linking.segments[i]!.flags, flags],
      ...payload(object, bytes, inSection(SectionId.Data), offset),
    })),
    customs: customs
      .map((section) => ({ name: section.name, ...payload(object, section.content, [...section.relocations], 0) }))
      .sort((left, right) => (left.name! < right.name! ? -1 : 1)),
    groups: linking.comdats
      .map(({ name, members }) => [name, ...members.map((member) => memberText(object, member)).sort()])
      .sort(),
    constructors: linking.initFunctions
      .map(({ priority, symbolIndex }) => ({ priority, name: linking.symbols[symbolIndex]!.name }))
      .sort((left, right) => left.priority - right.priority),
  };
}

const importsOf = ({ imports }: WasmObject, kind: string) => imports.filter((wanted) => wanted.kind === kind);

const namesAt = ({ linking }: WasmObject, kind: string, index: number): string[] =>
  linking.symbols
    .filter((one) => one.kind === kind && one.index === index)
    .map(({ name }) => name)
    .sort();

const sectionName = ({ sections }: WasmObject, index: number): string => (sections[index] as Section).name ?? '';

function memberText(object: WasmObject, { kind, index }: { readonly kind: string; readonly index: number }): string {
  if (kind === 'data') return `segment ${object.linking.segments[index]!.name}`;
  return kind === 'section' ? `section ${sectionName(object, index)}` : `${kind} ${namesAt(object, kind, index)}`;
}

function symbolText(object: WasmObject, { kind, flags, name, index, offset, size }: ObjectSymbol): string {
  if (kind === 'section') return `section ${sectionName(object, index)}`;
  const words = [kind, name, `flags ${flags}`];
  if (kind === 'data') {
    if (flags & SymbolFlag.Undefined) return words.join(' ');
    return [...words, object.linking.segments[index]?.name, offset, size].join(' ');
  }
  const wanted = importsOf(object, kind)[index];
  const defined = index - importsOf(object, kind).length;
  if (wanted !== undefined) words.push(`from ${wanted.module}.${wanted.field}`);
  if (kind === 'global') {
    const type = wanted?.kind === 'global' ? wanted.global : object.globals[defined]!.type;
    words.push(globalText(type), wanted ? '' : JSON.stringify(object.globals[defined]!.init.bytes));
  }
  if (kind === 'function' || kind === 'tag') {
    const list = kind === 'function' ? object.functions : object.tags;
    const type = wanted && 'typeIndex' in wanted ? wanted.typeIndex : list[defined]!;
    words.push(functionText(object.types[type]));
  }
  if (kind === 'table' && name !== '__indirect_function_table') {
    const { elementType, limits } = wanted?.kind === 'table' ? wanted.table : object.tables[defined]!;
    words.push(`${elementType} ${limits.minimum} ${limits.maximum}`);
  }
  return words.join(' ');
}

/** Bytes with nothing at the sites, and the sites by name. */
function payload(object: WasmObject, bytes: Uint8Array, relocations: readonly Relocation[], begin: number) {
  const blank = bytes.slice();
  const sites = relocations.filter(({ offset }) => offset >= begin && offset < begin + bytes.length);
  for (const { offset, kind } of sites) blank.fill(0, offset - begin, offset - begin + kind.width);
  return {
    bytes: Buffer.from(blank).toString('hex'),
    sites: sites.map(({ kind, offset, index, addend }) => {
      const { symbols } = object.linking;
      const symbol = symbols[index];
      const target =
        kind.target === 'type'
          ? functionText(object.types[index])
          : symbol?.kind === 'section'
            ? sectionName(object, symbol.index)
            : symbol?.name;
      return `${offset - begin} ${kind.name} ${target} ${addend}`;
    }),
  };
}
