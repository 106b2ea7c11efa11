/**
 * An object as the YAML that LLVM's yaml2obj reads: what a maintainer of LLVM pastes into a test. In: the decoded object.
 * Out: a document that gives an object of the same content (yaml2obj pads no sizes; relocations count from the start of
 * a section, so offsets are moved to where its bytes will stand).
 * Not here: the printing of YAML (`yaml-text.ts`), which sections are of which type in other formats.
 */
import {
  ByteReader,
  type ConstantExpression,
  decodeArchive,
  decodeObject,
  type FunctionBody,
  type ImportDescription,
  isArchive,
  isWasm,
  type Limits,
  LimitsFlag,
  type ObjectSymbol,
  type Section,
  SectionId,
  SegmentFlag,
  SymbolFlag,
  ulebSize,
  valueTypeName,
  type WasmObject,
} from '../wasm/index.ts';
import { flow, type YamlMap, type YamlValue, yamlDocument } from './yaml-text.ts';

/** The YAML of a file, by the name of the file that it belongs in: `a.o.yaml`; one for each member of an archive. */
export function yamlOf(name: string, bytes: Uint8Array): [string, string][] {
  // Lists of symbols and response files are text already.
  if (!isArchive(bytes) && !isWasm(bytes)) return [];
  if (!isArchive(bytes)) return [[`${name}.yaml`, objectYaml(decodeObject(bytes))]];
  return decodeArchive(bytes).members.flatMap((member) =>
    member.bytes === undefined ? [] : yamlOf(`${name}.${member.name}`, member.bytes),
  );
}

/** Throws an Error that says what of the object yaml2obj has no words for. */
export function objectYaml(object: WasmObject): string {
  const sections = object.sections.flatMap((section) => sectionYaml(section, object));
  return yamlDocument('!WASM', { FileHeader: { Version: 1 }, Sections: sections });
}

function sectionYaml(section: Section, object: WasmObject): YamlMap[] {
  if (section.id === SectionId.Custom) {
    if (section.name?.startsWith('reloc.')) return [];
    return [{ Type: 'CUSTOM', ...relocations(section, object), ...customYaml(section, object) }];
  }
  const type = sectionTypes[section.id];
  const content = coreContents[section.id]?.(object);
  if (type === undefined || content === undefined) throw new Error(`section ${section.id} has no form in yaml2obj`);
  return [{ Type: type, ...relocations(section, object), ...content }];
}

/** Names by section id. */
const sectionTypes: readonly string[] = [
  'CUSTOM',
  'TYPE',
  'IMPORT',
  'FUNCTION',
  'TABLE',
  'MEMORY',
  'GLOBAL',
  'EXPORT',
  'START',
  'ELEM',
  'CODE',
  'DATA',
  'DATACOUNT',
  'TAG',
];

type Content = (object: WasmObject) => YamlMap;

const coreContents: Readonly<Record<number, Content>> = {
  [SectionId.Type]: ({ types }) => ({
    Signatures: types.map(({ parameters, results }, Index) => ({
      Index,
      ParamTypes: parameters.map(typeWord),
      ReturnTypes: results.map(typeWord),
    })),
  }),
  [SectionId.Import]: ({ imports }) => ({
    Imports: imports.map((item) => ({ Module: item.module, Field: item.field, ...importYaml(item) })),
  }),
  [SectionId.Function]: ({ functions }) => ({ FunctionTypes: flow(functions) }),
  [SectionId.Table]: ({ tables, imports }) => ({
    Tables: tables.map(({ elementType, limits }, i) => ({
      Index: imports.filter(({ kind }) => kind === 'table').length + i,
      ElemType: typeWord(elementType),
      Limits: limitsYaml(limits),
    })),
  }),
  [SectionId.Memory]: ({ memories }) => ({ Memories: memories.map(limitsYaml) }),
  [SectionId.Tag]: ({ tags }) => ({ TagTypes: flow(tags) }),
  [SectionId.Global]: ({ globals, imports }) => ({
    Globals: globals.map(({ type, init }, i) => ({
      Index: imports.filter(({ kind }) => kind === 'global').length + i,
      Type: typeWord(type.valueType),
      Mutable: type.mutable,
      InitExpr: expressionYaml(init),
    })),
  }),
  [SectionId.Export]: ({ exports }) => ({
    Exports: exports.map(({ name, kind, index }) => ({ Name: name, Kind: kind.toUpperCase(), Index: index })),
  }),
  [SectionId.Start]: ({ start = 0 }) => ({ StartFunction: start }),
  [SectionId.Element]: ({ elements }) => ({
    Segments: elements.map(({ flags, tableIndex, elementType, offset, functions }) => ({
      ...(flags === 0 ? {} : { Flags: flags }),
      ...(tableIndex === 0 ? {} : { TableNumber: tableIndex }),
      ...(flags & 3 ? { ElemKind: typeWord(elementType) } : {}),
      ...(offset === undefined ? {} : { Offset: expressionYaml(offset) }),
      Functions: flow(functions),
    })),
  }),
  [SectionId.DataCount]: ({ dataCount = 0 }) => ({ Count: dataCount }),
  [SectionId.Code]: ({ code, imports }) => ({
    Functions: code.map((body, i) => bodyYaml(body, imports.filter(({ kind }) => kind === 'function').length + i)),
  }),
  [SectionId.Data]: ({ data }) => ({
    Segments: data.map(({ flags, memoryIndex, offsetExpression, bytes, offset }) => ({
      SectionOffset: offset,
      InitFlags: flags,
      ...(flags & 2 ? { MemoryIndex: memoryIndex } : {}),
      ...(offsetExpression === undefined ? {} : { Offset: expressionYaml(offsetExpression) }),
      Content: hexText(bytes),
    })),
  }),
};

