/** `fuzz`, `repro`, `minimize` and `corpus add` from the command line, on the toy harness. */

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaignReportSchema } from '../report/json.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

/** A campaign that finds something, and its folder. */
async function campaignWithFindings() {
  const cwd = await temporaryFolder();
  const fuzz = await run(['fuzz', '--runs', '60', '--seed', '7', '--jobs', '1', '--target', 'bad', '--out', 'out'], {
    cwd,
  });
  const findings = await readdir(join(cwd, 'out', 'findings'));
  return { cwd, fuzz, findings: findings.map((name) => join('out', 'findings', name)) };
}

describe('linksmith fuzz', () => {
  it('ends with 0 and a table when nothing is found', async () => {
    const cwd = await temporaryFolder();
    const { exitCode, stdout, stderr } = await run(
      ['fuzz', '--runs', '50', '--seed', '7', '--target', 'good', '--out', 'out'],
      { cwd },
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/cases +50 in/);
    expect(stdout).toMatch(/seed +7, profile default/);
    expect(stdout).toMatch(/sum-is-right +50 +0 +0/);
    expect(stdout).toMatch(/features seen: 3 of 4/);
    expect(stdout).toMatch(/never: never/);
    expect(stdout).toMatch(/canary +found by sum-is-right/);
    expect(stdout).toMatch(/nothing found in 50 cases/);
    const report = campaignReportSchema.parse(JSON.parse(await readFile(join(cwd, 'out', 'campaign.json'), 'utf8')));
    expect(report).toMatchObject({ verdict: 'nothing-found', cases: 50, featuresNeverSeen: ['never'] });
  });

  it('ends with 1 when something is found, and says how to replay it', async () => {
    const { cwd, fuzz, findings } = await campaignWithFindings();
    expect(fuzz.exitCode).toBe(1);
    expect(findings.length).toBeGreaterThan(0);
    for (const path of findings) {
      expect(fuzz.stdout).toContain(`linksmith repro ${path}`);
      expect(await readFile(join(cwd, path, 'report.md'), 'utf8')).toMatch(/^# sum-is-right does not hold on bad\n/);
    }
  });

  it('prints JSON and nothing else with --json, and nothing with --quiet', async () => {
    const cwd = await temporaryFolder();
    const common = ['fuzz', '--runs', '20', '--target', 'good', '--jobs', '1'];
    const json = await run([...common, '--json', '--out', 'a'], { cwd });
    expect(campaignReportSchema.parse(JSON.parse(json.stdout)).cases).toBe(20);
    const quiet = await run([...common, '--quiet', '--out', 'b'], { cwd });
    expect(quiet).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  });

  it('writes to a folder in reports when none is named, under a drawn seed', async () => {
    const cwd = await temporaryFolder();
    await run(['fuzz', '--runs', '5', '--target', 'good', '--jobs', '1'], { cwd });
    expect(await readdir(join(cwd, 'reports'))).toEqual([expect.stringMatching(/^\d{8}-\d{6}-seed-\d+$/)]);
  });

  it('ends with 130 and the report written when interrupted', async () => {
    const cwd = await temporaryFolder();
    const interruptAfter = new Promise<void>((resolve) => setTimeout(resolve, 1_500));
    const fuzz = await run(['fuzz', '--time', '60s', '--target', 'good', '--out', 'out'], { cwd, interruptAfter });
    expect(fuzz.exitCode).toBe(130);
    expect(fuzz.stderr).toContain('interrupted');
    const report = campaignReportSchema.parse(JSON.parse(await readFile(join(cwd, 'out', 'campaign.json'), 'utf8')));
    expect(report.verdict).toBe('interrupted');
  });

  it('ends with 1 and says so loudly when the canary stays green', async () => {
    const cwd = await temporaryFolder();
    const fuzz = await run(['fuzz', '--runs', '20', '--target', 'good', '--out', 'out'], {
      cwd,
      harness: 'blind-harness',
    });
    expect(fuzz.exitCode).toBe(1);
    expect(fuzz.stdout).toContain('THE CANARY STAYED GREEN');
  });

  it('goes on with --resume', async () => {
    const cwd = await temporaryFolder();
    await run(['fuzz', '--runs', '20', '--seed', '7', '--target', 'good', '--out', 'out'], { cwd });
    const { exitCode, stdout } = await run(['fuzz', '--runs', '35', '--resume', 'out', '--json'], { cwd });
    expect([exitCode, JSON.parse(stdout).cases, JSON.parse(stdout).plan.seed]).toEqual([0, 35, 7]);
  });

  it('shares its cases with --shard, and merge puts them together', async () => {
    const cwd = await temporaryFolder();
    const common = ['fuzz', '--runs', '60', '--seed', '7', '--target', 'bad', '--jobs', '1'];
    const whole = await run([...common, '--out', 'whole', '--json'], { cwd });
    for (const share of ['1/2', '2/2']) {
      const shard = await run([...common, '--shard', share, '--out', share.slice(0, 1)], { cwd });
      expect(shard).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining(`, shard ${share.replace('/', ' of ')}`),
      });
    }
    const merged = await run(['merge', '1', '2', '--out', 'merged', '--json'], { cwd });
    expect(merged.exitCode).toBe(1);
    const told = ({ stdout }: { stdout: string }) => {
      const { findings, cases, nextIndex, features, properties } = campaignReportSchema.parse(JSON.parse(stdout));
      return { findings, cases, nextIndex, features, properties };
    };
    expect(told(merged)).toEqual(told(whole));
    expect(await run(['fuzz', '--resume', 'merged', '--runs', '9'], { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/merged campaigns do not go on/),
    });
    const alone = await run(['merge', '2', '--out', 'alone'], { cwd });
    expect(alone).toMatchObject({ exitCode: 1, stderr: 'linksmith: nothing came of shard 1/2\n' });
  });

  it('has colours on a terminal only, and none with NO_COLOR', async () => {
    const coloured = async (terminal: boolean, env: Record<string, string>) => {
      const cwd = await temporaryFolder();
      const { stdout } = await run(['fuzz', '--runs', '5', '--target', 'good', '--jobs', '1'], { cwd, terminal, env });
      return stdout.includes('\u001b[');
    };
    expect([await coloured(true, {}), await coloured(false, {}), await coloured(true, { NO_COLOR: '1' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each<[string, string[], number, RegExp]>([
    ['an unknown option', ['fuzz', '--tim', '3s'], 2, /unknown option '--tim' \(Did you mean --time\?\)/],
    ['a time that is none', ['fuzz', '--time', 'soon'], 2, /--time <duration>' argument 'soon'/],
    ['no runs', ['fuzz', '--runs', '0'], 2, /above 0/],
    ['an unknown profile', ['fuzz', '--profile', 'x'], 2, /no profile is named 'x'; there are default/],
    [
      'an unknown property',
      ['fuzz', '--property', 'sum-is-right,x'],
      2,
      /no property is named 'x'; there are sum-is-right/,
    ],
    ['a missing target', ['fuzz', '--target', 'nobody', '--runs', '1'], 3, /nobody is not a target/],
    ['a seed with --resume', ['fuzz', '--resume', 'x', '--seed', '1'], 2, /--seed cannot be given with --resume/],
    ['a shard beyond the last', ['fuzz', '--seed', '1', '--shard', '3/2'], 2, /like 2\/3/],
    ['a shard of a drawn seed', ['fuzz', '--shard', '1/2'], 2, /--shard needs --seed/],
    ['nothing to merge', ['merge', 'x'], 1, /x.progress\.json: is missing/],
    ['nothing to go on with', ['fuzz', '--resume', 'x'], 1, /x.progress\.json: is missing/],
    ['a word too many', ['fuzz', 'x'], 2, /too many arguments/],
    ['an unknown command', ['fuz'], 2, /unknown command 'fuz' \(Did you mean fuzz\?\)/],
  ])('says in one line what is wrong with %s', async (_, argv, exitCode, message) => {
    const { stdout, stderr, ...result } = await run(argv, { cwd: await temporaryFolder() });
    expect(result.exitCode).toBe(exitCode);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^linksmith: [^\n]+\n$/);
  });

  it('refuses a folder that holds a campaign', async () => {
    const cwd = await temporaryFolder();
    const argv = ['fuzz', '--runs', '5', '--target', 'good', '--jobs', '1', '--out', 'out'];
    await run(argv, { cwd });
    expect(await run(argv, { cwd })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/already holds a campaign/),
    });
  });
});

describe('linksmith repro', () => {
  it('ends with 1 while the finding fails and with 0 when it passes', async () => {
    const { cwd, findings } = await campaignWithFindings();
    const bad = await run(['repro', findings[0]!], { cwd });
    expect(bad).toMatchObject({ exitCode: 1, stderr: '' });
    expect(bad.stdout).toMatch(/^fails {2}sum-is-right: off-by-\d\n {4}expected \d+, got \d+\nstill fails on bad\n$/);
    const good = await run(['repro', findings[0]!, '--target', 'good'], { cwd });
    expect(good).toEqual({ exitCode: 0, stdout: 'holds  sum-is-right\npasses on good\n', stderr: '' });
    const json = await run(['repro', findings[0]!, '--json'], { cwd });
    expect(misfits('repro', json.stdout)).toEqual([]);
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, fails: true, target: 'bad' });
    expect(misfits('finding', await readFile(join(cwd, findings[0]!, 'finding.json'), 'utf8'))).toEqual([]);
    expect(misfits('campaign', await readFile(join(cwd, 'out', 'campaign.json'), 'utf8'))).toEqual([]);
    expect(await run(['repro', findings[0]!, '--quiet'], { cwd })).toEqual({ exitCode: 1, stdout: '', stderr: '' });
  });

  it('replays by seed and index', async () => {
    const at = (index: number, target: string) =>
      run(['repro', '--seed', '7', '--index', `${index}`, '--target', target]);
    expect(await at(1, 'bad')).toMatchObject({ exitCode: 1 });
    expect(await at(1, 'good')).toMatchObject({ exitCode: 0 });
  });

  it.each<[string, string[], number, RegExp]>([
    ['neither case nor place', ['repro'], 2, /name a CASE/],
    ['a case and a place', ['repro', 'x', '--seed', '1'], 2, /say two things/],
    ['a case that is not there', ['repro', 'x'], 1, /x: no such finding or corpus case/],
    ['an empty folder', ['repro', '.'], 1, /finding\.json: is missing/],
    ['a target that is not there', ['repro', '--seed', '1', '--index', '1', '--target', 'z'], 3, /z is not a target/],
    ['an unknown profile', ['repro', '--seed', '1', '--index', '1', '--profile', 'z'], 2, /no profile/],
  ])('says in one line what is wrong with %s', async (_, argv, exitCode, message) => {
    const result = await run(argv, { cwd: await temporaryFolder() });
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toMatch(/^linksmith: [^\n]+\n$/);
  });
});

describe('linksmith bisect', () => {
  it('says in which versions a finding fails', async () => {
    const { cwd, findings } = await campaignWithFindings();
    const finding = findings.find((name) => name.includes('off-by-2'))!;
    const bisect = (targets: string, ...more: string[]) =>
      run(['bisect', finding, '--targets', targets, ...more], { cwd });
    const fixed = await bisect('bad,mendable,good');
    expect(fixed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(fixed.stdout).toMatch(/bad +1\.0 +fails: off-by-2\n *mendable.*fixed in good; mendable fails\n$/s);
    const back = await bisect('good,lacks-all,bad', '--json');
    expect([back.exitCode, misfits('bisect', back.stdout)]).toEqual([1, []]);
    expect(JSON.parse(back.stdout)).toMatchObject({
      versions: [{ says: 'passes' }, { says: 'not-asked' }, { target: 'bad', says: 'fails' }],
      turns: [{ kind: 'bad-from', target: 'bad', after: 'good' }],
    });
    expect(await bisect('good,nobody')).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/nobody is not a target/),
    });
  });
});

