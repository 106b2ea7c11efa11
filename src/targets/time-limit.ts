/**
 * Ends a synchronous call after a time, by the engine's watchdog, which only a script can be given to. A call costs a tenth
 * of a millisecond more. What was ended is gone; a thread that never comes back is not needed.
 */
import { type Context, createContext, Script } from 'node:vm';

interface Bounded {
  readonly context: Context;
  readonly box: { run: () => unknown };
  readonly script: Script;
}

let bounded: Bounded | undefined;

/**
 * What `run` gives or throws; what `isTimeLimit` recognises is thrown when it takes longer. Not to be nested.
 *
 * @internal
 */
export function withinTime<Result>(limitMs: number, run: () => Result): Result {
  if (bounded === undefined) {
    const box = { run };
    bounded = { box, context: createContext(box), script: new Script('run()') };
  }
  bounded.box.run = run;
  return bounded.script.runInContext(bounded.context, { timeout: Math.max(1, Math.ceil(limitMs)) }) as Result;
}

/**
 * Whether this was thrown because time was up.
 *
 * @internal
 */
export const isTimeLimit = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
