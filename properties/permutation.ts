/**
 * Claim: inputs in another order mean the same, where the rules give the same definitions, groups and constructors.
 * Targets: all. Oracle: the model, asked whether the order matters and what the probes return; in one case of four.
 * Cannot see: orders that do matter; what no probe depends on.
 * Fault that it catches: a table or a hash that is walked in the order of the inputs, a signature that is only checked
 * when the definition comes first, state that one file leaves behind for the next.
 */

import { argumentsOf } from '../generators/lower/lower.ts';
import { type Expectation, expectationOf } from '../generators/model/expect.ts';
import type { Resolved } from '../generators/model/resolve.ts';
import type { Input, Scenario } from '../generators/scenario/scenario.ts';
import { notApplicable, type Property } from './property.ts';
import { isPlain, judgeMeaning } from './same-meaning.ts';
import { isSampled, type Sample } from './sampling.ts';
import { timeLimitOf } from './self-check.ts';

export const permutationSample: Sample = { every: 4, salt: 7 };

/** Shuffled orders that are tried; after them, orders in which two neighbours have changed places. */
const shuffles = 3;

export const permutation: Property<Scenario> = {
  name: 'permutation',
  statement: 'Inputs in another order mean the same, where the rules do not look at the order.',
  blindSpot: 'Orders that matter, and what no probe depends on.',
  linksVariants: true,
  appliesTo: () => true,
  async check({ scenario, job, seed, target, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    if (!isSampled(seed, permutationSample)) return notApplicable(`one case in ${permutationSample.every} is asked`);
    if (!isPlain(expectationOf(scenario))) return notApplicable('it does not link without a word');
    const permuted = neutralOrder(scenario, seed);
    if (permuted === undefined) return notApplicable('every order that was tried matters');
    const direct = await link();
    if (direct.kind !== 'linked') return notApplicable(`nothing was linked (${direct.kind})`);
    const expectation = expectationOf(permuted);
    const permutedJob = { ...job, args: argumentsOf(permuted) };
    const outcome = await link(permutedJob);
    const timeLimitMs = timeLimitOf(job, target);
    return judgeMeaning(outcome, { expectation, job: permutedJob, direct, timeLimitMs, parts: 'same' });
  },
};

/** The scenario with its inputs in an order that the model does not care about. */
export function neutralOrder(scenario: Scenario, seed: number): Scenario | undefined {
  const before = expectationOf(scenario);
  for (const inputs of otherOrders(scenario.inputs, seed)) {
    const permuted = { ...scenario, inputs };
    if (meansTheSame(before, expectationOf(permuted))) return permuted;
  }
  return undefined;
}

function* otherOrders(inputs: readonly Input[], seed: number): Generator<readonly Input[]> {
  for (let attempt = 0; attempt < shuffles; attempt++) {
    const order = shuffled(inputs, seed + attempt * 0x9e3779b9);
    if (order.some((input, i) => input !== inputs[i])) yield order;
  }
  for (let step = 1; step < inputs.length; step++) {
    const at = (seed + step) % (inputs.length - 1);
    yield [...inputs.slice(0, at), inputs[at + 1]!, inputs[at]!, ...inputs.slice(at + 2)];
  }
}

/** Both scenarios hold the same objects, so that payloads can be told apart by identity. */
function meansTheSame(before: Expectation, after: Expectation): boolean {
  if (!isPlain(after)) return false;
  const { resolution: left } = before;
  const { resolution: right } = after;
  if (left.includedNames.size !== right.includedNames.size) return false;
  if ([...left.includedNames].some((name) => !right.includedNames.has(name))) return false;
  if ([...left.comdatOwners].some(([group, owner]) => right.comdatOwners.get(group) !== owner)) return false;
  if ([...left.names].some(([name, resolved]) => !leadsTheSame(resolved, right.names.get(name)))) return false;
  if (JSON.stringify(before.calls) !== JSON.stringify(after.calls)) return false;
  const constructors = after.reach.initCalls;
  return before.reach.initCalls.every((call, i) => leadsTheSame(call, constructors[i]));
}

function leadsTheSame(left: Resolved, right: Resolved | undefined): boolean {
  if (left.kind === 'function') return right?.kind === 'function' && left.function === right.function;
  if (left.kind === 'data')
    return right?.kind === 'data' && left.segment === right.segment && left.offset === right.offset;
  if (left.kind === 'absolute') return right?.kind === 'absolute' && left.address === right.address;
  if (left.kind === 'global') return right?.kind === 'global' && left.global === right.global;
  if (left.kind === 'tag') return right?.kind === 'tag' && left.tag === right.tag;
  if (left.kind === 'table') return right?.kind === 'table' && left.table === right.table;
  if (left.kind === 'host' && right?.kind === 'host') return JSON.stringify(left) === JSON.stringify(right);
  return left.kind === right?.kind;
}

function shuffled(inputs: readonly Input[], seed: number): readonly Input[] {
  const order = [...inputs];
  let state = seed >>> 0;
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = (state >>> 8) % (i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
