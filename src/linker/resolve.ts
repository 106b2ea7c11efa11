/**
 * Resolves names: adds each file's definitions and references to the symbol table in command-line order, takes archive
 * members in when something needs them, and settles what remains (roots named by options, stub libraries, signature
 * variants, --wrap, weak undefined functions).
 * In: loaded files. Out: a `Program`: which objects are linked, what each of their symbols means.
 * Members are taken in depth first, with a stack of our own: a chain of a million members must not overflow.
 * Not here: the rules for one name (`symbol-table.ts`), reachability (`mark.ts`).
 */
import type { EntryBudget } from '../wasm/entry-budget.ts';
import { type FunctionType, SymbolFlag } from '../wasm/model.ts';
import { checkWhyExtractPath } from './command-line/check-options.ts';
import type { DiagnosticSink } from './diagnostics.ts';
import { fileName, type InputFile, type ObjectFile, type SharedFile, type StubFile } from './input-files.ts';
import { denseMapOrder, stringMapOrder } from './llvm-order/string-map-order.ts';
import type { LoadedInputs } from './load.ts';
import { directlyCalled, ObjectReader } from './object-symbols.ts';
import type { LinkOptions } from './options.ts';
import { isPositionIndependent, type KnownSymbols, type Program, printedName } from './program.ts';
import { addSharedSymbols } from './shared-symbols.ts';
import { processStubLibraries } from './stub-libraries.ts';
import { type ExtractionCause, type ExtractionReason, SymbolTable } from './symbol-table.ts';
import type { LinkSymbol } from './symbols.ts';
import { SyntheticFunction, type SyntheticGlobal, type SyntheticTable } from './synthetic.ts';
import { createOptionalSymbols, createSyntheticSymbols } from './synthetic-symbols.ts';

export function resolve(loaded: LoadedInputs, options: LinkOptions, sink: DiagnosticSink): Program {
  const resolver = new Resolver(loaded, options, sink);
  resolver.run(loaded.files);
  return resolver;
}

/** `local.get`-free body that traps: size, no locals, `unreachable`, `end`. */
const trappingBody = Uint8Array.of(3, 0, 0x00, 0x0b);

class Resolver implements Program {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  readonly symbols: SymbolTable;
  readonly objects: ObjectFile[] = [];
  readonly sharedFiles: SharedFile[] = [];
  readonly stubFiles: StubFile[] = [];
  readonly syntheticFunctions: SyntheticFunction[] = [];
  readonly syntheticGlobals: SyntheticGlobal[] = [];
  readonly syntheticTables: SyntheticTable[] = [];
  readonly known: KnownSymbols = {};
  readonly allowedUndefined: Set<string>;
  readonly #budget: EntryBudget;
  extractions: readonly ExtractionReason[] | undefined = undefined;
  legacyFunctionTable = false;
  /** Objects whose symbols are being read; the last one took a member in for the one before it. */
  readonly #reading: ObjectReader[] = [];
  /** By the object's position in the link. */
  readonly #symbolTables: LinkSymbol[][] = [];
  /** Why each of them was taken in. */
  readonly #causes: (ExtractionCause | undefined)[] = [];

  constructor(loaded: LoadedInputs, options: LinkOptions, sink: DiagnosticSink) {
    this.options = options;
    this.sink = sink;
    this.#budget = loaded.budget;
    this.allowedUndefined = new Set([...options.allowUndefinedSymbols, ...loaded.importedNames]);
    this.symbols = new SymbolTable({
      options,
      sink,
      printName: (name) => printedName(name, options),
      extract: (file, cause) => {
        this.#tellProcessing(file);
        this.#begin(file, cause);
      },
    });
  }

  symbolsOf(object: ObjectFile): readonly LinkSymbol[] {
    return this.#symbolTables[object.ordinal]!;
  }

  run(files: readonly InputFile[]): void {
    const { options, sink } = this;
    createSyntheticSymbols(this);
    for (const file of files) this.#addFile(file);
    if (sink.failed) return;

    const entry = this.#forceRoots();
    if (sink.failed) return;
    const wrapped = this.#addWrapped();
    if (sink.failed) return;
    processStubLibraries(this, () => this.#drain());
    this.#tellExtractions();
    createOptionalSymbols(this);
    this.#settleVariants();
    if (sink.failed) return;
    this.#applyWrapped(wrapped);
    forceExports(this);
    if (!options.relocatable && !isPositionIndependent(options)) this.#stubWeakUndefined();
    entry?.setHidden(false);
    this.#demoteLazy();
  }

  #addFile(file: InputFile): void {
    this.#tellProcessing(file);
    switch (file.kind) {
      case 'shared':
        addSharedSymbols(file, this.symbols);
        this.sharedFiles.push(file);
        return;
      case 'stub':
        this.stubFiles.push(file);
        return;
      case 'object':
        if (file.lazy) this.#addLazy(file);
        else this.#begin(file);
        this.#drain();
    }
  }

