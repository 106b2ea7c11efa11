import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import {
  beginNight,
  endNight,
  type NightLine,
  type NightState,
  nightFolder,
  readState,
  sweepNights,
  writeState,
} from './night-state.ts';

const day = '2026-11-25';
const today = { day, firstSeed: 100 };

const line = (night: number, seed: number): NightLine => ({
  night,
  day,
  seed,
  linksmith: '1',
  cases: 5,
  casesPerSecond: 1,
  features: 2,
  lives: {},
  verdict: 'nothing-new',
});

function nights(seeds: readonly (number | undefined)[]): { state: NightState | undefined; ran: [number, number][] } {
  let state: NightState | undefined;
  const ran: [number, number][] = [];
  for (const seed of seeds) {
    const begun = beginNight(state, { ...today, ...(seed === undefined ? {} : { seed }) });
    ran.push([begun.night, begun.seed]);
    state = endNight(begun.state, line(begun.night, begun.seed));
  }
  return { state, ran };
}

describe('nights', () => {
  it('have a number and a seed that none before had', () => {
    expect(nights([undefined, undefined, undefined]).ran).toEqual([
      [1, 100],
      [2, 101],
      [3, 102],
    ]);
  });

  it('take the seed of what ran elsewhere, and never one below it again', () => {
    const { ran, state } = nights([undefined, 250, undefined, 250]);
    expect(ran).toEqual([
      [1, 100],
      [2, 250],
      [3, 251],
      [2, 250],
    ]);
    expect(state!.nights.map(({ night }) => night)).toEqual([1, 3, 2]);
  });

  it('go on with one that was left open, whose number is taken', () => {
    const { state } = beginNight(nights([undefined]).state, today);
    expect(beginNight(state, today)).toMatchObject({ night: 2, seed: 101 });
    expect(beginNight(state, { ...today, seed: 300 })).toMatchObject({ night: 3, seed: 300 });
  });

  it('are remembered for long, but not for ever', () => {
    const { state } = nights(Array.from({ length: 410 }, () => undefined));
    expect([state!.nights.length, state!.nights[0]!.night]).toEqual([400, 11]);
  });

  it('come back from the disk', async () => {
    const directory = await temporaryFolder();
    expect(await readState(directory)).toBeUndefined();
    const { state } = beginNight(nights([undefined, 7]).state, today);
    await writeState(directory, state);
    expect(await readState(directory)).toEqual(state);
  });

  it('keep their campaigns for two weeks', async () => {
    const directory = await temporaryFolder();
    for (let night = 1; night <= 16; night++) await mkdir(nightFolder(directory, night), { recursive: true });
    await sweepNights(directory);
    const left = await readdir(join(directory, 'nights'));
    expect([left.length, left.sort()[0]]).toEqual([14, '0003']);
  });
});
