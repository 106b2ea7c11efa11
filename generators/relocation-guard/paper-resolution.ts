/**
 * Which definition each name of a guard link means, and what is alive: a local symbol means its own object's, of two
 * definitions the strong one wins, of two weak ones the first. What is exported or flagged no-strip is a root; live
 * functions and segments keep alive what they refer to, custom sections keep nothing alive.
 */
import { type GuardLink, type GuardObject, type GuardPayload, type GuardSymbol, hasFlag } from './guard-file.ts';
import type { GuardMeaning } from './guard-kinds.ts';

type Kind = GuardSymbol['kind'];

/** What a name means: the item of an object (its position among what the object defines), or nothing. */
export type Meaning =
  | {
      readonly kind: 'defined';
      readonly object: number;
      readonly item: number;
      readonly symbol: GuardSymbol;
    }
  | { readonly kind: 'undefined'; readonly symbol: GuardSymbol };

export class PaperResolution {
  readonly #objects: readonly GuardObject[];
  readonly #means: GuardMeaning;
  readonly #live = new Set<string>();

  constructor({ objects }: GuardLink, means: GuardMeaning) {
    this.#objects = objects;
    this.#means = means;
    for (const [object, { symbols }] of objects.entries()) {
      for (const symbol of symbols) {
        if (hasFlag(symbol, 'exported') || hasFlag(symbol, 'no-strip')) this.#mark(this.meaningOf(object, symbol.name));
      }
    }
  }

  meaningOf(object: number, name: string): Meaning {
    const own = symbolNamed(this.#objects[object]!, name)!;
    if (hasFlag(own, 'local')) return this.#definition(object, own);
    const definitions = this.#objects.flatMap((other, position) => {
      const symbol = symbolNamed(other, name);
      const isOffered = symbol && !hasFlag(symbol, 'undefined') && !hasFlag(symbol, 'local');
      return isOffered ? [{ position, symbol }] : [];
    });
    const winner = definitions.find(({ symbol }) => !hasFlag(symbol, 'weak')) ?? definitions[0];
    return winner ? this.#definition(winner.position, winner.symbol) : { kind: 'undefined', symbol: own };
  }

  isLive(meaning: Meaning): boolean {
    return this.#live.has(keyOf(meaning));
  }

  isLiveItem(kind: Kind, object: number, item: number): boolean {
    return this.#live.has(itemKey(kind, object, item));
  }

  /** Names of live symbols that stay undefined, each once, in the order of the link. */
  liveUndefined(kind: Kind, is: (symbol: GuardSymbol) => boolean): readonly string[] {
    const names = this.#objects.flatMap(({ symbols }, object) =>
      symbols
        .filter((symbol) => symbol.kind === kind && is(symbol))
        .map(({ name }) => this.meaningOf(object, name))
        .filter((meaning) => meaning.kind === 'undefined' && this.isLive(meaning))
        .map(({ symbol }) => symbol.name),
    );
    return [...new Set(names)];
  }

  #definition(object: number, symbol: GuardSymbol): Meaning {
    const imported = this.#objects[object]!.imports?.filter(({ kind }) => kind === symbol.kind).length ?? 0;
    return { kind: 'defined', object, item: (symbol.index ?? 0) - imported, symbol };
  }

  #mark(meaning: Meaning): void {
    if (this.isLive(meaning)) return;
    this.#live.add(keyOf(meaning));
    if (meaning.kind === 'undefined') return;
    const { functions = [], segments = [] } = this.#objects[meaning.object]!;
    const payloads: Partial<Record<Kind, readonly GuardPayload[]>> = { function: functions, data: segments };
    for (const { to } of payloads[meaning.symbol.kind]?.[meaning.item]?.sites ?? []) {
      if (typeof to === 'string') this.#markTarget(this.meaningOf(meaning.object, to));
    }
  }

  /** Whoever takes the address of a weak function that stays undefined gets null, and needs no stub. */
  #markTarget(meaning: Meaning): void {
    const isNull = meaning.kind === 'undefined' && hasFlag(meaning.symbol, 'weak') && this.#means === 'table slot';
    if (!isNull) this.#mark(meaning);
  }
}

const symbolNamed = ({ symbols }: GuardObject, wanted: string): GuardSymbol | undefined =>
  symbols.find(({ name }) => name === wanted);

const itemKey = (kind: Kind, object: number, item: number): string => `${kind} ${object} ${item}`;

/** One text for one item or undefined name, whatever its aliases are called. */
export function keyOf(meaning: Meaning): string {
  if (meaning.kind === 'undefined') return `undefined ${meaning.symbol.name}`;
  return itemKey(meaning.symbol.kind, meaning.object, meaning.item);
}
