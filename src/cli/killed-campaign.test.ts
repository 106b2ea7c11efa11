/**
 * A campaign that is killed with -9 again and again, and gone on with: it ends with the findings, the counts and the log of
 * one that nobody disturbed, and what stands on the disk meanwhile is whole. `LINKSMITH_KILLS=50` kills more often.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contents } from '../campaign/engine/campaign.fixture.ts';
import { readFailures } from '../campaign/engine/failure-log.ts';
import { hasProgress, readProgress } from '../campaign/engine/progress-file.ts';
import { listFindings, readFinding } from '../campaign/findings/store.ts';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { campaignReportSchema } from '../report/json.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';

const kills = Number(process.env.LINKSMITH_KILLS ?? 4);
const runs = 150;

type Death = { readonly atChange: number } | { readonly afterMs: number };

/** Every other one at a change of the disk, the rest at any time. */
const nextDeath = (kill: number, changes: number): Death =>
  kill % 2 === 0
    ? { atChange: 1 + Math.floor(Math.random() * changes) }
    : { afterMs: 400 + Math.floor(Math.random() * 1_200) };

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly stderr: string;
}

async function fuzz(folder: string, death?: Death): Promise<Ended> {
  const program = fileURLToPath(await compiled('src/cli/mortal-program.fixture.ts'));
  const begin = ['--seed', '7', '--target', 'bad', '--out', folder];
  const mode = (await hasProgress(folder)) ? ['--resume', folder] : begin;
  const argv = ['engine/toy-harness.fixture', 'fuzz', '--runs', `${runs}`, '--jobs', '2', '-q', ...mode];
  const atChange = death !== undefined && 'atChange' in death ? `${death.atChange}` : '';
  const env = { ...process.env, LINKSMITH_DIE_IN: folder, LINKSMITH_DIE_AT: atChange };
  const child = spawn(process.execPath, [program, ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const timer = death !== undefined && 'afterMs' in death && setTimeout(() => child.kill('SIGKILL'), death.afterMs);
  return new Promise((resolve) => {
    child.on('close', (exitCode, signal) => {
      if (timer) clearTimeout(timer);
      resolve({ exitCode, signal, stderr });
    });
  });
}

/** Reads all that a campaign's folder holds, and throws for what is not whole. */
async function checkWhole(folder: string): Promise<void> {
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

/** What a campaign leaves, but for times. */
async function left(folder: string) {
  const { parts, findings } = await readProgress(folder);
  const names = await readdir(folder, { recursive: true });
  return {
    parts: parts.map(({ elapsedMs: _, ...part }) => part),
    findings,
    failures: await readFile(join(folder, 'failures.jsonl'), 'utf8'),
    folders: await contents(join(folder, 'findings')),
    drafts: names.filter((name) => name.includes('.tmp-')),
  };
}

/** Kills a campaign until it comes to its end or has been killed so often; says how often. */
async function harass(folder: string, changes: number, most: number): Promise<number> {
  for (let kill = 0; kill < most; kill++) {
    const { signal, exitCode, stderr } = await fuzz(folder, nextDeath(kill, changes));
    await checkWhole(folder);
    if (signal === 'SIGKILL') continue;
    expect([signal, exitCode, stderr]).toEqual([null, 1, expect.not.stringContaining('error')]);
    return kill;
  }
  expect(await fuzz(folder)).toMatchObject({ exitCode: 1 });
  return most;
}

describe('a campaign that is killed', () => {
  it(`ends as one that is not, killed ${kills} times`, { timeout: 900_000 }, async () => {
    const undisturbed = await temporaryFolder();
    const { exitCode, stderr } = await fuzz(undisturbed);
    expect(exitCode).toBe(1);
    const wanted = await left(undisturbed);
    const changes = Number(/changes of the disk: (\d+)/.exec(stderr)?.[1]);
    for (let killed = 0; killed < kills; ) {
      const folder = await temporaryFolder();
      killed += await harass(folder, changes / 2, kills - killed);
      expect(await left(folder)).toEqual(wanted);
    }
  });
});
