/**
 * Claim: the module exports every symbol that the model exports, as the kind that it is, and no other symbol of the
 * input; it imports exactly the functions and globals that the model leaves to the host, once each, with their types.
 * Targets: all. Oracle: the model's resolution, `generators/model/resolve.ts`.
 * Cannot see: which of two equal-looking definitions won (self-check sees it), symbols that nobody exports or imports.
 * Fault that it catches: a hidden symbol that is exported, an undefined symbol imported twice, an import named by its
 * symbol where it has a name of its own.
 */
import { type Expectation, expectationOf } from '../generators/model/expect.ts';
import type { ExpectedImport } from '../generators/model/expected-import.ts';
import { isPositionIndependent } from '../generators/model/output-mode.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { functionText, globalText, tableText } from '../src/observe/describe.ts';
import type { ExternalKind, Import, WasmModule } from '../src/wasm/index.ts';
import { decodeOutput } from './decoded-output.ts';
import { lostGroupCause, lostNames } from './lost-groups.ts';
import { fails, holds, notApplicable, type Property, type Verdict } from './property.ts';
import { weakImportFault } from './told-to-the-loader.ts';

export const resolution: Property<Scenario> = {
  name: 'resolution',
  statement: 'The module exports and imports the symbols that resolution by the rules gives.',
  blindSpot: 'Symbols that are neither exported nor imported.',
  appliesTo: () => true,
  async check({ scenario, link }) {
    if (scenario === undefined) return notApplicable('there is no scenario');
    const expectation = expectationOf(scenario);
    if (expectation.verdict === 'fails' || expectation.resolution.ambiguous) return notApplicable('it must not link');
    const { module, verdict } = decodeOutput(await link());
    if (module === undefined) return verdict;
    const exported = checkExports(module, expectation);
    if (exported.kind !== 'holds') return exported;
    const imported = checkImports(module, expectation, scenario);
    if (imported.kind !== 'holds') return imported;
    return weakImportFault(module, expectation) ?? checkNeeded(module, expectation);
  },
};

function checkExports(module: WasmModule, expectation: Expectation): Verdict {
  const { exports, resolution } = expectation;
  const { names } = resolution;
  const found = new Map<string, ExternalKind>(module.exports.map(({ name, kind }) => [name, kind]));
  for (const { name, kind } of exports) {
    const got = found.get(name);
    if (got === undefined) return fails('export.missing', `${name} is not exported`);
    if (got !== kind) return fails('export.kind', `${name} is exported as ${got}, it is a ${kind}`);
  }
  const expected = new Set(exports.map(({ name }) => name));
  for (const { name } of module.exports) {
    const known = names.get(name);
    if (expected.has(name) || known === undefined || known.kind === 'synthetic') continue;
    const cause = lostNames(expectation).has(name) ? lostGroupCause : undefined;
    return fails('export.stray', `${name} is exported, and nothing asks for it`, cause);
  }
  return holds;
}

function checkImports(module: WasmModule, { imports, gotImports }: Expectation, scenario: Scenario): Verdict {
  const expected = new Set(imports.map(importText));
  const address = scenario.options.memory64 ? 'i64' : 'i32';
  for (const entry of gotImports) expected.add(`${entry}: global mut ${address}`);
  const found = new Set<string>();
  for (const wanted of module.imports) {
    const { module: from, field, kind } = wanted;
    if (isOfTheModule(wanted, scenario)) continue;
    const type = typeText(module, wanted);
    if (type === undefined) return fails(`import.${kind}`, `the ${kind} ${from}.${field} is imported`);
    const text = `${from}.${field}: ${type}`;
    // Where nothing is collected, the losers of COMDAT groups may stay, and import what they call.
    if (!expected.has(text) && scenario.options.gcSections === false) continue;
    if (!expected.has(text)) return fails('import.stray', `${text} is imported, the model imports ${list(expected)}`);
    if (found.has(text)) return fails('import.twice', `${text} is imported twice`);
    found.add(text);
  }
  const missing = [...expected].find((text) => !found.has(text));
  return missing === undefined ? holds : fails('import.missing', `${missing} is not imported`);
}

/** A loader brings in what is named here, in this order. */
function checkNeeded({ dylink }: WasmModule, { libraries }: Expectation): Verdict {
  const [wanted, got] = [libraries.map(({ name }) => name), dylink?.needed ?? []].map((names) => names!.join(' '));
  return wanted === got ? holds : fails('needed', `needed are "${got}", linked with "${wanted}"`);
}

/** The module's memory and table, where they are imported, and the globals that say where it is loaded. */
function isOfTheModule({ kind, field }: Import, { options }: Scenario): boolean {
  const isMoved = isPositionIndependent(options);
  if (kind === 'memory') return isMoved || options.importMemory === true;
  if (kind === 'table' && field === '__indirect_function_table') return isMoved || options.importTable === true;
  return isMoved && kind === 'global' && ['__memory_base', '__table_base', '__stack_pointer'].includes(field);
}

const list = (texts: ReadonlySet<string>): string => [...texts].join('; ') || 'nothing';

function typeText(module: WasmModule, wanted: Import): string | undefined {
  if (wanted.kind === 'function') return functionText(module.types[wanted.typeIndex]);
  if (wanted.kind === 'tag') return `tag ${functionText(module.types[wanted.typeIndex])}`;
  if (wanted.kind === 'table') return `table ${tableText(wanted.table)}`;
  return wanted.kind === 'global' ? `global ${globalText(wanted.global)}` : undefined;
}

function importText(wanted: ExpectedImport): string {
  const types = (names: readonly string[]) => `(${names.join(', ')})`;
  const typeOf = (): string => {
    switch (wanted.kind) {
      case 'function':
        return `${types(wanted.signature.parameters)} -> ${types(wanted.signature.results)}`;
      case 'tag':
        return `tag ${types(wanted.parameters)} -> ()`;
      case 'table':
        return `table ${wanted.shape.minimum}..${wanted.shape.maximum ?? ''} ${wanted.shape.element}`;
      case 'global':
        return `global ${wanted.mutable ? 'mut ' : ''}${wanted.type}`;
    }
  };
  return `${wanted.module}.${wanted.field}: ${typeOf()}`;
}
