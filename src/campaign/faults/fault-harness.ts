/**
 * The harness that workers run in a faulty copy: the copy's own, with two more sentences that every case holds or not:
 * that the case came to the patched lines, and that the fault was triggered there, which the intact linker's link of the
 * same job shows. They never fail; the campaign counts how often they held.
 * The address of this module says where the intact linker is: `?reference=`.
 */
import { holds, notApplicable, type Property } from '../../../properties/property.ts';
import type { LinkJob, LinkOutcome, Target } from '../../targets/target.ts';
import type { Harness } from '../engine/harness.ts';
import { harness as own } from '../linksmith-harness.ts';
import { reachedProperty, reachedVariable, triggeredProperty } from './fault-marks.ts';
import { outcomeText } from './outcome-text.ts';

const marks = globalThis as { [reachedVariable]?: boolean };
/** The change is in a table that was made when the linker was loaded: every link has it. */
const isAlwaysReached = marks[reachedVariable] === true;

const seen = { reached: false, triggered: false };
/** Of the whole worker: after the first time nothing is compared any more. */
let isTriggered = false;

/** Links with the faulty linker, and notes what the fault did. */
function watched(target: Target, intact: Target): Target {
  return {
    ...target,
    async link(job) {
      marks[reachedVariable] = isAlwaysReached;
      const outcome = await outcomeOf(target, job);
      const isReached = marks[reachedVariable] === true;
      seen.reached ||= isReached;
      if (isReached && !isTriggered) {
        isTriggered = await isDifferent(job, outcome, { target, intact });
        seen.triggered ||= isTriggered;
      }
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
}

async function outcomeOf(target: Target, job: LinkJob): Promise<LinkOutcome | Error> {
  try {
    return await target.link(job);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function isDifferent(
  job: LinkJob,
  outcome: LinkOutcome | Error,
  { target, intact }: { target: Target; intact: Target },
): Promise<boolean> {
  const wanted = await intact.link(job);
  if (outcome instanceof Error || outcomeText(outcome) !== outcomeText(wanted)) return true;
  // The fault may be in what it leaves behind: in the input's bytes, or in its own state.
  const again = await outcomeOf(target, job);
  return again instanceof Error || outcomeText(again) !== outcomeText(wanted);
}

function note(name: string, statement: string, isSeen: () => boolean): Property {
  return {
    name,
    statement,
    blindSpot: 'Links that no property asks for.',
    appliesTo: ({ name: target }) => target === 'lazy',
    async check() {
      return isSeen() ? holds : notApplicable('not in this case');
    },
  };
}

function takeSeen(what: keyof typeof seen): boolean {
  const isSeen = seen[what];
  seen[what] = false;
  return isSeen;
}

const reference = new URL(import.meta.url).searchParams.get('reference') ?? '../../targets/index.ts';

export const harness: Harness = {
  ...own,
  properties: [
    ...own.properties,
    note(reachedProperty, 'The case comes to the patched lines.', () => takeSeen('reached')),
    note(triggeredProperty, 'The faulty linker does what the intact one does not.', () => takeSeen('triggered')),
  ],
  lane(profile) {
    const { features, properties } = own.lane(profile);
    return { features, properties: [...properties, reachedProperty, triggeredProperty] };
  },
  async openTarget(name) {
    const target = await own.openTarget(name);
    if (name !== 'lazy') return target;
    const intact = (await import(reference)) as { openTarget(name: string): Target };
    return watched(target, intact.openTarget(name));
  },
};
