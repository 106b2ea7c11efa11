/** The reference and the examples are what the commands are. Calls in other documents: `written-commands.test.ts`. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../targets/command.ts';
import { runAlone } from './cli.fixture.ts';
import { complaintAbout } from './dry-parse.fixture.ts';
import { examplesOf } from './examples.ts';
import { commandsBelow } from './named-commands.ts';
import { buildProgram } from './program.ts';
import { referenceMarkdown } from './reference.ts';
import { processSurroundings } from './surroundings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = buildProgram({ surroundings: processSurroundings(), afterDashes: [], action: () => async () => {} });
const commands = commandsBelow(program).filter(({ command }) => command.commands.length === 0);

describe('REFERENCE.md', () => {
  it('is what the commands say (npx vitest run src/cli/documents.test.ts -u writes it)', async () => {
    await expect(await referenceMarkdown(program)).toMatchFileSnapshot(join(root, 'REFERENCE.md'));
  });
});

describe('README', () => {
  it('has a row for each trophy', async () => {
    const entries = await readdir(join(root, 'corpus/trophies'), { withFileTypes: true });
    const named = (await readFile(join(root, 'README.md'), 'utf8')).matchAll(
      /\(corpus\/trophies\/([^/)]+)\/report\.md\)/g,
    );
    const trophies = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect([...named].map(([, name]) => name).sort()).toEqual(trophies.sort());
  });
});

describe('examples', () => {
  it.each(commands.map(({ path }) => path))('%s has some, which parse', async (path) => {
    const lines = examplesOf(path);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toContain(`linksmith ${path}`);
      const [, ...argv] = splitWords(line.replace(/^source <\((.*)\)$/, '$1'));
      expect(await complaintAbout(argv)).toBe(undefined);
    }
  });

  it('are shown by --help', async () => {
    const { stdout } = await runAlone(['bench', 'link', '--help']);
    expect(stdout).toContain('\nExamples:\n  linksmith bench link --rounds 3');
  });
});
