/**
 * What a module does: instantiates it and makes the calls that are asked for, in order, on one instance or on several
 * that share a memory. In: bytes and a plan. Out: one observation a call; a trap is a value like any other. Runs in this process, bounded in time when the
 * plan says so (the bound costs a tenth of a millisecond).
 * Not here: what is imported (`host.ts`), WASI commands (`run-wasi.ts`).
 */
import { type Context, createContext, Script } from 'node:vm';
import { type Load, type Loading, needsLoader, prepareLoad } from './dynamic-loader.ts';
import {
  compile,
  type EngineImports,
  type EngineInstance,
  type EngineModule,
  engine,
  type WasmValue,
} from './engine.ts';
import { type Host, type HostCall, makeImports } from './host.ts';

export interface Call {
  /** Name of an exported function. */
  readonly export: string;
  readonly arguments: readonly WasmValue[];
  /**
   * Each number from 1 on is another instance of the module with the memory that the first one imported, as threads have
   * it; made when it is first called.
   */
  readonly thread?: number;
}

export interface ExecutionPlan {
  readonly calls: readonly Call[];
  readonly host?: Host;
  /** For a module that is moved when it is loaded, or that shares its memory with others. */
  readonly loading?: Loading;
  /** For instantiating and all calls together; none by default. */
  readonly timeLimitMs?: number;
}

export type Observation =
  | { readonly kind: 'returned'; readonly values: readonly WasmValue[] }
  /** A trap, an uncaught exception, a stack that ran out: the engine's words. */
  | { readonly kind: 'trapped'; readonly message: string }
  /** No such export, not a function, or arguments that its type does not take. */
  | { readonly kind: 'not-callable'; readonly reason: string };

export type Execution =
  | {
      readonly kind: 'executed';
      /** One for each call of the plan. */
      readonly observations: readonly Observation[];
      readonly hostCalls: readonly HostCall[];
      readonly instance: EngineInstance;
    }
  /** `instantiate`: imports that do not fit, a segment out of bounds, a trap in the start function. */
  | { readonly kind: 'not-started'; readonly stage: 'compile' | 'import' | 'instantiate'; readonly message: string }
  /** `observations`: of the calls that ended before. */
  | { readonly kind: 'timed-out'; readonly limitMs: number; readonly observations: readonly Observation[] };

export function execute(bytes: Uint8Array, plan: ExecutionPlan): Execution {
  const observations: Observation[] = [];
  const limitMs = plan.timeLimitMs;
  if (limitMs === undefined) return instantiateAndCall(bytes, plan, observations);
  try {
    return within(limitMs, () => instantiateAndCall(bytes, plan, observations));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return { kind: 'timed-out', limitMs, observations };
  }
}

function instantiateAndCall(bytes: Uint8Array, plan: ExecutionPlan, observations: Observation[]): Execution {
  let stage: 'compile' | 'import' | 'instantiate' = 'compile';
  const hostCalls: HostCall[] = [];
  let first: Running;
  let start: () => Running;
  const { host = {}, loading } = plan;
  try {
    const module = compile(bytes);
    stage = 'import';
    const loader = loading && needsLoader(bytes) ? prepareLoad({ bytes, loading, host, calls: hostCalls }) : undefined;
    const imports = loader?.first.imports ?? importsOf(module, bytes, host, hostCalls);
    stage = 'instantiate';
    first = run(module, imports, loader?.first);
    start = () => {
      if (loader === undefined) return run(module, importsBeside(bytes, imports, host, hostCalls));
      const load = loader.again();
      return run(module, load.imports, load);
    };
  } catch (error) {
    return { kind: 'not-started', stage, message: messageOf(error) };
  }
  const threads = new Map([[0, first]]);
  for (const call of plan.calls) observations.push(observeOn(threads, call, start));
  return { kind: 'executed', observations, hostCalls, instance: first.instance };
}

/** One thread: an instance, and who loaded it, where somebody did. */
interface Running {
  readonly instance: EngineInstance;
  readonly load: Load | undefined;
}

function run(module: EngineModule, imports: EngineImports, load?: Load): Running {
  const instance = new engine.Instance(module, imports);
  load?.finish(instance);
  return { instance, load };
}

const noImports: EngineImports = {};

function importsOf(module: EngineModule, bytes: Uint8Array, host: Host, calls: HostCall[]): EngineImports {
  return engine.Module.imports(module).length === 0 ? noImports : makeImports(bytes, host, calls);
}

/** Imports of another instance: its own, but for the memory. */
function importsBeside(bytes: Uint8Array, imports: EngineImports, host: Host, calls: HostCall[]): EngineImports {
  return makeImports(bytes, host, calls, ({ kind, module, field }) =>
    kind === 'memory' ? imports[module]?.[field] : undefined,
  );
}

function observeOn(threads: Map<number, Running>, call: Call, start: () => Running): Observation {
  const { thread = 0 } = call;
  let running = threads.get(thread);
  try {
    running ??= start();
  } catch (error) {
    return { kind: 'trapped', message: `thread ${thread} does not start: ${messageOf(error)}` };
  }
  threads.set(thread, running);
  running.load?.refresh();
  return observe(running.instance, call);
}

/** Calls one export of an instance and says what came of it. */
export function observe(instance: EngineInstance, call: Call): Observation {
  const callee = instance.exports[call.export];
  if (typeof callee !== 'function') {
    const reason = callee === undefined ? 'is not exported' : 'is exported, but no function';
    return { kind: 'not-callable', reason: `${call.export} ${reason}` };
  }
  try {
    return { kind: 'returned', values: valuesOf(callee(...call.arguments)) };
  } catch (error) {
    const notCallable = error instanceof TypeError || error instanceof SyntaxError;
    if (notCallable) return { kind: 'not-callable', reason: `${call.export}: ${messageOf(error)}` };
    return { kind: 'trapped', message: error instanceof engine.Exception ? 'uncaught exception' : messageOf(error) };
  }
}

function valuesOf(result: WasmValue | readonly WasmValue[]): readonly WasmValue[] {
  if (result === undefined) return [];
  return Array.isArray(result) ? result : [result as WasmValue];
}

interface Bounded {
  readonly context: Context;
  readonly box: { run: () => Execution };
  readonly script: Script;
}

let bounded: Bounded | undefined;

/** `run`, ended after a time. The engine's own watchdog reaches wasm loops too; only a script can be given to it. */
function within(limitMs: number, run: () => Execution): Execution {
  if (bounded === undefined) {
    const box = { run };
    bounded = { box, context: createContext(box), script: new Script('run()') };
  }
  bounded.box.run = run;
  return bounded.script.runInContext(bounded.context, { timeout: Math.max(1, Math.ceil(limitMs)) });
}

const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
