/** The schemas of what is printed for programs: the files of the package, and that they refuse what they must. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { helpTopics } from './help-topics.ts';
import { commandsBelow } from './named-commands.ts';
import { misfits, type OutputName, outputNames, outputSchemas, schemaFile } from './output-schemas.fixture.ts';
import { buildProgram } from './program.ts';
import { processSurroundings } from './surroundings.ts';

describe.each(outputNames)('schemas/%s.json', (name) => {
  it('is what the schema says (write anew: vitest -u)', async () => {
    const [description, schema] = outputSchemas[name];
    const { $schema, ...rest } = z.toJSONSchema(schema);
    const text = `${JSON.stringify({ $schema, description, ...rest }, undefined, 2)}\n`;
    await expect(text).toMatchFileSnapshot(fileURLToPath(schemaFile(name)));
  });

  it('refuses another version, and what has none', () => {
    const version = /schemaVersion/;
    expect(misfits(name, '{"schemaVersion":99}')).toContainEqual(expect.stringMatching(version));
    expect(misfits(name, '{}')).toContainEqual(expect.stringMatching(version));
  });
});

describe('commands', () => {
  const program = buildProgram({ surroundings: processSurroundings(), afterDashes: [], action: () => async () => {} });
  const leaves = commandsBelow(program).filter(({ command }) => command.commands.length === 0);
  /** They print text that is for a shell or a reader, or nothing at all. */
  const withoutJson = ['dashboard', 'help', 'completion', 'ld'];

  it.each(leaves.map(({ path, command }) => [path, command] as const))(
    '%s says in a schema what it prints',
    (path, command) => {
      const has = command.options.some(({ long }) => long === '--json');
      expect(has).toBe(!withoutJson.includes(path));
      const described = outputNames.filter((name) =>
        `${outputSchemas[name][0]} `.includes(`linksmith ${path} --json `),
      );
      if (has) expect(described.length).toBeGreaterThan(0);
    },
  );

  it('are on the page of help, each schema once', async () => {
    const page = await helpTopics.find(({ name }) => name === 'json')!.text();
    const listed = page.split('\n').filter((line) => /^ {2}[a-z]/.test(line));
    expect(listed.flatMap((line) => line.trim().split(', ')).sort()).toEqual([...outputNames].sort());
  });
});

it('has no file without a schema', () => {
  const files = readdirSync(new URL('../../schemas/', import.meta.url));
  expect(files.sort()).toEqual(outputNames.map((name) => `${name}.json`).sort());
});

const verdict = { property: 'p', kind: 'fails', key: 'k', detail: 'd' };
const printed = (...verdicts: unknown[]) => ({ schemaVersion: 1, fails: true, target: 'lazy', verdicts });

it.each<[string, OutputName, unknown, string[]]>([
  ['nothing wrong', 'repro', printed(verdict), []],
  ['a word too many', 'repro', { ...printed(), seed: 1 }, [' must NOT have additional properties']],
  [
    'an unknown kind',
    'repro',
    printed({ ...verdict, kind: 'x' }),
    ['/verdicts/0/kind must be equal to one of the allowed values'],
  ],
  ['a number for a list', 'targets', { schemaVersion: 1, targets: 3 }, ['/targets must be array']],
])('finds %s', (_, name, value, wrong) => {
  expect(misfits(name, JSON.stringify(value))).toEqual(wrong);
});

it('are in the package', () => {
  const { files, exports } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(files).toContain('schemas');
  expect(exports['./schemas/*.json']).toBe('./schemas/*.json');
});
