/**
 * A campaign over a queue, on a real Redis: workers are programs of their own, and some are killed. What is tested is that
 * cases and findings are those of a campaign in one program.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import type { CampaignReport } from '../report/json.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';
import { missingRedis, type RedisServer, startRedis } from './redis-server.fixture.ts';

const runs = 160;

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }>;
  /** What it says first on standard error. */
  readonly firstWords: Promise<string>;
}

async function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Program> {
  const program = fileURLToPath(await compiled('src/cli/toy-program.fixture.ts'));
  const child = spawn(process.execPath, [program, ...argv], { env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const ended = once(child, 'close').then(async ([code]) => ({
    exitCode: code as number | null,
    stdout: await stdout,
    stderr: await stderr,
  }));
  return { child, ended, firstWords: once(child.stderr, 'data').then(String) };
}

const campaign = (out: string, ...more: string[]) =>
  start([
    'fuzz',
    '--seed',
    '7',
    '--runs',
    String(runs),
    '--target',
    'slow',
    '--jobs',
    '1',
    '-q',
    '--out',
    out,
    '--json',
    ...more,
  ]);

async function startWorker(address: string): Promise<Program> {
  const program = await start(['worker', '--queue', address, '--target', 'slow', '--jobs', '1', '--lease', '1s']);
  expect(await program.firstWords).toContain('serving the queue');
  return program;
}

/** The most leases that were with workers at a time, until four are or the campaign is over. */
async function leasesUnderWay(address: string, campaign: Promise<unknown>): Promise<number> {
  const redis = new Redis(address);
  let [most, isOver] = [0, false];
  void campaign.finally(() => {
    isOver = true;
  });
  while (most < 4 && !isOver) {
    const [list] = await redis.keys('bull:linksmith-*:active');
    if (list !== undefined) most = Math.max(most, await redis.llen(list));
  }
  redis.disconnect();
  return most;
}

/** What does not depend on the machine. */
const timeless = ({
  elapsedMs,
  casesPerSecond,
  warnings,
  timeline,
  ...rest
}: CampaignReport & Record<string, unknown>) => rest;

async function findingsIn(folder: string): Promise<string[]> {
  const names = (await readdir(join(folder, 'findings'))).sort();
  return Promise.all(
    names.map(async (name) => name + (await readFile(join(folder, 'findings', name, 'finding.json')))),
  );
}

describe.skipIf(missingRedis !== undefined)(
  `a campaign over a queue${missingRedis ? ` (skipped: ${missingRedis})` : ''}`,
  () => {
    let redis: RedisServer;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis.stop());

    test('has the cases and findings of one program, though two of its four workers are killed at work', async () => {
      const [alone, shared] = [await temporaryFolder(), await temporaryFolder()];
      const wanted = await (await campaign(alone)).ended;
      const workers = await Promise.all([1, 2, 3, 4].map(() => startWorker(redis.url)));
      const filling = (await campaign(shared, '--queue', redis.url)).ended;
      expect(await leasesUnderWay(redis.url, filling)).toBe(workers.length);
      for (const { child } of workers.slice(2)) child.kill('SIGKILL');
      const got = await filling;
      expect([got.exitCode, got.stderr]).toEqual([1, wanted.stderr]);
      expect(timeless(JSON.parse(got.stdout))).toEqual(timeless(JSON.parse(wanted.stdout)));
      expect(await findingsIn(shared)).toEqual(await findingsIn(alone));
    }, 180_000);

    test('lets those in who have the password from the environment, and tells it to nobody', async () => {
      const closed = await startRedis(['--requirepass', 's3cret']);
      onTestFinished(() => closed.stop());
      const worker = ['worker', '--queue', closed.url, '--target', 'good', '--jobs', '1', '--idle', '10ms'];
      const outside = await run(worker);
      expect([outside.exitCode, outside.stderr]).toEqual([
        3,
        expect.stringContaining('no Redis that lets us in at 127.0.0.1'),
      ]);
      const inside = await run(worker, { env: { LINKSMITH_REDIS_PASSWORD: 's3cret' } });
      expect([inside.exitCode, inside.stderr]).toEqual([0, expect.stringContaining('serving the queue')]);
      expect(outside.stderr + inside.stderr).not.toContain('s3cret');
    });
  },
);

test.each([
  ['fuzz', '--queue', 'redis://ann:s3cret@127.0.0.1:1'],
  ['worker', '--queue', 'redis://ann:s3cret@127.0.0.1:1'],
  ['worker', '--queue'],
  ['worker'],
])('%s %s %s is a usage error', async (...argv) => {
  const { exitCode, stderr } = await run(argv);
  expect([exitCode, stderr]).toEqual([2, expect.not.stringContaining('s3cret')]);
});

test('without a Redis there is nothing to serve', async () => {
  const { exitCode, stderr } = await run(['worker', '--queue', 'redis://127.0.0.1:1', '--target', 'good']);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('no Redis that lets us in at 127.0.0.1:1')]);
});
