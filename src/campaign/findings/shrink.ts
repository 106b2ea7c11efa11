/**
 * Makes a failing scenario small: takes the first simpler scenario that still fails, and goes on from there until none of
 * them does or the budget is spent. Candidates are tried a few at a time, but taken in their order, so that the result
 * does not depend on how many workers there are.
 * Not here: what the simpler scenarios are (`generators`), what "still fails" means (`triage.ts`).
 */

export interface ShrinkPlan<ScenarioType> {
  /** Each strictly smaller than the scenario. */
  candidates(scenario: ScenarioType): Iterable<ScenarioType>;
  stillFails(candidate: ScenarioType): Promise<boolean>;
  /** Candidates to try at most. */
  readonly budget: number;
  /** How many are tried at a time. */
  readonly lanes: number;
  readonly stop?: AbortSignal | undefined;
}

export interface Shrunk<ScenarioType> {
  readonly scenario: ScenarioType;
  /** Candidates tried, without those that ran ahead in another lane. */
  readonly tried: number;
  readonly accepted: number;
  /** No candidate of the scenario fails any more; false when the budget or the time ran out. */
  readonly complete: boolean;
}

export async function shrink<ScenarioType>(
  failing: ScenarioType,
  plan: ShrinkPlan<ScenarioType>,
): Promise<Shrunk<ScenarioType>> {
  let scenario = failing;
  let tried = 0;
  let accepted = 0;
  // Where the last one was found, the next is likely; the candidates before it come at the end of the round.
  let offset = 0;
  for (;;) {
    const found = await firstFailing(scenario, offset, { ...plan, budget: plan.budget - tried });
    tried += found.tried;
    if (found.candidate === undefined) return { scenario, tried, accepted, complete: found.complete };
    scenario = found.candidate.value;
    offset = found.candidate.position;
    accepted++;
  }
}

interface Found<ScenarioType> {
  readonly candidate?: { readonly value: ScenarioType; readonly position: number };
  readonly tried: number;
  readonly complete: boolean;
}

async function firstFailing<ScenarioType>(
  scenario: ScenarioType,
  offset: number,
  plan: ShrinkPlan<ScenarioType>,
): Promise<Found<ScenarioType>> {
  let tried = 0;
  for (const batch of inBatches(fromOffset(plan.candidates(scenario), offset), plan.lanes)) {
    if (plan.stop?.aborted) return { tried, complete: false };
    const allowed = batch.slice(0, plan.budget - tried);
    const failing = await Promise.all(allowed.map(({ value }) => plan.stillFails(value)));
    const first = failing.indexOf(true);
    if (first >= 0 && !plan.stop?.aborted)
      return { candidate: allowed[first]!, tried: tried + first + 1, complete: false };
    tried += allowed.length;
    if (allowed.length < batch.length) return { tried, complete: false };
  }
  return { tried, complete: true };
}

interface Positioned<ScenarioType> {
  readonly value: ScenarioType;
  readonly position: number;
}

/** All candidates with their positions: those from `offset` on, then those before it. */
function* fromOffset<ScenarioType>(
  candidates: Iterable<ScenarioType>,
  offset: number,
): Generator<Positioned<ScenarioType>> {
  const before: Positioned<ScenarioType>[] = [];
  let position = 0;
  for (const value of candidates) {
    if (position < offset) before.push({ value, position });
    else yield { value, position };
    position++;
  }
  yield* before;
}

function* inBatches<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
