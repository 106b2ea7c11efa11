/**
 * The linker: objects in, one module out. This file is its table of contents: one pass a line, in order, with a fence
 * where something may not change any more. Each pass is a file of the same name.
 *
 * `link` never throws for bad input: it returns diagnostics. An `InternalError` that escapes is a bug of ours.
 */

import { checkOptions } from './command-line/check-options.ts';
import type { Diagnostic } from './diagnostics.ts';
import { DiagnosticSink } from './diagnostics.ts';
import {
  checkExportNames,
  checkMutableGlobals,
  checkRequiredExports,
  collectExports,
  type Exports,
} from './exports.ts';
import type { ImportTable } from './imports.ts';
import { collectImports } from './imports.ts';
import { resolveFunctionTable, sizeFunctionTable } from './indirect-function-table.ts';
import { collectInitFunctions, createInitFunctions } from './init-functions.ts';
import { addStartStopSymbols, layoutMemory } from './layout-memory.ts';
import { LinkMap } from './link-map.ts';
import { loadInputs } from './load.ts';
import { type MarkStats, mark } from './mark.ts';
import { completeOptions, type LinkInput, type LinkOptions } from './options.ts';
import type { OutputIndices } from './output-indices.ts';
import { assignIndices, typeIndexOf } from './output-indices.ts';
import { printRemovedPayloads } from './print-gc-sections.ts';
import { isPositionIndependent, type Program } from './program.ts';
import { Relocator } from './relocate.ts';
import { forceExports, resolve } from './resolve.ts';
import { type RelocationNeeds, scanRelocations } from './scan-relocations.ts';
import { checkPadding, createSegments } from './segments.ts';
import { writeSyntheticBodies } from './synthetic-bodies.ts';
import { settleFeatures } from './target-features.ts';
import { writeOutput } from './write-output.ts';

/** Counts of the work done: a property compares them, a benchmark reports them. */
export interface LinkStats extends MarkStats {
  /** Of live payloads, from input to output. */
  readonly outputBytesCopied: number;
}

/** What a link says beside its output, whether it succeeds or not. */
export interface Told {
  readonly diagnostics: readonly Diagnostic[];
  /** Lines for standard output (`--trace`, `--print-gc-sections`, …). */
  readonly printed: readonly string[];
  /** Content of the `--why-extract` file, when one is asked for. */
  readonly whyExtract?: string | undefined;
}

/** What became of a link: bytes, or errors among the diagnostics. There may be warnings either way. */
export type LinkResult =
  | ({ readonly ok: true; readonly bytes: Uint8Array; readonly stats: LinkStats; readonly map: LinkMap } & Told)
  /** There is a map when only the last check failed. */
  | ({ readonly ok: false; readonly map?: LinkMap | undefined } & Told);

/**
 * Links the inputs, in order, with these settings and wasm-ld's defaults for the rest. Bad input gives diagnostics and
 * never an exception; an `InternalError` is a bug of the linker. Touches no disk, writes to no input, keeps nothing.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { link, printDiagnostics } from 'linksmith';
 *
 * const inputs = [{ name: 'add.o', bytes: await readFile('add.o') }];
 * const result = link(inputs, { entry: undefined, exports: ['add'] });
 * if (!result.ok) throw new Error(printDiagnostics(result.diagnostics, { program: 'my-tool' }));
 * for (const { object, index, address } of result.map.atoms()) console.log(object, index, address);
 * ```
 */
