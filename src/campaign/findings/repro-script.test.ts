import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findingWith } from './finding.fixture.ts';
import { commandOf, reproScript, shellWord } from './repro-script.ts';

const finding = findingWith({
  message: 'expected 1\ngot 2\r$(touch /tmp/never)\u2028rm -rf x',
  job: { args: ['--export=a b', "it's.o"], outputName: 'x.wasm', files: [] },
});

describe('reproScript', () => {
  it('links the stored inputs with the linker of the target', () => {
    const script = reproScript(finding);
    expect(script).toContain(
      `exec \${LINKER:-linksmith-ld --atoms=lazy} '--export=a b' 'it'\\''s.o' -o ../repro/x.wasm`,
    );
  });

  it('keeps every line of the message a comment', () => {
    const commands = reproScript(finding)
      .split('\n')
      .filter((line) => !line.startsWith('#') && line !== '');
    expect(commands.map((line) => line.split(' ')[0])).toEqual(['cd', 'mkdir', 'exec']);
  });
});

describe('shellWord', () => {
  it.each(['plain.o', 'a b', "'", '$(x)', '`x`', '\\', '*', '', '-z', 'ü\n'])(
    'gives %j to the program unchanged',
    (word) => {
      const printed = execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' });
      expect(printed).toBe(word);
    },
  );
});

describe('commandOf', () => {
  it.each([
    ['lazy', "linksmith-ld --atoms=lazy --export=a b it's.o -o out"],
    ['wasm-ld-19-server', "wasm-ld-19 --export=a b it's.o -o out"],
    ['wasm-ld-22-npm', "wasm-ld-22 --export=a b it's.o -o out"],
    ['wasm-ld-19', "wasm-ld-19 --export=a b it's.o -o out"],
    ['command:my-ld {options} in {inputs} to {output}', "my-ld --export=a b in it's.o to out"],
  ])('%s is called as: %s', (target, line) => {
    const job = { ...finding.job, files: [{ name: "it's.o", sha256: '' }] };
    const { program, args } = commandOf(target, job, 'out');
    expect([...program, ...args].join(' ')).toBe(line);
  });
});
