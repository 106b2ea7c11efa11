/**
 * What is done about one failure: the case is made again, judged on its own, shrunk while the same property fails with the
 * same key, and put together as a finding. All judging happens in workers, so that a case that hangs or kills can be
 * shrunk like any other.
 * Not here: whether the failure is new, and where the finding is stored (`triage.ts`).
 */
import type { LinkJob } from '../../targets/target.ts';
import type { Harness } from '../engine/harness.ts';
import type { DescribeTask, Description, Evaluation, Failure } from '../engine/tasks.ts';
import { caseEnds, caseSeed } from '../engine/tasks.ts';
import type { CasePool, TaskEnd } from '../engine/worker-pool.ts';
import { linksmithVersion } from '../linksmith-version.ts';
import type { Finding, FindingFolder } from './finding.ts';
import { findingSchemaVersion } from './finding.ts';
import { type Shrunk, shrink } from './shrink.ts';
import { signatureOf } from './signature.ts';
import { sha256 } from './store.ts';

export interface InvestigationOptions {
  readonly pool: CasePool;
  readonly harness: Harness;
  readonly profile: string;
  readonly seed: number;
  /** Those of the campaign. */
  readonly targets: readonly { readonly name: string; readonly version: string; readonly linker?: string }[];
  readonly canary: boolean;
  /** Candidates that shrinking may try. */
  readonly shrinkBudget: number;
  /** Ends shrinking; what has been reached counts. */
  readonly stop: AbortSignal;
  /** Hears how many candidates have been tried, in every lane. */
  readonly onShrink?: (tried: number) => void;
}

/** A case as far as it can be made: without scenario when the generator fails, without job when lowering does. */
export interface Described {
  readonly scenario: unknown;
  readonly job?: LinkJob;
  readonly features: readonly string[];
}

/** How the scenario was reached. */
export interface Provenance {
  readonly original: unknown;
  readonly shrunk: Pick<Shrunk<unknown>, 'complete' | 'tried'>;
}

export const untouched: Provenance['shrunk'] = { complete: false, tried: 0 };

export class Investigation {
  readonly #options: InvestigationOptions;
  readonly #failure: Failure;
  /** The case was lost with its worker, or never came to the properties. */
  readonly #lost: boolean;
  /** It fails only where nothing was linked before: something is left over from one link to the next. */
  #needsFreshWorker = false;

  constructor(options: InvestigationOptions, failure: Failure) {
    this.#options = options;
    this.#failure = failure;
    this.#lost = failure.property === caseEnds.name;
  }

  /** The failing case itself, or another scenario. */
  async describe(scenario: unknown = null): Promise<Described> {
    const { pool, profile, seed } = this.#options;
    const { index, features, guide } = this.#failure;
    const task: DescribeTask =
      scenario === null ? { kind: 'describe', place: { profile, seed, index }, guide } : { kind: 'describe', scenario };
    try {
      const end: TaskEnd<Description> = await pool.describe(task);
      if (end.kind === 'done') return end.value;
    } catch {
      // Generating or lowering throws: the failure says so already.
    }
    return { scenario, features };
  }

