/**
 * What `linksmith-ld` and `linksmith ld` do: wasm-ld's command line on the real disk. Reads the inputs, links, prints what
 * there is to say as wasm-ld prints it, and writes the outputs; exit code 0 when there was no error, else 1.
 * Not here: the programs (`ld.ts`, `start-ld.ts`), what options mean (`src/linker/command-line`), linking
 * (`src/linker/link.ts`).
 */
import { getHeapStatistics } from 'node:v8';
import { type CommandLine, parseCommandLine } from '../linker/command-line/parse-command-line.ts';
import { printDiagnostics } from '../linker/command-line/print-diagnostics.ts';
import type { Diagnostic, DiagnosticCode } from '../linker/diagnostics.ts';
import type { LinkResult } from '../linker/link.ts';
import { memoryOfAnEntry } from '../wasm/limits.ts';
import { diskFiles, writeWhole } from './disk-files.ts';
import { failWhenOutputIsLost } from './lost-output.ts';

/** Where the program's words go, and what it is told by its surroundings. */
export interface LdTerminal {
  stdout(data: Uint8Array | string): void;
  stderr(text: string): void;
  /** Standard error is a terminal: messages may have colours there, and what files contain must not. */
  readonly colors: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stands before each message. */
  readonly program: string;
  /** Called when the command line asks for a link, before it is made. */
  onLink?(): void;
}

/** `argv` without program names. Resolves to the exit code; never rejects. */
export async function runLd(argv: readonly string[], terminal: LdTerminal = processTerminal()): Promise<number> {
  try {
    return await linkFromDisk(argv, terminal);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    terminal.stderr(
      `${terminal.program}: error: internal error: ${reason.replaceAll('\n', ' ')}; please report this\n`,
    );
    return 1;
  }
}

async function linkFromDisk(argv: readonly string[], terminal: LdTerminal): Promise<number> {
  const line = parseCommandLine(argv, diskFiles, {
    program: terminal.program,
    workingDirectory: process.cwd(),
    quoting: process.platform === 'win32' ? 'windows' : 'posix',
    ...(terminal.env.LLD_REPRODUCE === undefined ? {} : { reproduce: terminal.env.LLD_REPRODUCE }),
  });
  if (line.action !== 'link') {
    terminal.stdout(line.text);
    return report(line.diagnostics, line, terminal);
  }
  terminal.onLink?.();
  // The linker itself is read only when there is something to link.
  const { link } = await import('../linker/link.ts');
  const result = link(line.inputs, { ...line.options, maximumEntries: entriesThatFit() });
  const problems = writeOutputs(result, await mapText(result, line), line, terminal);
  return report([...result.diagnostics, ...problems], line, terminal);
}

/** Into the heap that V8 was given: what has more is refused, where it would end the process (`--max-old-space-size`). */
const entriesThatFit = (): number => Math.floor(getHeapStatistics().heap_size_limit / memoryOfAnEntry);

/** The printed map, when one was asked for. */
async function mapText(result: LinkResult, line: CommandLine): Promise<string | undefined> {
  if (!result.map || line.options.mapFile === '') return undefined;
  const { printLinkMap } = await import('../linker/map-file.ts');
  return printLinkMap(result.map);
}

/** Prints them; the exit code. */
function report(diagnostics: readonly Diagnostic[], line: CommandLine, terminal: LdTerminal): number {
  if (diagnostics.length === 0) return 0;
  const colors = line.colors === 'auto' ? terminal.colors : line.colors === 'always';
  const text = printDiagnostics(diagnostics, { program: terminal.program, colors, escapesControls: terminal.colors });
  if (text !== '') terminal.stderr(text);
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error') ? 1 : 0;
}

/** All that the link made, each to its place; what could not be written. */
function writeOutputs(
  result: LinkResult,
  map: string | undefined,
  line: CommandLine,
  terminal: LdTerminal,
): Diagnostic[] {
  const { options, reproduction } = line;
  const problems: Diagnostic[] = [];
  const write = (output: Output) => problems.push(...writeOutput(output, terminal));
  for (const printed of result.printed) terminal.stdout(`${printed}\n`);
  if (result.whyExtract !== undefined)
    write({ what: '--why-extract= file ', path: options.whyExtract, content: result.whyExtract });
  if (map !== undefined) write({ what: '', path: options.mapFile, content: map });
  if (result.ok && problems.length === 0)
    write({ what: 'output file ', path: options.outputFile, content: result.bytes, executable: true });
  if (reproduction) write({ what: '', path: reproduction.path, content: reproduction.pack() });
  return problems;
}

interface Output {
  /** For the message, with a blank after it. */
  readonly what: string;
  /** `-` is standard output. */
  readonly path: string;
  readonly content: Uint8Array | string;
  readonly executable?: boolean;
}

function writeOutput(output: Output, terminal: LdTerminal): Diagnostic[] {
  if (output.path === '-') {
    terminal.stdout(output.content);
    return [];
  }
  const problem = writeWhole(output.path, output.content, output.executable ? 0o777 : 0o666);
  if (problem === undefined) return [];
  const code: DiagnosticCode = 'cannot-open-output';
  return [
    { code, severity: 'error', message: `cannot open ${output.what}${output.path}: ${problem}`, object: output.path },
  ];
}

/** The process's own streams and environment. Streams are made when they are used: most links say nothing. */
export function processTerminal(onLink = () => {}): LdTerminal {
  const program = 'linksmith-ld';
  let isWatched = false;
  const write = (stream: 'stdout' | 'stderr', data: Uint8Array | string) => {
    if (!isWatched) failWhenOutputIsLost(program);
    isWatched = true;
    process[stream].write(data);
  };
  return {
    stdout: (data) => write('stdout', data),
    stderr: (text) => write('stderr', text),
    get colors() {
      return process.stderr.isTTY ?? false;
    },
    env: process.env,
    program,
    onLink,
  };
}
