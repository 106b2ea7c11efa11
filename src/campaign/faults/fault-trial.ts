/**
 * One trial: a campaign of one seed against one planted fault, until a property fails or the budget is spent. What fails
 * is shrunk and stored, replayed on the faulty linker, and judged on the intact one, where it must not fail.
 * In: a faulty copy. Out: a record as plain data: when the fault was reached, triggered and detected, and by what.
 * Not here: which trials there are, and where records are kept (`fault-bench.ts`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectsOf, type Scenario } from '../../../generators/index.ts';
import { Deadline } from '../engine/deadline.ts';
import type { Harness } from '../engine/harness.ts';
import type { Failure, RangeReport } from '../engine/tasks.ts';
import { type CasePool, WorkerPool } from '../engine/worker-pool.ts';
import type { FindingFolder } from '../findings/finding.ts';
import { type HuntOptions, hunt, type Settled, settle } from '../findings/hunt.ts';
import { replayFinding } from '../findings/replay.ts';
import type { FaultyCopy } from './fault-copies.ts';
import { reachedProperty, triggeredProperty } from './fault-marks.ts';
import type { Detection, Moment, ShrunkFinding, Trial, TrialPlan } from './trial-record.ts';

export interface TrialSurroundings {
  /** The intact program's: shrinking and printing. */
  readonly harness: Harness;
  /** Workers of the intact program. */
  readonly intact: CasePool;
  readonly interrupt: AbortSignal;
}

/** The budget counts what the workers have spent, as if each had a core; so many times longer a busy machine may take. */
const patience = 10;
const shrinkMs = 30_000;
const shrinkBudget = 2_000;

export async function runTrial(
  plan: TrialPlan,
  copy: FaultyCopy,
  { harness, intact, interrupt }: TrialSurroundings,
): Promise<Trial> {
  const directory = await mkdtemp(join(tmpdir(), 'linksmith-trial-'));
  const pool = new WorkerPool({ jobs: plan.jobs, harness: copy.harness, worker: copy.worker });
  try {
    const { targets } = await pool.greet({ kind: 'greet', targets: ['lazy'] });
    await warm(pool);
    const { profile, seed } = plan;
    const stop = interrupt;
    const options = { pool, harness, profile, seed, targets, canary: false, shrinkBudget, stop, directory };
    return await new TrialRun(plan, { ...options, renderReport: () => '' }, intact).run();
  } finally {
    await pool.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The harness is loaded in every worker before time is taken. */
async function warm(pool: WorkerPool): Promise<void> {
  const greetings = Array.from({ length: pool.jobs }, () => pool.greet({ kind: 'greet', targets: ['lazy'] }));
  await Promise.all(greetings);
}

class TrialRun {
  readonly #plan: TrialPlan;
  readonly #options: HuntOptions;
  readonly #intact: CasePool;
  readonly #begun = performance.now();
  readonly #cpuBegun = process.cpuUsage();
  #cases = 0;
  #reached: Moment | undefined;
  #triggered: Moment | undefined;

  constructor(plan: TrialPlan, options: HuntOptions, intact: CasePool) {
    this.#plan = plan;
    this.#options = options;
    this.#intact = intact;
  }

  async run(): Promise<Trial> {
    const failures = await this.#hunt();
    const end = this.#now();
    const [first] = failures;
    return {
      ...this.#plan,
      end,
      ...(this.#reached && { reached: this.#reached }),
      ...(this.#triggered && { triggered: this.#triggered }),
      ...(first && { detected: detection(first, failures, end) }),
      ...(first && { finding: await this.#settle(first) }),
    };
  }

  async #hunt(): Promise<readonly Failure[]> {
    const { budgetMs, jobs, guided } = this.#plan;
    const stop = new Deadline(this.#options.stop, budgetMs * patience);
    const failures = await hunt(this.#options, {
      stop: stop.signal,
      guided,
      isQuarry: () => true,
      onReport: (report) => {
        this.#note(report);
        if (this.#now().cpuMs >= budgetMs * jobs) stop.expire();
      },
    });
    stop.clear();
    return failures;
  }

  #note({ count, tally }: RangeReport): void {
    this.#cases += count;
    const held = (property: string) => (tally.properties[property]?.held ?? 0) > 0;
    if (held(reachedProperty)) this.#reached ??= this.#now();
    if (held(triggeredProperty)) this.#triggered ??= this.#now();
  }

  #now(): Moment {
    const { user, system } = process.cpuUsage(this.#cpuBegun);
    return {
      cases: this.#cases,
      ms: Math.round(performance.now() - this.#begun),
      cpuMs: Math.round((user + system) / 1000),
    };
  }

  async #settle(failure: Failure): Promise<ShrunkFinding> {
    const stop = new Deadline(this.#options.stop, shrinkMs);
    const begun = performance.now();
    const settled = await settle(failure, { ...this.#options, stop: stop.signal });
    stop.clear();
    const ms = Math.round(performance.now() - begun);
    return { ...sizeOf(settled), ms, ...(await this.#judge(settled)) };
  }

  async #judge(settled: Settled): Promise<Pick<ShrunkFinding, 'replays' | 'blamesTheFault'>> {
    if (settled.kind === 'not-stored') return { replays: false, blamesTheFault: false };
    const { finding, replayed } = settled;
    const onIntact = await replayFinding(finding, { pool: this.#intact, harness: this.#options.harness });
    return { replays: replayed.fails, blamesTheFault: !onIntact.fails };
  }
}

function detection(first: Failure, all: readonly Failure[], when: Moment): Detection {
  const properties = [...new Set(all.map(({ property }) => property))];
  return { ...when, property: first.property, key: first.key, index: first.index, properties };
}

function sizeOf(settled: Settled): Pick<ShrunkFinding, 'objects' | 'symbols' | 'complete'> {
  if (settled.kind === 'not-stored') return { objects: 0, symbols: 0, complete: false };
  const { scenario, finding }: FindingFolder = settled.finding;
  const objects = scenario === null ? [] : objectsOf(scenario as Scenario);
  const symbols = objects.reduce((sum, object) => sum + object.symbols.length, 0);
  return { objects: objects.length, symbols, complete: finding.shrink.complete };
}
