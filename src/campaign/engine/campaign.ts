/**
 * A campaign: opens the workers, sends the canary ahead, runs cases until the runs or the time are over or it is
 * interrupted, turns failures into findings as they come, keeps its progress on disk, and says what it saw.
 * In: options. Out: a result as plain data; the folder holds `findings/`, `progress.json` and `failures.jsonl`.
 * Not here: reports and exit codes (`src/report`, `src/cli/fuzz.ts`), campaigns of several machines (`merge.ts`).
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReplayedFinding, replayFindings, replayWarnings } from '../findings/replay-findings.ts';
import { type Fate, type KnownFinding, Triage } from '../findings/triage.ts';
import { guidedCases } from '../guidance/guided-cases.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import type { CanaryResult } from './canary.ts';
import { casesInOrder, type RunRange } from './case-stream.ts';
import { Deadline } from './deadline.ts';
import { sweepDrafts } from './durable.ts';
import { FailureLog, kindOfFailure } from './failure-log.ts';
import { isGrowing, type MemoryTrend, memoryTrend } from './memory-trend.ts';
import { hasProgress, type Part, type Progress, readProgress, writeProgress } from './progress-file.ts';
import { NotOneCampaignError, openSession, type Session, type SessionOptions } from './session.ts';
import { firstCaseOf, type Shard, wholeCampaign } from './shard.ts';
import { addTallies, emptyTally, type Tally } from './tally.ts';
import type { Failure, Greeting, RangeReport } from './tasks.ts';
import { ThroughputWatch } from './throughput-watch.ts';
import { addPoint, emptyTimeline, isDue, type Timeline } from './timeline.ts';
import { WorkerPool } from './worker-pool.ts';

/** What decides the cases; the same plan gives the same cases and findings. */
export interface CampaignPlan {
  readonly profile: string;
  readonly seed: number;
  readonly targets: readonly string[];
  /** Absent: all. */
  readonly properties?: readonly string[] | undefined;
  /** Absent: all cases. */
  readonly shard?: Shard | undefined;
  /** What has been seen decides, beside the seed, which cases come next. */
  readonly guided?: boolean | undefined;
}

export interface CampaignOptions extends SessionOptions {
  /** Goes on with the campaign that is in `directory` when it is absent. */
  readonly plan?: CampaignPlan;
  readonly directory: string;
  /** One past the last index, of all shards. */
  readonly runs?: number | undefined;
  readonly timeMs?: number | undefined;
  readonly onProgress?: (snapshot: Snapshot) => void;
  /** Something that whoever watches should know at once. */
  readonly onWarning?: (text: string) => void;
  /** Who runs the cases; default this program's own workers. */
  readonly openRanges?: ((targets: Greeting['targets']) => Promise<RangeService>) | undefined;
}

/** Runs ranges of cases, wherever. */
export interface RangeService {
  /** How many ranges it can be at. */
  readonly jobs: number;
  readonly runRange: RunRange;
  close(): Promise<void>;
}

/** Where a campaign is, for people who watch it. */
export interface Snapshot {
  readonly tally: Tally;
  readonly findings: readonly KnownFinding[];
  /** Since the first case of this session. */
  readonly elapsedMs: number;
  readonly casesPerSecond: number;
  readonly phase: 'canary' | 'cases' | 'shrinking' | 'replaying';
}

export type CampaignEnd = 'runs' | 'time' | 'interrupted' | 'canary-missed' | 'merged';

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
  readonly findings: readonly ReplayedFinding[];
  readonly timeline: Timeline;
  /** Of this session; absent when it was short, and in merged campaigns, which had many processes. */
  readonly memory?: MemoryTrend | undefined;
  /** What was said to those who watched, the first of them. */
  readonly warnings: readonly string[];
  /** Of all sessions. */
  readonly elapsedMs: number;
  readonly casesPerSecond: number;
}

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const start = await startOf(options);
  const pool = new WorkerPool(options);
  try {
    options.onProgress?.({ tally: emptyTally, findings: [], elapsedMs: 0, casesPerSecond: 0, phase: 'canary' });
    return await new Campaign(options, await openSession(start, pool, options)).run();
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
  await openFolder(directory, { isNew: plan !== undefined });
  if (plan === undefined) return readProgress(directory);
  const { shard = wholeCampaign } = plan;
  const part = { shard, nextIndex: firstCaseOf(shard), elapsedMs: 0, tally: emptyTally, unlogged: {}, warnings: [] };
  const start: Progress = {
    schemaVersion: 2,
    linksmith: linksmithVersion,
    profile: plan.profile,
    seed: plan.seed,
    targets: [...plan.targets],
    versions: {},
    ...(plan.properties === undefined ? {} : { properties: [...plan.properties] }),
    ...(plan.guided === true ? { guided: true } : {}),
    parts: [structuredClone(part) as Part],
    findings: [],
    timeline: structuredClone(emptyTimeline) as Progress['timeline'],
  };
  await writeProgress(directory, start);
  return start;
}

