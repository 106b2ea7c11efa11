/**
 * Any linker that a command line can name: `command:my-ld {options} {inputs} -o {output}`. The template is split into
 * words without a shell (quotes and backslashes group, nothing expands), once; for each job the placeholders are filled.
 * `{inputs}`: what names files of the job, with the flags that stand between them (`--start-lib`, `--whole-archive`);
 * `{options}`: all other arguments; `{args}`: all arguments in their order; `{output}`: where the module goes.
 * Not here: running it (`native.ts`).
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { nativeTarget } from './native.ts';
import { findProgram } from './program-path.ts';
import { type LinkJob, type Target, TargetMissingError } from './target.ts';

/**
 * A linker that a command line names, in words as a shell has them (nothing expands). `{inputs}`: what names files, and the
 * flags between them; `{options}`: the other arguments; `{args}`: all of them in order; `{output}`: where the module goes.
 * Throws `TargetMissingError` when the program is not there, `CommandTemplateError` when the template cannot be used.
 *
 * @example
 * ```ts
 * import { caseAt, lower } from 'linksmith/generators';
 * import { commandTarget } from 'linksmith/targets';
 *
 * const target = commandTarget('my-ld {options} {inputs} -o {output}');
 * const outcome = await target.link(lower(caseAt({ seed: 7, index: 0, profile: 'tiny' })));
 * console.log(outcome.kind, outcome.messages);
 * await target.close?.();
 * ```
 */
export function commandTarget(template: string): Target {
  const [program, ...words] = splitWords(template);
  if (program === undefined) throw new CommandTemplateError('the command is empty');
  checkPlaceholders(words);
  const path = findProgram(program);
  if (path === undefined) throw new TargetMissingError(`${program} is not a program on PATH`);
  // What names a file here (`node my-ld.js …`) must still do so from a job's own folder.
  const fixed = words.map((word) => (isFileHere(word) ? resolve(word) : word));
  return nativeTarget({
    name: `command:${template}`,
    version: async () => path,
    lacks: ({ args }) => args.find((arg) => /^--?atoms\b/.test(arg)),
    command: (job, output) => [path, ...fillTemplate(fixed, job, output)],
  });
}

const isFileHere = (word: string) => statSync(word, { throwIfNoEntry: false })?.isFile() ?? false;

/** A command template that cannot be used. Exit code 2. */
export class CommandTemplateError extends Error {
  override readonly name = 'CommandTemplateError';
}

function checkPlaceholders(words: readonly string[]): void {
  const has = (placeholder: string) => words.includes(placeholder);
  if (!words.some((word) => word.includes('{output}'))) throw new CommandTemplateError('the command has no {output}');
  if (!has('{inputs}') && !has('{args}')) throw new CommandTemplateError('the command has no {inputs}');
  if (has('{args}') && (has('{inputs}') || has('{options}'))) {
    throw new CommandTemplateError('the command has {args} beside {inputs} or {options}');
  }
}

export function fillTemplate(words: readonly string[], job: LinkJob, output: string): readonly string[] {
  const isInput = (arg: string) => job.files.has(arg.replace(/^@/, '')) || betweenInputs.has(arg);
  return words.flatMap((word) => {
    if (word === '{args}') return job.args;
    if (word === '{inputs}') return job.args.filter(isInput);
    if (word === '{options}') return job.args.filter((arg) => !isInput(arg));
    return [word.replaceAll('{output}', output)];
  });
}

/** Flags whose meaning is their place among the inputs. */
const betweenInputs = new Set(['--start-lib', '--end-lib', '--whole-archive', '--no-whole-archive']);

/** Splits as a shell would, with quotes and backslashes, and expands nothing. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === quote) {
      quote = undefined;
    } else if (character === '\\' && quote !== "'" && i + 1 < text.length) {
      word = (word ?? '') + text[++i]!;
    } else if (quote === undefined && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === undefined && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) throw new CommandTemplateError(`the command has an unmatched ${quote}`);
  if (word !== undefined) words.push(word);
  return words;
}
