/**
 * Shrinks one stored failure further, with a budget of its own, and puts the result together as a finding.
 * In: a scenario that fails, where it came from, the target. Out: a finding folder as a value, or undefined when it does
 * not fail any more. Not here: storing it (`store.ts`).
 */
import type { FindingFolder } from './finding.ts';
import { Investigation, type InvestigationOptions } from './investigation.ts';
import { replayCase } from './replay.ts';

export interface MinimizeSubject {
  readonly scenario: unknown;
  /** As it was generated, when that is known. */
  readonly original: unknown;
  readonly property: string;
  /** The failure that must stay the same. */
  readonly key: string;
  readonly index: number;
}

export async function minimize(
  subject: MinimizeSubject,
  options: InvestigationOptions & { readonly target: string },
): Promise<FindingFolder | undefined> {
  const { property, key, index, scenario } = subject;
  const { target, seed } = options;
  const replayed = await replayCase({ property, scenario, seed, index }, target, options);
  const failing = replayed.verdicts.find((verdict) => verdict.kind === 'fails' && verdict.property === property);
  if (failing === undefined) return undefined;
  const failure = { index, target, property, key: failing.key ?? key, evidence: failing.detail, features: [] };
  const investigation = new Investigation(options, failure);
  const shrunk = await investigation.shrink(scenario);
  const described = await investigation.describe(shrunk.scenario);
  return investigation.folderOf(described, { original: subject.original, shrunk });
}