describe('linksmith minimize', () => {
  it('shrinks a stored finding into a new one', async () => {
    const { cwd, findings } = await campaignWithFindings();
    await writeFile(join(cwd, findings[0]!, 'scenario.json'), JSON.stringify({ values: [50, 13, 13, 20] }));
    const result = await run(['minimize', findings[0]!, '-o', 'small'], { cwd });
    expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^small: 1 input, .*minimal/) });
    const again = await run(['minimize', 'small', '-o', 'smaller', '--json'], { cwd });
    expect(misfits('minimize', again.stdout)).toEqual([]);
    expect(JSON.parse(again.stdout)).toMatchObject({ folder: 'smaller', inputs: [expect.any(String)], complete: true });
    expect(JSON.parse(await readFile(join(cwd, 'small', 'scenario.json'), 'utf8'))).toEqual({ values: [13] });
    expect(await run(['repro', 'small'], { cwd })).toMatchObject({ exitCode: 1 });
  });

  it('does not write over a folder, and has nothing to do when the case passes', async () => {
    const { cwd, findings } = await campaignWithFindings();
    expect(await run(['minimize', findings[0]!, '-o', 'out'], { cwd })).toMatchObject({ exitCode: 2 });
    const passing = await run(['minimize', findings[0]!, '-o', 'new', '--target', 'good'], { cwd });
    expect(passing).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/does not fail any more/) });
  });
});

