import { describe, expect, onTestFinished, test } from 'vitest';
import { CommandTemplateError, commandTarget, fillTemplate, splitWords } from './command.ts';
import { TargetMissingError } from './target.ts';

test.each([
  ['a b  c', ['a', 'b', 'c']],
  ['\'a b\' "c d"e', ['a b', 'c de']],
  ['a\\ b "c\\"d" \'e\\f\'', ['a b', 'c"d', 'e\\f']],
  ["a '' b", ['a', '', 'b']],
  ['a $HOME * ; b', ['a', '$HOME', '*', ';', 'b']],
  ['', []],
])('splitWords of %s', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

describe('fillTemplate', () => {
  const job = {
    files: new Map(['a.o', 'b.a', 'rsp'].map((name) => [name, new Uint8Array()])),
    args: ['--no-entry', 'a.o', '--start-lib', 'b.a', '--end-lib', '@rsp', '-z', 'stack-size=16'],
  };
  test.each([
    [
      ['{options}', '--', '{inputs}', '-o', '{output}'],
      ['--no-entry', '-z', 'stack-size=16', '--', 'a.o', '--start-lib', 'b.a', '--end-lib', '@rsp', '-o', 'o'],
    ],
    [
      ['{args}', '--out={output}'],
      [...job.args, '--out=o'],
    ],
  ])('%j', (words, filled) => {
    expect(fillTemplate(words, job, 'o')).toEqual(filled);
  });
});

test.each([
  ['', 'the command is empty'],
  ['ld {inputs}', 'the command has no {output}'],
  ['ld {options} -o {output}', 'the command has no {inputs}'],
  ['ld {args} {inputs} {output}', 'the command has {args} beside {inputs} or {options}'],
  ["ld '{args}", "the command has an unmatched '"],
])('a command that cannot be used: %s', (template, message) => {
  expect(() => commandTarget(template)).toThrow(new CommandTemplateError(message));
});

test('a command whose program is missing', () => {
  expect(() => commandTarget('no-such-linker {inputs} -o {output}')).toThrow(TargetMissingError);
});

test('a command links', async () => {
  const script = 'fs.writeFileSync(process.argv[2], "\\0asm" + JSON.stringify(process.argv.slice(1)))';
  const target = commandTarget(`"${process.execPath}" -e '${script}' {inputs} {output}`);
  onTestFinished(() => target.close?.());
  const outcome = await target.link({ files: new Map([['a.o', new Uint8Array()]]), args: ['--no-entry', 'a.o'] });
  expect(outcome).toMatchObject({ kind: 'linked', messages: [] });
  expect(outcome.kind === 'linked' && new TextDecoder().decode(outcome.bytes)).toBe('\0asm["a.o","linked/out.wasm"]');
});
