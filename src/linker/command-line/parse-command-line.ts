/**
 * A wasm-ld command line, from strings to what the link needs: options, inputs in order, and what there is to complain
 * about so far. One call a step, in the order of wasm-ld's driver, which decides the order of the messages.
 * Files are reached only through `FileAccess`, so the same code serves the program and links in memory.
 * Not here: complaints that come after the inputs were loaded (`check-options.ts`).
 */
import { type Diagnostic, DiagnosticSink } from '../diagnostics.ts';
import type { FileAccess, LinkInput, LinkOptions } from '../options.ts';
import { parseSymbolList } from '../symbol-lists.ts';
import { findInputs } from './find-inputs.ts';
import { helpText } from './help-text.ts';
import { type ParsedArguments, parseArguments } from './parse-arguments.ts';
import { readOptions, readReporting } from './read-options.ts';
import { type RecordedFiles, type Reproduction, recordFiles, reproduction } from './reproduce.ts';
import { expandResponseFiles } from './response-files.ts';
import type { QuotingStyle } from './tokenize.ts';
import { versionText } from './version.ts';

/** A command line, read. */
export interface CommandLine {
  readonly action: 'link' | 'print-version' | 'print-help';
  /** What to print on standard output for the printing actions. */
  readonly text: string;
  /** Also in `options.earlierDiagnostics`, from where the link takes them over. */
  readonly diagnostics: readonly Diagnostic[];
  /** `--color-diagnostics`; `auto`: when standard error is a terminal. */
  readonly colors: 'auto' | 'always' | 'never';
  readonly options: LinkOptions;
  /** Some may have a `problem` instead of bytes. Empty for the printing actions. */
  readonly inputs: readonly LinkInput[];
  /** `--reproduce`, to be written when the link has ended. */
  readonly reproduction?: Reproduction;
}

/** What a command line depends on beside files. */
export interface Surroundings {
  /** For the usage line of `--help`. */
  readonly program?: string;
  /** Absolute; `--reproduce` makes paths absolute with it. */
  readonly workingDirectory?: string;
  /** `LLD_REPRODUCE` */
  readonly reproduce?: string;
  /** Quoting of response files without `--rsp-quoting`. */
  readonly quoting?: QuotingStyle;
}

/** `argv` without the program's name. Never throws; what is wrong is in the diagnostics. */
export function parseCommandLine(argv: readonly string[], files: FileAccess, around: Surroundings = {}): CommandLine {
  const sink = new DiagnosticSink();
  const args = readArguments(argv, files, around, sink);
  const colors = readColors(args, sink);
  reportMalformed(args, sink);
  const reporting = readReporting(args, sink);
  sink.configure(reporting);
  warnOfUnknownSettings(args, sink);

  const nothing = { colors, inputs: [], text: '' };
  if (args.has('help') || args.has('version', 'v')) {
    const [action, text] = args.has('help')
      ? (['print-help', helpText(around.program ?? 'linksmith-ld')] as const)
      : (['print-version', `${versionText}\n`] as const);
    const options = readOptions(parseArguments([]), new DiagnosticSink());
    return { ...nothing, action, text, options, diagnostics: sink.diagnostics };
  }

  const record = recordFiles(files);
  const repro = readReproduction(args, record, around, sink);
  const read = readOptions(args, sink);
  const inputs = sink.closed ? [] : findInputs(args, read, record);
  const options: LinkOptions = {
    ...read,
    ...reporting,
    ...readAllowUndefinedFile(args, record, read),
    files: record,
    earlierDiagnostics: sink.diagnostics,
  };
  return { ...nothing, action: 'link', options, inputs, diagnostics: sink.diagnostics, ...repro };
}

/** The quoting of response files stands on the command line itself, so where there are some that is read twice. */
function readArguments(
  argv: readonly string[],
  files: FileAccess,
  around: Surroundings,
  sink: DiagnosticSink,
): ParsedArguments {
  const unexpanded = parseArguments(argv);
  const quoting = unexpanded.lastValue('rsp-quoting') ?? around.quoting ?? 'posix';
  if (quoting !== 'posix' && quoting !== 'windows') {
    sink.error('unknown-value', `invalid response file quoting: ${quoting}`);
  }
  if (!argv.some((text) => text.startsWith('@'))) return unexpanded;
  const style = quoting === 'windows' ? 'windows' : 'posix';
  return parseArguments(expandResponseFiles(argv, { files, style, sink }));
}

function readColors(args: ParsedArguments, sink: DiagnosticSink): CommandLine['colors'] {
  const last = args.last('color-diagnostics', 'color-diagnostics=', 'no-color-diagnostics');
  if (last === undefined) return 'auto';
  if (last.id === 'color-diagnostics') return 'always';
  if (last.id === 'no-color-diagnostics') return 'never';
  const value = last.values[0];
  if (value === 'always' || value === 'never' || value === 'auto') return value;
  sink.error('unknown-value', `unknown option: --color-diagnostics=${value}`);
  return 'auto';
}

function reportMalformed(args: ParsedArguments, sink: DiagnosticSink): void {
  if (args.missingValueOf !== undefined) sink.error('missing-argument', `${args.missingValueOf}: missing argument`);
  for (const unknown of args.each('unknown')) sink.error('unknown-argument', `unknown argument: ${unknown.text}`);
}

function warnOfUnknownSettings(args: ParsedArguments, sink: DiagnosticSink): void {
  for (const setting of args.values('z')) {
    if (!setting.startsWith('stack-size=')) sink.warn('unknown-z-option', `unknown -z value: ${setting}`);
  }
}

function readReproduction(
  args: ParsedArguments,
  record: RecordedFiles,
  around: Surroundings,
  sink: DiagnosticSink,
): { readonly reproduction?: Reproduction } {
  const path = args.lastValue('reproduce') ?? around.reproduce;
  if (path === undefined) return {};
  if (record.checkWritable?.(path) === undefined) {
    return { reproduction: reproduction(path, args, record, around.workingDirectory ?? '/') };
  }
  sink.error('cannot-open-output', `--reproduce: cannot open ${path}`, { object: path });
  return {};
}

/** The last such option counts. */
function readAllowUndefinedFile(args: ParsedArguments, files: FileAccess, read: LinkOptions): Partial<LinkOptions> {
  const path = args.lastValue('allow-undefined-file');
  if (path === undefined) return {};
  const bytes = files.read(path);
  if (typeof bytes !== 'string') return { allowUndefinedSymbols: parseSymbolList(bytes) };
  const problem: Diagnostic = {
    code: 'cannot-open-file',
    severity: 'error',
    message: `cannot open ${path}: ${bytes}`,
    object: path,
  };
  return { laterDiagnostics: [...read.laterDiagnostics, problem] };
}
