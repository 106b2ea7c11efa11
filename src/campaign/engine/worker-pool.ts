/**
 * Worker threads behind one call, with a watchdog: a task that gives no sign of life, or that ends its worker, costs that
 * worker only, and comes back as `lost` with the place where it was last heard of. Another worker takes its place.
 * In: tasks. Out: how each ended. Not here: what is done about a lost case (`case-stream.ts`).
 */
import { Piscina } from 'piscina';
import { CommandTemplateError } from '../../targets/command.ts';
import { TargetMissingError } from '../../targets/target.ts';
import type {
  DescribeTask,
  Description,
  EvaluateTask,
  Evaluation,
  Greeting,
  GreetTask,
  RangeReport,
  RangeTask,
  WorkerTask,
} from './tasks.ts';
import { Slot, slotLength } from './tasks.ts';
import type { Answer, Envelope } from './worker.ts';

export interface PoolOptions {
  readonly jobs: number;
  /** Address of the harness module: `loadHarness`. */
  readonly harness: string;
  /** The worker's compiled entry; default `worker.js` beside this file. */
  readonly worker?: URL;
  /** A worker that does nothing for this long has hung. Default 20,000; a target's own limit for one link is 10,000. */
  readonly silenceLimitMs?: number;
  /** A worker has started by then, harness, targets and all. Default 60,000. */
  readonly startLimitMs?: number;
  /** Heap of one worker. Default 1536. */
  readonly memoryLimitMiB?: number;
}

export type TaskEnd<Value> = { readonly kind: 'done'; readonly value: Value } | LostTask | { readonly kind: 'aborted' };

export interface LostTask {
  readonly kind: 'lost';
  readonly how: 'hung' | 'died';
  readonly reason: string;
  /** Position in the range of the case that it was at. */
  readonly caseInRange: number;
  /** Position in the task's list of targets. */
  readonly targetInList: number;
}

export interface RunOptions {
  /** Ends the task, and the worker that it is on. */
  readonly signal?: AbortSignal | undefined;
  readonly silenceLimitMs?: number | undefined;
  /** On a worker of its own, which has done nothing before: what one link leaves behind for the next is not there. */
  readonly fresh?: boolean | undefined;
}

/** What those who judge cases need of a pool. */
export type CasePool = Pick<WorkerPool, 'jobs' | 'silenceLimitMs' | 'runRange' | 'evaluate' | 'describe'>;

export class WorkerPool {
  readonly jobs: number;
  readonly silenceLimitMs: number;
  readonly #options: PoolOptions;
  readonly #piscina: Piscina;

  constructor(options: PoolOptions) {
    this.jobs = options.jobs;
    this.silenceLimitMs = options.silenceLimitMs ?? 20_000;
    this.#options = options;
    this.#piscina = openThreads(options, options.jobs);
  }

  /** Throws `TargetMissingError` for a missing target, `HarnessError` when the harness itself cannot be loaded. */
  async greet(task: GreetTask): Promise<Greeting> {
    const limitMs = this.#options.startLimitMs ?? 60_000;
    const end = await this.#run<Greeting>(task, { silenceLimitMs: limitMs });
    if (end.kind === 'done') return end.value;
    if (end.kind === 'aborted') throw new Error('aborted');
    throw new WorkerStartError(
      end.how === 'hung'
        ? `a worker did not start within ${limitMs / 1000} s: the machine is too busy, or a target hangs when it is opened`
        : `a worker ended while it was starting: ${end.reason}`,
    );
  }

  runRange(task: RangeTask, options: RunOptions = {}): Promise<TaskEnd<RangeReport>> {
    return this.#run(task, options);
  }

  evaluate(task: EvaluateTask, options: RunOptions = {}): Promise<TaskEnd<Evaluation>> {
    return this.#run(task, options);
  }

  describe(task: DescribeTask, options: RunOptions = {}): Promise<TaskEnd<Description>> {
    return this.#run(task, options);
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }

