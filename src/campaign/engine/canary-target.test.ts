import { describe, expect, it } from 'vitest';
import { spoiled, spoilOneSite } from './canary-target.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const paddedCall = [0x10, 0x83, 0x80, 0x80, 0x80, 0x00, 0x0b];

describe('spoilOneSite', () => {
  it.each<[string, number[], number | undefined]>([
    ['the first padded LEB of the code', [...header, 1, 1, 0, 10, 7, ...paddedCall], 14],
    [
      'the code only, though data stands before',
      [...header, 11, 5, 0x83, 0x80, 0x80, 0x80, 0, 10, 7, ...paddedCall],
      18,
    ],
    ['the last byte of data when the code has no site', [...header, 10, 2, 0, 0x0b, 11, 3, 1, 2, 3], 16],
    ['a section whose size is padded', [...header, 10, 0x87, 0x80, 0x80, 0x80, 0, ...paddedCall], 15],
    ['nothing where there is neither', [...header, 1, 1, 0], undefined],
    ['nothing in an empty module', header, undefined],
  ])('changes %s', (_, module, changed) => {
    const before = Uint8Array.from(module);
    const after = spoilOneSite(before);
    const differing = [...after.keys()].filter((at) => after[at] !== module[at]);
    expect(differing).toEqual(changed === undefined ? [] : [changed]);
    expect([...before]).toEqual(module);
  });

  it('ends on a module that is cut', () => {
    const module = Uint8Array.from([...header, 10, 0x87, 0x80]);
    expect(spoilOneSite(module)).toEqual(module);
  });
});

describe('spoiled', () => {
  it('spoils only what was linked, and keeps name and version', async () => {
    const target = spoiled({
      name: 'lazy',
      version: async () => '1',
      lacks: () => 'all',
      link: async ({ args }) =>
        args.length > 0
          ? { kind: 'linked', bytes: Uint8Array.from([...header, 10, 7, ...paddedCall]), messages: [] }
          : { kind: 'rejected', messages: ['no'] },
    });
    expect([target.name, await target.version(), target.lacks({ features: [], args: [] })]).toEqual([
      'lazy',
      '1',
      'all',
    ]);
    expect(await target.link({ files: new Map(), args: [] })).toEqual({ kind: 'rejected', messages: ['no'] });
    const outcome = await target.link({ files: new Map(), args: ['a.o'] });
    expect(outcome.kind === 'linked' && outcome.bytes[11]).toBe(0x82);
  });
});
