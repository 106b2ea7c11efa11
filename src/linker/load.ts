/**
 * From inputs to files: tells objects, archives, shared objects and stub libraries apart by their bytes, decodes them,
 * and takes archives apart. Decoding makes an index of views; nothing is copied and no atom is made. What both atom
 * strategies rely on is checked here, once: each relocation lies within one payload, sections of strings end in NUL.
 * Not here: which lazy members join the link (`resolve.ts`), finding files (`command-line/`).
 */
import { type Archive, decodeArchive } from '../wasm/archive.ts';
import { decodeModule } from '../wasm/decode.ts';
import { EntryBudget } from '../wasm/entry-budget.ts';
import type { LinkingSection, WasmModule, WasmObject } from '../wasm/model.ts';
import { DecodeError, TooManyEntriesError } from '../wasm/reader.ts';
import { checkRelocationPlaces } from './check-relocations.ts';
import type { DiagnosticSink } from './diagnostics.ts';
import { fileName, type InputFile, ObjectFile, SharedFile, StubFile } from './input-files.ts';
import { isMergedSection, isMergedSegment } from './merge-strings.ts';
import type { LinkInput, LinkOptions } from './options.ts';
import { parseStubLibrary, parseSymbolList } from './symbol-lists.ts';

export interface LoadedInputs {
  /** In command-line order; members of archives in archive order. */
  readonly files: readonly InputFile[];
  /** Names that `.imports` files beside archives allow to stay undefined. */
  readonly importedNames: readonly string[];
  /** What is open has taken from it. */
  readonly budget: EntryBudget;
}

interface LoadContext {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readonly files: InputFile[];
  readonly importedNames: string[];
  readonly budget: EntryBudget;
}

export function loadInputs(inputs: readonly LinkInput[], options: LinkOptions, sink: DiagnosticSink): LoadedInputs {
  const budget = new EntryBudget(options.maximumEntries);
  const context: LoadContext = { options, sink, files: [], importedNames: [], budget };
  for (const input of inputs) {
    if (sink.closed) break;
    if (input.problem) {
      sink.report(input.problem);
      continue;
    }
    sink.note(() => `Loading: ${input.name}`);
    loadInput(input, context);
  }
  if (context.files.length === 0 && !sink.failed) sink.error('no-input-files', 'no input files');
  return context;
}

type Magic = 'archive' | 'thin-archive' | 'wasm' | 'bitcode' | 'stub' | 'unknown';

function magicOf(bytes: Uint8Array): Magic {
  if (startsWith(bytes, '!<arch>\n')) return 'archive';
  if (startsWith(bytes, '!<thin>\n')) return 'thin-archive';
  if (startsWith(bytes, '\0asm')) return 'wasm';
  if (startsWith(bytes, 'BC\xc0\xde') || startsWith(bytes, '\xde\xc0\x17\x0b')) return 'bitcode';
  if (startsWith(bytes, '#STUB')) return 'stub';
  return 'unknown';
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false;
  return true;
}

function loadInput(input: LinkInput, context: LoadContext): void {
  const { sink, files } = context;
  switch (magicOf(input.bytes)) {
    case 'archive':
    case 'thin-archive':
      loadArchive(input, context);
      return;
    case 'wasm': {
      const file = loadWasm(input, { archiveName: '', lazy: input.lazy ?? false }, context);
      if (file) files.push(file);
      return;
    }
    case 'bitcode':
      reportBitcode(input.name, sink);
      return;
    case 'stub':
      loadStubLibrary(input, context);
      return;
    case 'unknown':
      sink.error('unknown-file-type', `unknown file type: ${input.name}`, { object: input.name });
  }
}

function loadStubLibrary({ name, bytes }: LinkInput, context: LoadContext): void {
  const dependencies = parseStubLibrary(bytes);
  let names = dependencies.size;
  for (const needed of dependencies.values()) names += needed.length;
  if (takeNames(names, name, context)) context.files.push(new StubFile(name, dependencies));
}

