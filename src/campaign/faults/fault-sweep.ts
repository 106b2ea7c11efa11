/**
 * Many planted faults against one campaign. The campaign runs on the intact linker, and each of its cases is linked by every
 * faulty linker as well; where that link differs, properties are asked of it. Up to there a campaign against that linker
 * alone has gone the same way, guided or not, because it has seen the same: what is detected here is detected there at the
 * same case. What all have in common, making cases and linking them with the intact linker, is done once.
 * What the properties link beside the case's own job is only looked at where the fault's story expects it to be seen there.
 * In: a plan, faulty linkers. Out: a trial for each, without a finding. Its CPU time is that of the one campaign, without
 * what the faulty linkers cost.
 * Not here: trials with workers and findings (`fault-trial.ts`).
 */
import { propertyNamed } from '../../../properties/index.ts';
import type { LinkJob, Target } from '../../targets/target.ts';
import { runCase } from '../engine/case-runner.ts';
import { casesInOrder } from '../engine/case-stream.ts';
import type { Harness } from '../engine/harness.ts';
import { RangeRunner } from '../engine/range-runner.ts';
import { emptyTally } from '../engine/tally.ts';
import { caseSeed, type RangeReport, type RangeTask, slotLength } from '../engine/tasks.ts';
import type { TaskEnd } from '../engine/worker-pool.ts';
import type { Sight } from '../guidance/guide.ts';
import { guidedCases } from '../guidance/guided-cases.ts';
import type { Fault } from './fault-bank.ts';
import { reachedVariable } from './fault-marks.ts';
import { outcomeText } from './outcome-text.ts';
import type { Detection, Moment, Trial, TrialPlan } from './trial-record.ts';

/** A linker with a fault, in this process. */
export interface FaultyLinker {
  readonly fault: Fault;
  readonly lazy: Target;
  readonly eager: Target;
  /** The change is in a table that was made when the linker was loaded: every link has it. */
  readonly isAlwaysReached: boolean;
}

/** Loads what lies at `address`: `FaultCopies.plantLinker`. */
export async function openFaultyLinker(fault: Fault, address: string): Promise<FaultyLinker> {
  marks[reachedVariable] = false;
  const { inProcessTarget } = (await import(address)) as typeof import('../../targets/in-process.ts');
  const isAlwaysReached = isMarked();
  return { fault, lazy: inProcessTarget('lazy'), eager: inProcessTarget('eager'), isAlwaysReached };
}

export interface SweepSurroundings {
  /** The intact program's. */
  readonly harness: Harness;
  readonly interrupt: AbortSignal;
}

/** Trials in the order of the linkers. */
export async function runSweep(
  plan: TrialPlan,
  linkers: readonly FaultyLinker[],
  surroundings: SweepSurroundings,
): Promise<Trial[]> {
  const sweep = new Sweep(plan, linkers, surroundings);
  return sweep.run(await surroundings.harness.openTarget('lazy'));
}

/** A planted fault may keep a link from ending. */
const linkLimitMs = 10_000;
const aborted: TaskEnd<RangeReport> = { kind: 'aborted' };

class Sweep {
  readonly #plan: TrialPlan;
  readonly #hunts: readonly FaultHunt[];
  readonly #surroundings: SweepSurroundings;
  readonly #runner: RangeRunner;
  #latest: LatestCase | undefined;
  #before: Promise<unknown> = Promise.resolve();
  readonly #spent = { cases: 0, ms: 0, cpuMs: 0 };

