/**
 * From parsed arguments to `LinkOptions`: what each option sets, in the order of wasm-ld's driver (`readConfigs`), so
 * that complaints about values come in its order. Defaults that depend on others are `completeOptions`'s; whether two
 * options go together is asked here only where wasm-ld asks before it opens the inputs (`setConfigs`), else in
 * `check-options.ts`.
 */
import type { Diagnostic, DiagnosticSink } from '../diagnostics.ts';
import {
  type AtomStrategy,
  type BuildId,
  completeOptions,
  defaultMemoryImport,
  defaultOptions,
  type LinkOptions,
  type MemoryImport,
  type UnresolvedPolicy,
} from '../options.ts';
import type { OptionId } from './option-table.ts';
import { parseHexBytes, parseInteger, parseUnsigned } from './option-values.ts';
import type { ParsedArguments } from './parse-arguments.ts';

/** Complete options but for `files` and the diagnostics; values that are wrong are reported and have their default. */
export function readOptions(args: ParsedArguments, sink: DiagnosticSink): LinkOptions {
  const optimizer = readCodeGenerationOptions(args, sink);
  const given: Partial<LinkOptions> = {
    ...readFlags(args),
    ...readSymbols(args),
    ...optimizer,
    unresolvedSymbols: readUnresolvedPolicy(args, sink),
    ...readMemory(args, sink),
    ...readArchitecture(args, sink),
    ...readFeatures(args),
    ...readImportUndefined(args),
    buildId: readBuildId(args, sink),
    atoms: readAtoms(args, sink),
  };
  reportEarlyConflicts(given, sink);
  return completeOptions(given);
}

/** `--error-limit` and `--fatal-warnings`: read before all others, for messages depend on them. */
export function readReporting(
  args: ParsedArguments,
  sink: DiagnosticSink,
): Pick<LinkOptions, 'errorLimit' | 'fatalWarnings' | 'verbose'> {
  const limit = readInteger(args, 'error-limit', 20n, sink);
  return {
    errorLimit: Math.max(Number(limit), 0),
    fatalWarnings: args.toggle('fatal-warnings', 'no-fatal-warnings') ?? false,
    verbose: args.has('verbose'),
  };
}

function readFlags(args: ParsedArguments): Partial<LinkOptions> {
  return {
    outputFile: args.lastValue('o') ?? '',
    relocatable: args.has('relocatable'),
    shared: args.has('shared'),
    pie: args.toggle('pie', 'no-pie') ?? false,
    experimentalPic: args.has('experimental-pic'),
    bsymbolic: args.has('Bsymbolic'),
    soname: args.lastValue('soname') ?? '',
    emitRelocs: args.has('emit-relocs'),
    printGcSections: args.toggle('print-gc-sections', 'no-print-gc-sections') ?? false,
    ...present('gcSections', args.toggle('gc-sections', 'no-gc-sections')),
    ...present('mergeDataSegments', args.toggle('merge-data-segments', 'no-merge-data-segments')),
    stripAll: args.has('strip-all'),
    stripDebug: args.has('strip-debug'),
    keepSections: args.values('keep-section'),
    compressRelocations: args.has('compress-relocations'),
    mapFile: args.has('print-map') ? '-' : (args.lastValue('Map') ?? ''),
    whyExtract: args.lastValue('why-extract') ?? '',
    trace: args.has('trace'),
    traceSymbols: args.values('trace-symbol'),
    demangle: args.toggle('demangle', 'no-demangle') ?? true,
  };
}

function readSymbols(args: ParsedArguments): Partial<LinkOptions> {
  // `--no-entry` has no value, and stands for the empty one.
  const entry = args.last('entry', 'no-entry');
  return {
    ...(entry === undefined ? {} : { entry: entry.values[0] || undefined }),
    exports: args.values('export'),
    exportsIfDefined: args.values('export-if-defined'),
    exportAll: args.has('export-all'),
    ...present('exportDynamic', args.toggle('export-dynamic', 'no-export-dynamic')),
    undefinedSymbols: args.values('undefined'),
    wrap: args.values('wrap'),
    sharedLibrarySignatureCheck: !args.has('no-shlib-sigcheck'),
  };
}

