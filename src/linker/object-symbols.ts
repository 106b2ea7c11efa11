/**
 * Adds one object's symbols to the table: COMDAT groups first, then each entry as a definition or a reference. A reader
 * can stop after any entry (a member was taken in and is read first) and go on later.
 * Out: `symbols`, by index in the object's symbol table.
 * Not here: the rules for one name (`symbol-table.ts`).
 */
import { type ObjectSymbol, SegmentFlag, SymbolFlag } from '../wasm/model.ts';
import { relocationKinds } from '../wasm/relocation-kinds.ts';
import type { DiagnosticSink } from './diagnostics.ts';
import { fileName, type ObjectFile } from './input-files.ts';
import type { SymbolTable } from './symbol-table.ts';
import type { LinkSymbol, SymbolContent } from './symbols.ts';

interface ReaderContext {
  readonly symbols: SymbolTable;
  readonly sink: DiagnosticSink;
  legacyFunctionTable: boolean;
}

export const indirectFunctionTableName = '__indirect_function_table';
const funcref = 0x70;

export class ObjectReader {
  readonly file: ObjectFile;
  readonly symbols: LinkSymbol[] = [];
  readonly #context: ReaderContext;
  readonly #calledDirectly: Uint8Array;
  readonly #draft: ContentDraft;
  #next = 0;

  constructor(file: ObjectFile, context: ReaderContext) {
    this.file = file;
    this.#context = context;
    this.#draft = new ContentDraft(file);
    checkElements(file, context.sink);
    file.lostComdats = file.wasm.linking.comdats.map((comdat) => !context.symbols.addComdat(comdat.name));
    this.#calledDirectly = directlyCalled(file);
  }

  /** Reads entries until `interrupted` or the end; says whether it is the end. */
  readUntil(interrupted: () => boolean): boolean {
    const { file } = this;
    const entries = file.wasm.linking.symbols;
    while (this.#next < entries.length) {
      const entry = entries[this.#next]!;
      this.symbols.push(this.#define(entry) ?? this.#refer(entry, this.#calledDirectly[this.#next] === 1));
      this.#next++;
      if (interrupted()) return false;
    }
    if (this.#next === entries.length) {
      this.#next++;
      this.#addLegacyTable();
      if (interrupted()) return false;
    }
    return true;
  }

  /** The symbol that a definition makes; `undefined` when it is a reference, or its payload lost its COMDAT group. */
  #define(entry: ObjectSymbol): LinkSymbol | undefined {
    if ((entry.flags & SymbolFlag.Undefined) !== 0) return undefined;
    const content = definitionOf(entry, this.#draft);
    if (entry.kind === 'section' || (entry.flags & 3) === SymbolFlag.BindingLocal) {
      return this.#context.symbols.createUnnamed(content);
    }
    if (entry.kind === 'function' && this.file.isDiscarded('function', content.index!)) return undefined;
    if (entry.kind === 'data' && content.object && this.file.isDiscarded('data', content.index!)) return undefined;
    return this.#context.symbols.addDefined(content);
  }

  #refer(entry: ObjectSymbol, calledDirectly: boolean): LinkSymbol {
    const content = referenceOf(entry, this.#draft, calledDirectly);
    if ((entry.flags & 3) === SymbolFlag.BindingLocal) return this.#context.symbols.createUnnamed(content);
    return this.#context.symbols.addUndefined(content);
  }

  /** Objects from before reference types use table 0 without a symbol; they may only mean the indirect function table. */
  #addLegacyTable(): void {
    const { file } = this;
    const { sink, symbols } = this.#context;
    const symbolCount = file.wasm.linking.symbols.filter((entry) => entry.kind === 'table').length;
    if (file.tableImports.length + file.wasm.tables.length === symbolCount) return;
    const problem = tableProblem(file, symbolCount);
    if (problem !== undefined) {
      sink.error('missing-table-symbol', `${fileName(file)}: ${problem}`, { object: fileName(file) });
      return;
    }
    const { field, module, table } = file.tableImports[0]!;
    const symbol = symbols.addUndefined({
      name: field,
      kind: 'table',
      state: 'undefined',
      flags: SymbolFlag.Undefined | SymbolFlag.NoStrip,
      file,
      tableType: table,
      importModule: module,
      importName: field,
    });
    if (sink.failed) return;
    this.symbols.push(symbol);
    // No relocation says who uses it, so it is always live.
    symbol.referenced = true;
    this.#context.legacyFunctionTable = true;
  }
}

/** Why an object whose tables have no symbols is not one that means the function table. */
function tableProblem({ tableImports, wasm }: ObjectFile, symbolCount: number): string | undefined {
  const tableCount = tableImports.length + wasm.tables.length;
  if (symbolCount !== 0) {
    return `expected one symbol table entry for each of the ${tableCount} table(s) present, but got ${symbolCount} symbol(s) instead.`;
  }
  if (wasm.tables.length > 0) return 'unexpected table definition(s) without corresponding symbol-table entries.';
  if (tableCount !== 1) return 'multiple table imports, but no corresponding symbol-table entries.';
  const { field, table } = tableImports[0]!;
  if (field === indirectFunctionTableName && table.elementType === funcref) return undefined;
  return `table import ${field} is missing a symbol table entry.`;
}

/** 1 for each symbol that some instruction calls: only then must an undefined function's signature fit. */
export function directlyCalled(file: ObjectFile): Uint8Array {
  const called = new Uint8Array(file.wasm.linking.symbols.length);
  const functionIndexLeb = relocationKinds.findIndex((kind) => kind.name === 'R_WASM_FUNCTION_INDEX_LEB');
  for (const section of file.wasm.sections) {
    const { codes, indices, length } = section.relocations;
    for (let i = 0; i < length; i++) if (codes[i] === functionIndexLeb) called[indices[i]!] = 1;
  }
  return called;
}

/** Element segments of objects are thrown away (relocations say what is in the table), but must be of the plain form. */
function checkElements(file: ObjectFile, sink: DiagnosticSink): void {
  for (const element of file.wasm.elements) {
    const kind = element.offset?.value.kind;
    if (kind === undefined || kind === 'i32' || kind === 'i64') continue;
    const message = kind === 'extended' ? 'extended init exprs not supported' : 'invalid table elements';
    sink.fatal('malformed-object', `${fileName(file)}: ${message}`, { object: fileName(file) });
  }
}

/**
 * What is filled in before the symbol table sees it, and copies what it keeps: each reader fills the same draft again for
 * each of its entries.
 */
class ContentDraft implements SymbolContent {
  name = '';
  kind: SymbolContent['kind'] = 'unknown';
  state: SymbolContent['state'] = 'undefined';
  flags = 0;
  readonly file: ObjectFile;
  object: ObjectFile | undefined = undefined;
  index: number | undefined = undefined;
  offset = 0;
  size = 0;
  signature: SymbolContent['signature'] = undefined;
  globalType: SymbolContent['globalType'] = undefined;
  tableType: SymbolContent['tableType'] = undefined;
  importModule: string | undefined = undefined;
  importName: string | undefined = undefined;
  calledDirectly = false;

