/**
 * Whether a link made in another way means what the scenario's own link means: for the properties that change how the
 * inputs are given, not what they say. It links, it exports the same, its probes return what the model expects, and its
 * relocation sites hold what the inputs that it was given demand.
 * Not here: how the inputs are changed (a file a property).
 */
import type { Expectation } from '../generators/expect.ts';
import type { LinkJob, LinkOutcome } from '../src/targets/target.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { auditModule } from './audit/audit-module.ts';
import { inputsOfJob } from './audit/job-inputs.ts';
import { decodeOutput } from './decoded-output.ts';
import { outcomeText } from './outcome-difference.ts';
import { fails, notApplicable, type Verdict } from './property.ts';
import { checkExecution } from './self-check.ts';

export interface SameMeaning {
  readonly expectation: Expectation;
  /** What was linked. */
  readonly job: LinkJob;
  /** The scenario's own link. */
  readonly direct: LinkOutcome;
  readonly timeLimitMs: number | undefined;
  /** Exports that only the changed link may have. */
  readonly mayExport?: ReadonlySet<string>;
}

export async function judgeMeaning(outcome: LinkOutcome, how: SameMeaning): Promise<Verdict> {
  if (outcome.kind === 'unsupported') return notApplicable(outcome.reason);
  if (outcome.kind !== 'linked') return fails(`outcome.${outcome.kind}`, outcomeText(outcome));
  const [before, after] = [decodeOutput(how.direct), decodeOutput(outcome)];
  if (before.module === undefined) return before.verdict;
  if (after.module === undefined) return after.verdict;
  const difference = exportDifference(before.module, after.module, how.mayExport ?? new Set());
  if (difference !== undefined) return fails('exports', difference);
  const executed = await checkExecution(how.expectation, outcome.bytes, how.timeLimitMs);
  return executed.kind === 'holds' ? (auditOf(outcome, how.job) ?? executed) : executed;
}

/** The first relocation site that is wrong; undefined when none is, or when the inputs cannot be followed. */
export function auditOf(outcome: LinkOutcome, job: LinkJob): Verdict | undefined {
  const { module } = decodeOutput(outcome);
  const inputs = inputsOfJob(job);
  if (module === undefined || inputs.kind !== 'inputs') return undefined;
  const [finding] = auditModule(module, inputs.inputs, inputs.options).findings;
  return finding && fails(finding.key, finding.message);
}

/** Names and kinds: numbers may differ. */
function exportDifference(before: WasmModule, after: WasmModule, mayExport: ReadonlySet<string>): string | undefined {
  const texts = ({ exports }: WasmModule) => new Set(exports.map(({ name, kind }) => `${kind} ${name}`));
  const [left, right] = [texts(before), texts(after)];
  const lost = [...left].find((text) => !right.has(text));
  if (lost !== undefined) return `${lost} is exported by the direct link only`;
  const added = after.exports.find(({ name, kind }) => !left.has(`${kind} ${name}`) && !mayExport.has(name));
  return added && `${added.kind} ${added.name} is exported by the changed link only`;
}

/** A scenario that links, in one way only, with nothing to be said about it: what can be linked in another way. */
export function isPlain({ verdict, problems, resolution }: Expectation): boolean {
  return verdict === 'links' && problems.length === 0 && !resolution.ambiguous;
}
