/** Shards run on the toy harness, and what merging makes of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { campaign, contents, merged } from './campaign.fixture.ts';
import { NotOneCampaignError } from './session.ts';

const runs = 100;
const whole = () => campaign({ target: 'bad', runs });
const shard = (index: number, change: { runs?: number; seed?: number; of?: number } = {}) => {
  const { seed = 7, of = 3, runs: end = runs } = change;
  return campaign({ runs: end, plan: { profile: 'default', seed, targets: ['bad'], shard: { index, of } } });
};

/** All that a merge says, but for the clock. */
async function told({ findings, tally, nextIndex, directory }: Awaited<ReturnType<typeof whole>>) {
  return { findings, tally, nextIndex, folders: await contents(join(directory, 'findings')) };
}

describe('mergeCampaigns', () => {
  it('makes of three shards what one campaign finds, in any order, steps and number of times', async () => {
    const [first, second, third] = [await shard(1), await shard(2), await shard(3)];
    expect([first, second, third].map(({ tally }) => tally.cases)).toEqual([34, 33, 33]);
    const wanted = await told(await whole());
    expect(wanted.findings.length).toBeGreaterThan(1);
    const all = await merged(first.directory, second.directory, third.directory);
    expect(await told(all)).toEqual(wanted);
    expect(all).toMatchObject({ ended: 'merged', warnings: [] });
    const pair = await merged(third.directory, first.directory);
    expect(pair.warnings).toEqual(['nothing came of shard 2/3']);
    expect(await told(await merged(pair.directory, second.directory, first.directory, pair.directory))).toEqual(wanted);
  });

  it('takes of a shard what went furthest', async () => {
    const [short, long] = [await shard(1, { runs: 40 }), await shard(1)];
    const { tally, nextIndex } = await merged(short.directory, long.directory, short.directory);
    expect([tally, nextIndex]).toEqual([long.tally, 1]);
  });

  it('keeps what shards warned of', async () => {
    const [first, second] = [await shard(1, { of: 2, runs: 6 }), await shard(2, { of: 2, runs: 6 })];
    const path = join(second.directory, 'progress.json');
    const progress = JSON.parse(await readFile(path, 'utf8'));
    progress.parts[0].warnings = ['slow'];
    await writeFile(path, JSON.stringify(progress));
    const { directory, warnings } = await merged(first.directory, second.directory);
    expect([warnings, (await merged(directory)).warnings]).toEqual([['shard 2/2: slow'], ['shard 2/2: slow']]);
    const plan = undefined as never;
    expect((await campaign({ directory: second.directory, plan, runs: 8 })).warnings).toEqual(['slow']);
  });

  it('counts what a shard found too often to keep', async () => {
    const [first, second] = [await shard(1, { of: 2 }), await shard(2, { of: 2 })];
    const path = join(second.directory, 'progress.json');
    const progress = JSON.parse(await readFile(path, 'utf8'));
    progress.parts[0].unlogged = { 'bad\nsum-is-right\noff-by-2\n': 1000 };
    await writeFile(path, JSON.stringify(progress));
    const wanted = (await whole()).findings.find(({ signature }) => signature.key === 'off-by-2')!;
    const { findings } = await merged(first.directory, second.directory);
    expect(findings.find(({ id }) => id === wanted.id)!.count).toBe(wanted.count + 1000);
  });

  it.each([
    ['another seed', { seed: 8 }, /seed is 8, not 7$/],
    ['another number of shards', { of: 4 }, /number of shards is 4, not 3$/],
  ])('refuses %s', async (_, change, message) => {
    const [first, other] = [await shard(1, { runs: 5 }), await shard(2, { runs: 5, ...change })];
    const attempt = merged(first.directory, other.directory);
    await expect(attempt).rejects.toThrow(NotOneCampaignError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('refuses what another version has found', async () => {
    const { directory } = await shard(1, { runs: 5 });
    const path = join(directory, 'progress.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"bad":"1.0"', '"bad":"2.0"'));
    await expect(merged(directory)).rejects.toThrow('begun with bad 2.0, and here is 1.0');
    await writeFile(path, text.replace(/"linksmith":"[^"]*"/, '"linksmith":"0.0.9"'));
    await expect(merged(directory)).rejects.toThrow(/begun by linksmith 0\.0\.9, and this is/);
  });
});
