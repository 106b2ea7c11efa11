/**
 * A link explained from its inputs: which definition of each name counts and why, what is alive and why, what stands at
 * each relocation site in the outputs. For the report of a finding and for `linksmith inspect --why`.
 * In: the files and the command line of a job, outputs by target. Out: plain data; nothing is linked.
 * Not here: the three answers (a file each), how they are shown (`src/report`).
 */

import { symbolsOf } from '../../../properties/audit/audit-module.ts';
import type { Payload } from '../../../properties/audit/audited-object.ts';
import { inputsOfJob } from '../../../properties/audit/job-inputs.ts';
import { type LinkGraph, linkGraph, payloadsOf } from './link-graph.ts';
import { type AtomSites, auditOutputs, siteValues } from './site-values.ts';
import { type SymbolChoice, symbolChoices } from './symbol-choices.ts';

export interface LinkToExplain {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly args: readonly string[];
  /** By name of the target; none is fine. */
  readonly outputs?: ReadonlyMap<string, Uint8Array>;
}

export type LinkExplanation =
  | {
      readonly kind: 'explained';
      readonly graph: LinkGraph;
      readonly choices: readonly SymbolChoice[];
      /** Of atoms that have relocations or are named in no other way, in the order of the graph. */
      readonly sites: readonly AtomSites[];
      /** By target: what the audit says of its output. */
      readonly faults: readonly { readonly target: string; readonly messages: readonly string[] }[];
    }
  | { readonly kind: 'cannot-explain'; readonly reason: string };

export function explainLink({ files, args, outputs = new Map() }: LinkToExplain): LinkExplanation {
  const read = inputsOfJob({ files, args });
  if (read.kind === 'cannot-follow') return { kind: 'cannot-explain', reason: read.reason };
  const { inputs, options } = read;
  const symbols = symbolsOf(inputs, options);
  const explicit = new Set(inputs.filter(({ lazy }) => !lazy).map(({ object }) => object));
  const graph = linkGraph(symbols, { args, isExplicit: ({ wasm }) => explicit.has(wasm) });
  const audited = auditOutputs(outputs, symbols, options);
  const payloads: Payload[] = symbols.included.flatMap(payloadsOf);
  return {
    kind: 'explained',
    graph,
    choices: symbolChoices(inputs, symbols),
    sites: payloads.map((payload, atom) =>
      siteValues(payload, atom, { outputs: audited, compressed: options.compressed === true }),
    ),
    faults: audited.map(({ target, audit }) => ({ target, messages: audit.findings.map(({ message }) => message) })),
  };
}