function importYaml(item: ImportDescription): YamlMap {
  switch (item.kind) {
    case 'function':
      return { Kind: 'FUNCTION', SigIndex: item.typeIndex };
    case 'tag':
      return { Kind: 'TAG', SigIndex: item.typeIndex };
    case 'global':
      return { Kind: 'GLOBAL', GlobalType: typeWord(item.global.valueType), GlobalMutable: item.global.mutable };
    case 'memory':
      return { Kind: 'MEMORY', Memory: limitsYaml(item.memory) };
    case 'table':
      return {
        Kind: 'TABLE',
        Table: { Index: 0, ElemType: typeWord(item.table.elementType), Limits: limitsYaml(item.table.limits) },
      };
  }
}

function limitsYaml({ flags, minimum, maximum }: Limits): YamlMap {
  const words = [
    ...(flags & LimitsFlag.HasMaximum ? ['HAS_MAX'] : []),
    ...(flags & LimitsFlag.Shared ? ['IS_SHARED'] : []),
    ...(flags & LimitsFlag.Is64 ? ['IS_64'] : []),
  ];
  if (flags > 7) throw new Error(`limits with flags ${flags} have no form in yaml2obj`);
  return {
    ...(words.length === 0 ? {} : { Flags: flow(words) }),
    Minimum: minimum,
    ...(maximum === undefined ? {} : { Maximum: maximum }),
  };
}

function expressionYaml({ value, bytes }: ConstantExpression): YamlMap {
  switch (value.kind) {
    case 'i32':
      return { Opcode: 'I32_CONST', Value: value.value };
    case 'i64':
      return { Opcode: 'I64_CONST', Value: value.value };
    case 'global':
      return { Opcode: 'GLOBAL_GET', Index: value.globalIndex };
    default:
      return { Extended: true, Body: hexText(bytes) };
  }
}

/** The locals are told apart from the instructions, so they are read here and nowhere else. */
function bodyYaml({ bytes, headerSize }: FunctionBody, Index: number): YamlMap {
  const reader = new ByteReader(bytes.subarray(headerSize));
  const locals: YamlMap[] = [];
  for (let groups = reader.uleb32(); groups > 0; groups--) {
    const Count = reader.uleb32();
    locals.push({ Type: typeWord(reader.uleb32()), Count });
  }
  return { Index, Locals: locals, Body: hexText(reader.view(reader.remaining)) };
}

function relocations(section: Section, object: WasmObject): YamlMap {
  if (section.relocations.length === 0) return {};
  const moved = offsetsInYaml(section, object);
  return {
    Relocations: [...section.relocations].map(({ kind, offset, index, addend }) => ({
      Type: kind.name,
      Index: index,
      Offset: moved(offset),
      ...(addend === 0n ? {} : { Addend: addend }),
    })),
  };
}

/** yaml2obj writes every size in the fewest bytes, whatever the object had. */
function offsetsInYaml({ id }: Section, { code }: WasmObject): (offset: number) => number {
  if (id !== SectionId.Code) return (offset) => offset;
  const shifts: { readonly from: number; readonly by: number }[] = [];
  let by = code.length === 0 ? 0 : ulebSize(code.length) - code[0]!.offset;
  for (const { offset, headerSize, bytes } of code) {
    by += ulebSize(bytes.length - headerSize) - headerSize;
    shifts.push({ from: offset, by });
  }
  let position = 0;
  return (offset) => {
    while (position + 1 < shifts.length && shifts[position + 1]!.from <= offset) position++;
    return offset + (shifts[position]?.by ?? 0);
  };
}