  #tellProcessing(file: InputFile): void {
    this.sink.note(() => `Processing: ${fileName(file)}`);
  }

  /** Each defined name of a lazy object leads to it. One that is wanted already takes it in, and that is enough. */
  #addLazy(file: ObjectFile): void {
    for (const name of file.definedNames) {
      this.symbols.addLazy(name, file);
      if (!file.lazy) return;
    }
  }

  #begin(file: ObjectFile, cause?: ExtractionCause): void {
    if (this.options.trace) this.sink.print(fileName(file));
    if (!file.isRelocatable) {
      const name = fileName(file);
      this.sink.fatal('not-relocatable', `${name}: not a relocatable wasm file`, { object: name });
    }
    if (!this.#budget.take(file.closedEntries)) {
      const name = fileName(file);
      const message = `${name}: too many entries: more than ${this.#budget.total} in all`;
      this.sink.fatal('too-many-entries', message, { object: name });
    }
    if (this.sink.closed) return;
    this.#reading.push(new ObjectReader(file, this));
    this.#causes.push(cause);
  }

  /** Reads on in the object taken in last, until all are read. */
  #drain(): void {
    for (let reader = this.#reading.at(-1); reader !== undefined; reader = this.#reading.at(-1)) {
      const depth = this.#reading.length;
      const isDone = reader.readUntil(() => this.#reading.length > depth);
      if (!isDone) continue;
      this.#reading.pop();
      const cause = this.#causes.pop();
      if (cause) this.symbols.noteExtraction(cause);
      reader.file.ordinal = this.objects.length;
      this.#symbolTables.push(reader.symbols);
      this.objects.push(reader.file);
    }
  }

  /** What options name is wanted: `-u`, `--export…`, the entry, libc's destructors. */
  #forceRoots(): LinkSymbol | undefined {
    const { options, sink, known } = this;
    for (const name of options.undefinedSymbols) this.#want(name, '<internal>');
    const exported = stringMapOrder([...options.exportsIfDefined, ...options.exports]);
    for (const name of exported) this.#want(name, '--export');
    if (options.relocatable) return undefined;

    let entry: LinkSymbol | undefined;
    if (options.entry !== undefined && options.entry !== '') {
      entry = this.#want(options.entry, '--entry');
      if (entry?.isDefined) entry.forceExport = true;
      else {
        const message = `entry symbol not defined (pass --no-entry to suppress): ${options.entry}`;
        sink.error('undefined-entry', message, { symbol: options.entry });
      }
    }
    const ctors = known.callCtors!;
    if (
      !options.shared &&
      !ctors.usedInRegularObject &&
      ctors.name !== options.entry &&
      !exported.includes(ctors.name)
    ) {
      this.#findDtors();
    }
    return entry;
  }

  #want(name: string, option: string): LinkSymbol | undefined {
    const symbol = this.symbols.find(name);
    if (!symbol) return undefined;
    symbol.usedInRegularObject = true;
    this.symbols.extractLazy(symbol, { reference: option, symbol });
    this.#drain();
    return symbol;
  }

  #findDtors(): void {
    const dtors = this.#want('__wasm_call_dtors', '<internal>');
    if (!dtors) return;
    const report = (message: string) => this.sink.error('bad-constructor', message, { symbol: dtors.name });
    if (dtors.kind !== 'function' || dtors.state !== 'defined') {
      report('__wasm_call_dtors must be a function');
      return;
    }
    const { parameters, results } = dtors.signature!;
    if (parameters.length > 0 || results.length > 0) report('__wasm_call_dtors must have no argument or return values');
    this.known.callDtors = dtors;
  }

  /** Told before the names that stay undefined are, so that who looks for those can see where members came from. */
  #tellExtractions(): void {
    const errorsBefore = this.sink.errorCount;
    checkWhyExtractPath(this.options, this.sink);
    if (this.sink.errorCount === errorsBefore) this.extractions = this.symbols.extractionReasons;
  }

  #addWrapped(): readonly Wrapped[] {
    const wrapped: Wrapped[] = [];
    for (const name of new Set(this.options.wrap)) {
      const original = this.symbols.find(name);
      if (!original) continue;
      const real = this.#addUndefinedFunction(`__real_${name}`);
      const wrapper = this.#addUndefinedFunction(`__wrap_${name}`);
      wrapped.push({ original, real, wrapper });
      original.usedInRegularObject = true;
      wrapper.usedInRegularObject = true;
      real.usedInRegularObject = false;
    }
    return wrapped;
  }

  #addUndefinedFunction(name: string): LinkSymbol {
    const flags = SymbolFlag.Undefined;
    const symbol = this.symbols.addUndefined({ name, kind: 'function', state: 'undefined', flags, file: undefined });
    this.#drain();
    return symbol;
  }

  /** References to the original go to the wrapper, references to `__real_` to the original. */
  #applyWrapped(wrapped: readonly Wrapped[]): void {
    if (wrapped.length === 0) return;
    const replacements = new Map<LinkSymbol, LinkSymbol>();
    for (const { original, real, wrapper } of wrapped) {
      replacements.set(original, wrapper);
      replacements.set(real, original);
    }
    for (const { original, wrapper } of wrapped) wrapper.signature ??= original.signature;
    for (const [ordinal, object] of this.objects.entries()) {
      redirect(this.#symbolTables[ordinal]!, directlyCalled(object), replacements);
    }
    for (const { original, real, wrapper } of wrapped) this.symbols.wrap(original, real, wrapper);
  }

  /** One name, several signatures: the definition stays, calls with another signature trap. */
  #settleVariants(): void {
    const { symbols } = this;
    for (const name of denseMapOrder([...symbols.variants.keys()])) {
      const variants = symbols.variants.get(name)!;
      const definition = variants.find((variant) => variant.kind === 'function' && variant.state === 'defined');
      if (!definition) {
        symbols.reportSignatureMismatch(variants[0]!, variants[1]!, 'error');
        return;
      }
      for (const variant of variants) {
        if (variant === definition) continue;
        symbols.reportSignatureMismatch(variant, definition, 'warning');
        this.#replaceWithTrap(
          variant,
          variant.signature!,
          `signature_mismatch:${printedName(variant.name, this.options)}`,
        );
      }
    }
  }

  #stubWeakUndefined(): void {
    for (const symbol of this.symbols.globals()) {
      if (!symbol.isUndefinedWeak || !symbol.usedInRegularObject || !symbol.signature) continue;
      this.#replaceWithTrap(symbol, symbol.signature, `undefined_weak:${printedName(symbol.name, this.options)}`);
      symbol.setHidden(true);
    }
  }

  #replaceWithTrap(symbol: LinkSymbol, signature: FunctionType, debugName: string): void {
    const stub = trappingFunction(this, symbol.name, signature, debugName);
    const flags = SymbolFlag.BindingLocal;
    this.symbols.redefine(symbol, {
      name: debugName,
      kind: 'function',
      state: 'defined',
      flags,
      file: undefined,
      synthetic: stub,
      signature,
    });
    symbol.isStub = true;
  }

  /** What no reference needed is undefined after all; only weak references can have left it so. */
  #demoteLazy(): void {
    // A symbol table must say that they are undefined, data too; elsewhere wasm-ld says no more than that functions are weak.
    const hasSymbolTable = this.options.relocatable || this.options.emitRelocs;
    const flags = SymbolFlag.BindingWeak | (hasSymbolTable ? SymbolFlag.Undefined : 0);
    for (const symbol of this.symbols.globals()) {
      if (!symbol.isLazy || !(symbol.signature || (symbol.kind === 'data' && hasSymbolTable))) continue;
      const { name, file, signature } = symbol;
      const kind = signature ? 'function' : 'data';
      this.symbols.redefine(symbol, { name, kind, state: 'undefined', flags, file, signature, calledDirectly: true });
    }
  }
}

