/** What a shell offers where, asked of the shells that are here. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { runAlone } from './cli.fixture.ts';

const isHere = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** What stands for a word that is typed, after the words before it. */
const asking: Readonly<Record<string, (script: string, words: readonly string[]) => string>> = {
  bash: (script, words) => `${script}
COMP_WORDS=(linksmith ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _linksmith
printf '%s\\n' "\${COMPREPLY[@]}"`,
  // zsh completes only at a prompt; what is offered there is what its function hands on.
  zsh: (script, words) => `compdef() { : }; _files() { : }
_describe() { print -rl -- \${(@)\${(@P)2}%%:*} | grep -e "^\${words[CURRENT]}" }
${script}
words=(linksmith ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=$#words; _linksmith`,
  fish: (script, words) => `${script}
complete -C 'linksmith ${words.join(' ')}' | string replace -r '\\t.*' ''`,
};

describe.each(Object.keys(asking))('linksmith completion %s', (shell) => {
  it.skipIf(!isHere(shell)).each<[words: string[], offered: string[]]>([
    [['b'], ['bisect', 'bench']],
    [['bench', 's'], ['scaling']],
    [['bench', 'link', '--r'], ['--rounds']],
    [
      ['fuzz', '--target', 'lazy', '--pro'],
      ['--property', '--profile'],
    ],
    [['corpus', 'v'], ['verify']],
    [['completion', 'z'], ['zsh']],
  ])('after %j offers %j', async (words, offered) => {
    const { stdout } = await runAlone(['completion', shell]);
    const asked = spawnSync(shell, ['-c', asking[shell]!(stdout, words)], { encoding: 'utf8' });
    expect(asked.stderr).toBe('');
    expect(
      asked.stdout
        .split('\n')
        .filter((line) => line !== '')
        .sort(),
    ).toEqual([...offered].sort());
  });
});

it('refuses a shell that it does not know, and says which it does', async () => {
  expect(await runAlone(['completion', 'tcsh'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/bash, zsh, fish/),
  });
});
