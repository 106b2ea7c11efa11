/**
 * The atoms of a link's inputs as a graph: who refers to whom, which of them are alive, and why: a root, or the shortest
 * path of relocations from one. Computed from the objects and the command line by the oracles' reading of the rules, so
 * that it explains a link on any linker, also one that failed.
 * In: inputs, the command line, what symbols lead to. Out: plain data, in the order of the command line.
 * Not here: which definition of a name won (`symbol-choices.ts`), what sites hold (`site-values.ts`).
 */
import type { AuditedObject, Payload } from '../../../properties/audit/audited-object.ts';
import { isLocalSymbol, isUndefinedSymbol, isWeakSymbol } from '../../../properties/audit/audited-object.ts';
import type { InputSymbols, Meaning } from '../../../properties/audit/input-symbols.ts';
import { type ObjectSymbol, SegmentFlag, SymbolFlag } from '../../wasm/index.ts';

export interface GraphAtom {
  /** Position in the list. */
  readonly id: number;
  readonly object: string;
  readonly kind: 'function' | 'data' | 'custom';
  /** Of a defined function (imports not counted), a segment, or a section among all sections of the object. */
  readonly index: number;
  /** Names of the symbols that denote it; a segment's or section's own name where there is none. */
  readonly names: readonly string[];
  readonly sizeBytes: number;
  readonly state: 'live' | 'dead' | 'lost';
  /** Why it is alive; absent for what is not. */
  readonly reachedBy?: Reason;
}

export type Reason =
  | { readonly kind: 'root'; readonly why: string }
  /** A relocation in another atom. */
  | { readonly kind: 'relocation'; readonly from: number; readonly symbol: string; readonly relocation: string };

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly symbol: string;
  /** Kinds of the relocations that lead there, each once. */
  readonly relocations: readonly string[];
}

