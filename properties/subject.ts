/**
 * One case, ready to be judged: a job, the scenario that it was lowered from if there is one, the target under test and
 * the others that properties may compare it with. Links are remembered, so that any number of properties cost one link a
 * target and job.
 * Not here: which properties are asked (`src/campaign`), what a case is (`property.ts`).
 */
import { lower } from '../generators/lower/lower.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import type { LinkJob, LinkOutcome, Target } from '../src/targets/target.ts';
import type { PropertyCase } from './property.ts';

/** The linkers of a case, and what else it needs. */
export interface SubjectParts {
  readonly target: Target;
  /** Targets to compare with, by name; the target under test may be among them. */
  readonly others?: ReadonlyMap<string, Target>;
  readonly seed?: number;
  /** Of every link that does not say its own. */
  readonly timeLimitMs?: number;
}

/** A case from a scenario: lowered, and ready to be judged by any property. Nothing is linked until one asks. */
export function scenarioSubject(scenario: Scenario, parts: SubjectParts): PropertyCase<Scenario> {
  return { ...openSubject(lower(scenario), parts), scenario };
}

/** A case from real files: properties that need a scenario do not apply. */
export function jobSubject(job: LinkJob, parts: SubjectParts): PropertyCase<Scenario> {
  return openSubject(job, parts);
}

function openSubject(given: LinkJob, parts: SubjectParts): PropertyCase<Scenario> {
  const { target, others, seed = 0, timeLimitMs } = parts;
  const job = timeLimitMs === undefined || given.timeLimitMs !== undefined ? given : { ...given, timeLimitMs };
  const pristine = new Map([...job.files].map(([name, bytes]) => [name, bytes.slice()]));
  const memory = new Map<Target, Remembered[]>();
  const linkWith = (linker: Target, wanted: LinkJob, again: boolean) => {
    const known = memory.get(linker) ?? [];
    memory.set(linker, known);
    const same = again ? undefined : known.find((entry) => isSameJob(entry.job, wanted));
    if (same !== undefined) return same.outcome;
    const outcome = linker.link(wanted);
    if (!again) known.push({ job: wanted, outcome });
    return outcome;
  };
  return {
    job,
    pristine,
    target,
    others: [...(others?.keys() ?? [])].filter((name) => name !== target.name),
    linkerOf: (name) => (name === target.name ? target : others?.get(name))?.linker ?? name,
    seed,
    link: (wanted = job, how) => linkWith(target, wanted, how?.again === true),
    async linkOn(name, wanted = job) {
      const other = name === target.name ? target : others?.get(name);
      return other && linkWith(other, wanted, false);
    },
  };
}

interface Remembered {
  readonly job: LinkJob;
  readonly outcome: Promise<LinkOutcome>;
}

function isSameJob(left: LinkJob, right: LinkJob): boolean {
  if (left === right) return true;
  return (
    left.outputName === right.outputName &&
    left.timeLimitMs === right.timeLimitMs &&
    left.args.length === right.args.length &&
    left.args.every((arg, i) => arg === right.args[i]) &&
    haveSameFiles(left.files, right.files)
  );
}

/** The same buffers under the same names: contents are not compared. */
function haveSameFiles(left: LinkJob['files'], right: LinkJob['files']): boolean {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  for (const [name, bytes] of left) if (right.get(name) !== bytes) return false;
  return true;
}
