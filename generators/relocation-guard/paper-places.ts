/**
 * Where everything of a guard link comes to lie, on paper. Rules of wasm-ld 19: in each index space imports, then what the
 * linker makes, then live definitions in the order of the command line, then GOT entries; segments of one name lie
 * together from --global-base on; table slots are given in the order in which live functions and then segments, object by
 * object, ask for them.
 * The links of the guard need no more than this: no archives, no init functions, no merging of strings.
 */
import {
  type GuardLink,
  type GuardObject,
  type GuardPayload,
  type GuardSegment,
  hasFlag,
  parseBytes,
} from './guard-file.ts';
import type { GuardMeaning } from './guard-kinds.ts';
import { keyOf, type Meaning, PaperResolution } from './paper-resolution.ts';

interface Item {
  readonly object: number;
  readonly item: number;
}

interface Body {
  /** Undefined for a stub that the linker makes. */
  readonly key: string;
  readonly headerSize: number;
  readonly sizeBytes: number;
}

export class PaperPlaces {
  readonly resolution: PaperResolution;
  readonly isShared: boolean;
  readonly #link: GuardLink;
  readonly #meaning: GuardMeaning;

  constructor(link: GuardLink, meaning: GuardMeaning) {
    this.#link = link;
    this.#meaning = meaning;
    this.resolution = new PaperResolution(link, meaning);
    this.isShared = link.args.includes('-shared');
  }

  functionIndex(meaning: Meaning): number {
    const imports = this.#importedFunctions();
    const imported = imports.indexOf(meaning.symbol.name);
    if (meaning.kind === 'undefined' && imported >= 0) return imported;
    return imports.length + this.#made() + this.#bodies().findIndex(({ key }) => key === keyOf(meaning));
  }

  /** Of the first byte after the body's size, in the code section's contents; of a stub, of its size. Imports have none. */
  codeOffset(meaning: Meaning): number | undefined {
    const bodies = this.#bodies();
    const position = bodies.findIndex(({ key }) => key === keyOf(meaning));
    if (position < 0) return undefined;
    const before = bodies
      .slice(0, position)
      .reduce((sum, { headerSize, sizeBytes }) => sum + headerSize + sizeBytes, 0);
    return lebSize(bodies.length) + before + (meaning.kind === 'defined' ? bodies[position]!.headerSize : 0);
  }

  /** 0 for what has no slot. */
  tableSlot(meaning: Meaning): number {
    const position = this.#slots().indexOf(keyOf(meaning));
    return position < 0 ? 0 : this.firstSlot + position;
  }

  get firstSlot(): number {
    return this.isShared ? 0 : 1;
  }

  globalIndex(meaning: Meaning): number {
    const imports = this.resolution.liveUndefined('global', () => true);
    if (meaning.kind === 'undefined' && meaning.symbol.kind === 'global') return imports.indexOf(meaning.symbol.name);
    if (this.isShared) return this.#sharedGotIndex(meaning);
    const before = imports.length + stackPointer;
    const defined = this.#liveItems('global', ({ globals = [] }) => globals);
    if (meaning.symbol.kind === 'global') return before + defined.indexOf(keyOf(meaning));
    return before + defined.length + this.#gotEntries(() => true).indexOf(gotKey(meaning));
  }