export function link(inputs: readonly LinkInput[], given: Partial<LinkOptions> = {}): LinkResult {
  const options = completeOptions(given);
  const { errorLimit, fatalWarnings, verbose, earlierDiagnostics } = options;
  const sink = new DiagnosticSink({ errorLimit, fatalWarnings, verbose, earlierDiagnostics });
  let whyExtract: string | undefined;
  const told = (): Told => ({ diagnostics: sink.diagnostics, printed: sink.printed, whyExtract });
  const failed = (): LinkResult => ({ ok: false, ...told() });

  // What is linked: files, then which members take part and what each name means.
  const loaded = loadInputs(inputs, options, sink);
  if (sink.failed) return failed();
  checkOptions(options, sink);
  if (sink.failed) return failed();
  const program = resolve(loaded, options, sink);
  const extractions = describeExtractions(program);
  if (options.whyExtract === '-') for (const line of extractions) sink.print(line);
  else if (extractions.length > 0) whyExtract = `${extractions.join('\n')}\n`;
  if (sink.failed) return failed();

  // What is alive: here payloads become atoms. Beyond this point nothing of an input comes alive.
  const liveness = mark(program);
  if (options.printGcSections && options.gcSections) printRemovedPayloads(program, liveness);
  const table = resolveFunctionTable(program, liveness, false);
  if (table) program.known.indirectFunctionTable = table;
  if (sink.failed) return failed();

  // Where data lies, and the names that only then can be defined.
  const { known } = program;
  if (!isPositionIndependent(options) && known.definedTableBase) known.definedTableBase.offset = options.tableBase;
  const created = createSegments(program, liveness);
  const memory = layoutMemory(program, created.table.segments);
  addStartStopSymbols(program, created.table.segments);
  forceExports(program);
  checkRequiredExports(program);
  const features = settleFeatures(program, liveness);
  const needsOneSegment = isPositionIndependent(options) && !features.extendedConst && !options.sharedMemory;
  const segments = needsOneSegment ? created.combined() : created.table;
  checkPadding(program, segments, features.emitBss);
  if (sink.closed) return failed();

  // What relocations need. Beyond this point no import is added.
  const imports = collectImports(program, liveness);
  const needs = scanRelocations(program, liveness, imports, segments);
  sizeFunctionTable(program, liveness, imports, needs.slotSymbols.length);
  createInitFunctions(program, segments.segments, needs, features);

  // Index spaces, and the bodies that need them.
  const indices = assignIndices(program, liveness, imports, needs);
  const initFunctions = collectInitFunctions(program, liveness, indices);
  const relocator = new Relocator({ options, liveness, needs, indices, segments, places: nowhere });
  writeSyntheticBodies({ program, liveness, needs, indices, segments, features, relocator, initFunctions });
  if (sink.failed) return failed();
  registerTypes(needs, imports, indices);
  const exports = collectExports(program, liveness, indices);
  checkMutableGlobals(program, exports, imports.symbols, features.names);
  refuseBrokenModule(needs, exports, program);

  if (needs.refusals.length > 0) return failed();

  // Bytes.
  const { types } = needs;
  const output = writeOutput({
    program,
    liveness,
    needs,
    indices,
    segments,
    memory,
    features,
    types,
    exports,
    initFunctions,
  });
  const stats = { ...liveness.stats, outputBytesCopied: output.bytesCopied };
  const map = new LinkMap(output);
  if (sink.failed) return { ok: false, map, ...told() };
  return { ok: true, bytes: output.bytes, stats, map, ...told() };
}

/** What wasm-ld links to a module that is invalid is an error here, after its own. */
function refuseBrokenModule({ refusals }: RelocationNeeds, exports: Exports, program: Program): void {
  if (program.sink.failed) return;
  for (const refusal of refusals) program.sink.report(refusal);
  checkExportNames(exports, program);
}

/** Data and code that run at start-up hold addresses and slots; neither says where code or custom sections lie. */
const nowhere = { functionOffset: () => 0, customOffset: () => 0, isWhole: () => true };

/** Types in wasm-ld's order: those of relocations (noted already), of imports, of functions, of tags. */
function registerTypes({ types }: RelocationNeeds, imports: ImportTable, { functions, tags }: OutputIndices): void {
  for (const symbol of imports.symbols) {
    if (symbol.kind === 'function' || symbol.kind === 'tag') types.add(symbol.signature!);
  }
  for (const func of functions) typeIndexOf(func, types);
  for (const { object, index } of tags) types.add(object.wasm.types[object.wasm.tags[index]!]!);
}

/** Lines of `--why-extract`; none when nobody asked or the link failed before they were settled. */
function describeExtractions({ options, extractions }: Program): string[] {
  if (options.whyExtract === '' || extractions === undefined) return [];
  const rows = extractions.map(({ reference, file, symbol }) => `${reference}\t${file}\t${symbol}`);
  return ['reference\textracted\tsymbol', ...rows];
}
