/**
 * Claim: a scenario links or is refused as its model says, and when it is linked every probe returns what the model
 * computes: which definitions won, what pointers, table slots, globals, aliases and init functions came to.
 * Targets: all. Oracle: the model in `generators`, which runs the programs on paper, and a JavaScript engine.
 * Cannot see: what no probe's value depends on.
 * Fault that it catches: a relocation with a wrong value, a weak definition that wins over a strong one, an init function
 * that runs twice, a link that succeeds where a symbol is undefined.
 */

import { lowerLibrary } from '../generators/lower/lower-library.ts';
import { type Expectation, type ExpectedCall, expectationOf } from '../generators/model/expect.ts';
import type { Scenario, Signature } from '../generators/scenario/scenario.ts';
import { type Execution, execute, type Observation } from '../src/observe/execute.ts';
import { validate } from '../src/observe/validate.ts';
import type { LinkJob, LinkOutcome, Target } from '../src/targets/target.ts';
import { causeOf } from './failure-cause.ts';
import { lostGroupCause, lostNames } from './lost-groups.ts';
import { messageSlug } from './message-slug.ts';
import { outcomeText } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property, type Verdict } from './property.ts';
import { reasonsOf, reasonWord } from './reason-class.ts';
import { foldWasm, scenarioHost, toWasm } from './scenario-host.ts';

/**
 * Programs end by construction; one that was linked wrongly need not. A bound costs as much as a small link in this
 * process, so there it is kept only when the job names one, as it does when a case is replayed or shrunk.
 */
export function timeLimitOf(job: LinkJob, target: Target): number | undefined {
  if (job.timeLimitMs !== undefined) return job.timeLimitMs;
  return target.name === 'lazy' || target.name === 'eager' ? undefined : 5_000;
}

