/** The count of hostile inputs; that it sees what is wrong, with a reader and a linker that are. Times are not looked at. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LinkOutcome } from '../../targets/target.ts';
import { DecodeError } from '../../wasm/reader.ts';
import { runHostileBase } from './bench-hostile.ts';
import { inputsOf, noTally } from './hostile-tally.ts';

const readModule = vi.hoisted(() => vi.fn());
const linkWrongly = vi.hoisted(() => vi.fn());
vi.mock('../../wasm/decode.ts', async (original) => {
  const real = await original<typeof import('../../wasm/decode.ts')>();
  return { ...real, decodeModule: (bytes: Uint8Array) => readModule(bytes) ?? real.decodeModule(bytes) };
});
vi.mock('../../targets/in-process.ts', async (original) => {
  const real = await original<typeof import('../../targets/in-process.ts')>();
  const lazy = real.inProcessTarget('lazy');
  return { ...real, inProcessTarget: () => ({ ...lazy, link: async (job: never) => linkWrongly() ?? lazy.link(job) }) };
});
afterEach(() => vi.resetAllMocks());

const beginning = { seed: 7, linkEvery: 64, firstBase: 1 };
const throwing = (error: unknown) => () => {
  throw error;
};

async function tallied() {
  const tally = noTally(beginning);
  await runHostileBase(tally);
  return tally;
}

describe('bench hostile', () => {
  test('counts each input once, by its mutator, and goes on with the next base', async () => {
    const tally = await tallied();
    const counts = Object.values(tally.mutators);
    const sum = (pick: (each: (typeof counts)[number]) => number) => counts.reduce((all, each) => all + pick(each), 0);
    expect(tally).toMatchObject({ nextBase: 2, faults: [] });
    expect(inputsOf(tally)).toBeGreaterThan(300);
    expect(sum(({ read, refused }) => read + refused)).toBe(
      inputsOf(tally) - tally.mutators['option-added']!.inputs * 7,
    );
    expect(
      sum(({ accepted, rejected }) => accepted + Object.values(rejected).reduce((all, each) => all + each, 0)),
    ).toBe(sum(({ links }) => links));
  });

  const invalid: LinkOutcome = {
    kind: 'linked',
    bytes: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 9),
    messages: [],
  };
  test.each<[string, () => void, RegExp]>([
    [
      'an exception of a reader',
      () => readModule.mockImplementation(throwing(new TypeError('x'))),
      /^threw\.TypeError/,
    ],
    ['a place behind the file', () => readModule.mockImplementation(throwing(new DecodeError('x', 1e9))), /^place: /],
    ['a crash', () => linkWrongly.mockReturnValue({ kind: 'crashed', reason: 'x', messages: [] }), /^crashed: x/],
    [
      'a refusal without a word',
      () => linkWrongly.mockReturnValue({ kind: 'rejected', messages: [] }),
      /without a word/,
    ],
    ['an invalid module of sound objects', () => linkWrongly.mockReturnValue(invalid), /^v8\./],
  ])('sees %s', async (_, arrange, what) => {
    arrange();
    const { faults } = await tallied();
    expect(faults.map((fault) => fault.what)).toContainEqual(expect.stringMatching(what));
  });

  test('sees an exception of inspect', async () => {
    const tally = noTally(beginning);
    await runHostileBase(tally, () => {
      throw new TypeError('x is undefined');
    });
    expect(tally.faults.map((fault) => fault.what)).toContainEqual(
      expect.stringMatching(/^inspect: TypeError: x is undefined/),
    );
  });
});