/** LTO is not done here; values that wasm-ld refuses are refused all the same. */
function readCodeGenerationOptions(args: ParsedArguments, sink: DiagnosticSink): Partial<LinkOptions> {
  const level = readInteger(args, 'lto-O', 2n, sink);
  if (level < 0n || level > 3n)
    sink.error('unknown-value', `invalid optimization level for LTO: ${BigInt.asUintN(32, level)}`);
  const codeGeneration = readInteger(args, 'lto-CGO', 2n, sink);
  if (codeGeneration < 0n || codeGeneration > 3n) {
    sink.error('unknown-value', `invalid codegen optimization level for LTO: ${BigInt.asUintN(32, codeGeneration)}`);
  }
  const laterDiagnostics = readJobs(args, readInteger(args, 'lto-partitions', 1n, sink));
  return { optimize: Number(BigInt.asUintN(32, readInteger(args, 'O', 1n, sink))), laterDiagnostics };
}

/** wasm-ld looks at these numbers only after the inputs were loaded. */
function readJobs(args: ParsedArguments, partitions: bigint): Diagnostic[] {
  const jobs = args.lastValue('thinlto-jobs') ?? args.lastValue('threads') ?? '';
  const messages = [
    ...(partitions === 0n ? ['--lto-partitions: number of threads must be > 0'] : []),
    ...(jobs === '' || jobs === 'all' || /^[0-9]+$/.test(jobs) ? [] : [`--thinlto-jobs: invalid job count: ${jobs}`]),
  ];
  return messages.map((message) => ({ code: 'unknown-value', severity: 'error', message }));
}

function readUnresolvedPolicy(args: ParsedArguments, sink: DiagnosticSink): UnresolvedPolicy {
  const errors = args.toggle('error-unresolved-symbols', 'warn-unresolved-symbols') ?? true;
  const reporting = errors ? 'report-all' : 'warn';
  const value = args.lastValue('unresolved-symbols') ?? 'report-all';
  if (value === 'ignore-all' || value === 'import-dynamic') return value;
  if (value !== 'report-all') sink.error('unknown-value', `unknown --unresolved-symbols value: ${value}`);
  return reporting;
}

/** `--allow-undefined` is older, and stronger than `--unresolved-symbols`. */
function readImportUndefined(args: ParsedArguments): Partial<LinkOptions> {
  if (args.has('allow-undefined')) return { importUndefined: true, unresolvedSymbols: 'ignore-all' };
  return { importUndefined: args.has('import-undefined') };
}

function readMemory(args: ParsedArguments, sink: DiagnosticSink): Partial<LinkOptions> {
  const bytes = (id: OptionId) => Number(BigInt.asUintN(64, readInteger(args, id, 0n, sink)));
  const tableBase = bytes('table-base');
  const globalBase = bytes('global-base');
  const initialHeap = bytes('initial-heap');
  const initialMemory = bytes('initial-memory');
  const maxMemory = bytes('max-memory');
  const noGrowableMemory = args.has('no-growable-memory');
  const zStackSize = readStackSize(args, sink);
  if (maxMemory !== 0 && noGrowableMemory) {
    sink.error('incompatible-options', '--max-memory is incompatible with --no-growable-memory');
  }
  return {
    ...{ tableBase, globalBase, initialHeap, initialMemory, maxMemory, noGrowableMemory, zStackSize },
    importMemory: readMemoryImport(args),
    exportMemory: args.lastValue('export-memory=') ?? (args.has('export-memory') ? 'memory' : undefined),
    sharedMemory: args.has('shared-memory'),
    stackFirst: args.has('stack-first'),
    importTable: args.has('import-table'),
    exportTable: args.has('export-table'),
    growableTable: args.has('growable-table'),
  };
}