  constructor(plan: TrialPlan, linkers: readonly FaultyLinker[], surroundings: SweepSurroundings) {
    const { harness } = surroundings;
    this.#plan = plan;
    this.#surroundings = surroundings;
    this.#hunts = linkers.map((linker) => new FaultHunt(linker, harness, plan));
    this.#runner = new RangeRunner({
      ...harness,
      lower: (scenario) => {
        const job = harness.lower(scenario);
        this.#latest = { scenario, job, features: harness.featuresOf(scenario) };
        return job;
      },
    });
  }

  async run(intact: Target): Promise<Trial[]> {
    const { profile, seed, guided, jobs } = this.#plan;
    const { interrupt: stop } = this.#surroundings;
    const task = { profile, seed, targets: ['lazy'], canary: false };
    const range = { task, first: 0, end: Number.POSITIVE_INFINITY, jobs, stop, giveUp: stop };
    const runRange = (asked: RangeTask) => this.#inTurn(() => this.#runRange(asked, intact));
    const stream = guided ? guidedCases : casesInOrder;
    for await (const _ of stream(runRange, range));
    const end = this.#now();
    return this.#hunts.map(({ seen }) => ({ ...this.#plan, end, ...seen }));
  }

  /** Ranges are asked for ahead; there is one thread, and what it spends is counted. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#before.then(work);
    this.#before = result.catch(() => {});
    return result;
  }

  async #runRange(task: RangeTask, intact: Target): Promise<TaskEnd<RangeReport>> {
    const begun = performance.now();
    const sights: Sight[] = [];
    for (let index = task.first; index < task.first + task.count; index++) {
      if (this.#isOver()) return aborted;
      const report = await this.#runIntact({ ...task, first: index, count: 1 });
      sights.push(...(report.sights ?? []));
      await this.#askFaulty(index, intact);
    }
    const { first, count } = task;
    const elapsedMs = performance.now() - begun;
    const report = { first, count, tally: emptyTally, failures: [], elapsedMs };
    return { kind: 'done', value: task.guide === undefined ? report : { ...report, sights } };
  }

  #isOver(): boolean {
    const isSpent = this.#spent.cpuMs >= this.#plan.budgetMs;
    return isSpent || this.#surroundings.interrupt.aborted || this.#hunts.every(({ isOver }) => isOver);
  }

  async #runIntact(task: RangeTask): Promise<RangeReport> {
    const [begun, cpuBegun] = [performance.now(), process.cpuUsage()];
    const report = await this.#runner.runRange(task, new Int32Array(slotLength));
    const { user, system } = process.cpuUsage(cpuBegun);
    this.#spent.cases++;
    this.#spent.ms += performance.now() - begun;
    this.#spent.cpuMs += (user + system) / 1000;
    return report;
  }

  async #askFaulty(index: number, intact: Target): Promise<void> {
    const latest = this.#latest!;
    const asked = { index, wanted: outcomeText(await intact.link(latest.job)), now: this.#now() };
    for (const hunt of this.#hunts) if (!hunt.isOver) await hunt.ask(latest, asked);
  }

  /** A case may take less than a millisecond: whole ones are only told. */
  #now(): Moment {
    const { cases, ms, cpuMs } = this.#spent;
    return { cases, ms: Math.round(ms), cpuMs: Math.round(cpuMs) };
  }
}

interface LatestCase {
  readonly scenario: unknown;
  readonly job: LinkJob;
  readonly features: readonly string[];
}

interface Asked {
  readonly index: number;
  /** The intact linker's outcome. */
  readonly wanted: string;
  readonly now: Moment;
}

const marks = globalThis as { [reachedVariable]?: boolean };
const isMarked = (): boolean => marks[reachedVariable] === true;

/** One fault, until a property fails. */
class FaultHunt {
  readonly #linker: FaultyLinker;
  readonly #harness: Harness;
  readonly #plan: TrialPlan;
  readonly #always: readonly string[];
  #seen: Pick<Trial, 'reached' | 'triggered' | 'detected'> = {};

  constructor(linker: FaultyLinker, harness: Harness, plan: TrialPlan) {
    this.#linker = linker;
    this.#harness = harness;
    this.#plan = plan;
    this.#always = askedAlways(linker.fault);
  }

  get seen(): Pick<Trial, 'reached' | 'triggered' | 'detected'> {
    return this.#seen;
  }

  get isOver(): boolean {
    return this.#seen.detected !== undefined;
  }

  async ask(latest: LatestCase, { index, wanted, now }: Asked): Promise<void> {
    const { lazy, isAlwaysReached } = this.#linker;
    marks[reachedVariable] = isAlwaysReached;
    const isDifferent = outcomeText(await lazy.link({ ...latest.job, timeLimitMs: linkLimitMs })) !== wanted;
    const detected = await this.#failuresOf(latest, index, isDifferent);
    if (isMarked()) this.#seen = { reached: now, ...this.#seen };
    if (isDifferent || detected) this.#seen = { triggered: now, ...this.#seen };
    if (detected) this.#seen = { ...this.#seen, detected: { ...now, ...detected } };
  }

  async #failuresOf(
    { scenario, job, features }: LatestCase,
    index: number,
    isDifferent: boolean,
  ): Promise<Omit<Detection, keyof Moment> | undefined> {
    const { profile, seed } = this.#plan;
    const asked = isDifferent ? this.#harness.lane(profile).properties : this.#always;
    if (asked.length === 0) return undefined;
    const { lazy, eager } = this.#linker;
    const properties = this.#harness.properties.filter(({ name }) => asked.includes(name));
    const { verdicts } = await runCase(
      { job, scenario, seed: caseSeed(seed, index), features },
      { target: lazy, properties, companions: [lazy, eager], signOfLife: () => {} },
    );
    const failed = verdicts.flatMap(({ property, verdict }) =>
      verdict.kind === 'fails' ? [{ property, verdict }] : [],
    );
    const [first] = failed;
    if (first === undefined) return undefined;
    return {
      index,
      property: first.property,
      key: first.verdict.key,
      properties: failed.map(({ property }) => property),
    };
  }
}

/** Properties that see the fault where the lazy link of the case's own job is as it should be. */
function askedAlways({ shows, expected }: Fault): string[] {
  if (shows === 'inputs' || shows === 'second-link') return expected;
  return expected.filter((name) => name === 'lazy-equals-eager' || propertyNamed(name)?.linksVariants === true);
}
