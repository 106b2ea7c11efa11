/** A pool whose workers do not get as far as an answer. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { WorkerPool, WorkerStartError } from './worker-pool.ts';

async function workerThat(body: string): Promise<URL> {
  const path = join(await temporaryFolder(), 'worker.mjs');
  await writeFile(path, `export function perform({ slot }) { ${body} }\n`);
  return pathToFileURL(path);
}

describe('greet', () => {
  it.each<[string, string, RegExp]>([
    [
      'says nothing',
      'Atomics.add(slot, 0, 1); return new Promise(() => {});',
      /^a worker did not start within 0\.05 s: /,
    ],
    ['ends at once', 'process.exit(3);', /^a worker ended while it was starting: .*\b3\b/],
  ])('throws for a worker that %s', async (_, body, message) => {
    const pool = new WorkerPool({ jobs: 1, harness: 'none', worker: await workerThat(body), startLimitMs: 50 });
    onTestFinished(() => pool.close());
    const failed = await pool.greet({ kind: 'greet', targets: [] }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(WorkerStartError);
    expect((failed as Error).message).toMatch(message);
  });
});
