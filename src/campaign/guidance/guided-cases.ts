/**
 * The cases of a guided campaign as one stream of reports in ascending order. They go out in rounds of a few; what a round
 * is told is what all rounds up to the eighth before it have shown, however many workers there are and whoever is faster,
 * so that the same seed gives the same cases. More than eight workers therefore wait for each other.
 * Not here: a lost worker (`case-stream.ts`), what is learnt (`guide.ts`).
 */
import { type RunRange, runSpan, type StreamPlan } from '../engine/case-stream.ts';
import type { RangeReport } from '../engine/tasks.ts';
import { Guide, type GuideSnapshot } from './guide.ts';

const casesPerRound = 4;
const roundsAhead = 8;

export async function* guidedCases(runRange: RunRange, plan: StreamPlan): AsyncGenerator<RangeReport> {
  const guide = new Guide();
  const underWay: Promise<RangeReport[] | undefined>[] = [];
  let next = plan.first;
  const begin = (snapshot: GuideSnapshot) => {
    if (plan.stop.aborted || next >= plan.end) return;
    const round = runRound(runRange, plan, { first: next, count: Math.min(casesPerRound, plan.end - next), snapshot });
    // It is awaited when its turn comes; a rejection before that is not unhandled.
    round.catch(() => {});
    underWay.push(round);
    next += casesPerRound;
  };
  for (let i = 0; i < roundsAhead; i++) begin(guide.snapshot());
  for (let head = underWay.shift(); head !== undefined; head = underWay.shift()) {
    const reports = await head;
    if (reports === undefined) return;
    for (const { sights = [] } of reports) for (const sight of sights) guide.learn(sight);
    begin(guide.snapshot());
    yield* reports;
  }
}

interface Round {
  readonly first: number;
  readonly count: number;
  readonly snapshot: GuideSnapshot;
}

/** What fails is made again from what the round was told. */
async function runRound(
  runRange: RunRange,
  plan: StreamPlan,
  { first, count, snapshot }: Round,
): Promise<RangeReport[] | undefined> {
  const reports = await runSpan(runRange, { ...plan, task: { ...plan.task, guide: snapshot } }, { first, count });
  return reports?.map((report) => ({
    ...report,
    failures: report.failures.map((failure) => ({ ...failure, guide: snapshot })),
  }));
}
