/** `linksmith bench faults` on one real fault: found, shrunk, blamed on the fault, kept, and not run again. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, temporaryFolder } from './cli.fixture.ts';

const harness = 'linksmith-harness';
const bench = (...rest: string[]) => ['bench', 'faults', ...rest, '--seeds', '1', '--jobs', '1', '--out', 'out'];

describe('linksmith bench faults', () => {
  it('finds a planted fault, and has it on record', async () => {
    const cwd = await temporaryFolder();
    const first = await run([...bench('symbol-inside-segment-is-its-start'), '--profile', 'data', '--json'], {
      cwd,
      harness,
    });
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^linksmith: symbol-inside-segment/) });
    expect(JSON.parse(first.stdout)).toMatchObject({
      summary: { faults: 1, detectedAlways: 1, findingsThatReplay: 1 },
      faults: [{ reached: 1, triggered: 1, detected: 1, asExpected: true, byCrashAlone: false }],
    });
    expect(await readdir(join(cwd, 'out', 'trials'))).toHaveLength(1);
    expect(await readFile(join(cwd, 'out', 'faults.md'), 'utf8')).toContain('`symbol-inside-segment-is-its-start`');

    const again = await run([...bench('symbol-inside-segment-is-its-start'), '--profile', 'data', '--resume'], {
      cwd,
      harness,
    });
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toMatch(/1 faults: 1 detected in every campaign/);
  });

  it.each<[string[], RegExp]>([
    [bench('nothing-like-it'), /no fault is named 'nothing-like-it'/],
    [bench('control', '--profile', 'none'), /no profile is named 'none'/],
    [bench('control', '--budget', '0s'), /a time like 90s/],
  ])('%j ends with 2 in one line', async (argv, message) => {
    const { exitCode, stderr } = await run(argv, { harness });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
