import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../campaign/engine/campaign.ts';
import { emptyTally } from '../campaign/engine/tally.ts';
import { openProgress, progressText, shareDone } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

const snapshot = (change: Partial<Snapshot> = {}): Snapshot => ({
  tally: { ...emptyTally, cases: 5312 },
  findings: [],
  elapsedMs: 12_400,
  casesPerSecond: 431.4,
  phase: 'cases',
  ...change,
});

/** What is written to standard error, with a terminal there or without. */
function surroundings(terminal?: PassThrough): Surroundings & { written: string[] } {
  const written: string[] = [];
  return {
    written,
    stdout() {},
    stderr: (text) => written.push(text),
    stdoutIsTerminal: false,
    terminal: terminal as unknown as NodeJS.WriteStream | undefined,
    env: {},
    cwd: '/',
    onInterrupt: () => () => {},
  };
}

describe('progressText', () => {
  it.each<[Partial<Snapshot>, { timeMs?: number; runs?: number }, string]>([
    [{}, { timeMs: 20_000 }, '12 s of 20 s, 5312 cases, 431 a second, 0 findings'],
    [{}, { runs: 6000 }, '12 s, 5312 of 6000 cases, 431 a second, 0 findings'],
    [{ phase: 'canary' }, {}, 'looking for the canary'],
    [{ phase: 'shrinking' }, {}, '12 s, 5312 cases, 431 a second, 0 findings, shrinking a failure'],
  ])('of %j with %j is %j', (change, limits, text) => {
    expect(progressText(snapshot(change), { quiet: false, ...limits })).toBe(text);
  });
});

describe('shareDone', () => {
  it.each([
    [{ timeMs: 24_800 }, 0.5],
    [{ runs: 10_624 }, 0.5],
    [{ timeMs: 24_800, runs: 6_640 }, 0.8],
    [{ timeMs: 1 }, 1],
    [{}, 0],
  ])('with %j is %f', (limits, share) => {
    expect(shareDone(snapshot(), { quiet: false, ...limits })).toBe(share);
  });
});

describe('openProgress', () => {
  it('writes a plain line now and then where there is no terminal', () => {
    const world = surroundings();
    const progress = openProgress({ quiet: false }, world);
    for (let elapsedMs = 0; elapsedMs <= 25_000; elapsedMs += 100) progress.show(snapshot({ elapsedMs }));
    progress.close();
    expect(world.written).toEqual([
      'linksmith: 10 s, 5312 cases, 431 a second, 0 findings\n',
      'linksmith: 20 s, 5312 cases, 431 a second, 0 findings\n',
    ]);
  });

  it('draws on a terminal, in one line', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
    const world = surroundings(terminal);
    const progress = openProgress({ quiet: false, timeMs: 24_800 }, world);
    progress.show(snapshot());
    await new Promise((resolve) => setTimeout(resolve, 500));
    progress.close();
    const drawn = String(terminal.read());
    expect(drawn).toContain('12 s of 24 s, 5312 cases');
    expect(drawn).toContain(`${'█'.repeat(10)}${'░'.repeat(10)}`);
    expect(world.written).toEqual([]);
  });

  it('is silent when quiet', () => {
    const world = surroundings();
    const progress = openProgress({ quiet: true }, world);
    progress.show(snapshot({ elapsedMs: 60_000 }));
    progress.close();
    expect(world.written).toEqual([]);
  });
});
