/**
 * The table of global names, and the rules by which a definition or a reference changes what a name stands for:
 * strong over weak, first over second, a local definition over a shared one, a reference that pulls a lazy member in,
 * a type that does not fit. Order of names is order of first mention, as wasm-ld's: imports, exports and the output's
 * symbol table follow it.
 * In: one definition or reference at a time. Out: the symbol that it now means, and diagnostics.
 * Not here: which files are read and in what order (`resolve.ts`), and what becomes of names that stay undefined.
 */
import type { FunctionType, GlobalType, TableType } from '../wasm/model.ts';
import { SymbolFlag } from '../wasm/model.ts';
import type { DiagnosticCode, DiagnosticSink } from './diagnostics.ts';
import { fileName, type InputFile, type ObjectFile } from './input-files.ts';
import type { LinkOptions } from './options.ts';
import { LinkSymbol, type SymbolContent } from './symbols.ts';
import type { SyntheticFunction, SyntheticGlobal, SyntheticTable } from './synthetic.ts';
import {
  describeGlobalType,
  describeSignature,
  describeTableType,
  sameGlobalType,
  sameSignature,
} from './type-text.ts';

/** `reference \t extracted \t symbol` of `--why-extract`. */
export interface ExtractionReason {
  readonly reference: string;
  readonly file: string;
  readonly symbol: string;
}

/** Who wanted a member, and for which name. */
export interface ExtractionCause {
  readonly reference: string;
  readonly symbol: LinkSymbol;
}

export interface SymbolTableContext {
  readonly options: LinkOptions;
  readonly sink: DiagnosticSink;
  /** A symbol's name for messages: demangled when that is asked for. */
  readonly printName: (name: string) => string;
  /** Links a lazy object now: called when a reference needs it. The cause is to be noted when the object has been read. */
  readonly extract: (file: ObjectFile, cause: ExtractionCause | undefined) => void;
}

const weakFlag = SymbolFlag.BindingWeak;

export class SymbolTable {
  readonly #context: SymbolTableContext;
  readonly #byName = new Map<string, LinkSymbol>();
  /** Names asked for with --trace-symbol before anything mentioned them. */
  readonly #tracedNames: ReadonlySet<string>;
  /** In order of first mention. A place may be taken over by another symbol (signature variants, --wrap). */
  readonly #places: LinkSymbol[] = [];
  readonly #comdats = new Set<string>();
  readonly #variants = new Map<string, LinkSymbol[]>();
  readonly extractionReasons: ExtractionReason[] = [];
  #count = 0;

  constructor(context: SymbolTableContext) {
    this.#context = context;
    this.#tracedNames = new Set(context.options.traceSymbols);
  }

  /** How many symbols exist, locals included: the length of tables keyed by id. */
  get count(): number {
    return this.#count;
  }

  find(name: string): LinkSymbol | undefined {
    return this.#byName.get(name);
  }

  /** Global symbols in order of first mention. Symbols added while one iterates are seen. */
  globals(): Iterable<LinkSymbol> {
    return this.#places;
  }

  /** Names with several signatures, each with its symbols; insertion order. */
  get variants(): ReadonlyMap<string, readonly LinkSymbol[]> {
    return this.#variants;
  }

  /** A symbol that no name leads to: a local one, a stub, a variant. */
  createUnnamed(content: SymbolContent): LinkSymbol {
    return this.#create().become(content);
  }

