/**
 * The symbol table: subsection 8 of `linking`. Each symbol's index is held against its space, its name found where LLVM's
 * reader finds it: an undefined symbol without ExplicitName is called as its import's field, a section symbol as its section.
 */
import { type Import, type ObjectSymbol, SymbolFlag, type SymbolKind, symbolKinds, type WasmModule } from './model.ts';
import type { ByteReader } from './reader.ts';
import type { ByteWriter } from './writer.ts';

/** What must have been decoded before a symbol table can be: it stands behind all of these in the file. */
export type ModuleBeforeSymbols = Pick<
  WasmModule,
  'sections' | 'imports' | 'functions' | 'tables' | 'tags' | 'globals' | 'dataPayloads'
>;

type IndexedKind = Exclude<SymbolKind, 'data' | 'section'>;

interface IndexSpace {
  readonly imports: readonly Import[];
  readonly size: number;
}

const bindingMask = SymbolFlag.BindingWeak | SymbolFlag.BindingLocal;

export function decodeSymbols(reader: ByteReader, module: ModuleBeforeSymbols): ObjectSymbol[] {
  const spaces = indexSpaces(module);
  const symbols: ObjectSymbol[] = [];
  const count = reader.count(3, 'symbols');
  const names = count > 1 ? new Set<string>() : undefined;
  for (let left = count; left > 0; left--) {
    const at = reader.position;
    const symbol = decodeSymbol(reader, module, spaces);
    if (names && (symbol.flags & bindingMask) !== SymbolFlag.BindingLocal) {
      if (names.has(symbol.name)) reader.fail(`duplicate symbol name ${symbol.name}`, at);
      names.add(symbol.name);
    }
    symbols.push(symbol);
  }
  return symbols;
}

const none: readonly never[] = [];

function indexSpaces(module: ModuleBeforeSymbols): Readonly<Record<IndexedKind, IndexSpace>> {
  const space = (kind: IndexedKind, definitions: number): IndexSpace => {
    const isOfKind = (entry: Import) => entry.kind === kind;
    const imports = module.imports.some(isOfKind) ? module.imports.filter(isOfKind) : none;
    return { imports, size: imports.length + definitions };
  };
  return {
    function: space('function', module.functions.length),
    global: space('global', module.globals.length),
    table: space('table', module.tables.length),
    tag: space('tag', module.tags.length),
  };
}

function decodeSymbol(
  reader: ByteReader,
  module: ModuleBeforeSymbols,
  spaces: Readonly<Record<IndexedKind, IndexSpace>>,
): ObjectSymbol {
  const at = reader.position;
  const code = reader.u8();
  const kind = symbolKinds[code];
  if (kind === undefined) return reader.fail(`invalid symbol type: ${code}`, at);
  const flags = reader.uleb32();
  switch (kind) {
    case 'data':
      return decodeDataSymbol(reader, flags, module);
    case 'section':
      return decodeSectionSymbol(reader, flags, module);
    case 'function':
    case 'global':
    case 'table':
    case 'tag':
      return decodeIndexedSymbol(reader, kind, flags, spaces[kind]);
  }
}

function decodeIndexedSymbol(reader: ByteReader, kind: IndexedKind, flags: number, space: IndexSpace): ObjectSymbol {
  const at = reader.position;
  const index = reader.uleb32();
  const defined = (flags & SymbolFlag.Undefined) === 0;
  if (index >= space.size || defined !== index >= space.imports.length) {
    reader.fail(`invalid ${kind} symbol index`, at);
  }
  if (defined) return symbol(kind, flags, reader.readName(), index);
  if (kind !== 'function' && (flags & bindingMask) === SymbolFlag.BindingWeak) {
    // LLVM says "global" of a tag too.
    reader.fail(`undefined weak ${kind === 'table' ? 'table' : 'global'} symbol`, at);
  }
  const name = flags & SymbolFlag.ExplicitName ? reader.readName() : space.imports[index]!.field;
  return symbol(kind, flags, name, index);
}

function decodeDataSymbol(reader: ByteReader, flags: number, module: ModuleBeforeSymbols): ObjectSymbol {
  const name = reader.readName();
  if (flags & SymbolFlag.Undefined) return symbol('data', flags, name, 0);
  const at = reader.position;
  const index = reader.uleb32();
  const offset = reader.uleb53();
  const size = reader.uleb53();
  if ((flags & SymbolFlag.Absolute) === 0) {
    const { dataPayloads } = module;
    if (index >= dataPayloads.length) reader.fail(`invalid data segment index: ${index}`, at);
    const segmentSize = dataPayloads.size(index);
    if (offset > segmentSize) {
      reader.fail(`invalid data symbol offset: \`${name}\` (offset: ${offset} segment size: ${segmentSize})`, at);
    }
  }
  return symbol('data', flags, name, index, offset, size);
}

function decodeSectionSymbol(reader: ByteReader, flags: number, module: ModuleBeforeSymbols): ObjectSymbol {
  const at = reader.position;
  if ((flags & bindingMask) !== SymbolFlag.BindingLocal) reader.fail('section symbols must have local binding', at);
  const index = reader.uleb32();
  const section = module.sections[index];
  if (section === undefined) return reader.fail(`invalid section symbol index: ${index}`, at);
  return symbol('section', flags, section.name ?? '', index);
}

/** The only place where a symbol is made, so that all have one shape. */
function symbol(kind: SymbolKind, flags: number, name: string, index: number, offset = 0, size = 0): ObjectSymbol {
  return { kind, flags, name, index, offset, size };
}

/** Whether the file holds the symbol's name, and not only a place to find it. */
function hasOwnName({ kind, flags }: ObjectSymbol): boolean {
  if (kind === 'section') return false;
  return kind === 'data' || (flags & SymbolFlag.Undefined) === 0 || (flags & SymbolFlag.ExplicitName) !== 0;
}

export function encodeSymbols(symbols: readonly ObjectSymbol[], writer: ByteWriter): void {
  writer.list(symbols, (entry) => {
    writer.u8(symbolKinds.indexOf(entry.kind)).uleb(entry.flags);
    if (entry.kind !== 'data') writer.uleb(entry.index);
    if (hasOwnName(entry)) writer.name(entry.name);
    if (entry.kind === 'data' && (entry.flags & SymbolFlag.Undefined) === 0) {
      writer.uleb(entry.index).uleb(entry.offset).uleb(entry.size);
    }
  });
}