  shrink(scenario: unknown): Promise<Shrunk<unknown>> {
    const { harness, shrinkBudget, pool, stop, onShrink } = this.#options;
    let tried = 0;
    return shrink(scenario, {
      candidates: (from) => harness.shrinkScenario(from),
      stillFails: async (candidate) => {
        const end = await this.#evaluate(candidate);
        onShrink?.(++tried);
        return this.#isSameFailure(end);
      },
      budget: Math.min(shrinkBudget, this.#lost ? lostBudget : this.#needsFreshWorker ? freshBudget : shrinkBudget),
      lanes: pool.jobs,
      stop,
    });
  }

  async folderOf({ scenario, job, features }: Described, { original, shrunk }: Provenance): Promise<FindingFolder> {
    const end = scenario === null || job === undefined ? undefined : await this.#evaluateAgain(scenario);
    const reproduced = end !== undefined && this.#isSameFailure(end);
    const inputs = job?.files ?? new Map<string, Uint8Array>();
    const finding: Finding = {
      ...this.#heading(features),
      message: (evidenceIn(end, this.#failure) ?? this.#failure.evidence).slice(0, longestMessage),
      reproduced,
      shrink: { complete: shrunk.complete, tried: shrunk.tried },
      job: {
        args: [...(job?.args ?? [])],
        ...(job?.outputName === undefined ? {} : { outputName: job.outputName }),
        files: [...inputs].map(([name, bytes]) => ({ name, sha256: sha256(bytes) })),
      },
    };
    return { finding, scenario, original, inputs, outputs: end?.kind === 'done' ? outputsOf(end.value) : new Map() };
  }

  #heading(features: readonly string[]): Omit<Finding, 'message' | 'reproduced' | 'shrink' | 'job'> {
    const { harness, profile, seed } = this.#options;
    const { property, index, guide } = this.#failure;
    const signature = signatureOf({ ...this.#failure, features });
    return {
      schemaVersion: findingSchemaVersion,
      property,
      statement: statementOf(harness, property),
      target: this.#target(),
      signature: { ...signature, features: [...signature.features] },
      ...this.#companions(),
      linksmith: linksmithVersion,
      profile,
      seed,
      index,
      ...(guide === undefined ? {} : { guided: true as const }),
    };
  }

  async #evaluateAgain(scenario: unknown): Promise<TaskEnd<Evaluation>> {
    const end = await this.#evaluate(scenario);
    if (this.#needsFreshWorker || this.#isSameFailure(end)) return end;
    this.#needsFreshWorker = true;
    const again = await this.#evaluate(scenario);
    this.#needsFreshWorker = this.#isSameFailure(again);
    return this.#needsFreshWorker ? again : end;
  }

  /** All that fails for a scenario, with what is behind it: other properties see the same bug. */
  async symptoms(scenario: unknown): Promise<readonly Symptom[]> {
    if (this.#lost || this.#options.canary || this.#options.stop.aborted) return [];
    const end = await this.#evaluate(scenario, { properties: undefined });
    if (end.kind !== 'done') return [];
    return end.value.verdicts.flatMap(({ property, verdict }) =>
      verdict.kind === 'fails' ? [{ property, key: verdict.key, cause: verdict.cause }] : [],
    );
  }

  /** Those that no simpler scenario shows: where one does, something else is behind it. */
  async inseparable(scenario: unknown, symptoms: readonly Symptom[]): Promise<readonly Symptom[]> {
    const { harness, stop } = this.#options;
    let left = symptoms;
    let budget = separationBudget;
    for (const candidate of harness.shrinkScenario(scenario)) {
      if (left.length === 0 || budget-- === 0 || stop.aborted) break;
      const end = await this.#evaluate(candidate, { properties: left.map(({ property }) => property) });
      left = left.filter((symptom) => evidenceIn(end, symptom) === undefined);
    }
    return left;
  }

  /** What other linkers make of a scenario; asked of findings of released linkers only. */
  async elsewhere(scenario: unknown): Promise<NonNullable<Finding['elsewhere']>> {
    const { harness, stop, canary } = this.#options;
    const { target } = this.#failure;
    if (canary || this.#lost || stop.aborted || harness.companions.includes(target)) return [];
    const witnesses = (await harness.witnesses?.()) ?? [];
    const rows = [];
    for (const { name, version } of witnesses) {
      if (name !== target)
        rows.push({ target: name, version, says: saidIn(await this.#evaluate(scenario, { target: name })) });
    }
    return rows;
  }

  #evaluate(scenario: unknown, change: Partial<Asked> = {}): Promise<TaskEnd<Evaluation>> {
    const { pool, targets, seed, canary } = this.#options;
    const { index, property } = this.#failure;
    const asked: Asked = {
      target: this.#failure.target,
      properties: this.#lost ? undefined : [property],
      ...change,
    };
    return pool.evaluate(
      {
        kind: 'evaluate',
        scenario,
        ...asked,
        companions: targets.map(({ name }) => name),
        seed: caseSeed(seed, index),
        canary,
      },
      {
        ...(this.#lost && { silenceLimitMs: Math.min(lostSilenceLimitMs, pool.silenceLimitMs) }),
        ...(this.#needsFreshWorker && { fresh: true }),
      },
    );
  }

  #isSameFailure(end: TaskEnd<Evaluation>): boolean {
    if (end.kind === 'lost') return this.#lost && this.#failure.key === lostKey(end.how);
    const verdict = failureIn(end, this.#failure);
    const { cause } = this.#failure;
    // Else a case could shrink from one bug to another that fails alike.
    return verdict !== undefined && (cause === undefined || verdict.cause === cause);
  }

  #companions(): Pick<Finding, 'companions'> {
    const names = this.#options.targets.map(({ name }) => name).filter((name) => name !== this.#failure.target);
    return names.length === 0 ? {} : { companions: names };
  }

  #target(): { name: string; version: string } {
    const { target } = this.#failure;
    return { name: target, version: this.#options.targets.find(({ name }) => name === target)?.version ?? 'unknown' };
  }
}

/** One property that fails for a case, and what is behind it where that can be told. */
export interface Symptom {
  readonly property: string;
  readonly key: string;
  readonly cause?: string | undefined;
}

interface Asked {
  readonly target: string;
  /** Undefined: all. */
  readonly properties: readonly string[] | undefined;
}

/** The key of `case-ends` for a lost case. */
export const lostKey = (how: 'hung' | 'died'): string => (how === 'hung' ? 'timed-out' : 'crashed');

/** What a property claims. */
export function statementOf(harness: Harness, property: string): string {
  if (property === caseEnds.name) return caseEnds.statement;
  return harness.properties.find(({ name }) => name === property)?.statement ?? '';
}

/** The evidence, when the same property fails with the same key. */
export const evidenceIn = (end: TaskEnd<Evaluation> | undefined, failure: Symptom): string | undefined =>
  failureIn(end, failure)?.evidence;

function failureIn(end: TaskEnd<Evaluation> | undefined, failure: Symptom) {
  if (end?.kind !== 'done') return undefined;
  const verdict = end.value.verdicts.find(({ property }) => property === failure.property)?.verdict;
  return verdict?.kind === 'fails' && verdict.key === failure.key ? verdict : undefined;
}

/** One property was asked. */
function saidIn(end: TaskEnd<Evaluation>): string {
  if (end.kind !== 'done') return end.kind;
  const [judged] = end.value.verdicts;
  if (judged === undefined) return 'does not do this';
  const { verdict } = judged;
  if (verdict.kind === 'holds') return 'holds';
  return verdict.kind === 'fails' ? `fails: ${verdict.key}` : `does not apply: ${verdict.reason}`;
}

const separationBudget = 64;
/** A candidate that hangs costs its limit and a worker: fewer are tried, with less patience. */
const lostBudget = 24;
/** One that needs a fresh worker costs that worker. */
const freshBudget = 100;
/** What took a worker down before is given less patience. */
export const lostSilenceLimitMs = 3_000;
const longestMessage = 64_000;

/** What each target made of the job, under a name that says which. */
function outputsOf(evaluation: Evaluation): Map<string, Uint8Array> {
  const outputs = new Map<string, Uint8Array>();
  for (const [target, outcome] of evaluation.outcomes) {
    const name = target.replace(/[^A-Za-z0-9._-]+/g, '-');
    if (outcome.kind === 'linked') outputs.set(`${name}.wasm`, outcome.bytes);
    else outputs.set(`${name}.txt`, new TextEncoder().encode(`${outcome.kind}\n${outcome.messages.join('\n')}\n`));
  }
  return outputs;
}
