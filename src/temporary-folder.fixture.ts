/** A folder for one test, gone with it. Tests only. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function temporaryFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'linksmith-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
