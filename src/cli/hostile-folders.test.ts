/**
 * Campaigns in folders that are not what they should be: files in their place, links, leftovers of a kill, half a file, a full
 * disk. What is asked each time: one clear line, the exit code of its kind, and everything else as it was.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';

const campaign = ['--jobs', '1', '--target', 'bad', '-q'];
const fuzz = ['fuzz', '--runs', '40', '--seed', '7', ...campaign];
const night = ['nightly', '--runs', '5', '--jobs', '1', '--target', 'good', '-q', '--state'];

/** A folder with a campaign of the toy harness; each test has a copy. */
let model = '';
let cwd = '';
let finding = '';
const at = (path: string) => join(cwd, path.replace('FINDING', finding));

beforeAll(async () => {
  model = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
  await run([...fuzz, '--out', 'out'], { cwd: model });
  finding = join('out', 'findings', readdirSync(join(model, 'out', 'findings'))[0]!);
}, 60_000);
afterAll(() => rmSync(model, { recursive: true, force: true }));

beforeEach(async () => {
  cwd = await temporaryFolder();
  cpSync(model, cwd, { recursive: true });
});

const fileAt = (path: string, content = '') => writeFileSync(at(path), content);
const folderInPlaceOf = (path: string) => {
  rmSync(at(path), { recursive: true, force: true });
  mkdirSync(at(path), { recursive: true });
};
const cut = (path: string) => writeFileSync(at(path), readFileSync(at(path)).subarray(0, 60));
const edit = (path: string, change: (value: Record<string, never>) => void) => {
  const value = JSON.parse(readFileSync(at(path), 'utf8'));
  change(value);
  fileAt(path, JSON.stringify(value));
};

interface Row {
  readonly name: string;
  readonly arrange: () => void;
  readonly argv: readonly string[];
  readonly exit: 1 | 2;
  /** Its one line. `%` stands for the folder. */
  readonly says: RegExp;
}

const rows: readonly Row[] = [
  {
    name: 'a file for --out',
    arrange: () => fileAt('x'),
    argv: [...fuzz, '--out', 'x'],
    exit: 2,
    says: /^%\/x: is no folder$/,
  },
  {
    name: 'a folder below a file',
    arrange: () => fileAt('x'),
    argv: [...fuzz, '--out', 'x/y'],
    exit: 1,
    says: /^%\/x\/y: Not a directory$/,
  },
  {
    name: 'a folder below a device',
    arrange: () => {},
    argv: [...fuzz, '--out', '/dev/null/x'],
    exit: 1,
    says: /^\/dev\/null\/x: Not a directory$/,
  },
  {
    name: 'a link that leads to itself',
    arrange: () => symlinkSync('x', at('x')),
    argv: [...fuzz, '--out', 'x'],
    exit: 1,
    says: /^%\/x: Too many levels of symbolic links$/,
  },
  {
    name: 'a file where findings belong',
    arrange: () => {
      mkdirSync(at('x'));
      fileAt('x/findings');
    },
    argv: [...fuzz, '--out', 'x'],
    exit: 1,
    says: /^%\/x\/findings: (File exists|Not a directory)$/,
  },
  {
    name: 'a name that is too long',
    arrange: () => {},
    argv: [...fuzz, '--out', 'x'.repeat(300)],
    exit: 1,
    says: /^%\/x+: File name too long$/,
  },
  {
    name: 'a file for --resume',
    arrange: () => fileAt('x'),
    argv: ['fuzz', '--resume', 'x'],
    exit: 2,
    says: /^%\/x: is no folder$/,
  },
  {
    name: 'progress that is cut off',
    arrange: () => cut('out/progress.json'),
    argv: ['fuzz', '--resume', 'out'],
    exit: 1,
    says: /^%\/out\/progress\.json: not JSON: /,
  },
  {
    name: 'a folder in the place of progress',
    arrange: () => folderInPlaceOf('out/progress.json'),
    argv: ['fuzz', '--resume', 'out'],
    exit: 1,
    says: /^%\/out\/progress\.json: is missing/,
  },
  {
    name: 'a folder in the place of the log',
    arrange: () => folderInPlaceOf('out/failures.jsonl'),
    argv: ['fuzz', '--resume', 'out', '--runs', '60', '-q'],
    exit: 1,
    says: /^%\/out\/failures\.jsonl: cannot be read: EISDIR$/,
  },
  {
    name: 'a report of a file',
    arrange: () => fileAt('x'),
    argv: ['report', 'x'],
    exit: 1,
    says: /^%\/x\/campaign\.json: no such file/,
  },
  {
    name: 'a report of half a campaign',
    arrange: () => cut('out/campaign.json'),
    argv: ['report', 'out'],
    exit: 1,
    says: /^%\/out\/campaign\.json: not JSON: /,
  },
  {
    name: 'a folder in the place of the report',
    arrange: () => folderInPlaceOf('out/report.html'),
    argv: ['report', 'out'],
    exit: 1,
    says: /^%\/out\/report\.html: cannot be written: EISDIR: [^']*$/,
  },
  {
    name: 'a report below a device',
    arrange: () => {},
    argv: ['report', 'out', '--junit', '/dev/null/x.xml'],
    exit: 1,
    says: /^\/dev\/null: File exists$/,
  },
  {
    name: 'a campaign whose finding lies elsewhere',
    arrange: () =>
      edit('out/campaign.json', (value) => Object.assign(value.findings![0]!, { folder: 'findings/../../elsewhere' })),
    argv: ['report', 'out'],
    exit: 1,
    says: /^%\/out\/campaign\.json: not as its schema says at findings\.0\.folder: no folder of findings\/$/,
  },
  {
    name: 'half a finding',
    arrange: () => cut('FINDING/finding.json'),
    argv: ['repro', 'FINDING'],
    exit: 1,
    says: /finding\.json: not JSON: /,
  },
  {
    name: 'a file in the place of inputs',
    arrange: () => {
      rmSync(at('FINDING/inputs'), { recursive: true });
      fileAt('FINDING/inputs');
    },
    argv: ['repro', 'FINDING'],
    exit: 1,
    says: /inputs\/a\.o: is missing$/,
  },
  {
    name: 'a device for a case',
    arrange: () => {},
    argv: ['repro', '/dev/null'],
    exit: 1,
    says: /^\/dev\/null: no such finding or corpus case$/,
  },
  {
    name: 'a file for a minimized finding',
    arrange: () => fileAt('x'),
    argv: ['minimize', 'FINDING', '-o', 'x'],
    exit: 1,
    says: /^%\/x: cannot be written: ENOTDIR: [^']*$/,
  },
  {
    name: 'a file to merge',
    arrange: () => fileAt('x'),
    argv: ['merge', 'x', '--out', 'm'],
    exit: 1,
    says: /^%\/x\/progress\.json: is missing/,
  },
  {
    name: 'a file to merge into',
    arrange: () => fileAt('x'),
    argv: ['merge', 'out', '--out', 'x'],
    exit: 2,
    says: /^%\/x: is no folder$/,
  },
  {
    name: 'a campaign merged into itself',
    arrange: () => {},
    argv: ['merge', 'out', '--out', 'out'],
    exit: 2,
    says: /^%\/out: already holds a campaign/,
  },
  {
    name: 'a file for the nights',
    arrange: () => fileAt('x'),
    argv: [...night, 'x'],
    exit: 1,
    says: /^%\/x\/state\.json: cannot be read: ENOTDIR$/,
  },
  {
    name: 'half a state of the nights',
    arrange: () => {
      mkdirSync(at('x'));
      fileAt('x/state.json', '{"schema');
    },
    argv: [...night, 'x'],
    exit: 1,
    says: /^%\/x\/state\.json: not JSON: /,
  },
  {
    name: 'a folder in the place of the history',
    arrange: () => mkdirSync(at('x/history.json'), { recursive: true }),
    argv: [...night, 'x'],
    exit: 1,
    says: /^%\/x\/history\.json: cannot be read: EISDIR$/,
  },
];

/** By path: what a file holds. Drafts, which a kill may leave, count. */
function contents(): Map<string, string> {
  const files = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]),
  );
}

