import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { completeOptions, defaultOptions, type FileAccess, type LinkOptions } from '../options.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { linksmithVersion } from './version.ts';

/** A small disk in memory: texts by path. */
function memoryFiles(files: Readonly<Record<string, string>>): FileAccess {
  return {
    read: (path) => (path in files ? new TextEncoder().encode(files[path]) : 'No such file or directory'),
    exists: (path) => path in files,
    checkWritable: (path) => (path.startsWith('nowhere/') ? 'No such file or directory' : undefined),
  };
}

const disk = memoryFiles({
  'a.o': 'A',
  'b.o': 'B',
  './libx.a': 'archive',
  'dir/libx.so': 'shared',
  'dir/libx.a': 'archive',
  'dir/libonly.a': 'archive',
  'dir/odd.name': 'other',
  'args.rsp': 'a.o -o "out put.wasm" @more.rsp',
  'more.rsp': '--export=foo',
  'self.rsp': '@self.rsp',
  'double0.rsp': '@double1.rsp @double1.rsp',
  'symbols.txt': '# names\n one \n\ntwo\r\n',
  'double40.rsp': '',
  ...Object.fromEntries(Array.from({ length: 39 }, (_, i) => [`double${i + 1}.rsp`, `@double${i + 2}.rsp `.repeat(2)])),
});

/** The command line, split at blanks. */
function parse(argv: string) {
  return parseCommandLine(argv.split(' '), disk);
}

function messages(argv: string): string[] {
  return parse(argv).diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
}

describe('parseCommandLine sets options', () => {
  const rows: readonly [argv: string, expected: Partial<LinkOptions>][] = [
    [
      '-o x.wasm',
      {
        outputFile: 'x.wasm',
        entry: '_start',
        gcSections: true,
        globalBase: 1024,
        tableBase: 1,
        exportMemory: 'memory',
      },
    ],
    [
      '-r',
      {
        relocatable: true,
        entry: undefined,
        gcSections: false,
        mergeDataSegments: false,
        importTable: true,
        globalBase: 0,
        tableBase: 1,
      },
    ],
    ['-r --gc-sections --merge-data-segments', { gcSections: true, mergeDataSegments: true }],
    [
      '-shared',
      {
        shared: true,
        entry: '__wasm_call_ctors',
        exportDynamic: true,
        tableBase: 0,
        globalBase: 0,
        exportMemory: undefined,
      },
    ],
    ['-shared', { importMemory: { module: 'env', field: 'memory' }, importTable: true }],
    ['-shared --no-export-dynamic', { exportDynamic: false }],
    [
      '-pie',
      { pie: true, entry: '_start', exportMemory: 'memory', importMemory: undefined, importTable: true, tableBase: 0 },
    ],
    ['--pie --no-pie', { pie: false, importTable: false }],
    ['--no-entry', { entry: undefined }],
    ['--no-entry -e main', { entry: 'main' }],
    ['-e main --no-entry', { entry: undefined }],
    ['--entry=', { entry: undefined }],
    ['--stack-first', { stackFirst: true, globalBase: 0 }],
    ['--stack-first --global-base=65536', { globalBase: 65536 }],
    ['--import-memory', { importMemory: { module: 'env', field: 'memory' }, exportMemory: undefined }],
    ['--import-memory=m,n --import-memory', { importMemory: { module: 'm', field: 'n' } }],
    ['--import-memory=m', { importMemory: { module: 'm', field: '' } }],
    ['--import-memory --export-memory', { importMemory: { module: 'env', field: 'memory' }, exportMemory: 'memory' }],
    ['--export-memory=mem', { exportMemory: 'mem' }],
    ['--export-memory=', { exportMemory: '' }],
    ['-z stack-size=0x100 -z stack-size=16', { zStackSize: 16 }],
    ['-z stack-size=0x100', { zStackSize: 256 }],
    ['-zstack-size=010', { zStackSize: 8 }],
    ['--initial-memory=131072 --max-memory=4294967296', { initialMemory: 131072, maxMemory: 4294967296 }],
    ['-O0', { optimize: 0 }],
    ['-O 2', { optimize: 2 }],
    ['--unresolved-symbols=ignore-all', { unresolvedSymbols: 'ignore-all' }],
    ['--warn-unresolved-symbols --unresolved-symbols=report-all', { unresolvedSymbols: 'warn' }],
    ['--warn-unresolved-symbols --error-unresolved-symbols', { unresolvedSymbols: 'report-all' }],
    [
      '--unresolved-symbols=import-dynamic --allow-undefined',
      { unresolvedSymbols: 'ignore-all', importUndefined: true },
    ],
    ['--import-undefined', { importUndefined: true, unresolvedSymbols: 'report-all' }],
    ['-mwasm64', { is64: true }],
    ['-m wasm32', { is64: false }],
    ['--features=a,b --extra-features=c', { features: ['a', 'b'], extraFeatures: ['c'] }],
    ['--features=', { features: [], extraFeatures: undefined }],
    ['--no-check-features', { checkFeatures: false }],
    ['--build-id', { buildId: { kind: 'fast' } }],
    ['--build-id=tree', { buildId: { kind: 'sha1' } }],
    ['--build-id=0x0aF', { buildId: { kind: 'hex', bytes: Uint8Array.of(0x0a, 0xf) } }],
    ['--build-id --build-id=none', { buildId: { kind: 'none' } }],
    ['--export=b --export-if-defined=c --export a', { exports: ['b', 'a'], exportsIfDefined: ['c'] }],
    ['-u a -ub --wrap=c --wrap c -y d', { undefinedSymbols: ['a', 'b'], wrap: ['c', 'c'], traceSymbols: ['d'] }],
    ['-Map=x -M', { mapFile: '-' }],
    [
      '--why-extract=- -s -S --keep-section=k',
      { whyExtract: '-', stripAll: true, stripDebug: true, keepSections: ['k'] },
    ],
    ['--fatal-warnings --error-limit=0 --verbose', { fatalWarnings: true, errorLimit: 0, verbose: true }],
    ['--allow-undefined-file=symbols.txt', { allowUndefinedSymbols: ['one', 'two'] }],
    ['--no-demangle --no-shlib-sigcheck', { demangle: false, sharedLibrarySignatureCheck: false }],
    ['--error-limit=-1', { errorLimit: 0 }],
    ['--atoms=eager', { atoms: 'eager' }],
    ['@args.rsp', { outputFile: 'out put.wasm', exports: ['foo'] }],
  ];
  test.each(rows)('%s', (argv, expected) => {
    const { options, diagnostics } = parse(argv);
    expect(diagnostics).toEqual([]);
    expect(options).toMatchObject(expected);
  });

  test('options that wasm-ld takes and that have no effect here are taken', () => {
    const ignored =
      '-mllvm -x --lto-O0 --lto-CGO3 --lto-partitions=4 --thinlto-jobs=all --thinlto-cache-dir=x --save-temps --threads=2';
    expect(
      messages(
        `${ignored} --disable-verify --thinlto-cache-policy=prune_after=1h --color-diagnostics --lto-debug-pass-manager`,
      ),
    ).toEqual([]);
  });

  test('a plain link has the default options', () => {
    const { files: _, earlierDiagnostics: __, ...options } = parse('-o a.out').options;
    expect(defaultOptions).toMatchObject(options);
  });

  test('complete options are complete', () => {
    for (const argv of ['-r', '-shared', '-pie --table-base=4', '--stack-first', '--import-memory']) {
      const { options } = parse(argv);
      expect(completeOptions(options)).toEqual(options);
    }
  });
});

