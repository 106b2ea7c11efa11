/**
 * The worker's entry: the one function that the pool calls in a worker thread. It keeps one runner a harness, so that
 * targets stay open from task to task. Whatever is thrown comes back as a value; a rejection therefore always means that
 * the worker itself was lost.
 * Not here: the work (`range-runner.ts`).
 */
import { loadHarness } from './harness.ts';
import { RangeRunner } from './range-runner.ts';
import type { WorkerTask } from './tasks.ts';
import { Slot } from './tasks.ts';

export interface Envelope {
  readonly harness: string;
  readonly task: WorkerTask;
  /** `slotLength` integers: see `tasks.ts`. */
  readonly slot: Int32Array;
}

export type Answer =
  | { readonly kind: 'done'; readonly value: unknown }
  /** `name` is that of the error's class: the caller makes it an error again. */
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly stack: string };

/** The thread's only state: it lives as long as the worker. */
const runners = new Map<string, Promise<RangeRunner>>();

export async function perform(envelope: Envelope): Promise<Answer> {
  Atomics.add(envelope.slot, Slot.SignsOfLife, 1);
  try {
    return { kind: 'done', value: await dispatch(await runnerOf(envelope.harness), envelope) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'threw', name, message, stack: stack ?? '' };
  }
}

function runnerOf(address: string): Promise<RangeRunner> {
  let runner = runners.get(address);
  if (runner === undefined) {
    runner = loadHarness(address).then((harness) => new RangeRunner(harness));
    runners.set(address, runner);
  }
  return runner;
}

function dispatch(runner: RangeRunner, { task, slot }: Envelope): Promise<unknown> {
  switch (task.kind) {
    case 'range':
      return runner.runRange(task, slot);
    case 'evaluate':
      return runner.evaluate(task, slot);
    case 'describe':
      return runner.describe(task);
    case 'greet':
      return runner.greet(task);
  }
}
