/**
 * The cases of a guided campaign as one stream of reports in ascending order. What a case is told is what all cases up to
 * the sixteenth before it have shown, however many workers there are and whoever is faster, so that the same seed gives the
 * same cases. More than sixteen workers therefore wait for each other.
 * Not here: a lost worker (`case-stream.ts`), what is learnt (`guide.ts`).
 */
import { type RunRange, runSpan, type StreamPlan } from '../engine/case-stream.ts';
import type { RangeReport } from '../engine/tasks.ts';
import { Guide, type GuideSnapshot } from './guide.ts';

const casesAhead = 16;

export async function* guidedCases(runRange: RunRange, plan: StreamPlan): AsyncGenerator<RangeReport> {
  const guide = new Guide();
  const underWay: Promise<RangeReport[] | undefined>[] = [];
  let next = plan.first;
  const begin = () => {
    if (plan.stop.aborted || next >= plan.end) return;
    const span = runGuided(runRange, plan, next++, guide.snapshot());
    // It is awaited when its turn comes; a rejection before that is not unhandled.
    span.catch(() => {});
    underWay.push(span);
  };
  for (let i = 0; i < casesAhead; i++) begin();
  for (let head = underWay.shift(); head !== undefined; head = underWay.shift()) {
    const reports = await head;
    if (reports === undefined) return;
    for (const { sights = [] } of reports) for (const sight of sights) guide.learn(sight);
    begin();
    yield* reports;
  }
}

/** One case, and what fails is made again from what it was told. */
async function runGuided(
  runRange: RunRange,
  plan: StreamPlan,
  first: number,
  snapshot: GuideSnapshot,
): Promise<RangeReport[] | undefined> {
  const reports = await runSpan(runRange, { ...plan, task: { ...plan.task, guide: snapshot } }, { first, count: 1 });
  return reports?.map((report) => ({
    ...report,
    failures: report.failures.map((failure) => ({ ...failure, guide: snapshot })),
  }));
}