  /** The first object to name a COMDAT group keeps it. */
  addComdat(name: string): boolean {
    if (this.#comdats.has(name)) return false;
    this.#comdats.add(name);
    return true;
  }

  /** A definition that the linker makes; the name must be new, or undefined so far. */
  addSynthetic(
    name: string,
    flags: number,
    synthetic: SyntheticFunction | SyntheticGlobal | SyntheticTable,
  ): LinkSymbol {
    const [symbol] = this.#insertName(name);
    return this.#replace(symbol, {
      name,
      kind: synthetic.kind,
      state: 'defined',
      flags,
      file: undefined,
      synthetic,
      ...syntheticType(synthetic),
    });
  }

  /** Data without a segment, defined by the linker only where something wants it. */
  addOptionalData(name: string, address = 0): LinkSymbol | undefined {
    const { options } = this.#context;
    let symbol = this.find(name);
    if (!symbol && (options.exportAll || options.exports.includes(name) || options.exportsIfDefined.includes(name))) {
      [symbol] = this.#insertName(name);
    } else if (!symbol || symbol.isDefined) return undefined;
    this.#replace(symbol, absoluteData(name, SymbolFlag.VisibilityHidden, address));
    symbol.referenced = true;
    return symbol;
  }

  addSyntheticData(name: string, flags: number): LinkSymbol {
    const [symbol] = this.#insertName(name);
    return this.#replace(symbol, absoluteData(name, flags, 0));
  }

  /** A global that the linker defines only where something wants it. */
  addOptionalGlobal(name: string, global: SyntheticGlobal): LinkSymbol | undefined {
    const symbol = this.find(name);
    if (!symbol || symbol.isDefined) return undefined;
    return this.addSynthetic(name, SymbolFlag.VisibilityHidden, global);
  }

  addLazy(name: string, file: ObjectFile): void {
    const [symbol, isNew] = this.#insertName(name);
    if (isNew) {
      this.#replace(symbol, { name, kind: 'unknown', state: 'lazy', flags: 0, file });
      return;
    }
    if (!symbol.isUndefined) return;
    if (symbol.isWeak) {
      // The reference does not need the member, but whoever does later finds it here. Keep what calls expect.
      const signature = symbol.kind === 'function' ? symbol.signature : undefined;
      const kind = symbol.kind === 'data' ? 'data' : 'unknown';
      this.#replace(symbol, { name, kind, state: 'lazy', flags: weakFlag, file, signature });
      return;
    }
    this.#extract(file, { reference: fileName(symbol.file), symbol });
  }

  /** Takes the lazy member of `symbol` in, when it has one. */
  extractLazy(symbol: LinkSymbol, cause: ExtractionCause): void {
    if (symbol.isLazy && symbol.file?.kind === 'object') this.#extract(symbol.file, cause);
  }

  /** Members that a member needs in turn are noted before it. */
  noteExtraction({ reference, symbol }: ExtractionCause): void {
    if (this.#context.options.whyExtract === '') return;
    this.extractionReasons.push({
      reference,
      file: fileName(symbol.file),
      symbol: this.#context.printName(symbol.name),
    });
  }

  addDefined(content: SymbolContent): LinkSymbol {
    const { name, file, flags } = content;
    const [symbol, isNew] = this.#insert(name, file);
    if (isNew || symbol.isLazy) return this.#replace(symbol, content);

    switch (content.kind) {
      case 'function':
        return this.#redefineFunction(symbol, content);
      case 'data':
        if (symbol.kind !== 'data') this.#typeError(symbol, content);
        break;
      case 'global':
        this.#checkGlobal(symbol, content);
        break;
      case 'tag':
        this.#checkTag(symbol, content);
        break;
      case 'table':
        this.#checkTable(symbol, content);
        break;
    }
    if (this.#shouldReplace(symbol, file, flags)) this.#replace(symbol, content);
    return symbol;
  }

  addShared(content: SymbolContent): LinkSymbol {
    const [symbol, isNew] = this.#insert(content.name, content.file);
    if (isNew) return this.#replace(symbol, content);
    if (content.kind === 'data') {
      if (symbol.isUndefined) this.#replace(symbol, content);
      return symbol;
    }
    if (symbol.kind !== 'function') {
      this.#typeError(symbol, content);
      return symbol;
    }
    if (symbol.isDefined) return symbol;
    let signature = content.signature;
    const counts = !symbol.isUndefined || symbol.calledDirectly;
    if (counts && !compatible(symbol.signature, signature)) {
      if (this.#context.options.sharedLibrarySignatureCheck) this.reportSignatureMismatch(symbol, content, 'error');
      else signature = symbol.signature;
    }
    return this.#replace(symbol, { ...content, signature });
  }

  addUndefined(content: SymbolContent): LinkSymbol {
    const { name, file, flags } = content;
    const [symbol, isNew] = this.#insert(name, file);
    if (symbol.traced) this.#context.sink.print(`${fileName(file)}: reference to ${name}`);
    if (isNew) return this.#replace(symbol, content);
    if (symbol.isLazy) return this.#wantLazy(symbol, content);

    switch (content.kind) {
      case 'function':
        return this.#wantFunction(symbol, content);
      case 'data':
        if (symbol.isDefined && symbol.kind !== 'data') this.#typeError(symbol, content);
        break;
      case 'global':
        if (symbol.isDefined) this.#checkGlobal(symbol, content);
        break;
      case 'tag':
        if (symbol.isDefined) this.#checkTag(symbol, content);
        break;
      case 'table':
        if (symbol.isDefined) this.#checkTable(symbol, content);
        break;
    }
    if (!symbol.isDefined && symbol.isWeak) symbol.flags = flags;
    return symbol;
  }

  /** Gives `name`'s place to another symbol (a variant that is the definition). */
  takePlace(name: string, symbol: LinkSymbol): void {
    const former = this.#byName.get(name)!;
    symbol.place = former.place;
    this.#places[symbol.place] = symbol;
    this.#byName.set(name, symbol);
  }

  /** `--wrap`: whoever looks up `real` gets the original, whoever looks up the original gets the wrapper. */
  wrap(original: LinkSymbol, real: LinkSymbol, wrapper: LinkSymbol): void {
    this.#byName.set(real.name, original);
    this.#byName.set(original.name, wrapper);
  }

  /** Replaces what a symbol is, and says so when the symbol is traced. */
  redefine(symbol: LinkSymbol, content: SymbolContent): LinkSymbol {
    return this.#replace(symbol, content);
  }

  #create(): LinkSymbol {
    const symbol = new LinkSymbol(this.#count++);
    symbol.referenced = !this.#context.options.gcSections;
    return symbol;
  }

  #insertName(name: string): [symbol: LinkSymbol, isNew: boolean] {
    const existing = this.#byName.get(name);
    if (existing) return [existing, false];
    const symbol = this.#create();
    symbol.name = name;
    symbol.traced = this.#tracedNames.has(name);
    this.#byName.set(name, symbol);
    symbol.place = this.#places.length;
    this.#places.push(symbol);
    return [symbol, true];
  }

  #insert(name: string, file: InputFile | undefined): [symbol: LinkSymbol, isNew: boolean] {
    const found = this.#insertName(name);
    if (!file || file.kind === 'object') found[0].usedInRegularObject = true;
    return found;
  }

  #replace(symbol: LinkSymbol, content: SymbolContent): LinkSymbol {
    symbol.become(content);
    if (symbol.traced && !symbol.isUndefined) {
      const what = symbol.isLazy ? 'lazy definition' : 'definition';
      this.#context.sink.print(`${fileName(symbol.file)}: ${what} of ${symbol.name}`);
    }
    return symbol;
  }

  #extract(file: ObjectFile, cause: ExtractionCause | undefined): void {
    if (!file.lazy) {
      if (cause) this.noteExtraction(cause);
      return;
    }
    file.lazy = false;
    this.#context.extract(file, cause);
  }

  #wantLazy(symbol: LinkSymbol, content: SymbolContent): LinkSymbol {
    const isWeak = (content.flags & 3) === weakFlag;
    if (isWeak && (content.kind === 'function' || content.kind === 'data')) {
      symbol.flags = (symbol.flags & ~3) | weakFlag;
      if (content.kind === 'function') symbol.signature = content.signature;
      else symbol.kind = 'data';
      return symbol;
    }
    // wasm-ld tells of functions only.
    const cause = content.kind === 'function' ? { reference: fileName(content.file), symbol } : undefined;
    const isTaken = !symbol.file?.lazy;
    if (symbol.file?.kind === 'object') this.#extract(symbol.file, cause);
    // The member is there, but its definition lost its COMDAT group, or is still to come.
    return isTaken ? this.#replace(symbol, content) : symbol;
  }

  #redefineFunction(symbol: LinkSymbol, content: SymbolContent): LinkSymbol {
    if (symbol.kind !== 'function') {
      this.#typeError(symbol, content);
      return symbol;
    }
    const counts = !symbol.isUndefined || symbol.calledDirectly;
    if (counts && !compatible(symbol.signature, content.signature)) {
      const [variant, isNew] = this.#variant(symbol, content);
      if (isNew || this.#shouldReplace(symbol, content.file, content.flags)) this.#replace(variant, content);
      this.takePlace(content.name, variant);
      return variant;
    }
    if (this.#shouldReplace(symbol, content.file, content.flags)) this.#replace(symbol, content);
    return symbol;
  }

  #wantFunction(existing: LinkSymbol, content: SymbolContent): LinkSymbol {
    if (existing.kind !== 'function') {
      this.#typeError(existing, content);
      return existing;
    }
    let symbol = existing;
    existing.signature ??= content.signature;
    const wasUndefined = existing.isUndefined;
    if (content.calledDirectly && !compatible(existing.signature, content.signature)) {
      if (existing.isShared) {
        if (this.#context.options.sharedLibrarySignatureCheck) this.reportSignatureMismatch(existing, content, 'error');
        else existing.signature = content.signature;
      } else if (wasUndefined && !existing.calledDirectly) this.#replace(existing, content);
      else {
        const [variant, isNew] = this.#variant(existing, content);
        symbol = variant;
        if (isNew) this.#replace(variant, content);
      }
    }
    if (wasUndefined) {
      this.#setImportAttributes(existing, content);
      if (content.calledDirectly) existing.calledDirectly = true;
      if (symbol.isWeak) symbol.flags = content.flags;
    }
    return symbol;
  }

  #setImportAttributes(existing: LinkSymbol, content: SymbolContent): void {
    const report = (attribute: 'name' | 'module', old: string, wanted: string) =>
      this.#context.sink.error(
        `import-${attribute}-mismatch`,
        `import ${attribute} mismatch for symbol: ${this.#context.printName(existing.name)}` +
          `\n>>> defined as ${old} in ${fileName(existing.file)}\n>>> defined as ${wanted} in ${fileName(content.file)}`,
        { object: fileName(content.file), symbol: existing.name },
      );
    if (content.importName !== undefined) {
      existing.importName ??= content.importName;
      if (existing.importName !== content.importName) report('name', existing.importName, content.importName);
    }
    if (content.importModule !== undefined) {
      existing.importModule ??= content.importModule;
      if (existing.importModule !== content.importModule) report('module', existing.importModule, content.importModule);
    }
    const binding = content.flags & 3;
    if (existing.isWeak && binding !== weakFlag) existing.flags = (existing.flags & ~3) | binding;
  }

  #shouldReplace(existing: LinkSymbol, file: InputFile | undefined, flags: number): boolean {
    if (!existing.isDefined) return true;
    if ((flags & 3) === weakFlag) return false;
    if (existing.isWeak || existing.isShared) return true;
    this.#context.sink.error(
      'duplicate-symbol',
      `duplicate symbol: ${this.#context.printName(existing.name)}` +
        `\n>>> defined in ${fileName(existing.file)}\n>>> defined in ${fileName(file)}`,
      { object: fileName(file), symbol: existing.name },
    );
    return true;
  }

  /** The variant of a function's name with this signature, made when it is new. */
  #variant(symbol: LinkSymbol, content: SymbolContent): [variant: LinkSymbol, isNew: boolean] {
    let variants = this.#variants.get(symbol.name);
    if (!variants) {
      variants = [symbol];
      this.#variants.set(symbol.name, variants);
    }
    const existing = variants.find((variant) => sameSignature(variant.signature!, content.signature!));
    if (existing) return [existing, false];
    const variant = this.#create();
    variant.usedInRegularObject = !content.file || content.file.kind === 'object';
    variants.push(variant);
    return [variant, true];
  }

  #typeError(existing: LinkSymbol, content: SymbolContent): void {
    this.#context.sink.error(
      'symbol-type-mismatch',
      `symbol type mismatch: ${this.#context.printName(existing.name)}` +
        `\n>>> defined as ${kindText(existing.kind)} in ${fileName(existing.file)}` +
        `\n>>> defined as ${kindText(content.kind)} in ${fileName(content.file)}`,
      { object: fileName(content.file), symbol: existing.name },
    );
  }

  #checkGlobal(existing: LinkSymbol, content: SymbolContent): void {
    if (existing.kind !== 'global') {
      this.#typeError(existing, content);
      return;
    }
    if (sameGlobalType(existing.globalType!, content.globalType!)) return;
    this.#mismatch('global-type-mismatch', 'Global type mismatch', existing, content, (side) =>
      describeGlobalType(side.globalType!),
    );
  }

  #checkTag(existing: LinkSymbol, content: SymbolContent): void {
    if (existing.kind !== 'tag') {
      this.#typeError(existing, content);
      return;
    }
    if (sameSignature(existing.signature!, content.signature!)) return;
    const describe = (side: SymbolContent) => describeSignature(side.signature!);
    this.#mismatch('tag-signature-mismatch', 'Tag signature mismatch', existing, content, describe, 'warning');
  }

  #checkTable(existing: LinkSymbol, content: SymbolContent): void {
    if (existing.kind !== 'table') {
      this.#typeError(existing, content);
      return;
    }
    if (existing.tableType!.elementType === content.tableType!.elementType) return;
    this.#mismatch('table-type-mismatch', 'Table type mismatch', existing, content, (side) =>
      describeTableType(side.tableType!),
    );
  }

  reportSignatureMismatch(first: LinkSymbol, second: SymbolContent, severity: 'error' | 'warning'): void {
    const describe = (side: SymbolContent) => describeSignature(side.signature!);
    this.#mismatch('signature-mismatch', 'function signature mismatch', first, second, describe, severity);
  }

  #mismatch(
    code: DiagnosticCode,
    what: string,
    first: LinkSymbol,
    second: SymbolContent,
    describe: (side: SymbolContent) => string,
    severity: 'error' | 'warning' = 'error',
  ): void {
    const lines = [first, second].map((side) => `\n>>> defined as ${describe(side)} in ${fileName(side.file)}`);
    const message = `${what}: ${first.name}${lines.join('')}`;
    this.#context.sink.report({ code, severity, message, object: fileName(second.file), symbol: first.name });
  }
}

/** No signature known on one side: they agree until one is. */
function compatible(first: FunctionType | undefined, second: FunctionType | undefined): boolean {
  return !first || !second || sameSignature(first, second);
}

function syntheticType(synthetic: SyntheticFunction | SyntheticGlobal | SyntheticTable): {
  signature?: FunctionType;
  globalType?: GlobalType;
  tableType?: TableType;
} {
  switch (synthetic.kind) {
    case 'function':
      return { signature: synthetic.signature };
    case 'global':
      return { globalType: synthetic.type };
    case 'table':
      return { tableType: synthetic.type };
  }
}

function absoluteData(name: string, flags: number, address: number): SymbolContent {
  return { name, kind: 'data', state: 'defined', flags: flags | SymbolFlag.Absolute, file: undefined, offset: address };
}

/** A symbol kind as wasm-ld's messages write it. */
function kindText(kind: SymbolContent['kind']): string {
  return kind === 'unknown' ? 'WASM_SYMBOL_TYPE_FUNCTION' : `WASM_SYMBOL_TYPE_${kind.toUpperCase()}`;
}
