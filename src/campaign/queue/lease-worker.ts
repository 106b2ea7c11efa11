/**
 * The side of the queue that serves it: takes leases, runs each on a worker thread, gives the result back. While a lease is
 * under way this program says so to Redis again and again; when it stops, because it was killed or its machine is gone,
 * another worker takes the lease.
 * It runs the targets that it was started with. A message that asks for others, or is not as its schema says, is refused.
 * Not here: what a range is (`range-runner.ts`), who fills the queue (`lease-queue.ts`).
 */
import { UnrecoverableError, Worker } from 'bullmq';
import type { Harness } from '../engine/harness.ts';
import type { Greeting } from '../engine/tasks.ts';
import type { WorkerPool } from '../engine/worker-pool.ts';
import { buildDigest } from './build-digest.ts';
import { type Lease, type LeaseResult, leaseSchema, queueName, resultOf } from './lease.ts';
import { checkRedis, connectionOptions, type RedisAddress } from './redis-address.ts';

export interface ServeOptions {
  readonly address: RedisAddress;
  readonly harness: Harness;
  readonly pool: Pick<WorkerPool, 'jobs' | 'greet' | 'runRange'>;
  /** The only ones that it runs. */
  readonly targets: readonly string[];
  readonly interrupt: AbortSignal;
  /** Ends after so long without a lease; default never. */
  readonly idleMs?: number | undefined;
  /** A lease whose worker was silent for so long is another's. Default 15,000. */
  readonly leaseMs?: number | undefined;
  /** Called once it takes leases. */
  readonly onReady?: ((targets: Greeting['targets']) => void) | undefined;
}

export interface Served {
  readonly leases: number;
  readonly cases: number;
}

/** So many workers may be gone in the middle of one lease before it is taken to be the lease that ends them. */
const mostLosses = 5;

/** Serves until it is interrupted or has been idle; what is under way is finished first. Throws `RedisMissingError`. */
export async function serveQueue(options: ServeOptions): Promise<Served> {
  const { address, pool, harness, interrupt, idleMs, leaseMs = 15_000, onReady } = options;
  await checkRedis(address);
  const { targets } = await pool.greet({ kind: 'greet', targets: options.targets });
  const served = { leases: 0, cases: 0 };
  const idle = new IdleTime(idleMs);
  const perform = async ({ data }: { data: unknown }): Promise<LeaseResult> => {
    idle.begin();
    try {
      const lease = checkedLease(data, { harness, targets: options.targets });
      const result = await runLease(lease, pool);
      served.leases++;
      served.cases += lease.task.count;
      return result;
    } finally {
      idle.end();
    }
  };
  const worker = new Worker(queueName({ build: await buildDigest(), targets }), perform, {
    connection: connectionOptions(address),
    concurrency: pool.jobs,
    lockDuration: leaseMs,
    stalledInterval: leaseMs / 2,
    maxStalledCount: mostLosses,
  });
  // Lost connections are taken up again.
  worker.on('error', () => {});
  await worker.waitUntilReady();
  onReady?.(targets);
  await Promise.race([aborted(interrupt), idle.over]);
  idle.clear();
  await worker.close();
  return served;
}

async function runLease({ task }: Lease, pool: ServeOptions['pool']): Promise<LeaseResult> {
  const end = await pool.runRange(task);
  if (end.kind === 'aborted') throw new Error('the range was given up');
  return resultOf(end);
}

/** Throws what says to the queue that no other worker needs to try. */
export function checkedLease(
  data: unknown,
  { harness, targets }: { readonly harness: Pick<Harness, 'profiles'>; readonly targets: readonly string[] },
): Lease {
  const parsed = leaseSchema.safeParse(data);
  if (!parsed.success) throw new UnrecoverableError('refused: the message is not as its schema says');
  const { task } = parsed.data;
  const other = task.targets.find((name) => !targets.includes(name));
  if (other !== undefined)
    throw new UnrecoverableError(`refused: this worker was not started with the target ${other}`);
  if (!harness.profiles.includes(task.profile)) throw new UnrecoverableError(`refused: no profile ${task.profile}`);
  return parsed.data;
}

/** Is over when nothing was under way for the limit. */
class IdleTime {
  readonly #limitMs: number | undefined;
  readonly over: Promise<void>;
  #busy = 0;
  #timer: NodeJS.Timeout | undefined;
  #end = () => {};

  constructor(limitMs: number | undefined) {
    this.#limitMs = limitMs;
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#wait();
  }

  begin(): void {
    this.#busy++;
    this.clear();
  }

  end(): void {
    if (--this.#busy === 0) this.#wait();
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#limitMs !== undefined) this.#timer = setTimeout(this.#end, this.#limitMs);
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
