/**
 * What joins a command's file to the program: where it adds itself, the world it may touch, and where its exit code goes.
 * Not here: the list of commands (`main.ts`).
 */
import type { Command } from 'commander';
import type { ExitCode } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

/** What a command's file gets: the program to add itself to, the world, and where to leave its exit code. */
export interface CommandContext {
  readonly program: Command;
  readonly surroundings: Surroundings;
  /** What stands after `--` on the command line. */
  readonly afterDashes: readonly string[];
  /** Wraps a command's action: its result is the exit code. */
  action<Args extends unknown[]>(run: (...args: Args) => Promise<ExitCode>): (...args: Args) => Promise<void>;
}
