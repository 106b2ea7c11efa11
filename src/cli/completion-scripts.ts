/**
 * Completion for bash, zsh and fish, made of the command definitions: a list of words a command, which are its subcommands
 * or its options. Where none of them fits, the shell completes files, which is what most arguments are. The scripts hold all
 * that they need: pressing TAB starts no Node.
 */
import type { Command } from 'commander';
import { commandsBelow } from './named-commands.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export function completionScript(shell: Shell, program: Command): string {
  return scripts[shell](wordsOfCommands(program));
}

interface CommandWords {
  /** As it is typed after the program's name; empty: the program. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly says: string }[];
}

function wordsOfCommands(program: Command): readonly CommandWords[] {
  return [{ command: program, path: '' }, ...commandsBelow(program)].map(({ command, path }) => ({
    path,
    words: [
      ...command.commands.map((each) => ({ word: each.name(), says: each.description() })),
      ...command.options.flatMap(({ long, description }) => (long ? [{ word: long, says: description }] : [])),
      ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices.map((word) => ({ word, says: '' }))),
    ],
  }));
}

const scripts: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = { bash, zsh, fish };

function bash(commands: readonly CommandWords[]): string {
  const cases = commands.map(
    ({ path, words }) => `    '${path}') words='${words.map(({ word }) => word).join(' ')}' ;;`,
  );
  return `# linksmith completion bash: source <(linksmith completion bash)
_linksmith() {
  local words current=\${COMP_WORDS[COMP_CWORD]} path='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${pathsAsPattern(commands)}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _linksmith linksmith
`;
}

function zsh(commands: readonly CommandWords[]): string {
  const escaped = (text: string) =>
    text.replace(/['\\:]/g, (character) => (character === "'" ? "'\\''" : `\\${character}`));
  const cases = commands.map(({ path, words }) => {
    const items = words.map(({ word, says }) => `'${escaped(word)}:${escaped(says)}'`);
    return `    '${path}') choices=(${items.join(' ')}) ;;`;
  });
  return `#compdef linksmith
# linksmith completion zsh: source <(linksmith completion zsh), after compinit
_linksmith() {
  local path_typed='' word
  local -a choices
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "\${path_typed:+$path_typed }$word" in
      ${pathsAsPattern(commands)}) path_typed="\${path_typed:+$path_typed }$word" ;;
    esac
  done
  case "$path_typed" in
${cases.join('\n')}
  esac
  _describe linksmith choices || _files
}
compdef _linksmith linksmith
`;
}

/** The paths of all commands, as alternatives of a \`case\`. */
const pathsAsPattern = (commands: readonly CommandWords[]): string =>
  commands.flatMap(({ path }) => (path === '' ? [] : [`'${path}'`])).join('|');

function fish(commands: readonly CommandWords[]): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const lines = commands.flatMap(({ path, words }) => {
    const isThere = quoted(`__linksmith_at "${path}"`);
    return words.map(({ word, says }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${quoted(word)}`;
      return `complete -c linksmith -n ${isThere} ${what} -d ${quoted(says)}`;
    });
  });
  const paths = commands.flatMap(({ path }) => (path === '' ? [] : [quoted(path)]));
  return `# linksmith completion fish: linksmith completion fish | source
function __linksmith_at
    set -l path ''
    for word in (commandline -opc)[2..]
        set -l longer (string trim -- "$path $word")
        if contains -- "$longer" ${paths.join(' ')}
            set path "$longer"
        end
    end
    test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}
