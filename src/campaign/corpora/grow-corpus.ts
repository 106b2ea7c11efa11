/**
 * A corpus that grows by coverage: files are mutated, and what makes code run that nothing before it made run is made small
 * and kept, to be mutated in turn. In the end only what is needed to run as much is left.
 * One loop that knows nothing of wasm: it gets mutants from a function, runs them through another, and asks a third what ran.
 * Not here: coverage (`precise-coverage.ts`), what readers make of a file (`properties/readers-survive.ts`).
 */
import { type CoverageSource, hasRun, SeenCode } from './precise-coverage.ts';

export interface CorpusGrowth {
  readonly seeds: readonly Uint8Array[];
  /** A mutant of one of the pool; undefined when it is none. The same for the same number and pool. */
  mutant(number: number, pool: readonly Uint8Array[]): Uint8Array | undefined;
  /** Smaller files, boldest first. */
  smaller(bytes: Uint8Array): Iterable<Uint8Array>;
  /** Reads it. What is wrong, when something is. */
  run(bytes: Uint8Array): string | undefined;
  readonly coverage: CoverageSource;
  /** Asked before every batch. */
  isOver(progress: GrowthProgress): boolean;
}

export interface GrowthProgress {
  readonly inputs: number;
  readonly pool: number;
  /** Characters of source that have run. */
  readonly covered: number;
}

export interface GrownCorpus extends GrowthProgress {
  /** Fewest and smallest first: together they run all that was run. */
  readonly files: readonly Uint8Array[];
  readonly faults: readonly { readonly bytes: Uint8Array; readonly what: string }[];
}

/** A look costs as much as many inputs, and most batches run nothing new. */
const batchSize = 64;
/** Smaller files that are tried for one that is kept. */
const shrinkTries = 150;

export function growCorpus(growth: CorpusGrowth): GrownCorpus {
  const run = new Growing(growth);
  for (const seed of growth.seeds.toSorted(bySize)) run.keepIfNew(seed);
  for (let number = 0; !growth.isOver(run.progress); number += batchSize) run.batch(number);
  return { ...run.progress, files: run.smallestCover(), faults: run.faults };
}

const bySize = (left: Uint8Array, right: Uint8Array): number => left.length - right.length;

class Growing {
  readonly faults: { bytes: Uint8Array; what: string }[] = [];
  readonly #growth: CorpusGrowth;
  readonly #pool: Uint8Array[] = [];
  readonly #seen = new SeenCode();
  #inputs = 0;

  constructor(growth: CorpusGrowth) {
    this.#growth = growth;
  }

  get progress(): GrowthProgress {
    return { inputs: this.#inputs, pool: this.#pool.length, covered: this.#seen.size };
  }

  /** All of a batch run before anybody looks; only when something was new, each runs again alone. */
  batch(first: number): void {
    const mutants: Uint8Array[] = [];
    for (let number = first; number < first + batchSize; number++) {
      const bytes = this.#growth.mutant(number, this.#pool);
      if (bytes === undefined) continue;
      mutants.push(bytes);
      this.#run(bytes);
    }
    if (this.#seen.newIn(this.#growth.coverage.look()).size === 0) return;
    for (const bytes of mutants) this.keepIfNew(bytes);
  }

  keepIfNew(bytes: Uint8Array): void {
    const fresh = this.#seen.newIn(this.#ranBy(bytes));
    if (fresh.size === 0) return;
    this.#seen.add(fresh);
    this.#pool.push(this.#shrunk(bytes, fresh));
  }

  #ranBy(bytes: Uint8Array) {
    this.#growth.coverage.look();
    this.#run(bytes);
    return this.#growth.coverage.look();
  }

  #run(bytes: Uint8Array): void {
    this.#inputs++;
    const what = this.#growth.run(bytes);
    if (what !== undefined) this.faults.push({ bytes, what });
  }

  /** Still runs what was new of it. */
  #shrunk(given: Uint8Array, fresh: ReturnType<SeenCode['newIn']>): Uint8Array {
    let least = given;
    let tries = 0;
    for (let wasSmaller = true; wasSmaller; ) {
      wasSmaller = false;
      for (const smaller of this.#growth.smaller(least)) {
        if (tries++ >= shrinkTries) return least;
        if (!hasRun(this.#ranBy(smaller), fresh)) continue;
        least = smaller;
        wasSmaller = true;
        break;
      }
    }
    return least;
  }

  smallestCover(): Uint8Array[] {
    const seen = new SeenCode();
    return this.#pool.toSorted(bySize).filter((bytes) => {
      const fresh = seen.newIn(this.#ranBy(bytes));
      seen.add(fresh);
      return fresh.size > 0;
    });
  }
}
