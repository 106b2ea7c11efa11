/**
 * A campaign over a queue, on a real Redis: workers are programs of their own, and some are killed. What is tested is that
 * cases and findings are those of a campaign in one program.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { CampaignReport } from '../report/json.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';
import { decimatedCampaign } from './decimated-queue.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';
import { start, toyProgram } from './program.fixture.ts';
import { missingRedis, type RedisServer, startRedis } from './redis-server.fixture.ts';

const plan = ['--seed', '7', '--runs', '160', '--target', 'slow', '--jobs', '1', '-q', '--json'];

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
      const program = await toyProgram();
      const wanted = await start(program, ['fuzz', ...plan, '--out', alone]).ended;
      const got = await decimatedCampaign({
        program,
        address: redis.url,
        target: 'slow',
        fuzz: ['fuzz', ...plan, '--out', shared],
      });
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
      const inside = await run([...worker, '--json'], { env: { LINKSMITH_REDIS_PASSWORD: 's3cret' } });
      expect([inside.exitCode, inside.stderr]).toEqual([0, expect.stringContaining('serving the queue')]);
      expect(misfits('worker', inside.stdout)).toEqual([]);
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