export interface LinkGraph {
  readonly atoms: readonly GraphAtom[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphOptions {
  readonly args: readonly string[];
  /** Objects that count as alive from the start: they stand on the command line, not in an archive. */
  isExplicit(object: AuditedObject): boolean;
}

export function linkGraph(symbols: InputSymbols, options: GraphOptions): LinkGraph {
  const walk = new Walk(symbols, options);
  walk.run();
  return walk.graph();
}

/** From a root down to the atom itself; empty for an atom that is not alive. */
export function pathTo({ atoms }: Pick<LinkGraph, 'atoms'>, id: number): readonly GraphAtom[] {
  const path: GraphAtom[] = [];
  for (let atom = atoms[id]; atom?.reachedBy !== undefined; ) {
    path.unshift(atom);
    const { reachedBy }: GraphAtom = atom;
    atom = reachedBy.kind === 'root' ? undefined : atoms[reachedBy.from];
  }
  return path;
}

class Walk {
  readonly #symbols: InputSymbols;
  readonly #options: GraphOptions;
  readonly #words: CommandWords;
  readonly #ids = new Map<Payload, number>();
  readonly #reasons = new Map<Payload, Reason>();
  readonly #work: Payload[] = [];
  readonly #awake = new Set<AuditedObject>();

  constructor(symbols: InputSymbols, options: GraphOptions) {
    this.#symbols = symbols;
    this.#options = options;
    this.#words = commandWords(options.args);
    for (const object of symbols.included) {
      for (const payload of payloadsOf(object)) this.#ids.set(payload, this.#ids.size);
    }
  }

  run(): void {
    if (this.#words.keepsAll) this.#keepAll();
    for (const object of this.#symbols.included) {
      for (const symbol of object.wasm.linking.symbols) this.#markIfRoot(object, symbol);
    }
    for (const object of this.#symbols.included) if (this.#options.isExplicit(object)) this.#awaken(object);
    // First come, first served: what is reached first is reached by a shortest path.
    for (let at = 0; at < this.#work.length; at++) this.#follow(this.#work[at]!);
    this.#keepCustomSections();
  }

  #markIfRoot(object: AuditedObject, symbol: ObjectSymbol): void {
    if (isLocalSymbol(symbol)) return;
    const meaning = this.#symbols.meaningOfName(symbol.name);
    if (meaning === undefined || !('payload' in meaning || 'object' in meaning)) return;
    // What a definition that lost says of itself does not count.
    const winner = 'payload' in meaning ? meaning.payload.object : meaning.object;
    const why = winner === object && !isUndefinedSymbol(symbol) ? rootReason(symbol, this.#words) : undefined;
    if (why !== undefined) this.#mark(meaning, { kind: 'root', why });
  }

  #keepAll(): void {
    for (const payload of this.#ids.keys()) {
      if (payload.kind === 'custom') continue;
      // wasm-ld keeps what lost its group too.
      this.#reasons.set(payload, { kind: 'root', why: 'nothing is collected' });
    }
  }

  /** What an object brings by itself once something of it is alive. */
  #awaken(object: AuditedObject): void {
    if (this.#awake.has(object)) return;
    this.#awake.add(object);
    const { linking } = object.wasm;
    for (const { symbolIndex, priority } of linking.initFunctions) {
      const why = `an init function of ${object.name}, priority ${priority}`;
      this.#mark(this.#symbols.meaningOf(object, symbolIndex), { kind: 'root', why });
    }
    linking.segments.forEach(({ flags }, index) => {
      if ((flags & SegmentFlag.Retain) !== 0)
        this.#reach(object.segments[index]!, { kind: 'root', why: `a segment of ${object.name} that is retained` });
    });
  }

  #mark(meaning: Meaning, reason: Reason): void {
    if (meaning.kind === 'function' || meaning.kind === 'data') this.#reach(meaning.payload, reason);
    else if (meaning.kind === 'element') this.#awaken(meaning.object);
  }

  #reach(payload: Payload, reason: Reason): void {
    if (this.#reasons.has(payload) || this.#symbols.isDiscarded(payload)) return;
    this.#reasons.set(payload, reason);
    this.#work.push(payload);
    this.#awaken(payload.object);
  }

  #follow(payload: Payload): void {
    if (payload.kind === 'custom') return;
    const { object } = payload;
    const from = this.#ids.get(payload)!;
    for (const { kind, index } of payload.sites) {
      if (kind.target === 'type') continue;
      const symbol = object.wasm.linking.symbols[index]!;
      const meaning = this.#symbols.meaningOf(object, index);
      // A stub stands in for a function that is called with another signature.
      if (meaning.kind === 'function' && !meaning.agrees) continue;
      this.#mark(meaning, { kind: 'relocation', from, symbol: symbol.name, relocation: kind.name });
    }
  }

  /** They are output whole, and keep nothing alive. */
  #keepCustomSections(): void {
    for (const payload of this.#ids.keys()) {
      if (payload.kind !== 'custom' || this.#symbols.isDiscarded(payload)) continue;
      this.#reasons.set(payload, { kind: 'root', why: 'custom sections are output whole' });
    }
  }

  graph(): LinkGraph {
    const edges: GraphEdge[] = [];
    for (const payload of this.#ids.keys()) edges.push(...this.#edgesOf(payload));
    return { atoms: [...this.#ids].map(([payload, id]) => this.#atom(payload, id)), edges };
  }

  #atom(payload: Payload, id: number): GraphAtom {
    const { object, kind, index, bytes } = payload;
    const reachedBy = this.#reasons.get(payload);
    const state = reachedBy !== undefined ? 'live' : this.#symbols.isDiscarded(payload) ? 'lost' : 'dead';
    return {
      id,
      object: object.name,
      kind,
      index,
      names: namesOf(payload),
      sizeBytes: bytes.length,
      state,
      ...(reachedBy === undefined ? {} : { reachedBy }),
    };
  }

  #edgesOf(payload: Payload): GraphEdge[] {
    const { object, sites } = payload;
    const from = this.#ids.get(payload)!;
    const found = new Map<string, { to: number; symbol: string; relocations: Set<string> }>();
    for (const { kind, index } of sites) {
      if (kind.target === 'type') continue;
      const meaning = this.#symbols.meaningOf(object, index);
      const to = 'payload' in meaning ? this.#ids.get(meaning.payload) : undefined;
      if (to === undefined) continue;
      const symbol = object.wasm.linking.symbols[index]!.name;
      const key = `${to} ${symbol}`;
      const edge = found.get(key) ?? { to, symbol, relocations: new Set() };
      edge.relocations.add(kind.name);
      found.set(key, edge);
    }
    return [...found.values()].map(({ to, symbol, relocations }) => ({
      from,
      to,
      symbol,
      relocations: [...relocations],
    }));
  }
}

/** In the order of the graph. Custom sections only where relocations say that a linker moves what they speak of. */
export function payloadsOf(object: AuditedObject): Payload[] {
  const customs = object.wasm.sections.filter(({ id, relocations }) => id === 0 && relocations.length > 0);
  return [...object.functions, ...object.segments, ...customs.map(({ index }) => object.custom(index))];
}

function namesOf({ object, kind, index }: Payload): string[] {
  const { symbols, segments } = object.wasm.linking;
  const imported = object.importCount('function');
  const named = symbols.filter(
    (symbol) =>
      symbol.kind === kind &&
      !isUndefinedSymbol(symbol) &&
      (symbol.flags & SymbolFlag.Absolute) === 0 &&
      symbol.index === (kind === 'function' ? index + imported : index),
  );
  if (named.length > 0) return [...new Set(named.map(({ name }) => name))];
  const own =
    kind === 'data' ? segments[index]?.name : kind === 'custom' ? object.wasm.sections[index]?.name : undefined;
  return own === undefined ? [] : [own];
}

interface CommandWords {
  readonly entry: string | undefined;
  readonly exported: ReadonlySet<string>;
  readonly exportAll: boolean;
  readonly exportDynamic: boolean;
  readonly isShared: boolean;
  readonly keepsAll: boolean;
}

/** What of a command line makes roots. */
function commandWords(args: readonly string[]): CommandWords {
  const has = (...words: string[]) => words.some((word) => args.includes(word));
  const values = (...names: string[]) =>
    args.flatMap((arg, at) =>
      names.flatMap((name) =>
        arg === name ? (args[at + 1] ?? []) : arg.startsWith(`${name}=`) ? arg.slice(name.length + 1) : [],
      ),
    );
  const isRelocatable = has('-r', '--relocatable');
  const isShared = has('-shared', '--shared');
  const entries = values('--entry', '-entry', '-e');
  return {
    entry: has('--no-entry') || isShared ? undefined : (entries.at(-1) ?? '_start'),
    exported: new Set(values('--export', '--export-if-defined')),
    exportAll: has('--export-all'),
    exportDynamic: has('--export-dynamic', '-E') || isShared,
    isShared,
    keepsAll: has('--no-gc-sections') || isRelocatable,
  };
}

/** Why a symbol is a root, if it is one. */
function rootReason(symbol: ObjectSymbol, words: CommandWords): string | undefined {
  const { name, flags } = symbol;
  if (name === words.entry) return 'the entry';
  if (words.exported.has(name)) return `--export=${name}`;
  if ((flags & SymbolFlag.NoStrip) !== 0) return 'its symbol is marked no-strip';
  if (words.exportAll) return '--export-all';
  if ((flags & SymbolFlag.Exported) !== 0) return 'its symbol is marked exported';
  const isHidden = (flags & SymbolFlag.VisibilityHidden) !== 0;
  if (words.exportDynamic && !isHidden) return '--export-dynamic, and it is not hidden';
  return words.isShared && isWeakSymbol(symbol) && !isHidden ? 'weak, and a loader may choose another' : undefined;
}