describe.skipIf(process.platform === 'win32')('a folder that is not what it should be', () => {
  test.each(rows)('$name', async ({ arrange, argv, exit, says }) => {
    arrange();
    const before = contents();
    const { exitCode, stdout, stderr } = await run(
      argv.map((word) => word.replace('FINDING', finding)),
      { cwd },
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: exit, stdout: '' });
    expect(stderr).toMatch(/^linksmith: [^\n]+\n$/);
    expect(stderr.slice('linksmith: '.length, -1).replaceAll(cwd, '%')).toMatch(says);
    const after = contents();
    for (const [path, content] of before) expect(after.get(path), path).toBe(content);
    expect([...after.keys()].filter((path) => path.includes('.tmp-'))).toEqual([]);
  });

  test('names with a line end, quotes and controls', async () => {
    const out = 'a "\n\u0007\u202e<b>';
    expect((await run([...fuzz, '--out', out], { cwd })).exitCode).toBe(1);
    const stored = join(out, 'findings', readdirSync(at(join(out, 'findings')))[0]!);
    expect((await run(['repro', stored], { cwd })).exitCode).toBe(1);
    expect((await run(['report', out, '--html', '--junit'], { cwd })).exitCode).toBe(0);
  });

  test('what a kill has left is swept, and half a line of the log does not count', async () => {
    mkdirSync(at('out/.tmp-1-0-x'));
    fileAt('out/findings/.tmp-1-0-y', 'half');
    fileAt('out/failures.jsonl', `${readFileSync(at('out/failures.jsonl'), 'utf8')}{"index": 4`);
    const resumed = await run(['fuzz', '--resume', 'out', '--runs', '41', '--jobs', '1', '-q'], { cwd });
    expect(resumed).toMatchObject({ exitCode: 1, stderr: '' });
    expect(readdirSync(at('out')).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
    expect(readdirSync(at('out/findings'))).toEqual(readdirSync(join(model, 'out/findings')));
  });
});

test.skipIf(process.platform === 'win32')('a disk that is full: the old report stays, nothing else does', async () => {
  const linksmith = fileURLToPath(await compiled('src/cli/linksmith.ts'));
  fileAt('out/report.sarif', 'old');
  const before = contents();
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'ulimit -f 1; "$@"', 'bash', process.execPath, linksmith, 'report', 'out', '--sarif'],
    { cwd, encoding: 'utf8' },
  );
  expect([status, stderr.replaceAll(cwd, '%')]).toEqual([
    1,
    'linksmith: %/out/report.sarif: cannot be written: EFBIG: file too large\n',
  ]);
  expect(contents()).toEqual(before);
});
