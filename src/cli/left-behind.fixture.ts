/** What a campaign leaves in its folder, for tests that hold two of them against each other. Tests only. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { contents } from '../campaign/engine/campaign.fixture.ts';
import { readFailures } from '../campaign/engine/failure-log.ts';
import { hasProgress, readProgress, tallyOf } from '../campaign/engine/progress-file.ts';
import { listFindings, readFinding } from '../campaign/findings/store.ts';
import { campaignReportSchema } from '../report/json.ts';

/** All that does not depend on time, and on who ran which case. */
export async function leftBehind(folder: string) {
  const progress = await readProgress(folder);
  const names = await readdir(folder, { recursive: true });
  return {
    tally: tallyOf(progress),
    findings: progress.findings,
    failures: await readFile(join(folder, 'failures.jsonl'), 'utf8'),
    folders: await contents(join(folder, 'findings')),
    drafts: names.filter((name) => name.includes('.tmp-')),
  };
}

/** Reads all that a campaign's folder holds, and throws for what is not whole. */
export async function checkWhole(folder: string): Promise<void> {
  if (!(await hasProgress(folder))) return;
  const { parts } = await readProgress(folder);
  await readFailures(folder, parts[0]!.nextIndex);
  for (const path of await listFindings(join(folder, 'findings'))) {
    await readFinding(path);
    expect(await readdir(path)).toEqual(expect.arrayContaining(['report.md', 'repro.sh', 'original.json']));
  }
  const report = join(folder, 'campaign.json');
  if (existsSync(report)) campaignReportSchema.parse(JSON.parse(await readFile(report, 'utf8')));
}
