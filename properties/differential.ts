/**
 * Claim: two linkers take and refuse the same jobs, for the same reasons; where both promise the bytes of wasm-ld 19 they
 * write the same bytes, elsewhere modules that mean the same (`meaning/`) and whose probes do the same.
 * Targets: all, when the campaign names a linker to compare with: this project's own are held against a program,
 * wasm-ld-19 if it is there, a program against one whose name comes before its own. Oracle: the other linker. Where
 * something is known to be wrong with it (`generators/model/reference-bugs.ts`), a difference that this explains does not
 * count; where it says what the other takes the case for, the other must have made what this one makes of that.
 * Cannot see: what both do wrong; where bytes are not compared, what the linkers make themselves.
 * Fault that it catches: any difference from the reference, one byte is enough.
 */
import { lower } from '../generators/lower/lower.ts';
import { expectationOf } from '../generators/model/expect.ts';
import { explains, knownBugs, type ReferenceBug } from '../generators/model/reference-bugs.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { type Call, execute, type Observation } from '../src/observe/execute.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { decodeOutput } from './decoded-output.ts';
import { meaningDifference } from './meaning/meaning-difference.ts';
import { bytesDifference, outcomeText } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property, type PropertyCase, type Verdict } from './property.ts';
import { reasonsOf, reasonWord } from './reason-class.ts';
import { scenarioHost, toWasm } from './scenario-host.ts';

const reference = 'wasm-ld-19';
const ours = ['lazy', 'eager'];
/** Targets that promise the reference's bytes. */
const sameBytes = [...ours, reference];

export const differential: Property<Scenario> = {
  name: 'differential',
  statement: 'Two linkers make the same of a job.',
  blindSpot: 'What both do wrong, and what linkers make themselves where bytes are not compared.',
  appliesTo: () => true,
  async check(subject) {
    const { scenario, target, link, linkOn } = subject;
    const name = otherOf(target.name, subject.others);
    if (name === undefined) return notApplicable('there is no other target to compare with');
    if (scenario && expectationOf(scenario).resolution.ambiguous) return notApplicable('the order is left open');
    const [left, right] = [await link(), await linkOn(name)];
    if (right === undefined) return notApplicable(`${name} is not there`);
    const verdict = compare(subject, [left, right], [target.name, name]);
    if (verdict.kind !== 'fails' || scenario === undefined) return verdict;
    const linkers = [target.name, name].map(subject.linkerOf);
    const known = linkers.flatMap((linker) => knownBugs(scenario, linker)).filter((bug) => explains(bug, verdict.key));
    if (known[0] === undefined) return verdict;
    return (await areTakenAs(subject, right, known)) ? holds : notApplicable(`known: ${known[0].key}`);
  },
};

function compare(subject: PropertyCase<Scenario>, outcomes: Outcomes, sides: Sides): Verdict {
  const [left, right] = outcomes;
  const unequal = compareKinds(left, right, sides);
  if (unequal !== undefined) return unequal;
  if (left.kind !== 'linked' || right.kind !== 'linked') return compareReasons(left, right, sides);
  if (!promiseBytes(subject, sides)) return compareModules(subject, [left, right], sides);
  const difference = bytesDifference(left.bytes, right.bytes, sides);
  return difference === undefined ? holds : fails(difference.key, difference.evidence);
}

/** Whether the other linker made of this case what this project's linker makes of the one that it is taken for. */
async function areTakenAs(
  { scenario, target, link, linkerOf }: PropertyCase<Scenario>,
  other: LinkOutcome,
  known: readonly ReferenceBug[],
): Promise<boolean> {
  if (scenario === undefined || other.kind !== 'linked' || !ours.includes(linkerOf(target.name))) return false;
  let taken: Scenario | undefined = scenario;
  for (const { takenAs } of known) taken = taken && takenAs?.(taken);
  if (taken === undefined) return false;
  const outcome = await link(lower(taken));
  return outcome.kind === 'linked' && Buffer.compare(outcome.bytes, other.bytes) === 0;
}

const promiseBytes = ({ linkerOf }: PropertyCase<Scenario>, sides: Sides): boolean =>
  sides.every((name) => sameBytes.includes(linkerOf(name)));

