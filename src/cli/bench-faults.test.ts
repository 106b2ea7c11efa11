/** `linksmith bench faults` on one real fault: found, shrunk, blamed on the fault, kept, and not run again. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

const harness = 'linksmith-harness';
const fault = 'symbol-inside-segment-is-its-start';
const bench = (...rest: string[]) => ['bench', 'faults', ...rest, '--seeds', '1', '--jobs', '1', '--out', 'out'];

describe('linksmith bench faults', () => {
  it('finds a planted fault, has it on record, and sets two results side by side', async () => {
    const cwd = await temporaryFolder();
    const argv = [...bench(fault), '--first-seed', '3', '--profile', 'data', '--guided'];
    const first = await run([...argv, '--json'], { cwd, harness });
    expect(first).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^linksmith: symbol-inside-segment/) });
    expect(misfits('bench-faults', first.stdout)).toEqual([]);
    expect(JSON.parse(first.stdout)).toMatchObject({
      guided: true,
      summary: { faults: 1, detectedAlways: 1, findingsThatReplay: 1 },
      faults: [{ reached: 1, triggered: 1, detected: 1, asExpected: true, byCrashAlone: false }],
    });
    const [name = '', ...others] = await readdir(join(cwd, 'out', 'trials'));
    expect(others).toEqual([]);
    expect(await readFile(join(cwd, 'out', 'faults.md'), 'utf8')).toContain(`\`${fault}\``);

    const again = await run([...argv, '--resume'], { cwd, harness });
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toMatch(/1 faults: 1 detected in every campaign.* 1 guided campaigns/);

    const record = JSON.parse(await readFile(join(cwd, 'out', 'trials', name), 'utf8'));
    await mkdir(join(cwd, 'before', 'trials'), { recursive: true });
    const unguided = { ...record, trial: { ...record.trial, guided: false } };
    await writeFile(join(cwd, 'before', 'trials', name), JSON.stringify(unguided));
    await writeFile(join(cwd, 'before', 'trials', '.tmp-1-half.json'), '{');
    const compared = await run(['bench', 'faults', '--compare', 'before', 'out'], { cwd });
    expect(compared).toMatchObject({ exitCode: 0, stderr: '' });
    const asJson = await run(['bench', 'faults', '--compare', 'before', 'out', '--json'], { cwd });
    expect(misfits('bench-faults-compare', asJson.stdout)).toEqual([]);
    expect(compared.stdout).toMatch(/ before +out \(guided\)\ncampaigns that detected it +1\/1 +1\/1\n/);
  });

  it('says when campaigns would detect faults, together and without findings', async () => {
    const cwd = await temporaryFolder();
    const other = 'addends-are-read-unsigned';
    const { exitCode, stdout, stderr } = await run([...bench(fault, other), '--together', '--json'], { cwd, harness });
    expect([exitCode, stderr.split('\n').length]).toEqual([0, 3]);
    const seen = { reached: 1, triggered: 1, detected: 1, asExpected: true, byCrashAlone: false };
    expect(JSON.parse(stdout)).toMatchObject({ summary: { findings: 0 }, faults: [seen, seen] });
  }, 180_000);

  it.each<[string[], number, RegExp]>([
    [['out'], 2, /--compare takes two folders/],
    [['out', 'nowhere'], 1, /nowhere has no trials/],
    [['out', 'out'], 1, /no campaign in common/],
  ])('--compare %j ends with %i in one line', async (folders, expected, message) => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'out', 'trials'), { recursive: true });
    const { exitCode, stderr } = await run(['bench', 'faults', '--compare', ...folders], { cwd });
    expect([exitCode, stderr]).toEqual([expected, expect.stringMatching(message)]);
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
