/**
 * `linksmith completion SHELL`: prints what makes the shell complete commands and options, for its start-up file.
 * Not here: the scripts (`completion-scripts.ts`).
 */
import { Argument } from 'commander';
import type { CommandContext } from './command-context.ts';
import { completionScript, type Shell, shells } from './completion-scripts.ts';
import { ExitCode } from './exit-codes.ts';

export function addCompletion({ program, surroundings, action }: CommandContext): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .description('print what completes commands and options in a shell')
    .action(
      action(async (shell: Shell) => {
        surroundings.stdout(completionScript(shell, program));
        return ExitCode.Clean;
      }),
    );
}
