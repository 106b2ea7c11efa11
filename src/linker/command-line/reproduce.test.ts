import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { FileAccess } from '../options.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { encodeTar } from './tar.ts';
import { versionText } from './version.ts';

const files: FileAccess = {
  read: (path) => new TextEncoder().encode(`<${path}>`),
  exists: () => true,
};

/** Names and contents of a tar file of short names. */
function readTar(bytes: Uint8Array): Record<string, string> {
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to)).replace(/\0.*$/s, '');
  const found: Record<string, string> = {};
  for (let at = 0; bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, at + 135), 8);
    found[text(at, at + 100)] = new TextDecoder().decode(bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

describe('--reproduce', () => {
  test('packs the command line and each input once', () => {
    const argv = [
      '--reproduce=dir/repro.tar',
      'sub/../a.o',
      '/b c.o',
      'a.o',
      '-Llib',
      '-lx',
      '-o',
      'out/x.wasm',
      '--features=a,b',
      '-O2',
    ];
    const { reproduction } = parseCommandLine(argv, files, { workingDirectory: '/build' });
    expect(reproduction?.path).toBe('dir/repro.tar');
    expect(readTar(reproduction!.pack())).toEqual({
      'repro/response.txt': 'build/a.o\n"b c.o"\nbuild/a.o\n-L build/lib\n-l x\n-o x.wasm\n--features=a,b\n-O 2\n',
      'repro/version.txt': `${versionText}\n`,
      'repro/build/a.o': '<sub/../a.o>',
      'repro/b c.o': '</b c.o>',
      'repro/build/lib/libx.a': '<lib/libx.a>',
    });
  });

  test('the response file links the same again', () => {
    const argv = [
      '--reproduce=r.tar',
      '--export=a b',
      "--export=it's",
      '-e',
      'c\\d"',
      '--allow-undefined-file=s',
      'a.o',
    ];
    const packed = readTar(parseCommandLine(argv, files, { workingDirectory: '/build' }).reproduction!.pack());
    const unpacked: FileAccess = {
      read: (path) =>
        `r/${path}` in packed ? new TextEncoder().encode(packed[`r/${path}`]) : 'No such file or directory',
      exists: (path) => `r/${path}` in packed,
    };
    const { options, inputs, diagnostics } = parseCommandLine(['@response.txt'], unpacked);
    expect(diagnostics).toEqual([]);
    expect(options).toMatchObject({
      exports: ['a b', "it's"],
      entry: 'c\\d"',
      allowUndefinedSymbols: ['<s>'],
      laterDiagnostics: [],
    });
    expect(inputs.map((input) => input.name)).toEqual(['build/a.o']);
  });

  test('LLD_REPRODUCE asks for it too', () => {
    expect(parseCommandLine(['a.o'], files, { reproduce: 'r.tar' }).reproduction?.path).toBe('r.tar');
    expect(parseCommandLine(['a.o'], files).reproduction).toBeUndefined();
  });
});

const tarIsHere = spawnSync('tar', ['--version']).status === 0;

describe.skipIf(!tarIsHere)('encodeTar makes what tar reads', () => {
  const long = `${'d'.repeat(90)}/${'e'.repeat(90)}.o`;
  test.each(['a.o', long, `${'x'.repeat(300)}.o`, 'é'.repeat(80)])('%s', (path) => {
    const archive = encodeTar([{ path, bytes: new TextEncoder().encode('content') }]);
    const options = { input: archive, env: { ...process.env, LC_ALL: 'C.UTF-8' } };
    expect(spawnSync('tar', ['tf', '-', '--quoting-style=literal'], options).stdout.toString()).toBe(`${path}\n`);
    expect(spawnSync('tar', ['xOf', '-'], options).stdout.toString()).toBe('content');
  });
});