/** Sweeps up after a process that was killed; throws when a new campaign would stand on another. */
export async function openFolder(directory: string, { isNew }: { readonly isNew: boolean }): Promise<void> {
  if ((await stat(directory).catch(() => undefined))?.isDirectory() === false) {
    throw new FolderTakenError(`${directory}: is no folder`);
  }
  await sweepDrafts(directory);
  await sweepDrafts(join(directory, 'findings'));
  if (isNew && (await hasProgress(directory))) {
    throw new FolderTakenError(
      `${directory}: already holds a campaign: go on with it (--resume) or name another folder`,
    );
  }
}

const saveEveryMs = 2_000;
/** After the time is over, what is under way may take so long to end. */
const graceMs = 3_000;
/** Shrinking goes on after the time is over, for a finding that is not small is worth little; but not for ever. */
const shrinkGraceMs = 20_000;
const mostWarnings = 20;

class Campaign {
  readonly #options: CampaignOptions;
  readonly #session: Session;
  readonly #shard: Shard;
  readonly #begun = performance.now();
  readonly #before: Part;
  readonly #unlogged: Record<string, number>;
  readonly #watch = new ThroughputWatch();
  readonly #warnings: string[];
  #tally: Tally;
  #nextIndex: number;
  #timeline: Progress['timeline'];
  #firstCaseAt = 0;
  /** Of the time since then, what was spent on failures. */
  #judgingMs = 0;
  #savedAt = 0;
  #largestHeap = 0;

  constructor(options: CampaignOptions, session: Session) {
    const [part, ...others] = session.start.parts;
    if (others.length > 0) throw new NotOneCampaignError('merged campaigns do not go on; their shards do');
    this.#options = options;
    this.#session = session;
    this.#before = part!;
    this.#shard = part!.shard;
    this.#warnings = [...part!.warnings];
    this.#unlogged = { ...part!.unlogged };
    this.#tally = part!.tally as Tally;
    this.#nextIndex = part!.nextIndex;
    this.#timeline = session.start.timeline;
  }

