/** `linksmith report`, on what a campaign of the toy harness left behind. */

import { mkdtempSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
let finding = '';

beforeAll(async () => {
  await run(['fuzz', '--runs', '60', '--seed', '7', '--jobs', '1', '--target', 'bad', '--out', 'out'], { cwd });
  finding = join('out', 'findings', (await readdir(join(cwd, 'out', 'findings')))[0]!);
}, 60_000);

const text = (path: string) => readFile(join(cwd, path), 'utf8');

describe('linksmith report', () => {
  it('writes a page into the folder of a campaign, with its findings', async () => {
    const { exitCode, stdout, stderr } = await run(['report', 'out'], { cwd });
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'out/report.html\n', stderr: '' });
    const page = await text('out/report.html');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const part of ['Campaign of bad', `id="finding-${finding.split('/').at(-1)}"`, `linksmith repro ${finding}`]) {
      expect(page).toContain(part);
    }
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
  });

  it('writes every kind, into the folder or where it is told to', async () => {
    const argv = ['report', 'out', '--markdown', '--junit', '--ctrf', '--jsonl', '--sarif', 'x.sarif'];
    const { exitCode, stdout } = await run(argv, { cwd });
    const written = ['out/summary.md', 'out/junit.xml', 'x.sarif', 'out/ctrf.json', 'out/report.jsonl'];
    expect([exitCode, stdout]).toEqual([0, `${written.join('\n')}\n`]);
    const told = (await run([...argv, '--json'], { cwd })).stdout;
    expect([misfits('report', told), JSON.parse(told).written]).toEqual([[], written]);
    const begins = await Promise.all(written.map(async (path) => (await text(path)).slice(0, 5)));
    expect(begins).toEqual(['## \u274c ', '<?xml', '{\n  "', '{\n  "', '{"kin']);
  });

  it('comes with the campaign where fuzz is asked for it', async () => {
    const fuzz = ['fuzz', '--runs', '5', '--target', 'good', '--jobs', '1', '--out', 'good', '-q'];
    const result = await run([...fuzz, '--report', 'html,junit:good.xml'], { cwd });
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await text('good/report.html')).toContain('nothing found in 5 cases');
    expect(await text('good.xml')).toContain('<testsuites');
  });

  it('writes a page of one finding, where it is told to', async () => {
    const { exitCode, stdout } = await run(['report', finding, '--html', 'one.html'], { cwd });
    expect([exitCode, stdout]).toEqual([0, 'one.html\n']);
    expect(await text('one.html')).toContain('sum-is-right does not hold on bad');
  });

  it.each<[string[], number, string]>([
    [['report', 'nowhere'], 1, 'nowhere/campaign.json: no such file: no campaign has ended in this folder'],
    [['fuzz', '--report', 'pdf'], 2, 'Kinds are html, markdown, junit, sarif, ctrf, jsonl.'],
    [['report', 'out/findings', '--junit'], 1, 'no campaign has ended in this folder'],
    [['report'], 2, "missing required argument 'dir'"],
  ])('%j ends with %i', async (argv, exitCode, message) => {
    const result = await run(argv, { cwd });
    expect(result).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});
