import { describe, expect, test } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import { exampleScenario } from '../../properties/example-scenario.ts';
import { llvmTest } from './llvm-test.ts';

const { files, args } = lower(exampleScenario);

describe('llvmTest', () => {
  const text = llvmTest({ args, inputs: files, statement: 'it holds\nalways' }) ?? '';
  test('builds every file, links, and looks at the output', () => {
    const runs = text.split('\n').filter((line) => line.startsWith('# RUN: '));
    expect(runs.map((line) => line.slice('# RUN: '.length).split(' ')[0])).toEqual([
      'rm',
      'llvm-mc',
      'llvm-mc',
      'llvm-mc',
      'llvm-ar',
      'wasm-ld',
      'obj2yaml',
    ]);
    expect(text).toContain('# RUN: llvm-ar rcs lib.a lib.a.member.o\n');
    expect(text).toContain('\n# it holds\n# always\n');
  });
  test('has one document for each object, under the name that the lines use', () => {
    expect([...text.matchAll(/^#--- (.*)$/gm)].map(([, name]) => name)).toEqual([
      'main.s',
      'other.s',
      'lib.a.member.s',
    ]);
  });
  test('takes YAML for an object that there is no assembly for', () => {
    const odd = lower({
      ...exampleScenario,
      inputs: exampleScenario.inputs.map((input) => {
        if (input.kind !== 'object') return input;
        const symbols = input.object.symbols.map((symbol) => ({ ...symbol, name: `${symbol.name}-` }));
        return { ...input, object: { ...input.object, symbols } };
      }),
    });
    const yaml = llvmTest({ args, inputs: odd.files, statement: '' });
    expect(yaml).toContain('# RUN: yaml2obj main.o.yaml -o main.o\n');
    expect(yaml).toContain('\n#--- main.o.yaml\n');
  });
  test.each<readonly [string, ReadonlyMap<string, Uint8Array>]>([
    ['a name that a shell would read', new Map([['a b.o', files.get('main.o')!]])],
    ['an input that is no object', new Map([['main.o', Uint8Array.of(7)]])],
  ])('has no lines for %s', (_, inputs) => {
    expect(llvmTest({ args, inputs, statement: '' })).toBeUndefined();
  });
});
