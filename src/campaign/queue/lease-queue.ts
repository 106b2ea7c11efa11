/**
 * The side of the queue that fills it: ranges of cases become leases, and whoever serves the queue runs them. In the
 * campaign it stands where its own workers stand: a task goes in, how it ended comes out.
 * A lease is in the queue at most once, whoever asks for it how often; it stays there until some worker has finished it.
 * Not here: how a campaign cuts its cases (`case-stream.ts`), who serves (`lease-worker.ts`).
 */
import { setMaxListeners } from 'node:events';
import { type Job, Queue, QueueEvents } from 'bullmq';
import type { RangeService } from '../engine/campaign.ts';
import type { RunRange } from '../engine/case-stream.ts';
import type { RangeReport, RangeTask } from '../engine/tasks.ts';
import type { RunOptions, TaskEnd } from '../engine/worker-pool.ts';
import { buildDigest } from './build-digest.ts';
import { endIn, type Lease, leaseKey, leaseOf, type QueueMembership, queueName, resultOf } from './lease.ts';
import { watchForNobody } from './nobody-watch.ts';
import { checkRedis, connectionOptions, type RedisAddress } from './redis-address.ts';

/** Leases that wait or are under way: enough for many workers, few enough to be dropped when the campaign ends. */
const leasesAhead = 64;
/** Results stay this long, for a campaign that was killed and fills again. */
const kept = { age: 3_600, count: 2_000 };
const lookAgainMs = 2_000;

export interface LeaseQueueOptions {
  readonly address: RedisAddress;
  readonly targets: QueueMembership['targets'];
  /** Called when leases wait and nobody is there to take them. */
  readonly onNobody: () => void;
}

/** The queue as the one who runs a campaign's ranges. Throws `RedisMissingError`. */
export async function openLeaseQueue({ address, targets, onNobody }: LeaseQueueOptions): Promise<RangeService> {
  await checkRedis(address);
  const name = queueName({ build: await buildDigest(), targets });
  const connection = connectionOptions(address);
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  // Lost connections are taken up again; until then the leases wait.
  queue.on('error', () => {});
  events.on('error', () => {});
  await events.waitUntilReady();
  const leases = new LeaseQueue(queue, events);
  const endWatch = watchForNobody(() => queue.getWorkersCount().catch(() => undefined), onNobody);
  return {
    // The stream runs two ranges ahead of each job.
    jobs: leasesAhead / 2,
    runRange: leases.runRange,
    async close() {
      endWatch();
      await Promise.all([queue.close(), events.close()]);
    },
  };
}

class LeaseQueue {
  readonly #queue: Queue;
  readonly #events: QueueEvents;

  constructor(queue: Queue, events: QueueEvents) {
    this.#queue = queue;
    this.#events = events;
    // Each lease that is waited for listens.
    setMaxListeners(0, queue, events);
  }

  readonly runRange: RunRange = async (task: RangeTask, { signal }: RunOptions): Promise<TaskEnd<RangeReport>> => {
    const lease = leaseOf(task);
    if (signal !== undefined) setMaxListeners(0, signal);
    for (;;) {
      if (signal?.aborted) return { kind: 'aborted' };
      const job = await this.#queue.add('range', lease, { jobId: leaseKey(lease), removeOnComplete: kept });
      const value = await this.#resultOf(job, lease, signal);
      if (value !== undefined) return endIn(value, lease);
    }
  };

  /** Undefined when the lease was given up, or is not in the queue any more. */
  async #resultOf(job: Job, lease: Lease, signal: AbortSignal | undefined): Promise<unknown> {
    for (;;) {
      const seen = await this.#nextSight(job, signal);
      if (seen !== undefined) return seen;
      const state = await job.getState();
      if (state === 'failed') return this.#failed(lease);
      if (state === 'unknown') return undefined;
      if (signal?.aborted) {
        // What a worker is at ends there; its result is nobody's.
        await job.remove().catch(() => {});
        return undefined;
      }
    }
  }

  /** The result when it comes; undefined after a while, and when the campaign gives up. */
  async #nextSight(job: Job, signal: AbortSignal | undefined): Promise<unknown> {
    const looking = new AbortController();
    const end = () => looking.abort();
    signal?.addEventListener('abort', end, { once: true });
    try {
      return await Promise.race([job.waitUntilFinished(this.#events, lookAgainMs), whenAborted(looking.signal)]);
    } catch {
      return undefined;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  }

  /** Either it ended one program after the other, or a worker says that it cannot be run. */
  async #failed(lease: Lease): Promise<unknown> {
    const job = (await this.#queue.getJob(leaseKey(lease))) as Job | undefined;
    const reason = job?.failedReason ?? 'it is gone';
    await job?.remove().catch(() => {});
    if (!/stalled/.test(reason))
      throw new LeaseRefusedError(`a worker of the queue could not run ${leaseKey(lease)}: ${reason}`);
    const end = {
      kind: 'lost',
      how: 'died',
      reason: `every worker that took it was gone: ${reason}`,
      caseInRange: 0,
      targetInList: 0,
    } as const;
    return resultOf(end);
  }
}

/** A worker answered with an error: the lease would fail anywhere. */
export class LeaseRefusedError extends Error {
  override readonly name = 'LeaseRefusedError';
}

const whenAborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
