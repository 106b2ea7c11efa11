/** The lines of the workflows that call linksmith, run as they stand there, on the toy harness and with few cases. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { folderWithCorpus } from './cli.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** In their order. */
async function linesOf(workflow: string): Promise<string[]> {
  const text = await readFile(join(root, '.github', 'workflows', `${workflow}.yml`), 'utf8');
  return [...text.matchAll(/^ +(?:- )?run: (.*\bnpx linksmith .*)$/gm)].map(([, line]) => line!);
}

/** As a job runs a line: by bash, which ends at the first error. */
async function runLine(line: string, cwd: string, values: Readonly<Record<string, string>> = {}) {
  const program = fileURLToPath(await compiled('src/cli/mortal-program.fixture.ts'));
  const command = line
    .replaceAll('npx linksmith', `'${process.execPath}' '${program}' engine/toy-harness.fixture`)
    .replace(/ --runs \d+/, '')
    .replaceAll(/--time \w+/g, '--runs 60 --jobs 1')
    .replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_, name) => values[name] ?? `no value for ${name}`);
  const env = { ...process.env, ...values };
  return new Promise<{ exitCode: number; output: string }>((resolve) => {
    const child = execFile('bash', ['-e', '-o', 'pipefail', '-c', command], { cwd, env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

describe('the workflows', () => {
  it('share a night among shards, merge it, tell what is new once, and let a pull request with what is known pass', async () => {
    const cwd = await folderWithCorpus();
    const [shard, night, ...others] = await linesOf('nightly');
    expect(others).toEqual([]);
    const values = { SEED: '7', GITHUB_STEP_SUMMARY: join(cwd, 'summary.md') };
    for (const each of ['1', '2', '3', '4']) {
      const { exitCode, output } = await runLine(shard!, cwd, { ...values, 'matrix.shard': each });
      expect([exitCode, output]).toEqual([0, expect.stringContaining(`shard ${each} of 4`)]);
    }
    expect(await runLine(night!, cwd, values)).toMatchObject({ exitCode: 1 });
    expect(await readFile(values.GITHUB_STEP_SUMMARY, 'utf8')).toMatch(/^# Night 1, .*: 1 finding to look at/);

    const [pull, ...rest] = await linesOf('ci');
    expect(rest).toEqual([]);
    const known = await runLine(pull!, cwd);
    expect([known.exitCode, known.output]).toEqual([0, expect.stringContaining('known: sum-is-right on lazy')]);
    await writeFile(join(cwd, 'nightly-state', 'history.json'), '{"schemaVersion":1,"findings":{}}');
    const fresh = await runLine(pull!.replace('--out pull-request', '--out another'), cwd);
    expect([fresh.exitCode, fresh.output]).toEqual([1, expect.stringContaining('new: sum-is-right on lazy')]);
  });
});