describe('parseCommandLine complains in the words and the order of wasm-ld', () => {
  const rows: readonly [argv: string, expected: readonly string[]][] = [
    ['a.o -o', ['error: -o: missing argument']],
    [
      '-q --foo=x a.o --stack-firs',
      ['error: unknown argument: -q', 'error: unknown argument: --foo=x', 'error: unknown argument: --stack-firs'],
    ],
    ['-z foo', ['warning: unknown -z value: foo']],
    ['-z foo --fatal-warnings', ['error: unknown -z value: foo']],
    ['-z stack-size', ['warning: unknown -z value: stack-size', 'error: invalid stack-size: ']],
    ['-z stack-size=x', ['error: invalid stack-size: x']],
    ['--rsp-quoting=foobar @args.rsp', ['error: invalid response file quoting: foobar']],
    ['--color-diagnostics=foo', ['error: unknown option: --color-diagnostics=foo']],
    ['--error-limit=x', ["error: --error-limit=x: number expected, but got 'x'"]],
    ['-i', ["error: -i: number expected, but got ''"]],
    ['-O q', ["error: -O: number expected, but got 'q'"]],
    ['-Os', ["error: -Os: number expected, but got 's'"]],
    ['--global-base=+4', ["error: --global-base=+4: number expected, but got '+4'"]],
    [
      '--max-memory=99999999999999999999',
      ["error: --max-memory=99999999999999999999: number expected, but got '99999999999999999999'"],
    ],
    ['--max-memory=65536 --no-growable-memory', ['error: --max-memory is incompatible with --no-growable-memory']],
    ['-m foo', ['error: invalid target architecture: foo']],
    ['--threads=0', ["error: --threads: expected a positive integer, but got '0'"]],
    ['--threads -1', ["error: --threads: expected a positive integer, but got '-1'"]],
    ['--unresolved-symbols xxx', ['error: unknown --unresolved-symbols value: xxx']],
    ['--build-id=q', ['error: unknown --build-id style: q']],
    ['--build-id=0x123g', ['error: not a hexadecimal value: 3g']],
    ['--lto-O6', ['error: invalid optimization level for LTO: 6']],
    ['--lto-O-1', ['error: invalid optimization level for LTO: 4294967295']],
    ['--lto-CGO4', ['error: invalid codegen optimization level for LTO: 4']],
    ['--relocatable --export-table', ['error: --relocatable is incompatible with --export-table']],
    ['--relocatable --growable-table', ['error: --relocatable is incompatible with --growable-table']],
    ['-pie --export-table', ['error: -shared/-pie is incompatible with --export-table']],
    ['-shared --export-memory', ['error: --export-memory is incompatible with --shared']],
    ['--atoms=some', ['error: unknown --atoms value: some']],
    ['--reproduce=nowhere/x.tar', ['error: --reproduce: cannot open nowhere/x.tar']],
    ['@self.rsp @self.rsp', ["note: recursive expansion of: 'self.rsp'", "note: recursive expansion of: 'self.rsp'"]],
    ['@double0.rsp', ['error: too many arguments in response files: more than 1048576']],
  ];
  test.each(rows)('%s', (argv, expected) => {
    expect(messages(argv)).toEqual(expected);
  });

  test('the error limit of the command line itself is 20', () => {
    const many = messages(Array.from({ length: 30 }, (_, i) => `-q${i}`).join(' '));
    expect(many).toHaveLength(21);
    expect(many[20]).toBe('error: too many errors emitted, stopping now (use -error-limit=0 to see all errors)');
  });

  test('a limit that was passed before it was read ends nothing', () => {
    expect(messages('--error-limit=2 -q1 -q2 -q3 -m foo')).toEqual(
      ['-q1', '-q2', '-q3'].map((x) => `error: unknown argument: ${x}`),
    );
  });

  const later: readonly [argv: string, expected: readonly string[]][] = [
    ['--allow-undefined-file=none', ['cannot open none: No such file or directory']],
    ['--lto-partitions=0', ['--lto-partitions: number of threads must be > 0']],
    ['--thinlto-jobs=foo --threads=4', ['--thinlto-jobs: invalid job count: foo']],
    ['--threads=0x4', ['--thinlto-jobs: invalid job count: 0x4']],
    ['--thinlto-jobs=all --threads=0x4 -a --thinlto-jobs=2', []],
  ];
  test.each(later)('after the inputs: %s', (argv, expected) => {
    expect(parse(argv).options.laterDiagnostics.map((diagnostic) => diagnostic.message)).toEqual(expected);
  });
});

