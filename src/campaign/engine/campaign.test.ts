/** Runs real worker threads on the toy harness: what is tested is the engine, not linking. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { listFindings, readFinding } from '../findings/store.ts';
import { campaign, contents } from './campaign.fixture.ts';
import { FolderTakenError, type Snapshot } from './campaign.ts';
import { valuesAt } from './toy-harness.fixture.ts';

/** Puts a case that holds in the place of a finding's. */
function mend(folder: string): void {
  const path = join(folder, 'finding.json');
  const { job, ...finding } = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = Uint8Array.from([1]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(path, JSON.stringify({ ...finding, job: { ...job, files: [{ name: 'a.o', sha256 }] } }));
  writeFileSync(join(folder, 'scenario.json'), '{"values":[1]}');
  writeFileSync(join(folder, 'inputs', 'a.o'), bytes);
}

describe('runCampaign', () => {
  it('counts every case once and finds nothing in a good target', async () => {
    const result = await campaign({});
    expect(result.ended).toBe('runs');
    expect(result.canary).toMatchObject({ kind: 'found', property: 'sum-is-right' });
    expect(result.tally).toMatchObject({ cases: 300, links: 300, relocationKinds: { R_TOY: 300 } });
    expect(result.tally.properties).toEqual({
      'sum-is-right': { held: 300, failed: 0, notApplicable: 0 },
      'small-enough': { held: 300, failed: 0, notApplicable: 0 },
    });
    const odd = Array.from({ length: 300 }, (_, i) => valuesAt(7, i)).filter((values) =>
      values.some((v) => v % 2 === 1),
    );
    expect(result.tally.features.odd).toBe(odd.length);
    expect(result.findings).toEqual([]);
  });

  it('finds, shrinks and stores each bug once, the same with one worker and with two', async () => {
    const one = await campaign({ target: 'bad', jobs: 1 });
    const two = await campaign({ target: 'bad', jobs: 2 });
    expect(two.findings).toEqual(one.findings);
    expect(two.tally).toEqual(one.tally);
    expect(await contents(join(two.directory, 'findings'))).toEqual(await contents(join(one.directory, 'findings')));

    const scenarios = await Promise.all((await listFindings(join(one.directory, 'findings'))).map(readFinding));
    const minimal = scenarios.map(({ finding, scenario }) => [finding.signature.key, scenario]);
    expect(minimal).toContainEqual(['off-by-2', { values: [13] }]);
    expect(minimal).toContainEqual(['off-by-4', { values: [91, 91] }]);
    const failed = one.tally.properties['sum-is-right']!.failed;
    expect(one.findings.map(({ count }) => count).reduce((a, b) => a + b)).toBe(failed);
    expect(one.findings.length).toBeLessThan(failed);
  });

  it('is the same with one worker and with two when it is guided, and makes again what fails', async () => {
    const guided = {
      plan: { profile: 'default', seed: 7, targets: ['bad'], guided: true },
      runs: 48,
      shrinkBudget: 10,
    };
    const one = await campaign({ ...guided, jobs: 1 });
    const two = await campaign({ ...guided, jobs: 2 });
    expect(two.findings).toEqual(one.findings);
    expect(two.tally).toEqual(one.tally);
    const stored = await Promise.all((await listFindings(join(two.directory, 'findings'))).map(readFinding));
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.map(({ finding }) => [finding.reproduced, finding.guided])).toEqual(stored.map(() => [true, true]));
    const more = await campaign({ directory: two.directory, plan: undefined as never, runs: 56, shrinkBudget: 10 });
    expect(more.tally.cases).toBe(56);
  }, 180_000);

  it('shrinks in fresh workers what fails in those only', async () => {
    const { directory, findings } = await campaign({ target: 'remembers' });
    expect(findings).toHaveLength(1);
    const [folder] = await listFindings(join(directory, 'findings'));
    expect(await readFinding(folder!)).toMatchObject({ scenario: { values: [13] }, finding: { reproduced: true } });
  });

  it('has the word of the stored folders last, and says which it cannot have', async () => {
    const directory = await temporaryFolder();
    const foldersOf = (part: string) => readdirSync(join(directory, 'findings')).filter((name) => name.includes(part));
    const onProgress = ({ phase }: Snapshot) => {
      if (phase !== 'replaying') return;
      for (const name of foldersOf('off-by-2')) mend(join(directory, 'findings', name));
      for (const name of foldersOf('off-by-4')) rmSync(join(directory, 'findings', name), { recursive: true });
    };
    const { findings, warnings } = await campaign({ target: 'bad', directory, onProgress });
    expect(findings.map(({ signature, replayed }) => [signature.key, replayed])).toEqual([
      ['off-by-2', 'passes'],
      ['off-by-4', undefined],
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^did not fail again when replayed .*: bad-sum-is-right-off-by-2-\w+$/),
      expect.stringMatching(/^could not be replayed: .*: bad-sum-is-right-off-by-4-\w+$/),
    ]);
    const whole = await campaign({ target: 'bad' });
    expect(whole.findings.map(({ replayed }) => replayed)).toEqual(['fails', 'fails']);
  });

  it.each([
    ['hangs', 'timed-out'],
    ['exits', 'crashed'],
  ])('loses only one worker to a case that %s, and records it as %s', async (target, key) => {
    const runs = 10;
    const result = await campaign({ target, runs, jobs: 2, shrinkBudget: 2, silenceLimitMs: 1_000 });
    const bad = Array.from({ length: runs }, (_, i) => i).filter((i) => valuesAt(7, i).includes(13));
    expect(result.tally.cases).toBe(runs);
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toMatchObject({
      count: bad.length,
      indices: bad,
      signature: { property: 'case-ends', key },
    });
    const [path] = await listFindings(join(result.directory, 'findings'));
    expect((await readFinding(path!)).scenario).toMatchObject({ values: expect.arrayContaining([13]) });
  });

  it('gives a target that throws to the properties as crashed', async () => {
    const result = await campaign({ target: 'throws', runs: 100 });
    expect(result.findings.map(({ signature }) => [signature.property, signature.key])).toContainEqual([
      'sum-is-right',
      'crashed',
    ]);
  });

  it('fails when the canary stays green', async () => {
    const result = await campaign({ toy: 'blind-harness' });
    expect(result).toMatchObject({ ended: 'canary-missed', canary: { kind: 'missed' }, nextIndex: 0 });
  });

  it('looks for the canary in cases that the target does, and says when there are none', async () => {
    const few = await campaign({ target: 'lacks-odd', runs: 20 });
    expect(few).toMatchObject({ ended: 'runs', canary: { kind: 'found' } });
    expect(few.canary.cases).toBeGreaterThan(0);
    const none = await campaign({ target: 'lacks-all' });
    expect(none.canary).toMatchObject({
      kind: 'missed',
      reason: expect.stringMatching(/^lacks-all does none of \d+ cases of profile default$/),
    });
  });

  it('stops by time, and when interrupted, with all counts in order', async () => {
    const late = await campaign({ runs: undefined, timeMs: 300, jobs: 2 });
    expect(late.ended).toBe('time');
    expect(late.tally.cases).toBe(late.nextIndex);
    const interrupt = new AbortController();
    const onProgress = ({ tally }: { tally: { cases: number } }) => tally.cases > 20 && interrupt.abort();
    const cut = await campaign({ runs: undefined, jobs: 2, interrupt: interrupt.signal, onProgress });
    expect(cut.ended).toBe('interrupted');
    expect(cut.tally.cases).toBe(cut.nextIndex);
    expect(cut.tally.cases).toBeGreaterThan(20);
  });

  it('goes on where it was stopped, to the same end as in one go', async () => {
    const whole = await campaign({ target: 'bad', runs: 200 });
    const first = await campaign({ target: 'bad', runs: 90 });
    const second = await campaign({ directory: first.directory, plan: undefined as never, runs: 200 });
    expect(second.tally).toEqual(whole.tally);
    expect(second.findings).toEqual(whole.findings);
    expect(await contents(join(first.directory, 'findings'))).toEqual(
      await contents(join(whole.directory, 'findings')),
    );
  });

  it('does not write over another campaign, and names a missing target', async () => {
    const { directory } = await campaign({ runs: 5 });
    await expect(campaign({ runs: 5, directory })).rejects.toThrow(FolderTakenError);
    await expect(campaign({ target: 'nobody' })).rejects.toThrow('nobody is not a target');
  });
});
