/**
 * Whether the target features of the linked objects go together, and which the output uses. Rules of wasm-ld: a feature
 * that one object uses and another forbids is an error, and so is one that `--features` does not list; exporting or
 * importing a mutable global needs `mutable-globals`.
 */

import type { Scenario } from '../scenario/scenario.ts';
import { isPositionIndependent } from './output-mode.ts';
import { isExportedName, type Reach, visitKeptReferences } from './reach.ts';
import type { Problem, Resolution } from './resolve.ts';

export function checkTargetFeatures(scenario: Scenario, resolution: Resolution, reached: Reach): Problem[] {
  const { options } = scenario;
  if (options.checkFeatures === false) return [];
  const used = new Set<string>();
  const forbidden = new Set<string>();
  for (const object of resolution.included) {
    for (const { prefix, name } of object.targetFeatures) (prefix === '+' ? used : forbidden).add(name);
  }
  const allowed = options.features === undefined ? used : new Set([...options.features]);
  for (const feature of options.extraFeatures ?? []) allowed.add(feature);
  if (isPositionIndependent(options)) allowed.add('mutable-globals');
  const problems: Problem[] = [];
  for (const feature of used) {
    const fails = forbidden.has(feature) || !allowed.has(feature);
    if (fails) problems.push({ code: 'disallowed-feature', severity: 'error', symbol: feature });
  }
  if (options.sharedMemory || [...reached.kept].some((payload) => 'threadLocal' in payload)) {
    for (const symbol of ['atomics', 'bulk-memory']) {
      if (!allowed.has(symbol)) problems.push({ code: 'missing-memory-feature', severity: 'error', symbol });
    }
  }
  if (!allowed.has('mutable-globals')) {
    problems.push(...mutableExports(scenario, resolution, reached), ...mutableImports(resolution, reached));
  }
  return problems;
}

function mutableExports(scenario: Scenario, resolution: Resolution, reached: Reach): Problem[] {
  const problems: Problem[] = [];
  for (const [name, resolved] of resolution.names) {
    if (resolved.kind !== 'global' || !resolved.global.mutable || !reached.kept.has(resolved.global)) continue;
    if (!isExportedName(scenario, name, resolution.winners.get(name))) continue;
    problems.push({ code: 'mutable-global-feature', severity: 'error', symbol: name });
  }
  return problems;
}

function mutableImports(resolution: Resolution, reached: Reach): Problem[] {
  const names = new Set<string>();
  visitKeptReferences(resolution, reached, (resolved) => {
    if (resolved.kind === 'host-global' && resolved.mutable) names.add(resolved.import.field);
  });
  return [...names].map((symbol) => ({ code: 'mutable-global-feature', severity: 'error', symbol }));
}
