/**
 * REFERENCE.md, made of the command definitions, their examples and the topics of `linksmith help`: what the program says
 * of itself, on one page. A test makes it again and compares.
 */
import type { Argument, Command, Option } from 'commander';
import { examplesOf } from './examples.ts';
import { helpTopics } from './help-topics.ts';
import { commandsBelow, type NamedCommand } from './named-commands.ts';

export async function referenceMarkdown(program: Command): Promise<string> {
  const leaves = commandsBelow(program).filter(({ command }) => command.commands.length === 0);
  const topics = await Promise.all(
    helpTopics.map(
      async ({ name, title, text }) => `## ${title}\n\n\`linksmith help ${name}\`\n\n${fenced(await text())}`,
    ),
  );
  const parts = [
    '# Reference',
    'What `linksmith COMMAND --help` and `linksmith help TOPIC` say, on one page; it is made of them.',
    contents(leaves),
    ...leaves.map(chapter),
    ...topics,
  ];
  return `${parts.join('\n\n')}\n`;
}

const contents = (commands: readonly NamedCommand[]): string =>
  [
    ...commands.map(
      ({ path, command }) => `- [linksmith ${path}](${anchor(`linksmith ${path}`)}): ${command.description()}`,
    ),
    ...helpTopics.map(({ title }) => `- [${title}](${anchor(title)})`),
  ].join('\n');

/** As GitHub makes them of headings. */
const anchor = (heading: string): string =>
  `#${heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')}`;

function chapter({ path, command }: NamedCommand): string {
  const rows = [...command.registeredArguments.map(argumentRow), ...command.options.map(optionRow)];
  return [
    `## linksmith ${path}`,
    sentence(command.description()),
    fenced(`linksmith ${path} ${command.usage()}`),
    ...(rows.length === 0 ? [] : [rows.join('\n')]),
    `Examples:`,
    fenced(examplesOf(path).join('\n'), 'sh'),
  ].join('\n\n');
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
const fenced = (text: string, language = 'text'): string => `\`\`\`${language}\n${text}\n\`\`\``;
const argumentRow = (argument: Argument): string => `- \`${argument.name()}\`: ${argument.description}`;

function optionRow({ flags, description, defaultValue, mandatory }: Option): string {
  const must = mandatory ? '; must be given' : '';
  return `- \`${flags}\`: ${description}${must}${defaultText(defaultValue)}`;
}

function defaultText(value: unknown): string {
  if (value === undefined || value === '') return '';
  return `; default: ${Array.isArray(value) ? value.join(', ') : String(value)}`;
}
