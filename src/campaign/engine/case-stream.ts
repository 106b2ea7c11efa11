/**
 * A campaign's cases as one stream of reports in ascending order of index, however many workers there are: what comes out
 * depends on the seed only. Ranges run ahead of the reader by a few; their size follows the speed of the target.
 * A range whose worker was lost is cut at the case that it was at; that case is tried once more alone, and what is lost
 * twice is a failure of `case-ends`.
 * Not here: threads and limits (`worker-pool.ts`), what is made of the failures (`triage.ts`).
 */
import { emptyTally } from './tally.ts';
import type { Failure, RangeReport, RangeTask } from './tasks.ts';
import { caseEnds } from './tasks.ts';
import type { LostTask, RunOptions, TaskEnd } from './worker-pool.ts';

export interface StreamPlan {
  readonly task: Omit<RangeTask, 'kind' | 'first' | 'count'>;
  readonly first: number;
  /** One past the last index; Infinity when only time ends the campaign. */
  readonly end: number;
  readonly jobs: number;
  /** No new range is begun once this is aborted; those under way are waited for. */
  readonly stop: AbortSignal;
  /** What is under way is given up once this is aborted. */
  readonly giveUp: AbortSignal;
}

/** As `WorkerPool.runRange`. */
export type RunRange = (task: RangeTask, options: RunOptions) => Promise<TaskEnd<RangeReport>>;

export async function* casesInOrder(runRange: RunRange, plan: StreamPlan): AsyncGenerator<RangeReport> {
  const underWay: Promise<RangeReport[] | undefined>[] = [];
  const size = new RangeSize();
  const { step = 1 } = plan.task;
  let next = plan.first;
  for (;;) {
    while (!plan.stop.aborted && next < plan.end && underWay.length < plan.jobs * rangesAhead) {
      const count = Math.min(size.cases, Math.ceil((plan.end - next) / step));
      const span = runSpan(runRange, plan, { first: next, count });
      // It is awaited when its turn comes; a rejection before that is not unhandled.
      span.catch(() => {});
      underWay.push(span);
      next += count * step;
    }
    const head = underWay.shift();
    if (head === undefined) return;
    const reports = await head;
    if (reports === undefined) return;
    for (const report of reports) {
      size.learn(report);
      yield report;
    }
  }
}

const rangesAhead = 2;
const wantedRangeMs = 150;
const largestRange = 512;

/** How many cases make a range that is long enough not to be all messages, and short enough to stop soon. */
class RangeSize {
  cases = 4;

  learn({ count, elapsedMs }: RangeReport): void {
    if (elapsedMs <= 0) return;
    const wanted = Math.round((count / elapsedMs) * wantedRangeMs);
    this.cases = Math.max(1, Math.min(wanted, this.cases * 2, largestRange));
  }
}

interface Span {
  readonly first: number;
  readonly count: number;
}

/** Undefined when it was given up. */
export async function runSpan(runRange: RunRange, plan: StreamPlan, span: Span): Promise<RangeReport[] | undefined> {
  if (span.count === 0) return [];
  const end = await runRange({ kind: 'range', ...plan.task, ...span }, { signal: plan.giveUp });
  if (end.kind === 'aborted') return undefined;
  if (end.kind === 'done') return [end.value];
  const { step = 1 } = plan.task;
  const lostAt = span.first + end.caseInRange * step;
  const before = await runSpan(runRange, plan, { first: span.first, count: end.caseInRange });
  const alone = before && (await runAlone(runRange, plan, lostAt));
  const rest = { first: lostAt + step, count: span.count - end.caseInRange - 1 };
  const after = alone && (await runSpan(runRange, plan, rest));
  return after && [...before, alone, ...after];
}

async function runAlone(runRange: RunRange, plan: StreamPlan, index: number): Promise<RangeReport | undefined> {
  const task: RangeTask = { kind: 'range', ...plan.task, first: index, count: 1 };
  const end = await runRange(task, { signal: plan.giveUp });
  if (end.kind === 'aborted') return undefined;
  if (end.kind === 'done') return end.value;
  return {
    first: index,
    count: 1,
    tally: { ...emptyTally, cases: 1 },
    failures: [lostCase(index, task.targets[end.targetInList] ?? '', end)],
    elapsedMs: 0,
  };
}

/** The failure of a case that took its worker down, twice. */
function lostCase(index: number, target: string, lost: LostTask): Failure {
  return {
    index,
    target,
    property: caseEnds.name,
    key: lost.how === 'hung' ? 'timed-out' : 'crashed',
    evidence: `the case ${lost.how === 'hung' ? 'hung' : 'ended its worker'}: ${lost.reason}`,
    features: [],
  };
}