/** Puts replacements into an object's symbol table. What the object calls, it calls by its new name. */
function redirect(symbols: LinkSymbol[], called: Uint8Array, replacements: ReadonlyMap<LinkSymbol, LinkSymbol>): void {
  for (const [index, symbol] of symbols.entries()) {
    const replacement = replacements.get(symbol);
    if (!replacement) continue;
    symbols[index] = replacement;
    if (replacement.isUndefined && called[index] === 1) replacement.calledDirectly = true;
  }
}

interface Wrapped {
  readonly original: LinkSymbol;
  readonly real: LinkSymbol;
  readonly wrapper: LinkSymbol;
}

/** A function that traps when it is called. It is dropped like any other when nothing calls it. */
export function trappingFunction(
  program: Program,
  name: string,
  signature: FunctionType,
  debugName: string,
): SyntheticFunction {
  const live = !program.options.gcSections;
  const stub = new SyntheticFunction(name, signature, { live, debugName, body: trappingBody });
  program.syntheticFunctions.push(stub);
  return stub;
}

/** Symbols that `--export` and `--export-if-defined` name are exported, once they are defined. */
export function forceExports({ options, symbols }: Program): void {
  for (const name of [...options.exportsIfDefined, ...options.exports]) {
    const symbol = symbols.find(name);
    if (symbol?.isDefined) symbol.forceExport = true;
  }
}