  constructor(file: ObjectFile) {
    this.file = file;
  }

  begin(entry: ObjectSymbol, state: 'defined' | 'undefined'): this {
    this.name = entry.name;
    this.kind = entry.kind;
    this.state = state;
    this.flags = entry.flags;
    this.object = undefined;
    this.index = undefined;
    this.offset = 0;
    this.size = 0;
    this.signature = undefined;
    this.globalType = undefined;
    this.tableType = undefined;
    this.importModule = undefined;
    this.importName = undefined;
    this.calledDirectly = false;
    return this;
  }
}

function definitionOf(entry: ObjectSymbol, draft: ContentDraft): SymbolContent {
  const content = draft.begin(entry, 'defined');
  const { file } = draft;
  const { wasm } = file;
  content.object = file;
  content.index = entry.index;
  switch (entry.kind) {
    case 'function':
      content.index -= file.functionImports.length;
      content.signature = file.signatureOf(content.index);
      break;
    case 'data':
      content.offset = entry.offset;
      content.size = entry.size;
      if ((entry.flags & SymbolFlag.Absolute) !== 0) {
        content.object = undefined;
        content.index = undefined;
      } else if ((file.segmentFlags(entry.index) & SegmentFlag.Tls) !== 0) content.flags |= SymbolFlag.Tls;
      break;
    case 'global':
      content.index -= file.globalImports.length;
      content.globalType = wasm.globals[content.index]!.type;
      break;
    case 'table':
      content.index -= file.tableImports.length;
      content.tableType = wasm.tables[content.index]!;
      break;
    case 'tag':
      content.index -= file.tagImports.length;
      content.signature = wasm.types[wasm.tags[content.index]!]!;
      break;
    case 'section':
      break;
  }
  return content;
}

function referenceOf(entry: ObjectSymbol, draft: ContentDraft, calledDirectly: boolean): SymbolContent {
  const content = draft.begin(entry, 'undefined');
  const { file } = draft;
  content.flags |= SymbolFlag.Undefined;
  const { types } = file.wasm;
  switch (entry.kind) {
    case 'function': {
      const imported = file.functionImports[entry.index];
      content.signature = imported
        ? types[imported.typeIndex]!
        : file.signatureOf(entry.index - file.functionImports.length);
      content.calledDirectly = calledDirectly;
      setImportNames(content, imported);
      break;
    }
    case 'global': {
      const imported = file.globalImports[entry.index]!;
      content.globalType = imported.global;
      setImportNames(content, imported);
      break;
    }
    case 'table': {
      const imported = file.tableImports[entry.index]!;
      content.tableType = imported.table;
      setImportNames(content, imported);
      break;
    }
    case 'tag': {
      const imported = file.tagImports[entry.index]!;
      content.signature = types[imported.typeIndex]!;
      setImportNames(content, imported);
      break;
    }
    default:
      break;
  }
  return content;
}

/** A symbol with a name of its own says under which name it is imported; the others only from which module. */
function setImportNames(content: ContentDraft, imported: { module: string; field: string } | undefined): void {
  if (!imported) return;
  content.importModule = imported.module;
  if ((content.flags & SymbolFlag.ExplicitName) !== 0) content.importName = imported.field;
}