  /** `__memory_base` and `__table_base`, then the entries that are imported, then the shared object's own. */
  #sharedGotIndex(meaning: Meaning): number {
    const imported = this.#gotEntries((other) => !isOwn(other));
    const own = this.#gotEntries(isOwn);
    return 2 + (isOwn(meaning) ? imported.length + own.indexOf(gotKey(meaning)) : imported.indexOf(gotKey(meaning)));
  }

  tagIndex(meaning: Meaning): number {
    return this.#liveItems('tag', ({ tags = [] }) => tags).indexOf(keyOf(meaning));
  }

  tableIndex(meaning: Meaning): number {
    const imports = this.resolution.liveUndefined('table', () => true);
    if (meaning.kind === 'undefined') return imports.indexOf(meaning.symbol.name);
    return (
      imports.length + this.#liveItems('table', ({ tables = 0 }) => new Array(tables).fill(0)).indexOf(keyOf(meaning))
    );
  }

  /** Types take their numbers as type relocations use them. */
  typeIndex(object: number, type: number): number {
    const used = this.#link.objects.flatMap(({ types = [] }, position) =>
      this.#livePayloads(position).flatMap(({ sites = [] }) => sites.map(({ to }) => types[Number(to)]!)),
    );
    return [...new Set(used)].indexOf(this.#link.objects[object]!.types![type]!);
  }

  /** Address of a segment's first byte. */
  segmentAddress(object: number, item: number): number {
    return this.#segmentPlaces().get(itemKey({ object, item }))!.address;
  }

  /** From the first byte of the output segment that it went into. */
  offsetInOutputSegment(object: number, item: number): number {
    return this.#segmentPlaces().get(itemKey({ object, item }))!.offset;
  }

  /** Where an object's contribution begins in the output section of that name. */
  customOffset(object: number, item: number): number {
    const { name } = this.#link.objects[object]!.customs![item]!;
    const before = this.#link.objects.flatMap(({ customs = [] }, position) =>
      customs.filter((custom, i) => custom.name === name && (position < object || (position === object && i < item))),
    );
    return before.reduce((sum, { bytes }) => sum + parseBytes(bytes).length, 0);
  }

  /** A shared object imports only what it calls, and the guard's call nothing. */
  #importedFunctions(): readonly string[] {
    if (this.isShared) return [];
    return this.resolution.liveUndefined('function', (symbol) => !hasFlag(symbol, 'weak'));
  }

  /**
   * How many functions the linker makes in front of all others: in a shared object `__wasm_call_ctors` and
   * `__wasm_apply_data_relocs`, and `__wasm_apply_global_relocs` if it has GOT entries of its own; with threads
   * `__wasm_init_memory`.
   */
  #made(): number {
    if (this.isShared) return this.#meaning === 'global index' && this.#gotEntries(isOwn).length > 0 ? 3 : 2;
    return this.#link.args.includes('--shared-memory') ? 1 : 0;
  }

  /** In the order of the code section. A stub that traps stands for each weak function that stays undefined. */
  #bodies(): readonly Body[] {
    const weak = this.resolution.liveUndefined('function', (symbol) => hasFlag(symbol, 'weak'));
    const stubs = weak.map((name) => ({ key: `undefined ${name}`, headerSize: 1, sizeBytes: 3 }));
    const defined = this.#link.objects.flatMap(({ functions = [] }, object) =>
      functions.flatMap(({ bytes, sizeLeb }, item) => {
        if (!this.resolution.isLiveItem('function', object, item)) return [];
        const sizeBytes = parseBytes(bytes).length;
        return [{ key: `function ${object} ${item}`, headerSize: sizeLeb ?? lebSize(sizeBytes), sizeBytes }];
      }),
    );
    return [...stubs, ...defined];
  }

  #liveItems(kind: 'global' | 'tag' | 'table', list: (object: GuardObject) => readonly unknown[]): readonly string[] {
    return this.#link.objects.flatMap((of, object) =>
      list(of).flatMap((_, item) =>
        this.resolution.isLiveItem(kind, object, item) ? [`${kind} ${object} ${item}`] : [],
      ),
    );
  }

  #slots(): readonly string[] {
    if (!this.#meaning.endsWith('slot') && this.#meaning !== 'global index') return [];
    const asking = this.#asked().filter((meaning) => meaning.symbol.kind === 'function' && this.#takesSlot(meaning));
    return [...new Set(asking.map(keyOf))];
  }

  /** A weak function that stays undefined has the null pointer; in a shared object visible ones come through the GOT. */
  #takesSlot({ kind, symbol }: Meaning): boolean {
    if (kind === 'undefined' && hasFlag(symbol, 'weak')) return false;
    return !this.isShared || isOwn({ symbol });
  }

  /** An entry a symbol: an alias has its own. */
  #gotEntries(are: (meaning: Meaning) => boolean): readonly string[] {
    const asking = this.#asked().filter((meaning) => meaning.symbol.kind !== 'global' && are(meaning));
    return [...new Set(asking.map(gotKey))];
  }

  /** What the sites of live functions and segments refer to, in the order of the link. */
  #asked(): readonly Meaning[] {
    return this.#link.objects.flatMap((_, object) =>
      this.#livePayloads(object).flatMap(({ sites = [] }) =>
        sites.map(({ to }) => this.resolution.meaningOf(object, String(to))),
      ),
    );
  }

  /** In the order in which the linker goes over them. */
  #livePayloads(object: number): readonly GuardPayload[] {
    const { functions = [], segments = [] } = this.#link.objects[object]!;
    return [
      ...functions.filter((_, item) => this.resolution.isLiveItem('function', object, item)),
      ...segments.filter((_, item) => this.resolution.isLiveItem('data', object, item)),
    ];
  }

  #segmentPlaces(): ReadonlyMap<string, { readonly address: number; readonly offset: number }> {
    const live = this.#link.objects.flatMap(({ segments = [] }, object) =>
      segments.flatMap((segment, item) =>
        this.resolution.isLiveItem('data', object, item) ? [{ segment, key: itemKey({ object, item }) }] : [],
      ),
    );
    const names = [...new Set(live.map(({ segment }) => outputName(segment)))];
    const places = new Map<string, { address: number; offset: number }>();
    let next = globalBase(this.#link);
    for (const name of names.sort((left, right) => Number(right === '.tdata') - Number(left === '.tdata'))) {
      const parts = live.filter(({ segment }) => outputName(segment) === name);
      const begin = aligned(next, Math.max(...parts.map(({ segment }) => segment.alignLog2)));
      next = begin;
      for (const { segment, key } of parts) {
        const address = begin + aligned(next - begin, segment.alignLog2);
        places.set(key, { address, offset: address - begin });
        next = address + parseBytes(segment.bytes).length;
      }
    }
    return places;
  }
}

/** `__stack_pointer` is the first global that is defined, whether anything refers to it or not. */
const stackPointer = 1;

/** The dynamic linker cannot put another definition in its place. */
const isOwn = ({ symbol }: Pick<Meaning, 'symbol'>): boolean => hasFlag(symbol, 'hidden') || hasFlag(symbol, 'local');

const gotKey = (meaning: Meaning): string => `${keyOf(meaning)} ${meaning.symbol.name}`;

const itemKey = ({ object, item }: Item): string => `${object} ${item}`;

/** `.data.a` goes into `.data`; all that is thread-local into `.tdata`. */
const outputName = ({ name, flags }: GuardSegment): string =>
  flags === 'tls' ? '.tdata' : (/^\.(text|data|bss|rodata)(?=\.)/.exec(name)?.[0] ?? name);

const aligned = (value: number, log2: number): number => Math.ceil(value / 2 ** log2) * 2 ** log2;

const lebSize = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : 3);

function globalBase({ args }: GuardLink): number {
  const option = args.find((arg) => arg.startsWith('--global-base='));
  return option === undefined ? 0 : Number(option.slice('--global-base='.length));
}
