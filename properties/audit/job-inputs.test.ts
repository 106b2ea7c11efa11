import { describe, expect, it } from 'vitest';
import { encodeArchive, encodeObject } from '../../src/wasm/index.ts';
import { inputsOfJob } from './job-inputs.ts';

const object = encodeObject({ linking: {} });
const files = new Map([
  ['a.o', object],
  ['lib.a', encodeArchive({ members: [{ name: 'b.o', bytes: object }] })],
  ['broken.o', object.subarray(0, 9)],
]);

describe('inputsOfJob', () => {
  it.each<[string[], string[]]>([
    [
      ['a.o', 'lib.a'],
      ['a.o', 'lib.a(b.o) lazy'],
    ],
    [
      ['--whole-archive', 'lib.a', '--no-whole-archive', 'lib.a'],
      ['lib.a(b.o)', 'lib.a(b.o) lazy'],
    ],
    [['-whole-archive', 'lib.a'], ['lib.a(b.o)']],
    [
      ['--start-lib', 'a.o', '--end-lib', 'a.o'],
      ['a.o lazy', 'a.o'],
    ],
  ])('reads of %j the inputs %j', (args, expected) => {
    const job = inputsOfJob({ files, args });
    const inputs = job.kind === 'inputs' ? job.inputs : [];
    expect(inputs.map(({ name, lazy }) => (lazy ? `${name} lazy` : name))).toEqual(expected);
  });

  it.each<[string[], object]>([
    [[], { roots: ['_start'], wrapped: [], keepsAll: false, compressed: false }],
    [['--no-entry', '--export=f', '--undefined=g'], { roots: ['g', 'f'] }],
    [['-e', 'main', '--export', 'f', '-u', 'g', '-wrap', 'h'], { roots: ['g', 'f', 'main'], wrapped: ['h'] }],
    [['--entry=a', '-entry=b', '--export-if-defined=c'], { roots: ['c', 'b'] }],
    [['--no-entry', '-r'], { roots: [], keepsAll: true }],
    [['-no-gc-sections', '--compress-relocations'], { keepsAll: true, compressed: true }],
  ])('reads of %j the options %j', (args, expected) => {
    expect(inputsOfJob({ files, args })).toMatchObject({ kind: 'inputs', options: expected });
  });

  it.each<[string[], RegExp]>([
    [['-lc', 'a.o'], /the job has -lc/],
    [['@more'], /the job has @more/],
    [['broken.o'], /an input cannot be decoded/],
  ])('cannot follow %j', (args, reason) => {
    expect(inputsOfJob({ files, args })).toMatchObject({
      kind: 'cannot-follow',
      reason: expect.stringMatching(reason),
    });
  });
});
