/**
 * The linker on a disk that does not do what it should: pipes, devices, links, folders, full disks, names that are hard to
 * say. What is asked each time: a result or one clear line, an output that is whole, and nothing left behind.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { largeShapes } from '../../generators/hostile/index.ts';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { type SmallObject, smallObject } from '../linker/small-object.fixture.ts';
import { encodeArchive } from '../wasm/encode-archive.ts';
import { runLd } from './run-ld.ts';

const start: SmallObject = { functions: [{ name: '_start' }] };
const object = smallObject(start);
/** Larger than the limits of files below. */
const largeObject = smallObject({
  ...start,
  data: [{ segment: '.data', content: [new Array(100_000).fill(1)], flags: 4, symbols: [{ name: 'd' }] }],
});

const root = mkdtempSync(join(tmpdir(), 'linksmith-paths-'));
const at = (path: string) => join(root, path);
const isWindows = process.platform === 'win32';
const isRoot = process.getuid?.() === 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(at('folder'), { recursive: true });
  writeFileSync(at('a.o'), object);
  writeFileSync(at('old.wasm'), 'old');
});

interface Ran {
  readonly exit: number | null;
  readonly stderr: string;
}

/** `%` stands for the test's folder. */
async function link(argv: readonly string[], isTerminal = false): Promise<Ran> {
  let stderr = '';
  const exit = await runLd(
    argv.map((word) => word.replaceAll('%', root)),
    {
      stdout: () => {},
      stderr: (text) => {
        stderr += text;
      },
      colors: isTerminal,
      env: {},
      program: 'ld',
    },
  );
  return { exit, stderr: stderr.replaceAll(root, '%') };
}

const isModule = (path: string) => readFileSync(path).subarray(0, 4).toString('latin1') === '\0asm';
const isDevice = (path: string) => statSync(path).isCharacterDevice();

interface Row {
  readonly name: string;
  readonly arrange?: () => void;
  readonly argv: readonly string[];
  /** Nothing: the link succeeds in silence. */
  readonly refused?: RegExp;
  readonly check?: () => void;
  /** Why it cannot be asked here. */
  readonly skipped?: string | false;
}

const noDevices = isWindows && 'Windows has no such files';