  async #run<Value>(task: WorkerTask, options: RunOptions): Promise<TaskEnd<Value>> {
    const slot = new Int32Array(new SharedArrayBuffer(slotLength * Int32Array.BYTES_PER_ELEMENT));
    const watch = new Watchdog(slot, options.silenceLimitMs ?? this.silenceLimitMs, options.signal);
    const envelope: Envelope = { harness: this.#options.harness, task, slot };
    const piscina = options.fresh ? openThreads(this.#options, 1) : this.#piscina;
    try {
      return unwrap<Value>((await piscina.run(envelope, { signal: watch.signal })) as Answer);
    } catch (error) {
      if (error instanceof AnsweredError) throw error.cause;
      if (watch.signal.aborted && watch.hung === undefined) return { kind: 'aborted' };
      return {
        kind: 'lost',
        how: watch.hung === undefined ? 'died' : 'hung',
        reason: watch.hung ?? messageOf(error),
        caseInRange: Atomics.load(slot, Slot.CaseInRange),
        targetInList: Atomics.load(slot, Slot.TargetInList),
      };
    } finally {
      watch.stop();
      if (piscina !== this.#piscina) await piscina.destroy();
    }
  }
}

function openThreads({ worker, memoryLimitMiB = 1536 }: PoolOptions, count: number): Piscina {
  const piscina = new Piscina({
    filename: (worker ?? new URL('./worker.js', import.meta.url)).href,
    name: 'perform',
    minThreads: count,
    maxThreads: count,
    // Native targets run child processes from the worker: its event loop must turn between tasks.
    atomics: 'disabled',
    // The pool would `require` the worker's module where Node can, and Node 22 dies when a thread ends during that.
    // With this flag it imports the module, which may be cut off at any moment.
    execArgv: ['--no-experimental-require-module'],
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMiB },
  });
  // A worker that dies between tasks loses nothing; the pool has replaced it by then.
  piscina.on('error', () => {});
  return piscina;
}

/** Something of ours threw in a worker where nothing may throw. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
}

/** The machine did not let a worker start, or ended it: nothing that was asked for has begun. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';
}

/** The worker lives, and answered with an error. */
class AnsweredError extends Error {}

function unwrap<Value>(answer: Answer): TaskEnd<Value> {
  if (answer.kind === 'done') return { kind: 'done', value: answer.value as Value };
  const { name, message, stack } = answer;
  if (name === 'TargetMissingError') throw new AnsweredError(message, { cause: new TargetMissingError(message) });
  if (name === 'CommandTemplateError') throw new AnsweredError(message, { cause: new CommandTemplateError(message) });
  throw new AnsweredError(message, { cause: new HarnessError(`${message}\n${stack}`) });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Aborts its signal when the slot has not changed for the limit, or when another signal is aborted. The time in the pool's
 * queue does not count. (`AbortSignal.any` would keep every signal ever made alive on Node 20.)
 */
class Watchdog {
  /** Why, once it has barked. */
  hung: string | undefined;
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #other: AbortSignal | undefined;
  readonly #onAbort = () => this.#abort.abort();
  #lastSign = 0;
  #silentSince = 0;

  constructor(slot: Int32Array, limitMs: number, other: AbortSignal | undefined) {
    this.#timer = setInterval(() => this.#look(slot, limitMs), Math.max(10, Math.min(250, limitMs / 4)));
    this.#other = other;
    if (other?.aborted) this.#abort.abort();
    else other?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#other?.removeEventListener('abort', this.#onAbort);
  }

  #look(slot: Int32Array, limitMs: number): void {
    const sign = Atomics.load(slot, Slot.SignsOfLife);
    const now = performance.now();
    if (sign !== this.#lastSign) {
      this.#lastSign = sign;
      this.#silentSince = now;
    } else if (sign !== 0 && now - this.#silentSince > limitMs) {
      this.hung = `no sign of life for ${limitMs} ms`;
      this.#abort.abort();
    }
  }
}
