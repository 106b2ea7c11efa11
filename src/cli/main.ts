/**
 * The command line of `linksmith`: which commands there are, and what becomes of errors. A command's file is small until
 * it runs; what it needs is loaded then, so that `linksmith --help` and `linksmith ld` start at once.
 * Not here: the commands (a file each), the program (`linksmith.ts`).
 */
import { Command, CommanderError } from 'commander';
import { linksmithVersion } from '../campaign/linksmith-version.ts';
import { addBench } from './bench.ts';
import { addBisect } from './bisect.ts';
import { addCheck } from './check.ts';
import type { CommandContext } from './command-context.ts';
import { addCorpus } from './corpus.ts';
import { addDashboard } from './dashboard.ts';
import { ExitCode, reportError } from './exit-codes.ts';
import { addFuzz } from './fuzz.ts';
import { addGen } from './gen.ts';
import { addInspect } from './inspect.ts';
import { addMerge } from './merge.ts';
import { addMinimize } from './minimize.ts';
import { addNightly } from './nightly.ts';
import { addReport } from './report.ts';
import { addRepro } from './repro.ts';
import { addStats } from './stats.ts';
import { processSurroundings, type Surroundings } from './surroundings.ts';
import { addTargets } from './targets.ts';
import { addWorker } from './worker.ts';

/** `argv` without program names. Resolves to the exit code; never rejects. */
export async function main(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<number> {
  if (argv[0] === 'ld') return runLinker(argv.slice(1), surroundings);
  const dashes = argv.indexOf('--');
  const words = dashes < 0 ? argv : argv.slice(0, dashes);
  const { program, exitCode } = commandLine(surroundings, dashes < 0 ? [] : argv.slice(dashes + 1));
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode();
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, surroundings);
    return error.exitCode === 0 ? ExitCode.Clean : ExitCode.Usage;
  }
}

/** The parser of all commands, and what the exit code is once one has run. */
export function commandLine(surroundings: Surroundings, afterDashes: readonly string[]) {
  const program = new Command('linksmith');
  let exitCode: ExitCode = ExitCode.Clean;
  program
    .description('Links WebAssembly objects, and finds bugs in linkers that do.')
    .version(linksmithVersion)
    .configureOutput({
      writeOut: (text) => surroundings.stdout(text),
      writeErr: (text) => surroundings.stderr(text),
      outputError: (text, write) => write(`linksmith: ${usageLine(text)}\n`),
    })
    .exitOverride();
  const context: CommandContext = {
    program,
    surroundings,
    afterDashes,
    action:
      (run) =>
      async (...args) => {
        exitCode = await run(...args);
      },
  };
  for (const add of commands) add(context);
  // Listed for help; what stands after it is for the linker, which is asked before this parser.
  program
    .command('ld')
    .description('the linker, with the command line of wasm-ld (also the program linksmith-ld)')
    .helpOption(false);
  return { program, exitCode: () => exitCode };
}

const commands: readonly ((context: CommandContext) => void)[] = [
  addFuzz,
  addMerge,
  addNightly,
  addWorker,
  addRepro,
  addBisect,
  addMinimize,
  addGen,
  addCheck,
  addCorpus,
  addReport,
  addDashboard,
  addInspect,
  addTargets,
  addStats,
  addBench,
];

/** Commander's message as one line, without its own prefix. */
const usageLine = (text: string): string =>
  text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');

/** The linker parses its own command line. */
async function runLinker(argv: readonly string[], { stdout, stderr, stdoutIsTerminal, env }: Surroundings) {
  const { runLd } = await import('./run-ld.ts');
  return runLd(argv, { stdout, stderr, colors: stdoutIsTerminal, env, program: 'linksmith-ld' });
}