function customYaml({ name = '', content }: Section, { linking, producers, targetFeatures }: WasmObject): YamlMap {
  if (name === 'linking') return { Name: name, Version: linking.version, ...linkingYaml(linking) };
  if (name === 'producers' && producers !== undefined) {
    const tools = (field: string) =>
      producers.filter((one) => one.name === field).flatMap(({ values }) => values.map(toolYaml));
    return {
      Name: name,
      ...filled({ Languages: tools('language'), Tools: tools('processed-by'), SDKs: tools('sdk') }),
    };
  }
  if (name === 'target_features' && targetFeatures !== undefined) {
    const features = targetFeatures.map(({ prefix, name: Name }) => ({ Prefix: prefixWords[prefix], Name }));
    return { Name: name, Features: features };
  }
  return { Name: name, Payload: hexText(content) };
}

const toolYaml = ({ name, version }: { readonly name: string; readonly version: string }): YamlMap => ({
  Name: name,
  Version: version,
});
const prefixWords = { '+': 'USED', '-': 'DISALLOWED', '=': 'REQUIRED' } as const;

function linkingYaml({ symbols, segments, initFunctions, comdats }: WasmObject['linking']): YamlMap {
  return filled({
    SymbolTable: symbols.map(symbolYaml),
    SegmentInfo: segments.map(({ name, alignLog2, flags }, Index) => ({
      Index,
      Name: name,
      Alignment: alignLog2,
      Flags: flow(wordsOf(flags, segmentFlagWords)),
    })),
    InitFunctions: initFunctions.map(({ priority, symbolIndex }) => ({ Priority: priority, Symbol: symbolIndex })),
    Comdats: comdats.map(({ name, members }) => ({
      Name: name,
      Entries: members.map(({ kind, index }) => ({ Kind: kind.toUpperCase(), Index: index })),
    })),
  });
}

const segmentFlagWords = [
  [SegmentFlag.Strings, 'STRINGS'],
  [SegmentFlag.Tls, 'TLS'],
  [SegmentFlag.Retain, 'RETAIN'],
] as const;

const symbolFlagWords = [
  [SymbolFlag.BindingWeak, 'BINDING_WEAK'],
  [SymbolFlag.BindingLocal, 'BINDING_LOCAL'],
  [SymbolFlag.VisibilityHidden, 'VISIBILITY_HIDDEN'],
  [SymbolFlag.Undefined, 'UNDEFINED'],
  [SymbolFlag.Exported, 'EXPORTED'],
  [SymbolFlag.ExplicitName, 'EXPLICIT_NAME'],
  [SymbolFlag.NoStrip, 'NO_STRIP'],
  [SymbolFlag.Tls, 'TLS'],
  [SymbolFlag.Absolute, 'ABSOLUTE'],
] as const;

const wordsOf = (flags: number, words: readonly (readonly [number, string])[]): string[] =>
  words.filter(([bit]) => (flags & bit) !== 0).map(([, word]) => word);

function symbolYaml({ kind, flags, name, index, offset, size }: ObjectSymbol, Index: number): YamlMap {
  const undefinedOrImported = (flags & SymbolFlag.Undefined) !== 0;
  const named = kind === 'section' ? {} : { Name: name };
  const common = { Index, Kind: kind.toUpperCase(), ...named, Flags: flow(wordsOf(flags, symbolFlagWords)) };
  if (kind !== 'data') return { ...common, [indexWords[kind]]: index };
  if (undefinedOrImported) return common;
  if (flags & SymbolFlag.Absolute) return { ...common, Offset: offset, Size: size };
  return { ...common, Segment: index, ...(offset === 0 ? {} : { Offset: offset }), Size: size };
}

const indexWords = { function: 'Function', global: 'Global', table: 'Table', tag: 'Tag', section: 'Section' } as const;

const filled = (map: YamlMap): YamlMap =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => !Array.isArray(value) || value.length > 0));

const typeWord = (type: number): string => {
  const name = valueTypeName(type);
  if (name === 'unknown') throw new Error(`type 0x${type.toString(16)} has no form in yaml2obj`);
  return name.toUpperCase();
};

const hexText = (bytes: Uint8Array): YamlValue => Buffer.from(bytes).toString('hex').toUpperCase();
