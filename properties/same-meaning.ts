/**
 * Whether a link made in another way means what the scenario's own link means: for the properties that change how the
 * inputs are given, not what they say. It links, it exports and imports the same, it holds as many functions and table
 * slots and the same segments and custom sections by name, its probes return what the model expects, and its relocation
 * sites hold what the inputs that it was given demand.
 * Not here: how the inputs are changed (a file a property).
 */

import type { Expectation } from '../generators/model/expect.ts';
import { shapeOf } from '../src/observe/describe.ts';
import type { LinkJob, LinkOutcome } from '../src/targets/target.ts';
import type { WasmModule } from '../src/wasm/index.ts';
import { auditModule } from './audit/audit-module.ts';
import { inputsOfJob } from './audit/job-inputs.ts';
import { decodeOutput } from './decoded-output.ts';
import { causeOf } from './failure-cause.ts';
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
  /** What the changed link must be made of; `no-fewer`: it may keep more, undefined: that says nothing. */
  readonly parts: 'same' | 'no-fewer' | undefined;
}

export async function judgeMeaning(outcome: LinkOutcome, how: SameMeaning): Promise<Verdict> {
  if (outcome.kind === 'unsupported') return notApplicable(outcome.reason);
  if (outcome.kind !== 'linked') return fails(`outcome.${outcome.kind}`, outcomeText(outcome), causeOf(outcome));
  const [before, after] = [decodeOutput(how.direct), decodeOutput(outcome)];
  if (before.module === undefined) return before.verdict;
  if (after.module === undefined) return after.verdict;
  const difference = exportDifference(before.module, after.module, how.mayExport ?? new Set());
  if (difference !== undefined) return fails('exports', difference);
  const executed = await checkExecution(how.expectation, outcome.bytes, how.timeLimitMs);
  if (executed.kind !== 'holds') return executed;
  const part = how.parts && partDifference(before.module, after.module, how.parts);
  return part === undefined ? (auditOf(outcome, how.job) ?? executed) : fails('parts', part);
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

/** A part that one module has more of; undefined when neither has, or the changed link alone and it may. */
function partDifference(before: WasmModule, after: WasmModule, wanted: 'same' | 'no-fewer'): string | undefined {
  const [left, right] = [partsOf(before), partsOf(after)];
  for (const part of new Set([...left.keys(), ...right.keys()])) {
    const [here, there] = [left.get(part) ?? 0, right.get(part) ?? 0];
    if (here > there || (here < there && wanted === 'same'))
      return `${part}: ${here} in the direct link, ${there} in the other`;
  }
  return undefined;
}

/**
 * What a module is made of, where neither order nor numbers of bytes say anything: padding may differ. Whether there is
 * an empty function table hangs on which object names it first, here and in wasm-ld.
 */
function partsOf(module: WasmModule): ReadonlyMap<string, number> {
  const { imports, functions, elements, data, sections } = shapeOf(module);
  const wanted = imports.filter(({ kind }) => kind !== 'memory' && kind !== 'table');
  const parts = new Map([
    ['functions', functions],
    ['table slots', elements.reduce((sum, { entries }) => sum + entries, 0)],
    ...wanted.map(({ kind, name, type }) => [`import of ${kind} ${name}: ${type}`, 1] as const),
  ]);
  const present = sections.filter(({ name }) => !saysNothing.has(name) && !name.startsWith('reloc.'));
  for (const name of [...data.map(({ name }) => `segment ${name}`), ...present.map(({ name }) => `section ${name}`)]) {
    parts.set(name, (parts.get(name) ?? 0) + 1);
  }
  return parts;
}

/**
 * What an import section holds is said above; a table that nothing needs may be imported, or not; what --emit-relocs
 * adds is not seen where it refers to symbols that are not there (`outputIn`), which one link may do and the other not.
 */
const saysNothing: ReadonlySet<string> = new Set(['import', 'table', 'linking']);

/** A scenario that links, in one way only, with nothing to be said about it: what can be linked in another way. */
export function isPlain({ verdict, problems, resolution }: Expectation): boolean {
  return verdict === 'links' && problems.length === 0 && !resolution.ambiguous;
}
