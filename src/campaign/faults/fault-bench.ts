/**
 * The bench of faults: every fault with every seed is one trial, one after the other, each record stored at once. A bench
 * that was stopped goes on with the trials that have no record yet. Or all faults of a seed together, in one campaign.
 * In: faults and a plan. Out: records. Not here: one trial (`fault-trial.ts`), tables (`src/report/fault-table.ts`).
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDraft, sweepDrafts, writeDurably } from '../engine/durable.ts';
import { loadHarness } from '../engine/harness.ts';
import { WorkerPool } from '../engine/worker-pool.ts';
import { parseStored } from '../findings/finding.ts';
import { sha256 } from '../findings/store.ts';
import type { Fault } from './fault-bank.ts';
import { FaultCopies } from './fault-copies.ts';
import { type FaultyLinker, openFaultyLinker, runSweep } from './fault-sweep.ts';
import { runTrial, type TrialSurroundings } from './fault-trial.ts';
import { control, isTrialOf, type Trial, type TrialPlan, type TrialRecord, trialRecordSchema } from './trial-record.ts';

export interface FaultBenchPlan extends Omit<TrialPlan, 'seed'> {
  /** `undefined` stands for the control: nothing is planted. */
  readonly faults: readonly (Fault | undefined)[];
  readonly seeds: readonly number[];
  /** Where records are kept. */
  readonly directory: string;
  /** Records that are there already count. */
  readonly resume: boolean;
}

export interface FaultBenchOptions {
  /** Of the checkout. */
  readonly root: string;
  readonly interrupt: AbortSignal;
  readonly onRecord: (record: TrialRecord) => void;
}

/** All records, those of earlier sessions first. Ends early when it is interrupted. */
export async function runFaultBench(plan: FaultBenchPlan, options: FaultBenchOptions): Promise<TrialRecord[]> {
  await sweepDrafts(plan.directory);
  const records: TrialRecord[] = [];
  const open: Task[] = [];
  for (const task of tasksOf(plan)) {
    const known = plan.resume ? await readRecord(task) : undefined;
    if (known === undefined) open.push(task);
    else records.push(known);
  }
  const runOpen = plan.together ? runTogether : runTasks;
  if (open.length > 0) await runOpen(open, options, (record) => records.push(record));
  return records;
}

interface Task {
  readonly fault: Fault | undefined;
  readonly plan: TrialPlan;
  readonly path: string;
}

/** Seeds on the outside: whoever stops early has all faults with fewer seeds. */
function tasksOf({ faults, seeds, directory, profile, guided, together, budgetMs, jobs }: FaultBenchPlan): Task[] {
  return seeds.flatMap((seed) =>
    faults.map((fault) => ({
      fault,
      plan: { seed, profile, guided, together, budgetMs, jobs },
      path: join(directory, `${fault?.id ?? control}-seed-${seed}.json`),
    })),
  );
}

async function runTasks(
  tasks: readonly Task[],
  { root, interrupt, onRecord }: FaultBenchOptions,
  keep: (record: TrialRecord) => void,
): Promise<void> {
  const copies = await FaultCopies.open(root);
  const intact = new WorkerPool({ jobs: 1, harness: copies.intactHarness, worker: copies.intactWorker });
  try {
    const harness = await loadHarness(copies.intactHarness);
    for (const task of tasks) {
      const trial = await runTask(task, copies, { harness, intact, interrupt });
      if (interrupt.aborted) return;
      await keepRecord(task, trial, { keep, onRecord });
    }
  } finally {
    await intact.close();
    await copies.dispose();
  }
}

/** A campaign a seed. The control needs none: nothing is planted in the campaign. */
async function runTogether(
  tasks: readonly Task[],
  { root, interrupt, onRecord }: FaultBenchOptions,
  keep: (record: TrialRecord) => void,
): Promise<void> {
  const copies = await FaultCopies.open(root);
  try {
    const harness = await loadHarness(copies.intactHarness);
    const linkers = await openLinkers(tasks, copies);
    for (const swept of bySeed(tasks)) {
      const trials = await runSweep(
        swept[0]!.plan,
        swept.map(({ fault }) => linkers.get(fault!.id)!),
        {
          harness,
          interrupt,
        },
      );
      if (interrupt.aborted) return;
      for (const [at, task] of swept.entries()) await keepRecord(task, trials[at]!, { keep, onRecord });
    }
  } finally {
    await copies.dispose();
  }
}

function bySeed(tasks: readonly Task[]): Task[][] {
  const planted = tasks.filter(({ fault }) => fault !== undefined);
  const seeds = [...new Set(planted.map(({ plan }) => plan.seed))];
  return seeds.map((seed) => planted.filter(({ plan }) => plan.seed === seed));
}

/** Each fault's once, by its id. */
async function openLinkers(tasks: readonly Task[], copies: FaultCopies): Promise<Map<string, FaultyLinker>> {
  const linkers = new Map<string, FaultyLinker>();
  for (const { fault } of tasks) {
    if (fault === undefined || linkers.has(fault.id)) continue;
    linkers.set(fault.id, await openFaultyLinker(fault, await copies.plantLinker(fault)));
  }
  return linkers;
}

async function keepRecord(
  { fault, path }: Task,
  trial: Trial,
  { keep, onRecord }: Pick<FaultBenchOptions, 'onRecord'> & { keep: (record: TrialRecord) => void },
): Promise<void> {
  const record: TrialRecord = { schemaVersion: 1, fault: fault?.id ?? control, patch: digestOf(fault), trial };
  await writeDurably(path, `${JSON.stringify(record, undefined, 2)}\n`);
  keep(record);
  onRecord(record);
}

async function runTask({ fault, plan }: Task, copies: FaultCopies, surroundings: TrialSurroundings): Promise<Trial> {
  const copy = await copies.plant(fault);
  try {
    return await runTrial(plan, copy, surroundings);
  } finally {
    await copy.dispose();
  }
}

/** Every record that an earlier bench kept in the folder, in the order of their names. */
export async function readRecords(directory: string): Promise<TrialRecord[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json') && !isDraft(name)).sort();
  const paths = names.map((name) => join(directory, name));
  return Promise.all(paths.map(async (path) => parseStored(trialRecordSchema, await readFile(path, 'utf8'), path)));
}

/** The record of just this trial: a changed patch or plan makes it another. */
async function readRecord({ fault, plan, path }: Task): Promise<TrialRecord | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const record = parseStored(trialRecordSchema, text, path);
  return record.patch === digestOf(fault) && isTrialOf(plan, record.trial) ? record : undefined;
}

const digestOf = (fault: Fault | undefined): string =>
  sha256(new TextEncoder().encode(fault?.patch ?? '')).slice(0, 16);
