/**
 * A campaign: opens the workers, sends the canary ahead, runs cases until the runs or the time are over or it is
 * interrupted, turns failures into findings as they come, keeps its progress on disk, and says what it saw.
 * In: options. Out: a result as plain data; the folder holds `findings/` and `progress.json`.
 * Not here: reports and exit codes (`src/report`, `src/cli/fuzz.ts`).
 */
import { join } from 'node:path';
import { type KnownFinding, type RenderReport, Triage } from '../findings/triage.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import { type CanaryResult, runCanary } from './canary.ts';
import { casesInOrder } from './case-stream.ts';
import { Deadline } from './deadline.ts';
import { sweepDrafts } from './durable.ts';
import { loadHarness } from './harness.ts';
import { hasProgress, type Progress, readProgress, writeProgress } from './progress-file.ts';
import { addTallies, emptyTally, type Tally } from './tally.ts';
import { WorkerPool } from './worker-pool.ts';

/** What decides the cases; the same plan gives the same cases and findings. */
export interface CampaignPlan {
  readonly profile: string;
  readonly seed: number;
  readonly targets: readonly string[];
  /** Absent: all. */
  readonly properties?: readonly string[] | undefined;
}

export interface CampaignOptions {
  /** Goes on with the campaign that is in `directory` when it is absent. */
  readonly plan?: CampaignPlan;
  readonly directory: string;
  readonly jobs: number;
  /** One past the last index. */
  readonly runs?: number | undefined;
  readonly timeMs?: number | undefined;
  readonly interrupt: AbortSignal;
  readonly onProgress?: (snapshot: Snapshot) => void;
  readonly renderReport: RenderReport;
  /** Addresses of modules: see `WorkerPool`. */
  readonly harness: string;
  readonly worker?: URL;
  readonly silenceLimitMs?: number;
  /** Candidates that shrinking one finding may try. Default 2,000. */
  readonly shrinkBudget?: number;
}

/** Where a campaign is, for people who watch it. */
export interface Snapshot {
  readonly tally: Tally;
  readonly findings: readonly KnownFinding[];
  /** Since the first case of this session. */
  readonly elapsedMs: number;
  readonly casesPerSecond: number;
  readonly phase: 'canary' | 'cases' | 'shrinking';
}

export type CampaignEnd = 'runs' | 'time' | 'interrupted' | 'canary-missed';

export interface CampaignResult {
  /** Version of this package. */
  readonly linksmith: string;
  readonly plan: CampaignPlan;
  readonly ended: CampaignEnd;
  readonly canary: CanaryResult;
  readonly targets: readonly { readonly name: string; readonly version: string }[];
  /** Names of the properties that were asked. */
  readonly properties: readonly string[];
  /** Every feature word that there is. */
  readonly knownFeatures: readonly string[];
  readonly jobs: number;
  readonly nextIndex: number;
  readonly tally: Tally;
  readonly findings: readonly KnownFinding[];
  /** Of all sessions. */
  readonly elapsedMs: number;
  readonly casesPerSecond: number;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const start = await startOf(options);
  const pool = new WorkerPool(options);
  try {
    return await new Campaign(options, start, pool).run();
  } finally {
    await pool.close();
  }
}

/** The folder given for a new campaign holds one already. */
export class FolderTakenError extends Error {
  override readonly name = 'FolderTakenError';
}

/** What the campaign goes on from; on disk before the first case, so that it can be gone on with from any moment. */
async function startOf({ plan, directory }: CampaignOptions): Promise<Progress> {
  await sweepDrafts(directory);
  await sweepDrafts(join(directory, 'findings'));
  if (plan === undefined) return readProgress(directory);
  if (await hasProgress(directory)) {
    throw new FolderTakenError(
      `${directory}: already holds a campaign: go on with it (--resume) or name another folder`,
    );
  }
  const start: Progress = {
    schemaVersion: 1,
    profile: plan.profile,
    seed: plan.seed,
    targets: [...plan.targets],
    ...(plan.properties === undefined ? {} : { properties: [...plan.properties] }),
    nextIndex: 0,
    elapsedMs: 0,
    tally: structuredClone(emptyTally) as Progress['tally'],
    findings: [],
  };
  await writeProgress(directory, start);
  return start;
}

const progressEveryMs = 2_000;
/** After the time is over, what is under way may take so long to end. */
const graceMs = 3_000;
/** Shrinking goes on after the time is over, for a finding that is not small is worth little; but not for ever. */
const shrinkGraceMs = 20_000;
const defaultShrinkBudget = 2_000;

class Campaign {
  readonly #options: CampaignOptions;
  readonly #start: Progress;
  readonly #pool: WorkerPool;
  readonly #begun = performance.now();
  #tally: Tally;
  #nextIndex: number;
  #firstCaseAt = 0;
  #savedAt = 0;

