/**
 * What a worker does: runs ranges of cases and single evaluations with one harness, and keeps its targets open between
 * them. Runs in any thread; a worker thread is only where the campaign puts it.
 * In: tasks. Out: reports as plain values. Not here: cutting a campaign in ranges (`case-stream.ts`), limits on time
 * (`worker-pool.ts`), the checking of one case (`case-runner.ts`).
 */
import type { LinkOutcome, Target } from '../../targets/target.ts';
import { TargetMissingError } from '../../targets/target.ts';
import { behaviourOf } from '../guidance/behaviour.ts';
import { chooseCase } from '../guidance/choose-case.ts';
import type { Ancestor, GuideSnapshot, Sight } from '../guidance/guide.ts';
import { spoiled } from './canary-target.ts';
import type { CaseResult } from './case-runner.ts';
import { runCase } from './case-runner.ts';
import type { CasePlace, Harness } from './harness.ts';
import { addTallies, emptyTally, type Tally, tallyOfCase, tallyOfResult } from './tally.ts';
import type {
  DescribeTask,
  Description,
  EvaluateTask,
  Evaluation,
  Failure,
  Greeting,
  GreetTask,
  LeanOutcome,
  RangeReport,
  RangeTask,
} from './tasks.ts';
import { caseEnds, caseSeed, Slot } from './tasks.ts';

/** Longer evidence is cut: a report must stay readable, and a campaign that fails at every case must stay small. */
const evidenceLimit = 8_000;

export class RangeRunner {
  readonly #harness: Harness;
  readonly #targets = new Map<string, Promise<Target>>();

  constructor(harness: Harness) {
    this.#harness = harness;
  }

  async greet(task: GreetTask): Promise<Greeting> {
    const targets = [];
    for (const name of task.targets) {
      const target = await this.#open(name, false);
      const { name: itsName, linker } = target;
      const version = await target.version();
      targets.push({ name: itsName, version, ...(linker === undefined || linker === itsName ? {} : { linker }) });
    }
    return { targets };
  }

  async describe(task: DescribeTask): Promise<Description> {
    const scenario = 'place' in task ? this.#caseAt(task.place, task.guide).scenario : task.scenario;
    return { scenario, job: this.#harness.lower(scenario), features: this.#harness.featuresOf(scenario) };
  }

  async runRange(task: RangeTask, slot: Int32Array): Promise<RangeReport> {
    const started = performance.now();
    let tally = emptyTally;
    const failures: Failure[] = [];
    const sights: Sight[] = [];
    for (let i = 0; i < task.count; i++) {
      Atomics.store(slot, Slot.CaseInRange, i);
      const ran = await this.#runAt(task, task.first + i * (task.step ?? 1), slot);
      tally = addTallies(tally, ran.tally);
      failures.push(...ran.failures);
      if (ran.sight !== undefined) sights.push(ran.sight);
    }
    const { first, count } = task;
    const { heapUsed: heapBytes } = process.memoryUsage();
    const report = { first, count, tally, failures, elapsedMs: performance.now() - started, heapBytes };
    return task.guide === undefined ? report : { ...report, sights };
  }

  async evaluate(task: EvaluateTask, slot: Int32Array): Promise<Evaluation> {
    const job = task.job ?? this.#harness.lower(task.scenario);
    const target = await this.#open(task.target, task.canary);
    const { scenario, seed } = task;
    const features = scenario === undefined ? [] : this.#harness.featuresOf(scenario);
    const result = await runCase(
      { job, seed, features, ...(scenario === undefined ? {} : { scenario }) },
      {
        target,
        properties: this.#properties(task.properties),
        companions: await this.#companions(task.companions),
        signOfLife: signsOfLifeIn(slot),
      },
    );
    const outcomes = new Map([...result.outcomes].map(([name, outcome]) => [name, lean(outcome)]));
    return { verdicts: result.verdicts, outcomes };
  }

  /** With what it is made of where that guides the next ones. */
  #caseAt(place: CasePlace, guide: GuideSnapshot | undefined): { scenario: unknown; made?: Ancestor } {
    return guide === undefined ? { scenario: this.#harness.caseAt(place) } : chooseCase(this.#harness, place, guide);
  }

  async #runAt(task: RangeTask, index: number, slot: Int32Array): Promise<RanCase> {
    try {
      return await this.#runOnTargets(task, index, slot);
    } catch (error) {
      if (error instanceof TargetMissingError) throw error;
      const { name, stack } = error instanceof Error ? error : new Error(String(error));
      const failure = {
        index,
        target: task.targets[0] ?? '',
        property: caseEnds.name,
        key: `harness-threw-${name}`,
        evidence: `generating or lowering the case threw, which is a bug of the harness:\n${stack}`,
        features: [],
      };
      return { tally: { ...emptyTally, cases: 1 }, failures: [failure] };
    }
  }

