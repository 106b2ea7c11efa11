/**
 * `linksmith help [TOPIC]`: the help of a command, or a page on what commands have in common.
 * Not here: the pages (`help-topics.ts`), what a command says of itself (its file).
 */
import type { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import type { HelpTopic } from './help-topics.ts';
import { commandsBelow } from './named-commands.ts';
import type { Surroundings } from './surroundings.ts';

export function addHelp({ program, surroundings, action }: CommandContext): void {
  program
    .command('help')
    .argument('[topic...]', 'a command, or a topic; without one, all of both')
    .description('the help of a command, or a page on a topic')
    .action(
      action(async (words: readonly string[]) => {
        await show(words.join(' '), program, surroundings);
        return ExitCode.Clean;
      }),
    );
}

async function show(wanted: string, program: Command, { stdout }: Surroundings): Promise<void> {
  const { helpTopics } = await import('./help-topics.ts');
  const command = wanted === '' ? program : commandsBelow(program).find(({ path }) => path === wanted)?.command;
  const topic = helpTopics.find(({ name }) => name === wanted);
  if (command === undefined && topic === undefined) {
    const names = helpTopics.map(({ name }) => name).join(', ');
    throw new UsageError(`no help on '${wanted}'; there is help on each command, and on ${names}`);
  }
  // `targets` is both.
  command?.outputHelp();
  if (topic !== undefined) stdout(`${command === undefined ? '' : '\n'}${topic.title}\n\n${await topic.text()}\n`);
  if (wanted === '') stdout(`\nTopics, linksmith help TOPIC:\n${listOf(helpTopics)}`);
}

function listOf(topics: readonly HelpTopic[]): string {
  const width = Math.max(...topics.map(({ name }) => name.length));
  return topics.map(({ name, title }) => `  ${name.padEnd(width)}  ${title}\n`).join('');
}