describe('parseCommandLine finds inputs in order', () => {
  /** Each as its name, with `*` for whole archive and `?` for lazy, or its problem. */
  function inputs(argv: string): string[] {
    return parse(argv).inputs.map(({ name, problem, wholeArchive, lazy }) =>
      problem ? problem.message : `${name}${wholeArchive ? '*' : ''}${lazy ? '?' : ''}`,
    );
  }
  const rows: readonly [argv: string, expected: readonly string[]][] = [
    ['a.o none b.o', ['a.o', 'cannot open none: No such file or directory', 'b.o']],
    ['@none', ['cannot open @none: No such file or directory']],
    ['--whole-archive a.o --no-whole-archive b.o', ['a.o*', 'b.o']],
    ['--start-lib a.o --end-lib b.o', ['a.o?', 'b.o']],
    ['--start-lib --start-lib a.o', ['nested --start-lib', 'a.o?']],
    ['--end-lib a.o', ['stray --end-lib', 'a.o']],
    ['-lx -L. -Ldir', ['./libx.a']],
    ['-lx -Ldir -L.', ['dir/libx.a']],
    ['-Ldir -Bdynamic -lx -Bstatic -lx', ['dir/libx.so', 'dir/libx.a']],
    ['-Ldir/ -shared -lx', ['dir/libx.so']],
    ['-Ldir -pie -lx', ['dir/libx.so']],
    ['-Ldir -pie -Bstatic -lx', ['dir/libx.a']],
    [`${'-q '.repeat(30)}a.o`, []],
    ['-Ldir -Bdynamic -lonly', ['dir/libonly.a']],
    ['-Ldir -l:odd.name', ['dir/odd.name']],
    ['-lnone -Ldir', ['unable to find library -lnone']],
    ['-l:libx.so', ['unable to find library -l:libx.so']],
  ];
  test.each(rows)('%s', (argv, expected) => {
    expect(inputs(argv)).toEqual(expected);
  });
});

describe('parseCommandLine prints instead of linking', () => {
  test.each(['--version', '-v', '-z foo -v none', '--help --version'])('%s', (argv) => {
    const { action, text, inputs } = parse(argv);
    expect(action).toBe(argv.startsWith('--help') ? 'print-help' : 'print-version');
    expect(text).toMatch(
      argv.startsWith('--help') ? /^OVERVIEW: .*\n\nUSAGE: linksmith-ld \[options\] file/ : /LLD 19\.1\.7/,
    );
    expect(inputs).toEqual([]);
  });

  test('help lists each option once, its long names on a line of their own', () => {
    const { text } = parse('--help');
    expect(text).toContain('\n  --Map=<value>           Write a link map');
    expect(text).toContain('\n  --error-unresolved-symbols\n                          Undefined');
    expect(text.indexOf('--export-all')).toBeLessThan(text.indexOf('--export=<value>'));
    expect(text.indexOf('--build-id=[')).toBeLessThan(text.indexOf('--build-id '));
    const names = text
      .split('\n')
      .filter((line) => /^ {2}-/.test(line))
      .map((line) => line.trim().split(' ')[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('the version is that of the package', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(manifest).toMatchObject({ version: linksmithVersion });
  });
});