type Outcomes = readonly [left: LinkOutcome, right: LinkOutcome];
type Sides = readonly [left: string, right: string];
type Linked = Extract<LinkOutcome, { kind: 'linked' }>;

/** Each pair is compared once: a program with one before it, this project's linker with a program. */
function otherOf(target: string, others: readonly string[]): string | undefined {
  const programs = others.filter((name) => !ours.includes(name)).sort();
  if (ours.includes(target)) return programs.includes(reference) ? reference : programs[0];
  return programs.find((name) => name < target);
}

/** One takes what the other refuses; whoever crashed is told by other properties. */
function compareKinds(left: LinkOutcome, right: LinkOutcome, sides: Sides): Verdict | undefined {
  for (const [outcome, name] of [
    [left, sides[0]],
    [right, sides[1]],
  ] as const) {
    if (outcome.kind !== 'linked' && outcome.kind !== 'rejected') return notApplicable(`${name}: ${outcome.kind}`);
  }
  if (left.kind === right.kind) return undefined;
  const evidence = `${sides[0]}: ${outcomeText(left)}\n${sides[1]}: ${outcomeText(right)}`;
  const refused = left.kind === 'rejected' ? left : right;
  return fails(`outcome.${left.kind}.${right.kind}.${reasonWord(refused)}`, evidence);
}

function compareReasons(left: LinkOutcome, right: LinkOutcome, sides: Sides): Verdict {
  const [mine, theirs] = [reasonsOf(left), reasonsOf(right)];
  if (mine.size === 0 || theirs.size === 0 || [...mine].some((reason) => theirs.has(reason))) return holds;
  const evidence = `${sides[0]}: ${outcomeText(left)}\n${sides[1]}: ${outcomeText(right)}`;
  return fails(`reason.${[...mine][0]}.${[...theirs][0]}`, evidence);
}

function compareModules(
  subject: PropertyCase<Scenario>,
  [left, right]: readonly [Linked, Linked],
  sides: Sides,
): Verdict {
  const [before, after] = [decodeOutput(left), decodeOutput(right)];
  if (before.module === undefined) return before.verdict;
  if (after.module === undefined) return after.verdict;
  const difference = meaningDifference(subject.job, [before.module, after.module], sides);
  if (difference !== undefined) return fails(difference.key, difference.evidence);
  return compareProbes(subject, left.bytes, right.bytes);
}

function compareProbes({ scenario, job }: PropertyCase<Scenario>, left: Uint8Array, right: Uint8Array): Verdict {
  if (scenario === undefined) return holds;
  const { calls, resolution, loading } = expectationOf(scenario);
  const plan: Call[] = calls.map((call) => {
    const resolved = resolution.names.get(call.export);
    const parameters = resolved?.kind === 'function' ? resolved.function.signature.parameters : [];
    const args = call.arguments.map((value, i) => toWasm(value, parameters[i] ?? 'i32'));
    return { export: call.export, arguments: args, ...(call.thread !== undefined && { thread: call.thread }) };
  });
  const observe = (bytes: Uint8Array): readonly Observation[] | undefined => {
    const execution = execute(bytes, {
      calls: plan,
      host: scenarioHost,
      loading,
      timeLimitMs: job.timeLimitMs ?? 5_000,
    });
    return execution.kind === 'executed' ? execution.observations : undefined;
  };
  const [mine, theirs] = [observe(left), observe(right)];
  if (mine === undefined || theirs === undefined) return notApplicable('one of the modules does not run');
  for (const [i, { outcome }] of calls.entries()) {
    if (outcome.kind === 'indeterminate') return holds;
    const [here, there] = [observationText(mine[i]!), observationText(theirs[i]!)];
    if (here !== there) return fails('probe', `${calls[i]!.export}: ${here}, the other ${there}`);
  }
  return holds;
}

function observationText(observation: Observation): string {
  if (observation.kind === 'returned') return `returns ${observation.values.join(', ')}`;
  return observation.kind === 'trapped' ? 'traps' : `cannot be called: ${observation.reason}`;
}
