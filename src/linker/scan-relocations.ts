/**
 * Goes over the relocations of live atoms, in output order, and notes what they need beyond their targets: table slots,
 * GOT entries, types, stubs for functions that stay undefined; reports what cannot be linked.
 * Slots and GOT entries belong to the *resolved* symbol: one function has one slot, whoever takes its address.
 * In: live atoms, imports so far. Out: `RelocationNeeds`; imports may have grown.
 * Not here: values (`relocate.ts`). Hot: once a relocation; atoms without relocations cost nothing.
 */
import type { FunctionType } from '../wasm/model.ts';
import { SymbolFlag } from '../wasm/model.ts';
import { type RelocationKind, type RelocationValue, relocationKinds } from '../wasm/relocation-kinds.ts';
import type { Atom } from './atoms.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostics.ts';
import type { ImportTable } from './imports.ts';
import { resolveFunctionTable } from './indirect-function-table.ts';
import { fileName, type ObjectFile } from './input-files.ts';
import type { Liveness } from './mark.ts';
import { isPositionIndependent, type Program, printedName } from './program.ts';
import { trappingFunction } from './resolve.ts';
import type { SegmentTable } from './segments.ts';
import type { LinkSymbol } from './symbols.ts';
import type { SyntheticFunction } from './synthetic.ts';
import { describeSignature, sameSignature, signatureKey } from './type-text.ts';
import { TypeTable } from './types.ts';

export class RelocationNeeds {
  readonly types = new TypeTable();
  /** Symbols with a slot, in slot order. */
  readonly slotSymbols: LinkSymbol[] = [];
  /** Relocations that have no value. wasm-ld writes a broken module then, so they count when it has no other complaint. */
  readonly refusals: Diagnostic[] = [];
  /** Symbols with a GOT entry that this module defines itself, in order. */
  readonly internalGot: LinkSymbol[] = [];
  readonly #slotOf = new Map<unknown, number>();
  readonly #inInternalGot = new Set<LinkSymbol>();
  readonly #tableBase: number;

  constructor(tableBase: number) {
    this.#tableBase = tableBase;
  }

