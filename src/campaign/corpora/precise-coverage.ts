/**
 * Which characters of the compiled source run in this thread, by V8's own block coverage: no instrumented build is needed,
 * and what is counted is the code as it ships.
 * In: which modules count. Out: what ran since the last look. Not here: what is run (`grow-corpus.ts`).
 */
import { Session } from 'node:inspector';

/** By module, a one for each character that ran. */
export type Ran = ReadonlyMap<string, Uint8Array>;

export interface CoverageSource {
  /** What ran since the last look. Costs a few milliseconds. */
  look(): Ran;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
  }[];
}

export class PreciseCoverage implements CoverageSource {
  readonly #session = new Session();
  readonly #counts: (url: string) => boolean;

  /** Modules that were compiled before are counted too. */
  constructor(counts: (url: string) => boolean) {
    this.#counts = counts;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** The session is this thread's own, and answers before `post` returns. */
  look(): Ran {
    let scripts: readonly ScriptCoverage[] = [];
    this.#session.post('Profiler.takePreciseCoverage', (error, answer) => {
      if (error !== null) throw error;
      scripts = answer.result;
    });
    const counted = scripts.filter(({ url }) => this.#counts(url));
    return new Map(counted.map((script) => [script.url, charactersOf(script)]));
  }

  close(): void {
    this.#session.post('Profiler.disable');
    this.#session.disconnect();
  }
}

/** Ranges are nested, the outer ones first: the innermost says of a character whether it ran. */
function charactersOf({ functions }: ScriptCoverage): Uint8Array {
  const ranges = functions.flatMap((each) => each.ranges);
  const ran = new Uint8Array(ranges.reduce((end, { endOffset }) => Math.max(end, endOffset), 0));
  for (const { startOffset, endOffset, count } of ranges) ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return ran;
}

/** What has run in all looks together. */
export class SeenCode {
  readonly #seen = new Map<string, Uint8Array>();

  /** What of it is new, as positions by module. */
  newIn(ran: Ran): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    for (const [url, characters] of ran) {
      const seen = this.#seen.get(url);
      const positions: number[] = [];
      for (let at = 0; at < characters.length; at++) if (characters[at] === 1 && seen?.[at] !== 1) positions.push(at);
      if (positions.length > 0) found.set(url, positions);
    }
    return found;
  }

  add(positions: ReadonlyMap<string, readonly number[]>): void {
    for (const [url, own] of positions) {
      const seen = this.#seen.get(url);
      const grown = new Uint8Array(Math.max(seen?.length ?? 0, own.at(-1)! + 1));
      if (seen !== undefined) grown.set(seen);
      for (const at of own) grown[at] = 1;
      this.#seen.set(url, grown);
    }
  }

  /** Characters. */
  get size(): number {
    return [...this.#seen.values()].reduce((sum, seen) => sum + seen.reduce((all, each) => all + each, 0), 0);
  }
}

/** Whether all of these ran. */
export function hasRun(ran: Ran, positions: ReadonlyMap<string, readonly number[]>): boolean {
  return [...positions].every(([url, own]) => own.every((at) => ran.get(url)?.[at] === 1));
}
