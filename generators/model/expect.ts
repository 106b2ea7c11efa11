/**
 * What must come out of linking a scenario, computed without linking: the verdict, what every symbol leads to, what is
 * kept, what is exported and imported, and what each call from outside returns.
 * Properties ask here. Not here: the rules themselves (`resolve.ts`, `reach.ts`, `target-features.ts`, `evaluate.ts`).
 */

import {
  defaultLoading,
  type LinkOptions,
  type Loading,
  type Probe,
  type Scenario,
  type ScenarioLibrary,
} from '../scenario/scenario.ts';
import { signatureText } from '../scenario/values.ts';
import { checkMemory } from './check-memory.ts';
import { checkOptions } from './check-options.ts';
import { calledNames, gotImportsOf, importsOfMoved } from './dynamic-imports.ts';
import { type CallOutcome, startProgram } from './evaluate.ts';
import type { ExpectedImport } from './expected-import.ts';
import { isPositionIndependent } from './output-mode.ts';
import { isExportedName, type Reach, reach, visitKeptReferences } from './reach.ts';
import { targetName } from './resolution.ts';
import { type Problem, type Resolution, type Resolved, resolve } from './resolve.ts';
import { checkTargetFeatures } from './target-features.ts';
import { threadSymbols } from './thread-storage.ts';

/** What must come of a link, computed on paper. */
export interface Expectation {
  /** `fails`: every linker must refuse. */
  readonly verdict: 'links' | 'fails';
  /** Errors and warnings that must be found; a target may find more of the same once it has failed. */
  readonly problems: readonly Problem[];
  readonly resolution: Resolution;
  readonly reach: Reach;
  /** Names of input symbols that the export section must hold (`memory` and the linker's own names are not listed). */
  readonly exports: readonly ExpectedExport[];
  /** What the output imports besides memory and table; whoever instantiates it answers with `hostValue`. */
  readonly imports: readonly ExpectedImport[];
  /** Globals that hold addresses and slots that only the loader knows: `GOT.mem.d0`. */
  readonly gotImports: ReadonlySet<string>;
  /** For a module that a loader completes. */
  readonly loading: Loading;
  readonly libraries: readonly ScenarioLibrary[];
  /** To be made in this order on one instance. Empty when the link fails. */
  readonly calls: readonly ExpectedCall[];
}

/** An export that must be there. */
export interface ExpectedExport {
  readonly name: string;
  readonly kind: 'function' | 'global' | 'tag' | 'table';
}

/** A call from outside, and how it must end. */
export interface ExpectedCall {
  readonly export: string;
  readonly arguments: readonly number[];
  /** The instance, where it is not the first: see `Probe`. */
  readonly thread?: number;
  /** `returns` 0 for a function without result. */
  readonly outcome: CallOutcome;
}

const expectations = new WeakMap<Scenario, Expectation>();

/** Computed once a scenario value; a scenario is never changed. */
export function expectationOf(scenario: Scenario): Expectation {
  let expectation = expectations.get(scenario);
  if (expectation === undefined) {
    expectation = computeExpectation(scenario);
    expectations.set(scenario, expectation);
  }
  return expectation;
}

function computeExpectation(scenario: Scenario): Expectation {
  const resolution = resolve(scenario);
  const reached = reach(scenario, resolution);
  const problems = [
    ...resolution.problems,
    ...reached.problems,
    ...checkTargetFeatures(scenario, resolution, reached),
    ...checkMemory(scenario.options),
    ...checkOptions(scenario.options),
  ];
  const { fatalWarnings } = scenario.options;
  const fails = problems.some(({ severity }) => severity === 'error' || fatalWarnings === true);
  let calls: readonly ExpectedCall[] | undefined;
  return {
    verdict: fails ? 'fails' : 'links',
    problems,
    resolution,
    reach: reached,
    exports: fails ? [] : exportsOf(scenario, resolution),
    imports: fails ? [] : importsOf(resolution, reached, scenario.options),
    gotImports: gotImportsOf(resolution, reached, scenario.options),
    loading: scenario.loading ?? defaultLoading,
    libraries: scenario.libraries ?? [],
    /** The dearest part: computed when it is asked for, which who only looks at a case never does. */
    get calls() {
      calls ??= fails ? [] : callsOf(scenario, resolution, reached);
      return calls;
    },
  };
}

function exportsOf(scenario: Scenario, resolution: Resolution): ExpectedExport[] {
  const exports: ExpectedExport[] = [];
  for (const [name, resolved] of resolution.names) {
    const kind = exportKind(resolved);
    if (kind === undefined) continue;
    // The linker's own are promised only when they are asked for by name.
    if (resolved.kind === 'synthetic' && !scenario.options.exports.includes(name)) continue;
    if (isExportedName(scenario, name, resolution.winners.get(name))) exports.push({ name, kind });
  }
  return exports;
}

function exportKind(resolved: Resolved): ExpectedExport['kind'] | undefined {
  switch (resolved.kind) {
    case 'function':
      return 'function';
    case 'data':
    case 'absolute':
    case 'global':
      return 'global';
    case 'tag':
    case 'table':
      return resolved.kind;
    case 'synthetic':
      return threadSymbols.get(resolved.name);
    default:
      return undefined;
  }
}

function importsOf(resolution: Resolution, reached: Reach, options: LinkOptions): ExpectedImport[] {
  const imports = new Map<string, ExpectedImport>();
  // The address of a function alone comes from the GOT.
  const called = isPositionIndependent(options) ? calledNames(resolution) : undefined;
  visitKeptReferences(resolution, reached, (resolved, _use, symbol) => {
    const isCalled = called === undefined || called.has(targetName(resolution, symbol));
    if (resolved.kind === 'host' && !isCalled && resolved.library === undefined) return;
    if (!isImport(resolved)) return;
    const { module, field } = resolved.import;
    // Under one name there may be several, each of another type.
    const type = resolved.kind === 'host' ? signatureText(resolved.signature) : 'global';
    imports.set(`${module}/${field} ${type}`, { module, field, ...importedType(resolved) });
  });
  for (const wanted of importsOfMoved(resolution, reached, options))
    imports.set(`${wanted.module}/${wanted.field}`, wanted);
  return [...imports.values()];
}

type Imported = Extract<Resolved, { kind: 'host' | 'host-global' | 'host-tag' | 'host-table' }>;

function isImport(resolved: Resolved): resolved is Imported {
  return resolved.kind.startsWith('host');
}

function importedType(resolved: Imported) {
  switch (resolved.kind) {
    case 'host':
      return { kind: 'function', signature: resolved.signature } as const;
    case 'host-global':
      return { kind: 'global', type: resolved.type, mutable: resolved.mutable } as const;
    case 'host-tag':
      return { kind: 'tag', parameters: resolved.parameters } as const;
    case 'host-table':
      return { kind: 'table', shape: resolved.shape } as const;
  }
}

function callsOf(scenario: Scenario, resolution: Resolution, reached: Reach): ExpectedCall[] {
  const program = startProgram(resolution, reached, scenario.options);
  const outcomeOf = ({ export: name, arguments: given, thread }: Probe): CallOutcome =>
    isExportedName(scenario, name, resolution.winners.get(name))
      ? program.call(name, given, thread)
      : { kind: 'indeterminate', reason: 'nothing says that it is exported' };
  return scenario.probes.map((probe) => ({ ...probe, outcome: outcomeOf(probe) }));
}