const rows: readonly Row[] = [
  {
    name: 'output to /dev/null',
    argv: ['%/a.o', '-o', '/dev/null'],
    check: () => expect(isDevice('/dev/null')).toBe(true),
    skipped: noDevices,
  },
  {
    name: 'output to a device that is full',
    argv: ['%/a.o', '-o', '/dev/full'],
    refused: /^ld: error: cannot open output file \/dev\/full: No space left on device\n$/,
    check: () => expect(isDevice('/dev/full')).toBe(true),
    skipped: !existsSync('/dev/full') && 'there is no /dev/full',
  },
  {
    name: 'a map to a device that is full keeps the old output',
    argv: ['%/a.o', '-o', '%/old.wasm', '--Map=/dev/full'],
    refused: /^ld: error: cannot open \/dev\/full: No space left on device\n$/,
    check: () => expect(readFileSync(at('old.wasm'), 'utf8')).toBe('old'),
    skipped: !existsSync('/dev/full') && 'there is no /dev/full',
  },
  {
    name: 'an input that has no end',
    argv: ['/dev/zero', '-o', '%/o'],
    refused: /^ld: error: cannot open \/dev\/zero: File too large\n$/,
    skipped: noDevices,
  },
  {
    name: 'an empty device',
    argv: ['/dev/null', '-o', '%/o'],
    refused: /^ld: error: unknown file type: \/dev\/null\n$/,
    skipped: noDevices,
  },
  {
    name: 'a folder that may not be written to',
    arrange: () => chmodSync(at('folder'), 0o555),
    argv: ['%/a.o', '-o', '%/folder/out.wasm'],
    refused: /^ld: error: cannot open output file %\/folder\/out\.wasm: Permission denied\n$/,
    skipped: (isRoot && 'root may write everywhere') || noDevices,
  },
  {
    name: 'a link to an input',
    arrange: () => symlinkSync('a.o', at('link.o')),
    argv: ['%/link.o', '-o', '%/out.wasm'],
    check: () => expect(isModule(at('out.wasm'))).toBe(true),
  },
  {
    name: 'a link that leads to itself',
    arrange: () => symlinkSync('loop', at('loop')),
    argv: ['%/loop', '-o', '%/out.wasm'],
    refused: /^ld: error: cannot open %\/loop: Too many levels of symbolic links\n$/,
  },
  {
    name: 'a link in the place of the output: it is replaced, and not what it leads to, as wasm-ld does',
    arrange: () => symlinkSync('old.wasm', at('out.wasm')),
    argv: ['%/a.o', '-o', '%/out.wasm'],
    check: () => {
      expect(lstatSync(at('out.wasm')).isFile() && isModule(at('out.wasm'))).toBe(true);
      expect(readFileSync(at('old.wasm'), 'utf8')).toBe('old');
    },
  },
  {
    name: 'names with blanks, line ends, quotes and control characters',
    arrange: () => writeFileSync(at('a "\n\u0007\u202e.o'), object),
    argv: ['%/a "\n\u0007\u202e.o', '-o', "%/o '\n.wasm"],
    check: () => expect(isModule(at("o '\n.wasm"))).toBe(true),
    skipped: noDevices,
  },
  {
    name: 'the same from a response file',
    arrange: () => {
      writeFileSync(at('a "\n.o'), object);
      writeFileSync(at('all.rsp'), `"${root}/a \\"\n.o" -o "${root}/o \\"\n.wasm"`);
    },
    argv: ['@%/all.rsp'],
    check: () => expect(isModule(at('o "\n.wasm'))).toBe(true),
    skipped: noDevices,
  },
  {
    name: 'a name with a NUL',
    arrange: () => writeFileSync(at('all.rsp'), `${root}/a.o\0x -o ${root}/o\0x`),
    argv: ['@%/all.rsp'],
    refused: /^ld: error: cannot open %\/a\.o\0x: Invalid argument\n$/,
  },
  {
    name: 'a name that is not UTF-8: arguments are text',
    arrange: () => writeFileSync(Buffer.concat([Buffer.from(at('a')), Buffer.of(0xff)]), object),
    argv: ['%/a\ufffd', '-o', '%/out.wasm'],
    refused: /^ld: error: cannot open %\/a\ufffd: No such file or directory\n$/,
    skipped: process.platform !== 'linux' && 'such names are not possible everywhere',
  },
  {
    name: 'a response file that names itself, by way of another',
    arrange: () => {
      writeFileSync(at('1.rsp'), `@${root}/2.rsp`);
      writeFileSync(at('2.rsp'), `${root}/a.o @${root}/1.rsp`);
    },
    argv: ['@%/1.rsp', '-o', '%/out.wasm'],
    refused:
      /^ld: recursive expansion of: '%\/1\.rsp'\nld: error: cannot open @%\/1\.rsp: No such file or directory\n$/,
  },
  {
    name: 'a thin archive that names a text elsewhere: nothing of it is told',
    arrange: () => {
      writeFileSync(at('secret'), 'password\n');
      writeFileSync(
        at('folder/thin.a'),
        encodeArchive({ thin: true, members: [{ name: '../secret', bytes: Buffer.from('password\n') }] }),
      );
    },
    argv: ['--whole-archive', '%/folder/thin.a', '-o', '%/out.wasm'],
    refused:
      /^ld: error: %\/folder\/thin\.a: archive member '\.\.\/secret' is neither Wasm object file nor LLVM bitcode\n$/,
  },
  {
    name: 'a response file in the place of which a folder stands',
    argv: ['@%/folder', '%/a.o', '-o', '%/out.wasm'],
    refused:
      /^ld: cannot not open file '%\/folder': Is a directory\nld: error: cannot open @%\/folder: No such file or directory\n$/,
  },
];

describe('linksmith-ld on an unruly disk', () => {
  for (const { name, arrange, argv, refused, check, skipped = false } of rows) {
    test.skipIf(skipped !== false)(skipped === false ? name : `${name} (skipped: ${skipped})`, async () => {
      arrange?.();
      const before = existsSync(root) ? readdirSync(root) : [];
      const { exit, stderr } = await link(argv);
      expect(stderr).toMatch(refused ?? /^$/);
      expect(exit).toBe(refused === undefined ? 0 : 1);
      check?.();
      if (refused !== undefined) expect(readdirSync(root)).toEqual(before);
      expect(readdirSync(root).filter((file) => file.includes('.tmp'))).toEqual([]);
    });
  }
});

