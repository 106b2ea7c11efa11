/** Mutants given to other linkers: targets that end in one way each, and how that is counted. */
import { expect, test } from 'vitest';
import type { LinkOutcome, Target } from '../../targets/target.ts';
import { firstCases, noOthers, type OthersEnd, runOthersBase } from './hostile-others.ts';

const trace = ['#4 0x0000557f lld::read(int) (/usr/bin/lld+0x43db28)'];
const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const messages: string[] = [];

const ends: readonly [end: OthersEnd, outcome: LinkOutcome, place: string | undefined][] = [
  ['linked', { kind: 'linked', bytes: empty, messages }, undefined],
  ['rejected', { kind: 'rejected', messages: ['no'] }, undefined],
  ['unsupported', { kind: 'unsupported', reason: 'no', messages }, undefined],
  ['crashed', { kind: 'crashed', reason: 'ended by SIGABRT', messages: trace }, 'ended by SIGABRT: lld::read'],
  ['crashed', { kind: 'crashed', reason: 'ended by SIGSEGV', messages }, 'ended by SIGSEGV'],
  ['timed-out', { kind: 'timed-out', limitMs: 1, messages }, 'no trace'],
  ['out-of-memory', { kind: 'out-of-memory', limitBytes: 1, messages: trace }, 'lld::read'],
  ['garbage', { kind: 'garbage', reason: 'nothing was written', messages }, 'nothing was written'],
];

const toy = (name: string, outcome: LinkOutcome, lacks?: string): Target => ({
  name,
  version: async () => '1',
  lacks: () => lacks,
  link: async () => outcome,
});

const beginning = { seed: 7, linkEvery: 64, firstBase: 1 };

test('each target is given the same links, and how they end is counted and placed', async () => {
  const targets = ends.map(([, outcome], at) => toy(`toy-${at}`, outcome));
  const tally = await noOthers(beginning, targets);
  await runOthersBase(tally, targets, new AbortController().signal);
  expect(tally).toMatchObject({ nextBase: 2, inputs: expect.any(Number) });
  expect(tally.links).toBeGreaterThan(7);
  expect(tally.targets.map((target) => target.ends)).toEqual(ends.map(([end]) => ({ [end]: tally.links })));
  const placed = tally.places.map(({ target, end, place, links }) => [target, end, place, links]);
  expect(placed).toEqual(
    ends.flatMap(([end, , place], at) => (place === undefined ? [] : [[`toy-${at}`, end, place, tally.links]])),
  );
  const { mutators, first } = tally.places[0]!;
  expect(Object.values(mutators).reduce((sum, links) => sum + links, 0)).toBe(tally.links);
  expect(first).toMatch(/^7:1:\d+$/);
});

test('an invalid module is counted where the code of the objects is sound', async () => {
  const invalid: LinkOutcome = { kind: 'linked', bytes: Uint8Array.of(...empty, 9), messages };
  const targets = [toy('toy', invalid)];
  const tally = await noOthers(beginning, targets);
  await runOthersBase(tally, targets, new AbortController().signal);
  const { linked = 0, invalid: unsound = 0 } = tally.targets[0]!.ends;
  expect([linked + unsound, Math.min(linked, unsound)]).toEqual([tally.links, expect.toSatisfy((few) => few > 0)]);
  expect([...firstCases(tally).values()]).toMatchObject([{ property: 'valid-if-inputs-are' }]);
});

test('what a target lacks it is not asked; an interrupted link is not counted whole', async () => {
  const targets = [toy('toy', { kind: 'rejected', messages: ['no'] }, 'memory64')];
  const tally = await noOthers(beginning, targets);
  await runOthersBase(tally, targets, new AbortController().signal);
  expect(tally.targets[0]!.ends).toEqual({ unsupported: tally.links });
  const { links } = tally;
  await runOthersBase(tally, targets, AbortSignal.abort());
  expect(tally).toMatchObject({ nextBase: 2, links });
});