  addSlot(symbol: LinkSymbol): void {
    const owner = slotOwner(symbol);
    if (symbol.isStub || this.#slotOf.has(owner)) return;
    this.#slotOf.set(owner, this.#tableBase + this.slotSymbols.length);
    this.slotSymbols.push(symbol);
  }

  /** The symbol's place in the function table; `undefined` when it has none: its address is null. */
  slotOf(symbol: LinkSymbol): number | undefined {
    return this.#slotOf.get(slotOwner(symbol));
  }

  addInternalGot(symbol: LinkSymbol): boolean {
    if (this.#inInternalGot.has(symbol)) return false;
    this.#inInternalGot.add(symbol);
    this.internalGot.push(symbol);
    return true;
  }
}

/** Values that are an index in one of the output's index spaces. */
const indexed: ReadonlySet<RelocationValue> = new Set(['function-index', 'global-index', 'tag-index', 'table-index']);

function isGotAccess(kind: RelocationKind, symbol: LinkSymbol): boolean {
  return kind.value === 'global-index' && (symbol.kind === 'function' || symbol.kind === 'data');
}

/** The same number for the same function of an object; objects hold fewer than 2^32. */
function functionKey({ ordinal }: ObjectFile, index: number): number {
  return ordinal * 0x1_0000_0000 + index;
}

/** Aliases of one function share its slot; an imported function is known by its symbol alone. */
function slotOwner(symbol: LinkSymbol): unknown {
  if (symbol.state !== 'defined') return symbol;
  return symbol.synthetic ?? (symbol.object ? functionKey(symbol.object, symbol.index) : symbol);
}

export function scanRelocations(
  program: Program,
  liveness: Liveness,
  imports: ImportTable,
  segments: SegmentTable,
): RelocationNeeds {
  const scanner = new Scanner(program, liveness, imports, segments);
  for (const object of program.objects) {
    for (const atom of liveness.atoms.of(object, 'function')) scanner.scan(atom);
    for (const atom of liveness.atoms.of(object, 'data')) scanner.scan(atom);
    if (program.options.gcSections) continue;
    // Stripped sections too: they are no atoms, but what they refer to must be there.
    const symbols = program.symbolsOf(object);
    for (const { id, relocations } of object.wasm.sections) {
      if (id === 0) scanner.scan({ object, symbols, relocations, first: 0, last: relocations.length });
    }
  }
  return scanner.needs;
}

type Relocations = Pick<Atom, 'object' | 'symbols' | 'relocations' | 'first' | 'last'>;

class Scanner {
  readonly needs: RelocationNeeds;
  readonly #program: Program;
  readonly #liveness: Liveness;
  readonly #imports: ImportTable;
  readonly #segments: SegmentTable;
  readonly #isPic: boolean;
  readonly #importsDynamically: boolean;
  readonly #stubs = new Map<string, LinkSymbol>();
  /** By the object's position in the link: for each of its symbols a bit for each kind that need not be looked at again. */
  readonly #scanned: (Uint32Array | undefined)[] = [];

  constructor(program: Program, liveness: Liveness, imports: ImportTable, segments: SegmentTable) {
    this.#program = program;
    this.#liveness = liveness;
    this.#imports = imports;
    this.#segments = segments;
    this.#isPic = isPositionIndependent(program.options);
    this.#importsDynamically = program.options.unresolvedSymbols === 'import-dynamic';
    this.needs = new RelocationNeeds(program.options.tableBase);
  }

  scan({ object, symbols, relocations, first, last }: Relocations): void {
    const { codes, indices } = relocations;
    this.#liveness.stats.relocationsVisited += last - first;
    if (first === last) return;
    this.#scanned[object.ordinal] ??= new Uint32Array(symbols.length);
    const scanned = this.#scanned[object.ordinal]!;
    for (let i = first; i < last; i++) {
      const code = codes[i]!;
      const kind = relocationKinds[code]!;
      const index = indices[i]!;
      if (kind.target === 'type') this.needs.types.use(object, index);
      else if (((scanned[index]! >>> code) & 1) === 0) {
        this.#scanSymbol(object, symbols[index]!, kind);
        if (kind.value === 'function-index') this.#refuseSignature(object, index, symbols[index]!);
        if (this.#isScannedOnce(symbols[index]!, kind)) scanned[index]! |= 1 << code;
      }
    }
  }

  /** A second site of this kind asks for nothing new, and there is nothing to complain about at each site. */
  #isScannedOnce(symbol: LinkSymbol, kind: RelocationKind): boolean {
    if (this.#isPic || this.#importsDynamically || kind.value === 'address-tls') return false;
    return symbol.state === 'defined' && (symbol.kind === kind.target || isGotAccess(kind, symbol));
  }

  #scanSymbol(object: ObjectFile, symbol: LinkSymbol, kind: RelocationKind): void {
    switch (kind.value) {
      case 'table-slot':
      case 'table-slot-relative':
        if (!this.#goesThroughGot(symbol)) this.needs.addSlot(symbol);
        break;
      case 'global-index':
        if (symbol.kind !== 'global') this.#addGotEntry(symbol);
        break;
      case 'address-tls':
        this.#checkTls(object, symbol, kind);
        break;
    }
    if (this.#isPic || (this.#importsDynamically && (symbol.isUndefined || symbol.isLazy)))
      this.#checkPositionIndependent(object, symbol, kind);
    if (symbol.isUndefined && !this.#program.options.relocatable && !symbol.isWeak) {
      this.#reportUndefined(object, symbol);
    }
    if (symbol.kind !== kind.target && !isGotAccess(kind, symbol)) this.#refuseKind(object, symbol, kind);
    else if (symbol.isUndefined) this.#refuseWithoutIndex(object, symbol, kind);
  }

  /** References that stay undefined may be of two kinds, and --wrap may put a symbol of one kind in the place of another. */
  #refuseKind(object: ObjectFile, symbol: LinkSymbol, kind: RelocationKind): void {
    const message = `${fileName(object)}: relocation ${kind.name} cannot be used against symbol \`${this.#print(symbol)}\`: not a ${kind.target}`;
    this.needs.refusals.push({
      severity: 'error',
      code: 'bad-reloc-target',
      message,
      object: fileName(object),
      symbol: symbol.name,
    });
  }

  /**
   * Signatures are compared when names are resolved, but not with a wrapper that comes in place of the original, nor with a
   * member of an archive that had only been referred to weakly.
   */
  #refuseSignature(object: ObjectFile, index: number, symbol: LinkSymbol): void {
    const { kind, index: ownIndex } = object.wasm.linking.symbols[index]!;
    if (kind !== 'function' || symbol.kind !== 'function' || symbol.signature === undefined) return;
    const wanted = functionTypeAt(object, ownIndex);
    if (sameSignature(wanted, symbol.signature)) return;
    const file = fileName(object);
    const message =
      `function signature mismatch: ${this.#print(symbol)}\n` +
      `>>> called as ${describeSignature(wanted)} in ${file}\n` +
      `>>> defined as ${describeSignature(symbol.signature)} in ${fileName(symbol.object)}`;
    const place = { object: file, symbol: symbol.name };
    this.needs.refusals.push({ code: 'signature-mismatch', severity: 'error', message, ...place });
  }

  #goesThroughGot(symbol: LinkSymbol): boolean {
    const { shared, bsymbolic } = this.#program.options;
    if (symbol.isShared) return true;
    if (!this.#isPic && !this.#importsDynamically) return false;
    if (symbol.isHidden || symbol.isLocal) return false;
    return !(symbol.isDefined && (!shared || bsymbolic));
  }

  #addGotEntry(symbol: LinkSymbol): void {
    if (this.#goesThroughGot(symbol)) {
      this.#imports.addGotEntry(symbol);
      // The dynamic linker can only fill the entry from an export.
      if (this.#isPic) symbol.forceExport = true;
    } else if (this.needs.addInternalGot(symbol) && symbol.kind === 'function') {
      this.#program.known.indirectFunctionTable ??= resolveFunctionTable(this.#program, this.#liveness, true)!;
      this.needs.addSlot(symbol);
    }
  }

  #checkTls(object: ObjectFile, symbol: LinkSymbol, kind: RelocationKind): void {
    const name = this.#print(symbol);
    if (!symbol.isDefined) {
      this.#fail(
        'undefined-reloc-target',
        object,
        symbol,
        `relocation ${kind.name} cannot be used against an undefined symbol \`${name}\``,
      );
    }
    // Without threads TLS data is plain data.
    if (!this.#program.options.sharedMemory) return;
    if (!symbol.isTls) {
      this.#fail(
        'tls-reloc',
        object,
        symbol,
        `relocation ${kind.name} cannot be used against non-TLS symbol \`${name}\``,
      );
    }
    if (!symbol.isInSegment) return;
    const atom = this.#liveness.atoms.find(symbol.object!, 'data', symbol.index);
    const segment = atom && this.#segments.segmentOf(atom);
    if (!segment || segment.isTls) return;
    this.#fail(
      'tls-reloc',
      object,
      symbol,
      `relocation ${kind.name} cannot be used against \`${name}\` in non-TLS section: ${segment.name}`,
    );
  }

  #checkPositionIndependent(object: ObjectFile, symbol: LinkSymbol, kind: RelocationKind): void {
    if (kind.value !== 'table-slot' && kind.value !== 'address') return;
    const isInData = kind.encoding === 'i32' || kind.encoding === 'i64';
    if (isInData) {
      // Code that runs at start-up writes the value; it finds addresses in the GOT.
      if (this.#goesThroughGot(symbol)) this.#addGotEntry(symbol);
      return;
    }
    const message = `relocation ${kind.name} cannot be used against symbol \`${this.#print(symbol)}\`; recompile with -fPIC`;
    this.#fail('not-position-independent', object, symbol, message);
  }

  #reportUndefined(object: ObjectFile, symbol: LinkSymbol): void {
    const { options, allowedUndefined } = this.#program;
    if (
      symbol.isImported ||
      (symbol.kind === 'function' && options.importUndefined) ||
      allowedUndefined.has(symbol.name)
    )
      return;
    const message = `${fileName(object)}: undefined symbol: ${this.#print(symbol)}`;
    const place = { object: fileName(object), symbol: symbol.name };
    if (options.unresolvedSymbols === 'report-all') this.#program.sink.error('undefined-symbol', message, place);
    else if (options.unresolvedSymbols === 'warn') this.#program.sink.warn('undefined-symbol', message, place);
    if (symbol.kind === 'function' && !symbol.stub && !this.#importsDynamically && !options.importUndefined) {
      symbol.stub = this.#undefinedStub(symbol.signature ?? { parameters: [], results: [] });
      // No table slot: its address is null.
      symbol.isStub = true;
    }
  }

  /** What stays undefined and needs an index has an import or a stub, or no value at all. */
  #refuseWithoutIndex(object: ObjectFile, symbol: LinkSymbol, kind: RelocationKind): void {
    if (!indexed.has(kind.value) || this.#imports.indexOf(symbol) !== undefined || symbol.stub) return;
    if (kind.value === 'global-index' && symbol.kind !== 'global') return;
    const message = `${fileName(object)}: nothing can stand in for undefined ${symbol.kind}: ${this.#print(symbol)}`;
    const place = { object: fileName(object), symbol: symbol.name };
    this.needs.refusals.push({ code: 'undefined-symbol', severity: 'error', message, ...place });
  }

  /** One trapping function a signature stands in for all functions that stay undefined. */
  #undefinedStub(signature: FunctionType): LinkSymbol {
    const key = signatureKey(signature);
    let stub = this.#stubs.get(key);
    if (!stub) {
      const name = 'undefined_stub';
      const synthetic: SyntheticFunction = trappingFunction(this.#program, name, signature, name);
      synthetic.live = true;
      const flags = SymbolFlag.BindingLocal;
      stub = this.#program.symbols.createUnnamed({
        name,
        kind: 'function',
        state: 'defined',
        flags,
        file: undefined,
        synthetic,
        signature,
      });
      this.#stubs.set(key, stub);
    }
    return stub;
  }

  #print(symbol: LinkSymbol): string {
    return printedName(symbol.name, this.#program.options);
  }

  #fail(code: DiagnosticCode, object: ObjectFile, symbol: LinkSymbol, message: string): void {
    this.#program.sink.error(code, `${fileName(object)}: ${message}`, {
      object: fileName(object),
      symbol: symbol.name,
    });
  }
}

/** By the object's own numbers: imports first. */
function functionTypeAt({ wasm, functionImports }: ObjectFile, index: number): FunctionType {
  const typeIndex = functionImports[index]?.typeIndex ?? wasm.functions[index - functionImports.length]!;
  return wasm.types[typeIndex]!;
}
