/**
 * Commands by the path that a user types, found in commander's tree: for help, reference and completion.
 */
import type { Command } from 'commander';

export interface NamedCommand {
  readonly command: Command;
  /** As it is called: `bench link`. */
  readonly path: string;
}

/** All commands below one, those that only hold others too, in the order of the help. */
export function commandsBelow(parent: Command, prefix = ''): readonly NamedCommand[] {
  return parent.commands.flatMap((command) => {
    const path = `${prefix}${command.name()}`;
    return [{ command, path }, ...commandsBelow(command, `${path} `)];
  });
}