  constructor(options: CampaignOptions, start: Progress, pool: WorkerPool) {
    this.#options = options;
    this.#start = start;
    this.#pool = pool;
    this.#tally = start.tally as Tally;
    this.#nextIndex = start.nextIndex;
  }

  async run(): Promise<CampaignResult> {
    const { harness: address, interrupt, renderReport, shrinkBudget = defaultShrinkBudget } = this.#options;
    const harness = await loadHarness(address);
    const { targets } = await this.#pool.greet({ kind: 'greet', targets: this.#start.targets });
    const shrinkEnd = new Deadline(interrupt, plus(this.#options.timeMs, shrinkGraceMs));
    const common = { ...planOf(this.#start), pool: this.#pool, harness, targets, renderReport };
    this.#tell('canary', []);
    const canary = await runCanary({ ...common, stop: interrupt });
    const triage = new Triage({
      ...common,
      canary: false,
      directory: join(this.#options.directory, 'findings'),
      shrinkBudget,
      stop: shrinkEnd.signal,
      known: this.#start.findings,
    });
    const ended = canary.kind === 'missed' ? 'canary-missed' : await this.#runCases(triage);
    shrinkEnd.clear();
    await this.#save(triage);
    const lane = harness.lane(this.#start.profile);
    return {
      linksmith: linksmithVersion,
      plan: planOf(this.#start),
      ended,
      canary,
      targets,
      properties: lane.properties.filter((name) => this.#start.properties?.includes(name) ?? true),
      knownFeatures: lane.features,
      jobs: this.#pool.jobs,
      nextIndex: this.#nextIndex,
      tally: this.#tally,
      findings: triage.findings,
      elapsedMs: this.#elapsedMs(),
      casesPerSecond: this.#casesPerSecond(),
    };
  }

  async #runCases(triage: Triage): Promise<CampaignEnd> {
    const { interrupt, timeMs, runs = Number.POSITIVE_INFINITY, jobs } = this.#options;
    const stop = new Deadline(interrupt, timeMs);
    const giveUp = new Deadline(interrupt, plus(timeMs, graceMs));
    const plan = planOf(this.#start);
    this.#firstCaseAt = performance.now();
    this.#savedAt = this.#firstCaseAt;
    const range = { task: { ...plan, canary: false }, first: this.#nextIndex, end: runs, jobs };
    const stream = casesInOrder(this.#pool.runRange.bind(this.#pool), {
      ...range,
      stop: stop.signal,
      giveUp: giveUp.signal,
    });
    for await (const report of stream) {
      if (report.failures.length > 0) this.#tell('shrinking', triage.findings);
      for (const failure of report.failures) await triage.take(failure);
      this.#tally = { ...addTallies(this.#tally, report.tally), divergences: this.#divergencesOf(triage) };
      this.#nextIndex = report.first + report.count;
      this.#tell('cases', triage.findings);
      if (report.failures.length > 0 || performance.now() - this.#savedAt > progressEveryMs) await this.#save(triage);
      if (giveUp.signal.aborted) break;
    }
    stop.clear();
    giveUp.clear();
    if (interrupt.aborted) return 'interrupted';
    return this.#nextIndex >= runs ? 'runs' : 'time';
  }

  /** Of all sessions. */
  #divergencesOf({ divergences }: Triage): Tally['divergences'] {
    return addTallies(this.#start.tally as Tally, { ...emptyTally, divergences }).divergences;
  }

  async #save(triage: Triage): Promise<void> {
    this.#savedAt = performance.now();
    await writeProgress(this.#options.directory, {
      ...this.#start,
      nextIndex: this.#nextIndex,
      elapsedMs: this.#elapsedMs(),
      tally: this.#tally as Progress['tally'],
      findings: triage.findings as Progress['findings'],
    });
  }

  #tell(phase: Snapshot['phase'], findings: readonly KnownFinding[]): void {
    const elapsedMs = this.#firstCaseAt === 0 ? 0 : performance.now() - this.#firstCaseAt;
    const casesPerSecond = this.#casesPerSecond();
    this.#options.onProgress?.({ tally: this.#tally, findings, elapsedMs, casesPerSecond, phase });
  }

  #elapsedMs(): number {
    return Math.round(this.#start.elapsedMs + performance.now() - this.#begun);
  }

  /** Of this session, from the first case on. */
  #casesPerSecond(): number {
    const cases = this.#tally.cases - this.#start.tally.cases;
    return cases === 0 ? 0 : cases / ((performance.now() - this.#firstCaseAt) / 1000);
  }
}

const planOf = ({ profile, seed, targets, properties }: Progress): CampaignPlan => ({
  profile,
  seed,
  targets,
  ...(properties === undefined ? {} : { properties }),
});

const plus = (timeMs: number | undefined, more: number): number | undefined =>
  timeMs === undefined ? undefined : timeMs + more;
