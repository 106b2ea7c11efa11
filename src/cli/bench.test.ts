/** `linksmith bench`: what it prints, never how fast. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';
import { misfits } from './output-schemas.fixture.ts';

const harness = 'linksmith-harness';

describe('linksmith bench link', () => {
  it('ends with 1 when there is no folder of inputs', async () => {
    const ended = await run(['bench', 'link', '--inputs', 'nowhere']);
    expect(ended).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^linksmith: there is no folder nowhere$/m),
    });
  });
});

describe('linksmith bench harness', () => {
  it('prints a table, or JSON with a row a profile', async () => {
    const table = await run(['bench', 'harness', '--runs', '1', '--profile', 'tiny'], { harness });
    expect(table).toMatchObject({ exitCode: 0, stderr: '', stdout: expect.stringMatching(/^profile .*\ntiny /) });
    const json = await run(['bench', 'harness', '--runs', '1', '--profile', 'tiny,default', '--json'], { harness });
    expect(misfits('bench-harness', json.stdout)).toEqual([]);
    const { profiles } = JSON.parse(json.stdout);
    expect(profiles.map(({ profile }: { profile: string }) => profile)).toEqual(['tiny', 'default']);
  });

  it.each<[string[], RegExp]>([
    [['bench', 'harness', '--profile', 'none'], /no profile is named 'none'/],
    [['bench', 'harness', '--runs', '0'], /whole number above 0/],
    [['bench', 'link', '--scale', '2'], /number above 0, at most 1/],
    [['bench', 'hostile', '--against', 'lazy', '--resume'], /--resume: links of --against/],
    [['bench', 'nothing'], /unknown command 'nothing'/],
  ])('%j ends with 2 in one line', async (argv, message) => {
    const { exitCode, stderr } = await run(argv, { harness });
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('linksmith bench hostile --against', () => {
  it('keeps the table and the first case of each place, and judges nothing', async () => {
    const cwd = await temporaryFolder();
    const words = [
      '--against',
      'command:false {args} {output}',
      '--inputs',
      '1',
      '--link-every',
      '1000',
      '--out',
      'out',
    ];
    const { exitCode, stdout, stderr } = await run(['bench', 'hostile', ...words, '--json', '-q'], { cwd, harness });
    expect([exitCode, stderr, misfits('bench-hostile-against', stdout)]).toEqual([0, '', []]);
    const table = await readFile(join(cwd, 'out', 'hostile-others.md'), 'utf8');
    expect(table).toMatch(/\| crashed \| status 1 without a message \|/);
    expect(await readdir(join(cwd, 'out', 'hostile-others'))).toEqual([
      expect.stringMatching(/^1-0-\d+-crashed.json$/),
    ]);
  });
});
