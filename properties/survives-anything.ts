/**
 * Claim: whatever the input is, the linker answers within its limits: a module or a refusal with a reason.
 * Targets: all. Oracle: none is needed; how the process or the call ended says it.
 * Cannot see: a wrong answer; slowness below the limit.
 * Fault that it catches: an assertion, an exception, a hang, memory without bound, a refusal without a word.
 */

import { causeOf } from './failure-cause.ts';
import { messageSlug } from './message-slug.ts';
import { outcomeText } from './outcome-difference.ts';
import { fails, holds, notApplicable, type Property } from './property.ts';

export const survivesAnything: Property = {
  name: 'survives-anything',
  statement: 'The linker answers any input with a module or a refusal, in bounded time and memory.',
  blindSpot: 'Wrong answers, and slowness below the limit.',
  appliesTo: () => true,
  async check(subject) {
    const outcome = await subject.link();
    switch (outcome.kind) {
      case 'linked':
        return holds;
      case 'rejected':
        return outcome.messages.length > 0 ? holds : fails('rejected.silently', 'rejected without a message');
      case 'unsupported':
        return notApplicable(outcome.reason);
      case 'crashed':
        return fails(`crashed.${messageSlug(outcome.reason)}`, outcomeText(outcome), causeOf(outcome));
      default:
        return fails(outcome.kind, outcomeText(outcome));
    }
  },
};
