/**
 * What a guided campaign has learnt: how often it has seen each behaviour and every two of them, and for the rarest of them
 * the choices that a case was made of. What workers need of it goes to them as plain data.
 * The same cases in the same order teach the same, so that a guided campaign, too, depends on its seed and not on the
 * number of workers.
 * Not here: what a behaviour is (`behaviour.ts`), what is new (`novelty.ts`), which case is made next (`choose-case.ts`),
 * the order (`guided-cases.ts`).
 */
import { countWords, nothingSeen, type SeenCounts } from './novelty.ts';

/** The choices of a case: its profile's generator, with these, makes it again. */
export interface Ancestor {
  readonly profile: string;
  readonly tape: readonly number[];
}

/** One case as it went. */
export interface Sight {
  /** Each once. */
  readonly behaviour: readonly string[];
  readonly made: Ancestor;
}

export interface GuideSnapshot {
  readonly seen: SeenCounts;
  /** Of the rarest behaviours. */
  readonly ancestors: readonly Ancestor[];
}

const mostAncestors = 6;
/** A behaviour that so many cases have is not rare any more, and its case need not be kept. */
const rareUpTo = 8;

export class Guide {
  readonly #seen = nothingSeen();
  readonly #counts = new Map<string, number>();
  /** By behaviour: the shortest case that has it. */
  readonly #holders = new Map<string, Ancestor>();

  learn({ behaviour, made }: Sight): void {
    countWords(behaviour, this.#seen);
    for (const word of behaviour) {
      const count = (this.#counts.get(word) ?? 0) + 1;
      this.#counts.set(word, count);
      const holder = this.#holders.get(word);
      if (count > rareUpTo) this.#holders.delete(word);
      else if (holder === undefined || made.tape.length < holder.tape.length) this.#holders.set(word, made);
    }
  }

  snapshot(): GuideSnapshot {
    const rarest = [...this.#holders].sort(
      ([a], [b]) => this.#counts.get(a)! - this.#counts.get(b)! || (a < b ? -1 : 1),
    );
    const ancestors = new Set<Ancestor>();
    for (const [, holder] of rarest) if (ancestors.size < mostAncestors) ancestors.add(holder);
    return { seen: this.#seen.slice(), ancestors: [...ancestors] };
  }
}
