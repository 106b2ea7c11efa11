/**
 * `repro.sh` of a finding: links the stored inputs with the linker in question, and needs nothing else. Which program that
 * is follows from the target's name; `LINKER` in the environment puts another in its place.
 * Not here: judging the result, which `linksmith repro` does.
 */
import { fillTemplate, splitWords } from '../../targets/command.ts';
import { zigArguments, zigReleases } from '../../targets/zig.ts';
import type { Finding } from './finding.ts';

export function reproScript(finding: Finding): string {
  const { signature, message, job, target } = finding;
  const { program, args } = commandOf(target.name, job, `../repro/${job.outputName ?? 'out.wasm'}`);
  return [
    '#!/bin/sh',
    ...comment(`${signature.property} does not hold on ${target.name} (${target.version})`),
    ...comment(`key: ${signature.key}`),
    ...comment(message),
    '# Links the inputs into repro/ beside this script; `linksmith repro` on this folder judges the result.',
    'cd "$(dirname "$0")/inputs" || exit 2',
    'mkdir -p ../repro',
    `exec \${LINKER:-${program.map(shellWord).join(' ')}} ${args.map(shellWord).join(' ')}`,
    '',
  ].join('\n');
}

/** How the linker of a target is called: its program, and the arguments of a job. */
export function commandOf(
  targetName: string,
  job: Finding['job'],
  output: string,
): { readonly program: readonly string[]; readonly args: readonly string[] } {
  const args = [...job.args, '-o', output];
  if (targetName === 'lazy' || targetName === 'eager')
    return { program: ['linksmith-ld', `--atoms=${targetName}`], args };
  const files = new Map(job.files.map(({ name }) => [name, new Uint8Array()]));
  const zig = zigReleases.find(({ name }) => name === targetName);
  if (zig !== undefined) return { program: ['zig'], args: zigArguments(zig, { files, args: job.args }, output) };
  // A server, and LLVM's from npm, are the program in another place.
  if (!targetName.startsWith('command:')) return { program: [targetName.replace(/-(server|npm)$/, '')], args };
  const [program = 'false', ...words] = splitWords(targetName.slice('command:'.length));
  return { program: [program], args: fillTemplate(words, { files, args: job.args }, output) };
}

/** One word of a POSIX shell, quoted when it has to be. */
export const shellWord = (word: string): string =>
  /^[A-Za-z0-9_./=,:@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const comment = (text: string): string[] => text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => `# ${line}`);
