import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type LdTerminal, runLd } from './run-ld.ts';

/** Defines `_start`, which does nothing (assembled by LLVM 19 from three lines). */
const object = Buffer.from(
  '0061736d01000000018480808000016000000298808080000103656e760f5f5f6c696e6561725f6d656d6f727902000003828080800001000a84808080000102000b009a80808000076c696e6b696e6702088b8080800001000000065f7374617274',
  'hex',
);

const root = mkdtempSync(join(tmpdir(), 'linksmith-ld-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(join(root, 'folder'), { recursive: true });
  writeFileSync(join(root, 'a.o'), object);
  writeFileSync(join(root, 'text'), 'text\n');
  writeFileSync(join(root, 'old.wasm'), 'old');
  writeFileSync(join(root, 'args.rsp'), `${root}/a.o -o ${root}/out.wasm`);
});

interface Ran {
  readonly exit: number | null;
  readonly stderr: string;
  readonly stdout: Buffer;
}

/** `%` stands for the test's folder. */
function words(argv: string): string[] {
  return argv.split(' ').map((word) => word.replaceAll('%', root));
}

async function ours(argv: string, env: LdTerminal['env'] = {}): Promise<Ran> {
  const out: Buffer[] = [];
  let stderr = '';
  const terminal: LdTerminal = {
    stdout: (data) => void out.push(Buffer.from(data)),
    stderr: (text) => {
      stderr += text;
    },
    colors: false,
    env,
    program: 'ld',
  };
  const exit = await runLd(words(argv), terminal);
  return { exit, stderr: stderr.replaceAll(root, '%'), stdout: Buffer.concat(out) };
}

function theirs(argv: string): Ran {
  const { status, stderr, stdout } = spawnSync('wasm-ld-19', words(argv));
  return {
    exit: status,
    stderr: stderr
      .toString()
      .replaceAll(root, '%')
      .replace(/^wasm-ld-19: /gm, 'ld: '),
    stdout,
  };
}

function output(name = 'out.wasm'): Buffer | undefined {
  const path = join(root, name);
  return existsSync(path) ? readFileSync(path) : undefined;
}

const rows: readonly [argv: string, exit: number, stderr: string][] = [
  ['%/a.o -o %/out.wasm', 0, ''],
  ['@%/args.rsp', 0, ''],
  ['%/a.o -o /dev/null', 0, ''],
  ['%/a.o -o-', 0, ''],
  ['%/a.o -o %/out.wasm --Map=%/map', 0, ''],
  ['%/a.o -z foo -o %/out.wasm', 0, 'ld: warning: unknown -z value: foo\n'],
  ['%/a.o -z foo -o %/out.wasm --fatal-warnings', 1, 'ld: error: unknown -z value: foo\n'],
  ['-q', 1, 'ld: error: unknown argument: -q\n'],
  ['-o %/out.wasm', 1, 'ld: error: no input files\n'],
  ['%/a.o', 1, 'ld: error: no output file specified\n'],
  [
    '%/none.o %/text -o %/out.wasm',
    1,
    'ld: error: cannot open %/none.o: No such file or directory\nld: error: unknown file type: %/text\n',
  ],
  ['%/folder -o', 1, 'ld: error: -o: missing argument\nld: error: cannot open %/folder: Is a directory\n'],
  ['%/a.o -o %/folder', 1, 'ld: error: cannot open output file %/folder: Is a directory\n'],
  [
    '%/a.o -o %/none/x --Map=%/text/x',
    1,
    'ld: error: cannot open output file %/none/x: No such file or directory\nld: error: cannot open map file %/text/x: Not a directory\n',
  ],
  [
    '%/a.o -o %/out.wasm --allow-undefined-file=%/none',
    1,
    'ld: error: cannot open %/none: No such file or directory\n',
  ],
  [
    '%/a.o -o %/out.wasm --why-extract=%/folder',
    1,
    'ld: error: cannot open --why-extract= file %/folder: Is a directory\n',
  ],
  ['%/a.o -o %/out.wasm -e main', 1, 'ld: error: entry symbol not defined (pass --no-entry to suppress): main\n'],
  [
    '%/a.o -q -lnone --start-lib --start-lib',
    1,
    'ld: error: unknown argument: -q\nld: error: unable to find library -lnone\nld: error: nested --start-lib\n',
  ],
];

describe('linksmith-ld says what is wrong and exits with 0 or 1', () => {
  test.each(rows)('%s', async (argv, exit, stderr) => {
    const ran = await ours(argv);
    expect([ran.exit, ran.stderr]).toEqual([exit, stderr]);
  });
});

const referenceIsHere = spawnSync('wasm-ld-19', ['--version']).status === 0;

describe.skipIf(!referenceIsHere)('wasm-ld 19 does the same', () => {
  test.each(rows)('%s', async (argv) => {
    const [a, map] = [await ours(argv), output('map')?.toString()];
    const [made, mode] = [output()?.toString('hex'), outputMode()];
    removeOutputs();
    const b = theirs(argv);
    expect([a.exit, a.stderr, a.stdout.toString('hex')]).toEqual([b.exit, b.stderr, b.stdout.toString('hex')]);
    expect([made, mode, map]).toEqual([output()?.toString('hex'), outputMode(), output('map')?.toString()]);
  });
});

function outputMode(): number | undefined {
  const path = join(root, 'out.wasm');
  return existsSync(path) ? statSync(path).mode : undefined;
}

function removeOutputs(): void {
  for (const name of ['out.wasm', 'map']) rmSync(join(root, name), { force: true });
}

describe('linksmith-ld keeps files whole', () => {
  test('a failed link leaves the old output', async () => {
    expect((await ours('%/a.o -o %/old.wasm -e main')).exit).toBe(1);
    expect(output('old.wasm')?.toString()).toBe('old');
  });

  test('a link replaces the old output', async () => {
    expect((await ours('%/a.o -o %/old.wasm')).exit).toBe(0);
    expect(output('old.wasm')?.subarray(0, 4).toString('latin1')).toBe('\0asm');
  });

  test('--reproduce is written even when the link fails', async () => {
    expect((await ours('%/a.o -o %/out.wasm -e main --reproduce=%/r.tar')).exit).toBe(1);
    expect(output('r.tar')?.subarray(0, 14).toString()).toBe('r/response.txt');
    expect((await ours('%/a.o -o %/out.wasm', { LLD_REPRODUCE: join(root, 'env.tar') })).exit).toBe(0);
    expect(output('env.tar')?.subarray(0, 16).toString()).toBe('env/response.txt');
  });
});

describe('linksmith-ld tells about itself', () => {
  test('a bug of ours is one line and no stack trace', async () => {
    let stderr = '';
    const broken: LdTerminal = {
      stdout: () => {
        throw new Error('first\nsecond');
      },
      stderr: (text) => {
        stderr += text;
      },
      colors: false,
      env: {},
      program: 'ld',
    };
    expect(await runLd(['--version'], broken)).toBe(1);
    expect(stderr).toBe('ld: error: internal error: first second; please report this\n');
  });

  test('--version goes to standard output, warnings to standard error', async () => {
    const ran = await ours('-z foo --version');
    expect([ran.exit, ran.stderr]).toEqual([0, 'ld: warning: unknown -z value: foo\n']);
    expect(ran.stdout.toString()).toMatch(/^linksmith-ld \S+ \(compatible with LLD 19\.1\.7\)\n$/);
  });

  test('--help names the program', async () => {
    expect((await ours('--help')).stdout.toString()).toContain('USAGE: ld [options] file...');
  });
});
