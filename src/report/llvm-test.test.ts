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
      'yaml2obj',
      'yaml2obj',
      'yaml2obj',
      'llvm-ar',
      'wasm-ld',
      'obj2yaml',
    ]);
    expect(text).toContain('# RUN: llvm-ar rcs lib.a lib.a.member.o\n');
    expect(text).toContain('\n# it holds\n# always\n');
  });
  test('has one document for each object, under the name that the lines use', () => {
    expect([...text.matchAll(/^#--- (.*)$/gm)].map(([, name]) => name)).toEqual([
      'main.o.yaml',
      'other.o.yaml',
      'lib.a.member.o.yaml',
    ]);
  });
  test.each<readonly [string, ReadonlyMap<string, Uint8Array>]>([
    ['a name that a shell would read', new Map([['a b.o', files.get('main.o')!]])],
    ['an input that is no object', new Map([['main.o', Uint8Array.of(7)]])],
  ])('has no lines for %s', (_, inputs) => {
    expect(llvmTest({ args, inputs, statement: '' })).toBeUndefined();
  });
});