export const selfCheck: Property<Scenario> = {
  name: 'self-check',
  statement: 'A scenario links or is refused as its model says, and its probes return what the model computes.',
  blindSpot: 'Whatever no probe’s value depends on.',
  appliesTo: () => true,
  async check({ scenario, job, target, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    const expectation = expectationOf(scenario);
    if (expectation.resolution.ambiguous) return notApplicable('the outcome depends on an order that is left open');
    const outcome = await link();
    if (expectation.verdict === 'fails') return checkRefusal(expectation, outcome);
    return checkLinked(expectation, outcome, timeLimitOf(job, target));
  },
};

function checkRefusal({ problems }: Expectation, outcome: LinkOutcome): Verdict {
  if (outcome.kind === 'unsupported') return notApplicable(outcome.reason);
  const expected = problems.map(({ code, symbol }) => `${code}: ${symbol}`).join(', ');
  if (outcome.kind === 'linked') {
    return fails(`linked.${problems[0]?.code}`, `linked, though there is ${expected}`);
  }
  if (outcome.kind !== 'rejected') return fails(outcome.kind, outcomeText(outcome), causeOf(outcome));
  const reasons = [...reasonsOf(outcome)];
  if (reasons.length === 0 || problems.some(({ code }) => reasons.includes(code))) return holds;
  const key = `reason.${problems[0]?.code}.${reasons[0]}`;
  return fails(key, `expected ${expected}\n${outcomeText(outcome)}`);
}

function checkLinked(
  expectation: Expectation,
  outcome: LinkOutcome,
  timeLimitMs: number | undefined,
): Verdict | Promise<Verdict> {
  if (outcome.kind === 'unsupported') return notApplicable(outcome.reason);
  if (outcome.kind === 'rejected') {
    return fails(
      `rejected.${reasonWord(outcome)}`,
      `the model links it; ${outcomeText(outcome)}`,
      causeOfRefusal(expectation, outcome),
    );
  }
  if (outcome.kind !== 'linked') return fails(outcome.kind, outcomeText(outcome), causeOf(outcome));
  const reasons = reasonsOf(outcome);
  const unsaid = expectation.problems.find(({ code }) => !reasons.has(code));
  if (unsaid !== undefined) return fails(`no-warning.${unsaid.code}`, `no warning of ${unsaid.code}: ${unsaid.symbol}`);
  const stray = [...reasons].find((reason) => !expectation.problems.some(({ code }) => code === reason));
  if (stray !== undefined)
    return fails(`warning.${stray}`, `the model knows no reason: ${outcome.messages.join(' | ')}`);
  return checkExecution(expectation, outcome.bytes, timeLimitMs);
}

/** A name that is said to be defined twice may be defined in a group that lost. */
function causeOfRefusal(expectation: Expectation, outcome: LinkOutcome): string | undefined {
  const lost = lostNames(expectation);
  const first = outcome.messages.find((line) => /duplicate symbol|defined multiple times/.test(line)) ?? '';
  const names = first.match(/[^\s'"`]+/g) ?? [];
  return names.some((name) => lost.has(name)) ? lostGroupCause : causeOf(outcome);
}

/** Whether a module does what the model expects: every call in order. */
export async function checkExecution(
  { calls, resolution, loading, libraries }: Expectation,
  bytes: Uint8Array,
  timeLimitMs: number | undefined,
): Promise<Verdict> {
  const signatures = calls.map(({ export: name }) => signatureOf(resolution.names.get(name)));
  const plan = calls.map((call, i) => ({
    export: call.export,
    arguments: call.arguments.map((value, at) => toWasm(value, signatures[i]?.parameters[at] ?? 'i32')),
    ...(call.thread !== undefined && { thread: call.thread }),
  }));
  const limit = timeLimitMs === undefined ? {} : { timeLimitMs };
  const execution = execute(bytes, {
    calls: plan,
    host: scenarioHost,
    loading: { ...loading, libraries: libraries.map(lowerLibrary) },
    ...limit,
  });
  if (execution.kind === 'not-started') return notStarted(execution, bytes);
  for (let i = 0; i < execution.observations.length; i++) {
    const { outcome } = calls[i]!;
    // From here on the model knows nothing.
    if (outcome.kind === 'indeterminate') return holds;
    const verdict = checkCall(calls[i]!, execution.observations[i]!, signatures[i]!);
    if (verdict !== holds) return verdict;
  }
  if (execution.kind === 'executed') return holds;
  const { export: name } = calls[execution.observations.length] ?? { export: 'the start function' };
  return fails('probe.timed-out', `${name} has not returned after ${execution.limitMs} ms`);
}

async function notStarted(execution: Extract<Execution, { kind: 'not-started' }>, bytes: Uint8Array): Promise<Verdict> {
  const { v8 } = await validate(bytes, ['v8']);
  if (v8?.kind === 'cannot-judge') return notApplicable(`this engine does not know a feature: ${v8.reason}`);
  return fails(`not-started.${execution.stage}`, `${execution.stage}: ${execution.message}`);
}

function signatureOf(resolved: ReturnType<Expectation['resolution']['names']['get']>): Signature {
  if (resolved?.kind === 'function') return resolved.function.signature;
  return resolved?.kind === 'host' ? resolved.signature : { parameters: [], results: [] };
}

function checkCall(call: ExpectedCall, observation: Observation, signature: Signature): Verdict {
  const on = call.thread === undefined ? '' : ` on thread ${call.thread}`;
  const what = `${call.export}(${call.arguments.join(', ')})${on}`;
  const { outcome } = call;
  if (observation.kind === 'not-callable') return fails('probe.not-callable', observation.reason);
  if (observation.kind === 'trapped') {
    if (outcome.kind === 'traps') return holds;
    return fails(`probe.trapped.${messageSlug(observation.message)}`, `${what} traps: ${observation.message}`);
  }
  const value = foldWasm(observation.values, signature);
  if (outcome.kind === 'traps') return fails('probe.returned', `${what} returns ${value}, it must trap`);
  if (outcome.kind !== 'returns' || value === outcome.value) return holds;
  const got = value === undefined ? observation.values.join(', ') : value;
  return fails('probe.value', `${what} returns ${got}, the model says ${outcome.value}`);
}
