/**
 * The command lines that stand in workflows, in documents and in the package are ones that can be run: linksmith's are
 * parsed by its own parser and not run, npm's scripts exist, and so do programs of the project. What the lines of the
 * workflows do is tested beside (`workflows.test.ts`).
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complaintAbout } from './dry-parse.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const scripts = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;

interface Written {
  readonly where: string;
  readonly line: string;
}

/** `run:` of every step. */
const inWorkflow = (path: string): Written[] =>
  [...textOf(path).matchAll(/^ +(?:- )?run: (.+)$/gm)].map(([, line]) => ({ where: path, line: line! }));

/** Lines of fenced blocks, and what stands in a line as code. */
function inDocument(path: string): Written[] {
  const blocks = [...textOf(path).matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block]) => block!.trim().split('\n'));
  const inline = [...textOf(path).matchAll(/`(np[mx] [^`]+)`/g)].map(([, line]) => line!);
  return [...blocks, ...inline].map((line) => ({ where: path, line }));
}

const written: readonly Written[] = [
  ...['.github/workflows/ci.yml', '.github/workflows/nightly.yml'].flatMap(inWorkflow),
  ...['README.md', 'GUIDE.md', 'REFERENCE.md', 'CONTRIBUTING.md'].flatMap(inDocument),
  ...Object.values(scripts).map((line) => ({ where: 'package.json', line })),
].filter(({ line }) => !line.includes('…') && !/^npx linksmith [A-Z]/.test(line));

/** Commands of a line, as a shell would cut it; what a variable or an expression gives is a 1. */
function commandsIn(line: string): string[][] {
  const plain = line
    .replace(/(^|\s)#.*$/, '')
    .replaceAll(/\$\{\{.*?\}\}|"?\$\w+"?/g, '1')
    .replaceAll(/"\$\(.*?\)"/g, 'a');
  return plain
    .split(/&&|\|\||;/)
    .map((command) => [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3]!))
    .filter((words) => words.length > 0)
    .map((words) => (words[0] === 'sudo' ? words.slice(1) : words));
}

/** Why the words are no command of ours; undefined when they are one, or another's. */
async function fault(words: readonly string[]): Promise<string | undefined> {
  const [first = '', second = '', third = ''] = words;
  if (first === 'npm' && second === 'run') return scripts[third] === undefined ? `no script ${third}` : undefined;
  if (first === 'npx' && second === 'linksmith') return complaintAbout(words.slice(2));
  if (first === 'linksmith') return complaintAbout(words.slice(1));
  if (first === 'node' && second.startsWith('dist/src/cli/linksmith.js')) return complaintAbout(words.slice(2));
  const program = first === 'node' ? words.find((word, at) => at > 0 && !word.startsWith('-'))! : first;
  if (!/^(\.ci|scripts)\//.test(program)) return undefined;
  try {
    accessSync(join(root, program), first === 'node' ? constants.R_OK : constants.X_OK);
    return undefined;
  } catch {
    return `${program} cannot be run`;
  }
}

describe('command lines that are written down', () => {
  it('are many', () => {
    expect(new Set(written.map(({ where }) => where)).size).toBe(7);
    expect(written.flatMap(({ line }) => commandsIn(line)).length).toBeGreaterThan(40);
  });

  it('can be run', async () => {
    const faults: string[] = [];
    for (const { where, line } of written) {
      for (const words of commandsIn(line)) {
        const why = await fault(words);
        if (why !== undefined) faults.push(`${where}: ${line}: ${why}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it.each([
    ['npx linksmith fuz', expect.stringMatching(/unknown command 'fuz'/)],
    ['npx linksmith fuzz --tme 5m', expect.stringMatching(/unknown option '--tme'/)],
    ['npx linksmith fuzz --time soon', expect.stringMatching(/soon/)],
    ['npx linksmith fuzz --shard 5/4', expect.stringMatching(/5\/4/)],
    ['npx linksmith merge', expect.stringMatching(/missing required argument/)],
    ['npm ci && npm run smok', 'no script smok'],
    ['sudo scripts/instal-native.sh', 'scripts/instal-native.sh cannot be run'],
    ['node scripts/bundle.mjs x.tgz', 'scripts/bundle.mjs cannot be run'],
    ['npx linksmith bench faults --seeds 3 a b', undefined],
    ['linksmith bench', expect.stringMatching(/Usage: linksmith bench/)],
  ])('%s: %s', async (line, why) => {
    expect(await fault(commandsIn(line).at(-1)!)).toEqual(why);
  });
});
