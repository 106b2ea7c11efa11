/**
 * A scenario as what a linker gets: the input files and wasm-ld's arguments. The same scenario always gives the same
 * bytes. Not here: one object's bytes (`lower-object.ts`).
 */
import { encodeArchive } from '../../src/wasm/encode-archive.ts';
import { isDefinition } from '../model/denotation.ts';
import type { Input, LinkOptions, Scenario, ScenarioObject } from '../scenario/scenario.ts';
import { lowerLibrary } from './lower-library.ts';
import { lowerObject } from './lower-object.ts';

/** Has the shape of a target's `LinkJob`. */
export interface LoweredScenario {
  /** By the names that the arguments use. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Without program and `-o`. */
  readonly args: readonly string[];
  readonly outputName: string;
}

/**
 * The files and the command line of a link, as a target gets them. The same scenario gives the same bytes.
 *
 * @example
 * ```ts
 * import { link, parseCommandLine } from 'linksmith';
 * import { caseAt, lower } from 'linksmith/generators';
 *
 * const { files, args } = lower(caseAt({ seed: 7, index: 0, profile: 'archives' }));
 * const read = (path: string) => files.get(path) ?? 'No such file or directory';
 * const { inputs, options } = parseCommandLine([...args, '-o', 'out.wasm'], { read, exists: (path) => files.has(path) });
 * console.log(link(inputs, options).ok);
 * ```
 */
export function lower(scenario: Scenario): LoweredScenario {
  const files = new Map<string, Uint8Array>();
  for (const input of scenario.inputs) {
    if (input.kind === 'archive') addArchive(input, files);
    else for (const object of membersOf(input)) files.set(object.name, lowerObject(object));
  }
  for (const library of scenario.libraries ?? []) files.set(library.name, lowerLibrary(library));
  const { allowUndefinedFile } = scenario.options;
  if (allowUndefinedFile !== undefined) files.set(allowedName, allowedList(allowUndefinedFile));
  return { files, args: argumentsOf(scenario), outputName: 'out.wasm' };
}

function membersOf(input: Input): readonly ScenarioObject[] {
  return input.kind === 'object' ? [input.object] : input.members;
}

function addArchive(archive: Extract<Input, { kind: 'archive' }>, files: Map<string, Uint8Array>): void {
  const { thin = false } = archive;
  const members = archive.members.map((object) => ({ name: object.name, bytes: lowerObject(object) }));
  if (thin) for (const { name, bytes } of members) files.set(name, bytes);
  const symbolTable = archive.index !== false && indexOf(archive.members);
  files.set(archive.name, encodeArchive({ members, format: archive.format ?? 'gnu', thin, symbolTable }));
}

const allowedName = 'allowed.syms';

function allowedList(names: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${['# may stay undefined', ...names].join('\n')}\n`);
}

function indexOf(members: readonly ScenarioObject[]): { name: string; member: number }[] {
  return members.flatMap(({ symbols }, member) =>
    symbols
      .filter(({ binding, denotes }) => binding !== 'local' && isDefinition(denotes))
      .map(({ name }) => ({ name, member })),
  );
}

/** wasm-ld's arguments: options, then inputs in order. */
export function argumentsOf(scenario: Scenario): string[] {
  const libraries = (scenario.libraries ?? []).map(({ name }) => name);
  return [...optionArguments(scenario.options), ...scenario.inputs.flatMap(inputArguments), ...libraries];
}

/** One line for a shell. */
export function commandLine(scenario: Scenario, program = 'wasm-ld'): string {
  return [program, ...argumentsOf(scenario), '-o', 'out.wasm'].map(quoted).join(' ');
}

function quoted(argument: string): string {
  return /^[\w./=,:@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

function inputArguments(input: Input): string[] {
  switch (input.kind) {
    case 'object':
      return [input.object.name];
    case 'archive':
      return input.wholeArchive ? ['--whole-archive', input.name, '--no-whole-archive'] : [input.name];
    case 'start-lib':
      return ['--start-lib', ...input.members.map(({ name }) => name), '--end-lib'];
  }
}

function optionArguments(options: LinkOptions): string[] {
  const args: string[] = [];
  const flag = (set: boolean | undefined, argument: string): void => {
    if (set) args.push(argument);
  };
  const each = (values: readonly (string | number)[] | undefined, prefix: string): void => {
    for (const value of values ?? []) args.push(`${prefix}${value}`);
  };
  const one = (value: string | number | undefined, prefix: string): void => {
    if (value !== undefined) args.push(`${prefix}${value}`);
  };
  if (options.entry === null) args.push('--no-entry');
  else one(options.entry, '--entry=');
  each(options.exports, '--export=');
  each(options.exportsIfDefined, '--export-if-defined=');
  each(options.undefined, '--undefined=');
  flag(options.exportAll, '--export-all');
  flag(options.exportDynamic, '--export-dynamic');
  flag(options.gcSections === false, '--no-gc-sections');
  one(options.strip, '--strip-');
  each(options.keepSections, '--keep-section=');
  flag(options.stackFirst, '--stack-first');
  if (options.stackSize !== undefined) args.push('-z', `stack-size=${options.stackSize}`);
  one(options.globalBase, '--global-base=');
  one(options.initialMemory, '--initial-memory=');
  one(options.maxMemory, '--max-memory=');
  one(options.initialHeap, '--initial-heap=');
  flag(options.noGrowableMemory, '--no-growable-memory');
  flag(options.importMemory, '--import-memory');
  flag(options.exportTable, '--export-table');
  flag(options.importTable, '--import-table');
  flag(options.growableTable, '--growable-table');
  one(options.tableBase, '--table-base=');
  flag(options.mergeDataSegments === false, '--no-merge-data-segments');
  one(options.optimize, '-O');
  flag(options.compressRelocations, '--compress-relocations');
  flag(options.emitRelocs, '--emit-relocs');
  flag(options.allowUndefined, '--allow-undefined');
  if (options.allowUndefinedFile !== undefined) args.push(`--allow-undefined-file=${allowedName}`);
  flag(options.warnUnresolvedSymbols, '--warn-unresolved-symbols');
  flag(options.importUndefined, '--import-undefined');
  one(options.unresolvedSymbols, '--unresolved-symbols=');
  flag(options.checkFeatures === false, '--no-check-features');
  if (options.features !== undefined) args.push(`--features=${options.features.join(',')}`);
  if (options.extraFeatures !== undefined) args.push(`--extra-features=${options.extraFeatures.join(',')}`);
  flag(options.fatalWarnings, '--fatal-warnings');
  flag(options.pie || options.shared || options.unresolvedSymbols === 'import-dynamic', '--experimental-pic');
  flag(options.pie, '-pie');
  flag(options.shared, '-shared');
  flag(options.bSymbolic, '-Bsymbolic');
  flag(options.sharedMemory, '--shared-memory');
  flag(options.memory64, '-mwasm64');
  each(options.wrap, '--wrap=');
  flag(options.exportMemory === true, '--export-memory');
  if (typeof options.exportMemory === 'string') args.push(`--export-memory=${options.exportMemory}`);
  flag(options.demangle === false, '--no-demangle');
  one(options.errorLimit, '--error-limit=');
  one(options.buildId, '--build-id=');
  one(options.soname, '--soname=');
  return args;
}