describe.skipIf(isWindows)('linksmith-ld with pipes', () => {
  test('an input that comes through a pipe, an output that goes into one', async () => {
    execFileSync('mkfifo', [at('in'), at('out')]);
    const feeder = spawn('sh', ['-c', 'cat a.o > in'], { cwd: root });
    const reader = spawn('sh', ['-c', 'cat out > copy'], { cwd: root });
    const ended = Promise.all([once(feeder, 'exit'), once(reader, 'exit')]);
    expect(await link(['%/in', '-o', '%/out'])).toEqual({ exit: 0, stderr: '' });
    await ended;
    expect(await link(['%/a.o', '-o', '%/plain'])).toEqual({ exit: 0, stderr: '' });
    expect(lstatSync(at('out')).isFIFO()).toBe(true);
    // The name section has the base name of the output.
    expect(readFileSync(at('copy')).length).toBe(readFileSync(at('plain')).length - 2);
  });
});

describe.skipIf(isWindows)('linksmith-ld as a program', async () => {
  const ld = fileURLToPath(await compiled('src/cli/ld.ts'));
  const run = (shell: string) => {
    const { status, stderr } = spawnSync('bash', ['-c', shell, 'bash', process.execPath, ld], {
      cwd: root,
      encoding: 'utf8',
    });
    return { exit: status, stderr };
  };

  test('a disk that is full in the middle of the output: the old one stays, nothing else does', () => {
    writeFileSync(at('large.o'), largeObject);
    const before = readdirSync(root);
    expect(run('ulimit -f 16; "$1" "$2" large.o -o old.wasm')).toEqual({
      exit: 1,
      stderr: 'linksmith-ld: error: cannot open output file old.wasm: File too large\n',
    });
    expect([readFileSync(at('old.wasm'), 'utf8'), readdirSync(root)]).toEqual(['old', before]);
  });

  test.skipIf(!existsSync('/dev/full'))('standard output that takes nothing is an error', () => {
    expect(run('"$1" "$2" a.o -o - > /dev/full')).toEqual({
      exit: 1,
      stderr: 'linksmith-ld: error: cannot write to standard output: No space left on device\n',
    });
  });

  test('more entries than fit into memory are refused', () => {
    const { files } = largeShapes.find(({ name }) => name === 'functions')!.make(1 << 20);
    writeFileSync(at('many.o'), files.get('a.o')!);
    const { exit, stderr } = run('"$1" --max-old-space-size=64 "$2" many.o -o old.wasm');
    expect([exit, stderr]).toEqual([
      1,
      expect.stringMatching(/^linksmith-ld: error: many\.o: too many \w+: more than \d+ entries in all\n$/),
    ]);
    expect(readFileSync(at('old.wasm'), 'utf8')).toBe('old');
  });

  test('a reader that has seen enough is none', () => {
    writeFileSync(at('large.o'), largeObject);
    expect(run('"$1" "$2" large.o -o - | head -c 4 > begin; exit "$PIPESTATUS"')).toEqual({ exit: 0, stderr: '' });
    expect(readFileSync(at('begin'), 'latin1')).toBe('\0asm');
  });
});

describe('what objects contain stays text', () => {
  const evil = '\u001b[2J\u009b1m<script>\u0007';

  test('at a terminal, controls are written out; elsewhere names are as they are', async () => {
    writeFileSync(
      at('b.o'),
      smallObject({ functions: [{ name: '_start', code: [[0x10], ['FUNCTION_INDEX_LEB', evil]] }] }),
    );
    const plain = await link(['%/b.o', '-o', '%/out.wasm']);
    expect(plain.stderr).toBe(`ld: error: %/b.o: undefined symbol: ${evil}\n`);
    const shown = await link(['%/b.o', '-o', '%/out.wasm'], true);
    expect(shown.stderr).toContain('undefined symbol: \\u001b[2J\\u009b1m<script>\\u0007\n');
  });
});

describe('--reproduce', () => {
  test.each([['r.tar'], ['...tar'], ['..'], ['.tar']])('named %s packs nothing outside of its folder', async (name) => {
    writeFileSync(at('list'), '');
    const argv = [
      `--reproduce=%/folder/${name}`,
      '%/folder/../a.o',
      '--allow-undefined-file=%/folder/../list',
      '-o',
      '%/o',
    ];
    await link(argv);
    if (name === '..') return expect(readdirSync(at('folder'))).toEqual([]);
    const tar = readFileSync(at(`folder/${name}`)).toString('latin1');
    const paths = [...tar.matchAll(/([^\0]+)\0+0000664/g)].map((match) => match[1]!);
    expect(paths.length).toBe(4);
    const [folder] = paths[0]!.split('/');
    expect(folder).not.toMatch(/^\.*$/);
    expect(paths.filter((path) => !path.startsWith(`${folder}/`) || path.split('/').includes('..'))).toEqual([]);
  });
});