/** Names of a text are entries like those of an object; false, and reported, when they are too many. */
function takeNames(count: number, file: string, { budget, sink }: LoadContext): boolean {
  if (budget.take(count)) return true;
  sink.fatal('too-many-entries', `${file}: too many names: more than ${budget.total} entries in all`, { object: file });
  return false;
}

function reportBitcode(name: string, sink: DiagnosticSink): void {
  const message = `${name}: is LLVM bitcode; linking it needs LTO, which this linker does not do`;
  sink.error('unsupported-input', message, { object: name });
}

function loadWasm(
  input: { name: string; bytes: Uint8Array },
  how: { archiveName: string; lazy: boolean },
  { options, sink, budget }: LoadContext,
): ObjectFile | SharedFile | undefined {
  const shownName = how.archiveName === '' ? input.name : `${how.archiveName}(${input.name})`;
  const taken = budget.taken;
  const module = decodeOrReport({ name: shownName, bytes: input.bytes }, budget, sink);
  if (!module) return undefined;
  if (module.dylink) return new SharedFile(input.name, module);
  checkArchitecture(module, shownName, { options, sink });
  const file = new ObjectFile({
    name: input.name,
    archiveName: how.archiveName,
    decode: decodeOnce(asObject(module), input.bytes),
    isRelocatable: isObject(module),
    lazy: how.lazy,
    live: how.archiveName === '',
  });
  checkSectionSymbols(file, sink);
  checkStrings(file, options, sink);
  checkRelocationPlaces(file, sink);
  if (how.lazy) close(file, budget.taken - taken, budget);
  return file;
}

/** Names are entries, too. */
function close(file: ObjectFile, entries: number, budget: EntryBudget): void {
  file.close();
  file.closedEntries = entries - file.definedNames.length;
  budget.giveBack(file.closedEntries);
}

/** The first call gives what was decoded already, and lets go of it. */
function decodeOnce(decoded: WasmObject, bytes: Uint8Array): () => WasmObject {
  let first: WasmObject | undefined = decoded;
  return () => {
    const object = first ?? asObject(decodeModule(bytes));
    first = undefined;
    return object;
  };
}

function asObject(module: WasmModule): WasmObject {
  return isObject(module) ? module : { ...module, code: [], data: [], linking: exportsAsSymbols(module) };
}

function isObject(module: WasmModule): module is WasmObject {
  return 'linking' in module && module.linking !== undefined;
}

/** A module that is no object is refused when it is needed, and it is needed for what it exports. */
function exportsAsSymbols({ exports }: WasmModule): LinkingSection {
  const symbols = exports
    .filter(({ kind }) => kind !== 'memory')
    .map(({ name }) => ({ kind: 'function' as const, flags: 0, name, index: 0, offset: 0, size: 0 }));
  return { version: 2, symbols, segments: [], initFunctions: [], comdats: [] };
}

function decodeOrReport(
  { name, bytes }: { name: string; bytes: Uint8Array },
  budget: EntryBudget,
  sink: DiagnosticSink,
): WasmModule | undefined {
  try {
    return decodeModule(bytes, budget);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const code = error instanceof TooManyEntriesError ? 'too-many-entries' : 'malformed-object';
    sink.fatal(code, `${name}: ${error.message}`, { object: name, offset: error.fileOffset });
    return undefined;
  }
}

/** An object is wasm64 when its memory is. */
function checkArchitecture(
  module: WasmModule,
  name: string,
  { options, sink }: { options: LinkOptions; sink: DiagnosticSink },
): void {
  const is64 =
    module.memories.some((memory) => (memory.flags & 4) !== 0) ||
    module.imports.some((entry) => entry.kind === 'memory' && (entry.memory.flags & 4) !== 0);
  if (is64 && options.is64 === undefined) {
    sink.fatal('architecture-mismatch', `${name}: must specify -mwasm64 to process wasm64 object files`, {
      object: name,
    });
  } else if (is64 !== (options.is64 ?? false)) {
    sink.fatal('architecture-mismatch', `${name}: wasm32 object file can't be linked in wasm64 mode`, { object: name });
  }
}

