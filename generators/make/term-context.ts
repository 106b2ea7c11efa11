/** What a term is made from: the program that it stands in, and what is left to spend there. The terms: `terms.ts`. */

import type { Resolution } from '../model/resolve.ts';
import type { ScenarioFunction, Signature } from '../scenario/scenario.ts';
import type { Draft } from './draft.ts';
import type { Scope } from './scope.ts';

/** A function that this program has put into a table before. */
export interface TableEntry {
  readonly symbol: string;
  readonly index: number;
  readonly signature: Signature;
  readonly payload: ScenarioFunction | undefined;
}

/** Where a term stands, and what it may spend. */
export interface TermContext {
  readonly draft: Draft;
  readonly resolution: Resolution;
  readonly scope: Scope;
  /** Only functions of lower rank may be called. */
  readonly rank: number;
  /** Of the function that is written. */
  readonly signature: Signature;
  /** What a call of each function costs, for those that are written already. */
  readonly costs: ReadonlyMap<ScenarioFunction, number>;
  /** What this program has put into tables so far. */
  readonly tableEntries: TableEntry[];
  /** Evaluation steps that are left for this function. */
  budget: number;
}
