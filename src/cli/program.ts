/**
 * The commands as commander knows them, in the order of the help: what parses a command line, prints help, and is what
 * reference and shell completion are made of. A command's file is small until it runs; what it needs is loaded then, so
 * that `linksmith --help` and `linksmith ld` start at once.
 * Not here: the commands (a file each), what becomes of errors (`main.ts`).
 */
import { Command } from 'commander';
import { linksmithVersion } from '../campaign/linksmith-version.ts';
import { addAudit } from './audit.ts';
import { addBench } from './bench.ts';
import { addBisect } from './bisect.ts';
import { addCheck } from './check.ts';
import type { CommandContext } from './command-context.ts';
import { addCompletion } from './completion.ts';
import { addCorpus } from './corpus.ts';
import { addDashboard } from './dashboard.ts';
import { examplesOf } from './examples.ts';
import { addFuzz } from './fuzz.ts';
import { addGen } from './gen.ts';
import { addHelp } from './help.ts';
import { addInspect } from './inspect.ts';
import { addMerge } from './merge.ts';
import { addMinimize } from './minimize.ts';
import { commandsBelow } from './named-commands.ts';
import { addNightly } from './nightly.ts';
import { addReport } from './report.ts';
import { addRepro } from './repro.ts';
import { addStats } from './stats.ts';
import { addTargets } from './targets.ts';
import { addWorker } from './worker.ts';

/** The program with all of its commands; `context` says what their actions do. */
export function buildProgram(context: Omit<CommandContext, 'program'>): Command {
  const { surroundings } = context;
  const program = new Command('linksmith')
    .description('Links WebAssembly objects, and finds bugs in linkers that do.')
    .version(linksmithVersion)
    .helpCommand(false)
    .configureOutput({
      writeOut: (text) => surroundings.stdout(text),
      writeErr: (text) => surroundings.stderr(text),
      outputError: (text, write) => write(`linksmith: ${usageLine(text)}\n`),
    })
    .exitOverride();
  for (const add of commands) add({ ...context, program });
  // Listed for help; what stands after it is for the linker, which is asked before this parser.
  program
    .command('ld')
    .argument('[words...]', 'the command line of wasm-ld')
    .description('the linker, with the command line of wasm-ld (also the program linksmith-ld)')
    .helpOption(false);
  for (const { command, path } of commandsBelow(program)) {
    const examples = examplesOf(path);
    if (examples.length > 0) command.addHelpText('after', `\nExamples:\n  ${examples.join('\n  ')}`);
  }
  return program;
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
  addAudit,
  addCorpus,
  addReport,
  addDashboard,
  addInspect,
  addTargets,
  addStats,
  addBench,
  addHelp,
  addCompletion,
];

/** Commander's message as one line, without its own prefix. */
const usageLine = (text: string): string =>
  text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