/** Only a custom section can be referred to as a whole: only that is moved as a whole. */
function checkSectionSymbols(file: ObjectFile, sink: DiagnosticSink): void {
  const { linking, sections } = file.wasm;
  const bad = linking.symbols.find(({ kind, index }) => kind === 'section' && sections[index]!.id !== 0);
  if (!bad) return;
  const message = `${fileName(file)}: section symbol refers to section ${bad.index}, which is no custom section`;
  sink.fatal('malformed-object', message, { object: fileName(file) });
}

/** Strings are split at their NULs, so the last one needs its own. */
function checkStrings(file: ObjectFile, options: LinkOptions, sink: DiagnosticSink): void {
  const report = (name: string) =>
    sink.fatal('bad-string-segment', `${fileName(file)}:(${name}): string is not null terminated`, {
      object: fileName(file),
    });
  const isTerminated = (bytes: Uint8Array) => bytes.length === 0 || bytes[bytes.length - 1] === 0;
  const { dataPayloads } = file.wasm;
  for (let i = 0; i < dataPayloads.length; i++) {
    if (isMergedSegment(file, i, options) && !isTerminated(dataPayloads.bytes(i))) report(file.segmentName(i));
  }
  for (const section of file.wasm.sections) {
    if (isMergedSection(section.name, options) && !isTerminated(section.content)) report(section.name!);
  }
}

function loadArchive(input: LinkInput, context: LoadContext): void {
  const { options, sink, files } = context;
  readImportsFile(input.name, context);
  const archive = decodeArchiveOrReport(input, sink);
  if (!archive) return;
  for (const member of archive.members) {
    if (sink.closed) return;
    const bytes = member.bytes ?? readThinMember(input.name, member.name, options, sink);
    if (!bytes) return;
    const magic = magicOf(bytes);
    if (magic === 'bitcode') reportBitcode(`${input.name}(${member.name})`, sink);
    else if (magic === 'wasm') {
      const lazy = input.wholeArchive !== true;
      const file = loadWasm({ name: member.name, bytes }, { archiveName: input.name, lazy }, context);
      if (!file) continue;
      if (!lazy) file.live = true;
      files.push(file);
    } else {
      const message = `${input.name}: archive member '${member.name}' is neither Wasm object file nor LLVM bitcode`;
      const place = { object: `${input.name}(${member.name})` };
      if (input.wholeArchive) sink.fatal('unknown-file-type', message, place);
      else sink.warn('ignored-archive-member', message, place);
    }
  }
}

function decodeArchiveOrReport(input: LinkInput, sink: DiagnosticSink): Archive | undefined {
  try {
    return decodeArchive(input.bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    sink.fatal('malformed-archive', `${input.name}: failed to parse archive: ${error.message}`, {
      object: input.name,
      offset: error.fileOffset,
    });
    return undefined;
  }
}

/** Members of a thin archive are files; their names are relative to the archive's folder. */
function readThinMember(
  archive: string,
  member: string,
  options: LinkOptions,
  sink: DiagnosticSink,
): Uint8Array | undefined {
  const folder = archive.slice(0, archive.lastIndexOf('/') + 1);
  const path = member.startsWith('/') ? member : folder + member;
  const read = options.files?.read(path) ?? 'No such file or directory';
  if (typeof read !== 'string') return read;
  const message = `${archive}: could not get the buffer for a child of the archive: '${path}': ${read}`;
  sink.fatal('cannot-open-file', message, { object: `${archive}(${member})` });
  return undefined;
}

/** `libc.imports` beside `libc.a` lists symbols, one a line, that the host provides. */
function readImportsFile(archive: string, context: LoadContext): void {
  const { options, sink, importedNames } = context;
  const path = archive.replace(/(\.[^./]*)?$/, '.imports');
  if (!options.files?.exists(path)) return;
  const read = options.files.read(path);
  if (typeof read === 'string') {
    sink.error('cannot-open-file', `cannot open ${path}: ${read}`, { object: path });
    return;
  }
  const names = parseSymbolList(read);
  if (takeNames(names.length, path, context)) for (const name of names) importedNames.push(name);
}