  async run(): Promise<CampaignResult> {
    const { interrupt, timeMs, directory, jobs } = this.#options;
    const { canary, harness, start } = this.#session;
    const shrinkEnd = new Deadline(interrupt, plus(timeMs, shrinkGraceMs));
    const stop = shrinkEnd.signal;
    const triage = new Triage({ ...this.#session.triage, directory: join(directory, 'findings'), stop });
    const log = await FailureLog.open(directory, this.#nextIndex);
    const ended = canary.kind === 'missed' ? 'canary-missed' : await this.#runOnService(triage, log);
    shrinkEnd.clear();
    const memory = memoryTrend(this.#timeline.points, this.#before.elapsedMs);
    if (memory !== undefined && isGrowing(memory)) {
      this.#warn(`memory grows by ${Math.round(memory.mibPerHour)} MiB an hour`);
    }
    await this.#save(triage, log);
    await log.close();
    this.#tell('replaying', triage.findings);
    const findings = await replayFindings(triage.findings, {
      ...this.#session.triage,
      directory: join(directory, 'findings'),
      stop: interrupt,
    });
    const isCut = interrupt.aborted && ended !== 'canary-missed';
    const doubts = isCut ? [] : replayWarnings(findings);
    for (const doubt of doubts) this.#options.onWarning?.(doubt);
    const lane = harness.lane(start.profile);
    return {
      linksmith: linksmithVersion,
      plan: planOf(start),
      ended: isCut ? 'interrupted' : ended,
      canary,
      targets: this.#session.triage.targets,
      properties: lane.properties.filter((name) => start.properties?.includes(name) ?? true),
      knownFeatures: lane.features,
      jobs,
      nextIndex: this.#nextIndex,
      tally: this.#tally,
      findings,
      timeline: this.#timeline,
      memory,
      warnings: [...this.#warnings, ...doubts],
      elapsedMs: this.#elapsedMs(),
      casesPerSecond: this.#casesPerSecond(),
    };
  }

  async #runOnService(triage: Triage, log: FailureLog): Promise<CampaignEnd> {
    const { pool, targets } = this.#session.triage;
    const own: RangeService = { jobs: pool.jobs, runRange: pool.runRange.bind(pool), close: async () => {} };
    const service = (await this.#options.openRanges?.(targets)) ?? own;
    try {
      return await this.#runCases(triage, log, service);
    } finally {
      await service.close();
    }
  }

  async #runCases(triage: Triage, log: FailureLog, { jobs, runRange }: RangeService): Promise<CampaignEnd> {
    const { interrupt, timeMs, runs = Number.POSITIVE_INFINITY } = this.#options;
    const stop = new Deadline(interrupt, timeMs);
    const giveUp = new Deadline(interrupt, plus(timeMs, graceMs));
    this.#firstCaseAt = performance.now();
    this.#savedAt = this.#firstCaseAt;
    const cases = this.#session.start.guided === true ? guidedCases : casesInOrder;
    const stream = cases(runRange, {
      task: this.#task(),
      first: this.#nextIndex,
      end: runs,
      jobs,
      stop: stop.signal,
      giveUp: giveUp.signal,
    });
    for await (const report of stream) {
      const isNews = await this.#judge(report, triage, log);
      this.#count(report, triage);
      if (isNews || performance.now() - this.#savedAt > saveEveryMs) await this.#save(triage, log);
      if (giveUp.signal.aborted) break;
    }
    stop.clear();
    giveUp.clear();
    if (interrupt.aborted) return 'interrupted';
    return this.#nextIndex >= runs ? 'runs' : 'time';
  }

  #task() {
    const { profile, seed, targets, properties } = this.#session.start;
    const { of: step } = this.#shard;
    return { profile, seed, targets, properties, canary: false, ...(step === 1 ? {} : { step }) };
  }

  /** Whether something has to be kept at once. */
  async #judge({ failures }: RangeReport, triage: Triage, log: FailureLog): Promise<boolean> {
    if (failures.length === 0) return false;
    const began = performance.now();
    this.#tell('shrinking', triage.findings);
    const fates: Fate[] = [];
    for (const failure of failures) {
      const fate = await triage.take(failure);
      this.#note(failure, fate, log);
      fates.push(fate);
    }
    this.#judgingMs += performance.now() - began;
    return fates.some(({ kind }) => kind === 'investigated');
  }

  #note(failure: Failure, { kind }: Fate, log: FailureLog): void {
    if (kind === 'divergence' || log.add(failure, { always: kind === 'investigated' })) return;
    const name = kindOfFailure(failure);
    this.#unlogged[name] = (this.#unlogged[name] ?? 0) + 1;
  }

  #count(report: RangeReport, triage: Triage): void {
    const { divergences } = addTallies(this.#before.tally as Tally, { ...emptyTally, divergences: triage.divergences });
    this.#tally = { ...addTallies(this.#tally, report.tally), divergences };
    this.#nextIndex = report.first + report.count * this.#shard.of;
    this.#largestHeap = Math.max(this.#largestHeap, report.heapBytes ?? 0);
    const busyMs = performance.now() - this.#firstCaseAt - this.#judgingMs;
    const news = this.#watch.look(busyMs, this.#tally.cases - this.#before.tally.cases);
    if (news !== undefined) this.#warn(`${news}, at index ${this.#nextIndex}`);
    this.#mark(triage);
    this.#tell('cases', triage.findings);
  }

  #warn(text: string): void {
    if (this.#warnings.length < mostWarnings) this.#warnings.push(text);
    this.#options.onWarning?.(text);
  }

  #mark({ findings }: Triage): void {
    const elapsedMs = this.#elapsedMs();
    if (!isDue(this.#timeline, elapsedMs)) return;
    this.#timeline = addPoint(this.#timeline, {
      elapsedMs,
      cases: this.#tally.cases,
      findings: findings.length,
      features: Object.keys(this.#tally.features).length,
      rssMiB: mebibytes(process.memoryUsage.rss()),
      heapMiB: mebibytes(this.#largestHeap),
    }) as Progress['timeline'];
    this.#largestHeap = 0;
  }

  /** What is logged is on the disk before the progress that counts it. */
  async #save(triage: Triage, log: FailureLog): Promise<void> {
    this.#savedAt = performance.now();
    await log.flush();
    const part = {
      shard: this.#shard,
      nextIndex: this.#nextIndex,
      elapsedMs: this.#elapsedMs(),
      tally: this.#tally,
      unlogged: this.#unlogged,
      warnings: this.#warnings,
    };
    await writeProgress(this.#options.directory, {
      ...this.#session.start,
      parts: [part as Part],
      findings: triage.findings as Progress['findings'],
      timeline: this.#timeline,
    });
  }

  #tell(phase: Snapshot['phase'], findings: readonly KnownFinding[]): void {
    const elapsedMs = performance.now() - this.#firstCaseAt;
    const casesPerSecond = this.#casesPerSecond();
    this.#options.onProgress?.({ tally: this.#tally, findings, elapsedMs, casesPerSecond, phase });
  }

  #elapsedMs(): number {
    return Math.round(this.#before.elapsedMs + performance.now() - this.#begun);
  }

  /** Of this session, from the first case on. */
  #casesPerSecond(): number {
    const cases = this.#tally.cases - this.#before.tally.cases;
    return cases === 0 ? 0 : cases / ((performance.now() - this.#firstCaseAt) / 1000);
  }
}

export function planOf({ profile, seed, targets, properties, parts, guided }: Progress): CampaignPlan {
  const shard = parts.length === 1 && parts[0]!.shard.of > 1 ? parts[0]!.shard : undefined;
  return {
    profile,
    seed,
    targets,
    ...(properties === undefined ? {} : { properties }),
    ...(shard === undefined ? {} : { shard }),
    ...(guided === true ? { guided } : {}),
  };
}

const plus = (timeMs: number | undefined, more: number): number | undefined =>
  timeMs === undefined ? undefined : timeMs + more;

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20);
