import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

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

describe('openProgress', () => {
  it.each([
    [false, ['linksmith: 10.0 s\n', 'linksmith: 20.0 s\n']],
    [true, []],
  ])('where there is no terminal and quiet is %s, writes %j in 25 seconds', (quiet, lines) => {
    const world = surroundings();
    let now = 1234;
    const progress = openProgress({ quiet, clock: () => now }, world);
    for (; now <= 26_234; now += 100) progress.show(`${((now - 1234) / 1000).toFixed(1)} s`);
    progress.close();
    expect(world.written).toEqual(lines);
  });

  it('draws on a terminal, in one line', async () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
    const world = surroundings(terminal);
    const progress = openProgress({}, world);
    progress.show('12 of 24 cases', 0.5);
    await new Promise((resolve) => setTimeout(resolve, 500));
    progress.close();
    const drawn = String(terminal.read());
    expect(drawn).toContain(`${'█'.repeat(10)}${'░'.repeat(10)} 12 of 24 cases`);
    expect(world.written).toEqual([]);
  });
});
