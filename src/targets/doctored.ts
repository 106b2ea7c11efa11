/**
 * Targets whose answers are not a linker's own: one that changes what another says, one that says what it is told to.
 * For canaries, and for tests that show that a property can fail.
 */
import { type LinkJob, type LinkOutcome, linkerOf, type Target } from './target.ts';

/** `target` under its own name, with every outcome changed on its way out. */
export function doctoredTarget(
  target: Target,
  change: (outcome: LinkOutcome, job: LinkJob) => LinkOutcome | Promise<LinkOutcome>,
): Target {
  return {
    name: target.name,
    linker: linkerOf(target),
    version: () => target.version(),
    lacks: (wanted) => target.lacks(wanted),
    link: async (job) => change(await target.link(job), job),
    close: async () => target.close?.(),
  };
}

/** A target that answers from a function. */
export function cannedTarget(name: string, answer: (job: LinkJob) => LinkOutcome | Promise<LinkOutcome>): Target {
  return {
    name,
    version: async () => 'canned',
    lacks: () => undefined,
    link: async (job) => answer(job),
  };
}
