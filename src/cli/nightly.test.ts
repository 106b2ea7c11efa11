/** Nights on the toy harness: what each leaves for the next, and when it is red. */

import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { folderWithCorpus, run } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

/** One night of 60 cases. */
async function night(cwd: string, ...more: string[]) {
  const first = more.includes('--from') || (await readFile(join(cwd, 'state/state.json')).catch(() => undefined));
  const seed = first ? [] : ['--first-seed', '7'];
  const common = ['nightly', '--state', 'state', '--runs', '60', '--jobs', '1', '--root', '.', '--json', '-q'];
  const { exitCode, stdout, stderr } = await run([...common, ...seed, ...more], { cwd });
  if (stdout !== '') expect(misfits('nightly', stdout)).toEqual([]);
  return { exitCode, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
}

const livesIn = ({ report }: Awaited<ReturnType<typeof night>>) =>
  report.findings.map(({ key, life, isNews }: Record<string, unknown>) => `${key} ${life}${isNews ? '!' : ''}`);

describe('linksmith nightly', () => {
  it('tells what is new, known, fixed and back, each night with other cases', async () => {
    onTestFinished(() => {
      delete process.env.LINKSMITH_TOY_MENDED;
    });
    const cwd = await folderWithCorpus();
    const tonight = () => night(cwd, '--target', 'mendable');
    const first = await tonight();
    expect([first.exitCode, livesIn(first)]).toEqual([1, ['off-by-2 new!']]);
    expect(first.report).toMatchObject({
      night: 1,
      seed: 7,
      cases: 60,
      corpus: { replays: 1, failed: [] },
      verdict: 'news',
    });
    const second = await tonight();
    expect([second.exitCode, livesIn(second), second.report.seed]).toEqual([0, ['off-by-2 known'], 8]);
    process.env.LINKSMITH_TOY_MENDED = '1';
    const third = await tonight();
    expect([third.exitCode, livesIn(third)]).toEqual([0, ['off-by-2 fixed']]);
    delete process.env.LINKSMITH_TOY_MENDED;
    const fourth = await tonight();
    expect([fourth.exitCode, livesIn(fourth)]).toEqual([1, ['off-by-2 regressed!']]);
    expect(fourth.report.trend.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'news',
      'nothing-new',
      'nothing-new',
      'news',
    ]);
    const told = await readFile(join(cwd, 'state', 'night.md'), 'utf8');
    expect(told).toMatch(/^# Night 4, \d{4}-\d\d-\d\d: 1 finding to look at\n/);
    expect(told).toContain('| regressed | mendable | sum-is-right: off-by-2 |');
  });

  it('merges what shards ran, the same night when it is done again', async () => {
    const cwd = await folderWithCorpus();
    const shard = (share: string) =>
      run(
        [
          'fuzz',
          '--seed',
          '7',
          '--target',
          'bad',
          '--runs',
          '60',
          '--jobs',
          '1',
          '-q',
          '--shard',
          `${share}/2`,
          '--out',
          share,
        ],
        { cwd },
      );
    await shard('1');
    await shard('2');
    const first = await night(cwd, '--from', '1,2');
    expect([first.exitCode, first.report.night, first.report.cases]).toEqual([1, 1, 60]);
    const again = await night(cwd, '--from', '2,1');
    expect([again.report.night, again.report.trend.length]).toEqual([1, 1]);
    const known = await run(
      ['fuzz', '--seed', '9', '--runs', '60', '--target', 'bad', '--jobs', '1', '--history', 'state', '--json'],
      { cwd },
    );
    expect(known.exitCode).toBe(0);
    expect(JSON.parse(known.stdout).findings.map(({ life }: { life: string }) => life)).toEqual(['known', 'known']);
    await writeFile(join(cwd, 'state', 'history.json'), '{"schemaVersion":1,"findings":{}}');
    const fresh = await run(
      ['fuzz', '--seed', '9', '--runs', '60', '--target', 'bad', '--jobs', '1', '--history', 'state'],
      { cwd },
    );
    expect(fresh).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('new: sum-is-right on bad') });
  });

  it('goes on with a night that was interrupted', async () => {
    const cwd = await folderWithCorpus();
    const interruptAfter = new Promise<void>((resolve) => setTimeout(resolve, 2_500));
    const cut = await run(
      [
        'nightly',
        '--state',
        'state',
        '--first-seed',
        '7',
        '--root',
        '.',
        '--target',
        'good',
        '--time',
        '60s',
        '--jobs',
        '1',
      ],
      { cwd, interruptAfter },
    );
    expect([cut.exitCode, cut.stdout.split('\n')[0]]).toEqual([
      130,
      expect.stringMatching(/^# Night 1, .*: interrupted/),
    ]);
    const rest = await night(cwd, '--target', 'good', '--runs', '100000000', '--time', '500ms');
    expect(rest).toMatchObject({ exitCode: 0, report: { night: 1, seed: 7, verdict: 'nothing-new' } });
  });

  it('is red when the corpus is empty, a case fails, or a canary stays green', async () => {
    const cwd = await folderWithCorpus();
    await cp(join(cwd, 'corpus/regressions/five.json'), join(cwd, 'five.json'));
    const stored = await readFile(join(cwd, 'five.json'), 'utf8');
    await writeFile(join(cwd, 'corpus/regressions/thirteen.json'), stored.replace('[5]', '[13]'));
    const failing = await night(cwd, '--target', 'bad', '--runs', '1');
    expect(failing).toMatchObject({ exitCode: 1, report: { corpus: { failed: ['thirteen on bad'] } } });
    const blind = await run(['nightly', '--first-seed', '7', '--root', '.', '--target', 'good', '--runs', '9'], {
      cwd,
      harness: 'blind-harness',
    });
    expect(blind.exitCode).toBe(1);
    expect(blind.stdout).toMatch(/: a check failed\n.*\*\*the canary on good stayed green\*\*/s);
    const empty = await temporaryFolder();
    await mkdir(join(empty, 'corpus', 'regressions'), { recursive: true });
    expect(await night(empty, '--target', 'good')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/the corpus is empty\n$/),
    });
  });
});
