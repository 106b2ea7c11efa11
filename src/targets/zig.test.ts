import { describe, expect, onTestFinished, test } from 'vitest';
import { installedFolder } from './installed.ts';
import { TargetMissingError } from './target.ts';
import { lackedBy, zigArguments, zigReleases, zigTarget } from './zig.ts';

const [old, lazy] = zigReleases;
const job = (args: readonly string[]) => ({ files: new Map([['a.o', new Uint8Array()]]), args });

test.each([
  [['--no-entry', '--export=f', 'a.o'], 'build-exe -fno-entry', '--export=f a.o'],
  [['--entry=main', '--export=main', 'a.o'], 'build-exe -fentry=main', '--export=main a.o'],
  [['a.o'], 'build-exe -fentry=_start', 'a.o'],
  [['--no-entry', '-z', 'stack-size=1024', 'a.o'], 'build-exe -fno-entry', '--stack 1024 a.o'],
  [
    ['--no-entry', '--undefined=f', '--export=f', '--strip-all', 'a.o'],
    'build-exe -fno-entry',
    '--export=f -fstrip a.o',
  ],
])('zigArguments of %j', (args, begin, options) => {
  const line = zigArguments(lazy!, job(args), 'linked/out.wasm').join(' ');
  expect(line.startsWith(`${begin} `)).toBe(true);
  expect(line).toContain(` ${options} --name out -femit-bin=linked/out.wasm`);
  expect(line.match(/--stack /g)).toHaveLength(1);
});

test('zig 0.11 has an entry in another way', () => {
  expect(zigArguments(old!, job(['--no-entry']), 'o').slice(0, 2)).toEqual(['build-lib', '-dynamic']);
  expect(zigArguments(old!, job(['--entry=f']), 'o').slice(0, 3)).toEqual(['build-exe', '--entry', 'f']);
});

test.each([
  [['--no-entry', '--export=f', 'a.o'], [], undefined],
  [['--no-entry', '--wrap=f', 'a.o'], [], '--wrap'],
  [['-z', 'separate-code'], [], '-z separate-code'],
  [['--undefined=f'], [], '--undefined'],
  [['@rsp'], [], '@rsp'],
  [['a.o'], ['weak', 'error:undefined-symbol'], 'error:undefined-symbol'],
])('zig lacks, of %j with %j: %s', (args, features, lacks) => {
  expect(lackedBy(lazy!, { args, features })).toBe(lacks);
});

test('a zig that is not installed says how to get it', () => {
  expect(() => zigTarget(lazy!, '/no/such/folder')).toThrow(TargetMissingError);
  expect(() => zigTarget(lazy!, '/no/such/folder')).toThrow(/npm run targets:install zig-0.14/);
  expect(installedFolder('zig-0.14', { LINKSMITH_TARGETS: '/t' })).toBe('/t/zig-0.14');
});

/** A module of LLVM's assembler would need LLVM: an object with nothing but a linking section and its features. */
const features = '\u0001+\u000fmutable-globals';
const text = `\0asm\u0001\0\0\0\0\u0009\u0007linking\u0002\0${String.fromCharCode(16 + features.length)}\u000ftarget_features${features}`;
const empty = Uint8Array.from(text, (character) => character.charCodeAt(0));

describe.each(zigReleases)('$name', (release) => {
  const open = () => {
    try {
      return zigTarget(release);
    } catch {
      return undefined;
    }
  };
  test.skipIf(open() === undefined)(`links an object (skipped where ${release.name} is not installed)`, async () => {
    const target = open()!;
    onTestFinished(() => target.close?.());
    const outcome = await target.link({ files: new Map([['a.o', empty]]), args: ['--no-entry', 'a.o'] });
    expect(outcome).toMatchObject({ kind: 'linked' });
  });
});