describe('linksmith corpus', () => {
  it('adds a finding, lists it, and verifies it', async () => {
    const { cwd, findings } = await campaignWithFindings();
    const added = await run(['corpus', 'add', findings[0]!, '--note', 'thirteen'], { cwd });
    expect(added).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^corpus\/regressions\/bad-sum-is-right-.*\.json\n$/),
    });
    expect(await run(['corpus', 'add', findings[0]!], { cwd })).toMatchObject({
      stdout: expect.stringMatching(/is there already/),
    });
    const told = (await run(['corpus', 'add', findings[0]!, '--json'], { cwd })).stdout;
    expect([misfits('corpus-add', told), JSON.parse(told).added]).toEqual([[], false]);
    expect((await run(['corpus', 'list'], { cwd })).stdout).toMatch(/sum-is-right +thirteen/);
    expect(misfits('corpus-list', (await run(['corpus', 'list', '--json'], { cwd })).stdout)).toEqual([]);
    const name = added.stdout.trim().split('/').at(-1)!.replace('.json', '');
    expect(await run(['repro', name], { cwd })).toMatchObject({ exitCode: 1 });
    const verify = (target: string) => run(['corpus', 'verify', '--only', 'regressions', '--target', target], { cwd });
    expect(await verify('good')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/1 passed, 0 failed/) });
    expect(await verify('bad')).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/0 passed, 1 failed/) });
  });

  it('keeps the fewest cases that show everything, as values', async () => {
    const cwd = await temporaryFolder();
    const prune = (...argv: string[]) => run(['corpus', 'prune', ...argv], { cwd });
    expect(await prune()).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/there is no covering corpus/) });
    const first = await prune('--runs', '300', '--seed', '7');
    expect(first.stdout).toMatch(/^1 cases show 4 words in \d+ bytes; 1 came, 0 went\n$/);
    const folder = join(cwd, 'corpus', 'cover');
    const [name] = await readdir(folder);
    const stored = JSON.parse(await readFile(join(folder, name!), 'utf8'));
    expect(stored).toMatchObject({ seed: 7, words: ['R_TOY', 'even', 'odd', 'over-90'] });
    await writeFile(join(folder, 'small.json'), JSON.stringify({ ...stored, scenario: { values: [92, 1] } }));
    expect((await prune()).stdout).toMatch(/^1 cases show 4 words in \d+ bytes; 0 came, 1 went\n$/);
    const again = (await prune('--json')).stdout;
    expect([misfits('corpus-prune', again), JSON.parse(again).kept]).toEqual([[], ['small']]);
    expect(await readdir(folder)).toEqual(['small.json']);
    const verify = (target: string) => run(['corpus', 'verify', '--only', 'cover', '--target', target], { cwd });
    expect(await verify('good')).toMatchObject({
      exitCode: 0,
      stdout: 'covering cases: 1 passed, 0 failed, 0 did not apply\n',
    });
    await writeFile(join(folder, 'small.json'), JSON.stringify({ ...stored, scenario: { values: [13] } }));
    const bad = await run(['corpus', 'verify', '--only', 'cover', '--target', 'bad', '--json'], { cwd });
    expect([bad.exitCode, misfits('corpus-verify', bad.stdout)]).toEqual([1, []]);
    await rm(join(folder, 'small.json'));
    expect(await verify('good')).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/no covering corpus/) });
  });

  it('fails when the corpus is not there or cannot be read', async () => {
    const cwd = await temporaryFolder();
    const verify = () => run(['corpus', 'verify', '--root', cwd, '--only', 'regressions'], { cwd });
    expect(await verify()).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/there is no corpus/) });
    const { cwd: full } = await campaignWithFindings();
    await rm(join(full, 'out'), { recursive: true });
    expect(await run(['corpus', 'list', '--root', full], { cwd })).toMatchObject({ exitCode: 1 });
  });
});