function readMemoryImport(args: ParsedArguments): MemoryImport | undefined {
  const named = args.lastValue('import-memory=');
  if (named === undefined) return args.has('import-memory') ? defaultMemoryImport : undefined;
  const comma = named.indexOf(',');
  if (comma < 0) return { module: named, field: '' };
  return { module: named.slice(0, comma), field: named.slice(comma + 1) };
}

/** Each `-z stack-size=` is read, the last good one counts. */
function readStackSize(args: ParsedArguments, sink: DiagnosticSink): number {
  let size = BigInt(defaultOptions.zStackSize);
  for (const setting of args.values('z')) {
    const [key, ...value] = setting.split('=');
    if (key !== 'stack-size') continue;
    const number = parseUnsigned(value.join('='), 64);
    if (number === undefined) sink.error('bad-number', `invalid stack-size: ${value.join('=')}`);
    else size = number;
  }
  return Number(size);
}

function readArchitecture(args: ParsedArguments, sink: DiagnosticSink): Partial<LinkOptions> {
  const name = args.lastValue('m');
  const is64 = name === 'wasm64' ? true : name === 'wasm32' ? false : undefined;
  if (name !== undefined && is64 === undefined) sink.error('unknown-value', `invalid target architecture: ${name}`);
  const threads = args.lastValue('threads');
  if (threads !== undefined && !parseUnsigned(threads, 32)) {
    sink.error('bad-number', `--threads: expected a positive integer, but got '${threads}'`);
  }
  return { is64 };
}

function readFeatures(args: ParsedArguments): Partial<LinkOptions> {
  return {
    checkFeatures: args.toggle('check-features', 'no-check-features') ?? true,
    features: args.last('features')?.values,
    extraFeatures: args.last('extra-features')?.values,
  };
}

function readBuildId(args: ParsedArguments, sink: DiagnosticSink): BuildId {
  const last = args.last('build-id', 'build-id=');
  if (last === undefined) return { kind: 'none' };
  const style = last.id === 'build-id' ? 'fast' : (last.values[0] ?? '');
  if (style === 'tree') return { kind: 'sha1' };
  if (style === 'none' || style === 'fast' || style === 'sha1' || style === 'uuid') return { kind: style };
  if (!style.startsWith('0x')) {
    sink.error('unknown-value', `unknown --build-id style: ${style}`);
    return { kind: 'none' };
  }
  const bytes = parseHexBytes(style.slice(2));
  if (typeof bytes !== 'string') return { kind: 'hex', bytes };
  sink.error('bad-hexadecimal', `not a hexadecimal value: ${bytes}`);
  return { kind: 'none' };
}

function readAtoms(args: ParsedArguments, sink: DiagnosticSink): AtomStrategy {
  const value = args.lastValue('atoms') ?? 'lazy';
  if (value === 'lazy' || value === 'eager') return value;
  sink.error('unknown-value', `unknown --atoms value: ${value}`);
  return 'lazy';
}

/** What `setConfigs` refuses, before any input is opened. */
function reportEarlyConflicts(given: Partial<LinkOptions>, sink: DiagnosticSink): void {
  const refuse = (message: string) => sink.error('incompatible-options', message);
  if ((given.pie || given.shared) && given.exportTable) refuse('-shared/-pie is incompatible with --export-table');
  if (given.relocatable && given.exportTable) refuse('--relocatable is incompatible with --export-table');
  if (given.relocatable && given.growableTable) refuse('--relocatable is incompatible with --growable-table');
  if (given.shared && given.exportMemory !== undefined) refuse('--export-memory is incompatible with --shared');
}

/** The last value of an option, decimal; what is no number is reported and counts as 0. */
function readInteger(args: ParsedArguments, id: OptionId, fallback: bigint, sink: DiagnosticSink): bigint {
  const last = args.last(id);
  if (last === undefined) return fallback;
  const value = last.values[0] ?? '';
  const number = parseInteger(value);
  if (number !== undefined) return number;
  sink.error('bad-number', `${last.text}: number expected, but got '${value}'`);
  return 0n;
}

/** An entry only when there is a value, so that the default can depend on other settings. */
function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