  async #runOnTargets(task: RangeTask, index: number, slot: Int32Array): Promise<RanCase> {
    const { scenario, made } = this.#caseAt({ profile: task.profile, seed: task.seed, index }, task.guide);
    const job = this.#harness.lower(scenario);
    const features = this.#harness.featuresOf(scenario);
    const properties = this.#properties(task.properties ?? this.#harness.lane(task.profile).properties);
    const companions = await this.#companions(task.targets);
    const outcomes = new Map<string, LinkOutcome>();
    let tally = tallyOfCase({ features, relocationKinds: this.#harness.relocationKindsOf(job) });
    const failures: Failure[] = [];
    for (const [position, name] of task.targets.entries()) {
      Atomics.store(slot, Slot.TargetInList, position);
      const result = await runCase(
        { job, scenario, seed: caseSeed(task.seed, index), features },
        {
          target: await this.#open(name, task.canary),
          properties,
          companions,
          signOfLife: signsOfLifeIn(slot),
        },
      );
      tally = addTallies(tally, tallyOfResult(name, result));
      failures.push(...failuresOf(result, { index, target: name, features }));
      const outcome = result.outcomes.get(name);
      if (outcome !== undefined) outcomes.set(name, outcome);
    }
    return { tally, failures, ...(made && { sight: { behaviour: behaviourOf(features, outcomes), made } }) };
  }

  #properties(names: readonly string[] | undefined) {
    const { properties } = this.#harness;
    return names === undefined ? properties : properties.filter(({ name }) => names.includes(name));
  }

  #companions(names: readonly string[]): Promise<readonly Target[]> {
    const allowed = new Set([...this.#harness.companions, ...names]);
    return Promise.all([...allowed].map((name) => this.#open(name, false)));
  }

  async #open(name: string, canary: boolean): Promise<Target> {
    let opening = this.#targets.get(name);
    if (opening === undefined) {
      opening = this.#harness.openTarget(name);
      this.#targets.set(name, opening);
    }
    return canary ? spoiled(await opening) : opening;
  }
}

interface RanCase {
  readonly tally: Tally;
  readonly failures: readonly Failure[];
  readonly sight?: Sight;
}

function failuresOf(result: CaseResult, at: { index: number; target: string; features: readonly string[] }): Failure[] {
  return result.verdicts.flatMap(({ property, verdict }) =>
    verdict.kind === 'fails'
      ? [
          {
            ...at,
            property,
            key: verdict.key,
            evidence: verdict.evidence.slice(0, evidenceLimit),
            ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
          },
        ]
      : [],
  );
}

function lean(outcome: LinkOutcome): LeanOutcome {
  const { kind, messages } = outcome;
  if (kind === 'linked') return { kind, bytes: outcome.bytes, messages };
  return { kind, messages: 'reason' in outcome ? [outcome.reason, ...messages] : messages };
}

const signsOfLifeIn = (slot: Int32Array) => () => {
  Atomics.add(slot, Slot.SignsOfLife, 1);
};
