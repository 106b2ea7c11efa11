/**
 * Refuses options that do not go together and output paths that cannot be written, after the inputs were loaded without
 * an error and before any symbol is resolved: the place and the order of wasm-ld's driver (`checkOptions`).
 * The link calls this, so that a caller of the library is told the same as a user of the program.
 */
import type { DiagnosticCode, DiagnosticSink } from '../diagnostics.ts';
import type { LinkOptions } from '../options.ts';

export function checkOptions(options: LinkOptions, sink: DiagnosticSink): void {
  refuseCombinations(options, sink);
  if (options.relocatable) refuseInRelocatable(options, sink);
  warnOfUnstable(options, sink);
  if (options.bsymbolic && !options.shared) {
    sink.warn('useless-option', '-Bsymbolic is only meaningful when combined with -shared');
  }
  if (options.shared || options.pie) refuseFixedPlaces(options, sink);
  if (sink.failed) return;
  reportLater(options, 'cannot-open-file', sink);
  checkPath('output file', options.outputFile, options, sink);
  checkPath('map file', options.mapFile, options, sink);
}

/** `--why-extract`'s file is opened only when its contents are known, after symbols were resolved. */
export function checkWhyExtractPath(options: LinkOptions, sink: DiagnosticSink): void {
  checkPath('--why-extract= file', options.whyExtract, options, sink);
}

function refuseCombinations(options: LinkOptions, sink: DiagnosticSink): void {
  const refuse = (message: string) => sink.error('incompatible-options', message);
  if (options.compressRelocations && !options.stripDebug && !options.stripAll) {
    refuse(
      '--compress-relocations is incompatible with output debug information. Please pass --strip-debug or --strip-all',
    );
  }
  reportLater(options, 'unknown-value', sink);
  if (options.pie && options.shared) refuse('-shared and -pie may not be used together');
  if (options.outputFile === '') sink.error('missing-output-file', 'no output file specified');
  if (options.importTable && options.exportTable) refuse('--import-table and --export-table may not be used together');
}

function refuseInRelocatable(options: LinkOptions, sink: DiagnosticSink): void {
  const refuse = (message: string) => sink.error('incompatible-options', message);
  if (options.entry) refuse('entry point specified for relocatable output file');
  if (options.gcSections) refuse('-r and --gc-sections may not be used together');
  if (options.compressRelocations) refuse('-r -and --compress-relocations may not be used together');
  if (options.undefinedSymbols.length > 0) refuse('-r -and --undefined may not be used together');
  if (options.pie) refuse('-r and -pie may not be used together');
  // wasm-ld does not refuse it, and crashes later.
  if (options.shared) refuse('-r and -shared may not be used together');
  if (options.sharedMemory) refuse('-r and --shared-memory may not be used together');
  if (options.globalBase !== 0) refuse('-r and --global-base may not by used together');
}

function warnOfUnstable(options: LinkOptions, sink: DiagnosticSink): void {
  if (options.experimentalPic) return;
  const warn = (message: string) => sink.warn('unstable-feature', message);
  if (options.shared) warn('creating shared libraries, with -shared, is not yet stable');
  if (options.pie) warn('creating PIEs, with -pie, is not yet stable');
  if (options.unresolvedSymbols === 'import-dynamic') {
    warn('dynamic imports are not yet stable (--unresolved-symbols=import-dynamic)');
  }
}

function refuseFixedPlaces(options: LinkOptions, sink: DiagnosticSink): void {
  const refuse = (message: string) => sink.error('incompatible-options', message);
  if (options.globalBase !== 0) refuse('--global-base may not be used with -shared/-pie');
  if (options.tableBase !== 0) refuse('--table-base may not be used with -shared/-pie');
}

function reportLater(options: LinkOptions, code: DiagnosticCode, sink: DiagnosticSink): void {
  for (const later of options.laterDiagnostics) if (later.code === code) sink.report(later);
}

function checkPath(what: string, path: string, options: LinkOptions, sink: DiagnosticSink): void {
  if (path === '' || path === '-') return;
  const problem = options.files?.checkWritable?.(path);
  if (problem !== undefined)
    sink.error('cannot-open-output', `cannot open ${what} ${path}: ${problem}`, { object: path });
}
