/**
 * The command line of `linksmith`: runs what it asks for, and turns errors into exit codes.
 * Not here: the commands (`program.ts`), the program that the shell starts (`linksmith.ts`).
 */
import { CommanderError } from 'commander';
import { ExitCode, reportError } from './exit-codes.ts';
import { buildProgram } from './program.ts';
import { processSurroundings, type Surroundings } from './surroundings.ts';

/** `argv` without program names. Resolves to the exit code; never rejects. */
export async function main(
  argv: readonly string[],
  surroundings: Surroundings = processSurroundings(),
): Promise<number> {
  if (argv[0] === 'ld') return runLinker(argv.slice(1), surroundings);
  const { words, afterDashes } = splitAtDashes(argv);
  let exitCode: ExitCode = ExitCode.Clean;
  const program = buildProgram({
    surroundings,
    afterDashes,
    action:
      (run) =>
      async (...args) => {
        exitCode = await run(...args);
      },
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error, surroundings);
    return error.exitCode === 0 ? ExitCode.Clean : ExitCode.Usage;
  }
}

/** What commander parses, and what stands after `--` for a linker. */
export function splitAtDashes(argv: readonly string[]) {
  const dashes = argv.indexOf('--');
  return dashes < 0
    ? { words: argv, afterDashes: [] }
    : { words: argv.slice(0, dashes), afterDashes: argv.slice(dashes + 1) };
}

/** The linker parses its own command line. */
async function runLinker(argv: readonly string[], { stdout, stderr, stdoutIsTerminal, env }: Surroundings) {
  const { runLd } = await import('./run-ld.ts');
  return runLd(argv, { stdout, stderr, colors: stdoutIsTerminal, env, program: 'linksmith-ld' });
}
