import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sectionsOf } from '../observe/sections.ts';
import { cannedTarget } from './doctored.ts';
import { installedFolder } from './installed.ts';
import { linkServerNames, linkServerTarget } from './link-server.ts';
import { type LinkOutcome, TargetMissingError } from './target.ts';

const [name] = linkServerNames;
/** An object with nothing in it but the version of its linking section. */
const empty = Uint8Array.from('\0asm\u0001\0\0\0\0\u0009\u0007linking\u0002', (character) => character.charCodeAt(0));
const job = { files: new Map([['a.o', empty]]), args: ['--no-entry', 'a.o'] };
/** With a retained segment of one byte: where memory is shared it is copied by a start function. */
const withData = Uint8Array.from(
  Buffer.from(
    '0061736d01000000021801 03656e760f5f5f6c696e6561725f6d656d6f7279 020001 0b0701004100 0b0107'.replaceAll(' ', '') +
      '0016076c696e6b696e6702050b01072e646174612e640004',
    'hex',
  ),
);
const withStart = {
  files: new Map([['a.o', withData]]),
  args: ['--no-entry', '--shared-memory', '--max-memory=131072', '--no-check-features', 'a.o'],
};

/** A server that does as the script says with each request: `words` are its strings, `answer` sends one. */
function fakeServer(onRequest: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'linksmith-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, 'server');
  const script = `#!${process.execPath}
const fs = require('node:fs');
const answer = (text) => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  process.stdout.write(Buffer.concat([size, Buffer.from(text)]));
};
process.stdin.on('data', (bytes) => {
  const words = bytes.toString('utf8', 4).split('\\0');
  const output = words[0] + '/' + words.at(-2);
  ${onRequest}
});
`;
  writeFileSync(program, script);
  chmodSync(program, 0o755);
  return program;
}

const links = "fs.writeFileSync(output, '\\0asm'); answer('e0\\0warning: w')";
const rows: readonly [does: string, onRequest: string, outcome: Partial<LinkOutcome>][] = [
  ['links', links, { kind: 'linked', messages: ['warning: w'] }],
  ['refuses', "answer('e1\\0error: no')", { kind: 'rejected', messages: ['error: no'] }],
  [
    'answers in pieces',
    'process.stdout.write(Buffer.from([3, 0])); setTimeout(() => process.stdout.write(Buffer.from([0, 0, 101, 49, 0])), 30)',
    { kind: 'crashed', reason: 'status 1 without a message' },
  ],
  ['lost its child to a signal', "answer('s11\\0')", { kind: 'crashed', reason: 'ended by SIGSEGV' }],
  ['ended its child', "answer('t\\0half')", { kind: 'timed-out', messages: ['half'] }],
  ['ends', 'process.exit(1)', { kind: 'crashed', reason: 'could not be started: the link server ended' }],
];

const open = (program: string, rest: object = { fresh: undefined }) => {
  const target = linkServerTarget(name!, { program, ...rest });
  onTestFinished(() => target.close?.());
  return target;
};

test.each(rows)('a server that %s', async (_, onRequest, outcome) => {
  expect(await open(fakeServer(onRequest)).link(job)).toMatchObject(outcome);
});

test('a server that ended is begun again, and its link made again', async () => {
  const once = `if (fs.existsSync(process.argv[1] + '.once')) { ${links} } else { fs.writeFileSync(process.argv[1] + '.once', ''); process.exit(1); }`;
  const target = open(fakeServer(once));
  expect((await target.link(job)).kind).toBe('linked');
});

describe('a fresh process is asked too', () => {
  const fresh = (bytes: Uint8Array) => cannedTarget('ld', () => ({ kind: 'linked', bytes, messages: [] }));
  test.each<readonly [string, object, string]>([
    ['and agrees', { fresh: fresh(Uint8Array.of(0, 0x61, 0x73, 0x6d)), compareEvery: 1 }, 'linked'],
    ['and does not agree', { fresh: fresh(Uint8Array.of(0, 0x61, 0x73, 0x6e)), compareEvery: 1 }, 'crashed'],
    ['not every time', { fresh: fresh(Uint8Array.of(7)), compareEvery: 2 ** 40 }, 'linked'],
  ])('%s', async (_, rest, kind) => {
    expect((await open(fakeServer(links), rest).link(job)).kind).toBe(kind);
  });
});

test('a server that was not built says how to build it', () => {
  expect(() => linkServerTarget(name!, { program: '/no/such' })).toThrow(TargetMissingError);
  expect(() => linkServerTarget(name!, { program: '/no/such' })).toThrow(/npm run targets:install wasm-ld-19-server/);
});

describe.each(linkServerNames)('%s', (server) => {
  const program = join(installedFolder(server), server);
  test.skipIf(!existsSync(program))(
    'makes a start section only where one is needed, whatever it linked before (skipped where it is not built)',
    async () => {
      const target = linkServerTarget(server, { fresh: undefined });
      onTestFinished(() => target.close?.());
      const outcomes = [await target.link(withStart), await target.link(job), await target.link(job)];
      const starts = outcomes.map((outcome) =>
        outcome.kind === 'linked' ? sectionsOf(outcome.bytes).some(({ name }) => name === 'start') : outcome,
      );
      expect(starts).toEqual([true, false, false]);
    },
  );

  test.skipIf(!existsSync(program))(
    'links and refuses as the program does (skipped where it is not built)',
    async () => {
      const target = linkServerTarget(server, { compareEvery: 1 });
      onTestFinished(() => target.close?.());
      expect(await target.link(job)).toMatchObject({ kind: 'linked', messages: [] });
      expect(await target.link({ ...job, args: ['--no-such', 'a.o'] })).toMatchObject({ kind: 'rejected' });
      expect(await target.link({ ...job, files: new Map([['a.o', Uint8Array.of(7)]]) })).toMatchObject({
        kind: 'rejected',
      });
      expect(await target.link(job)).toMatchObject({ kind: 'linked', messages: [] });
    },
  );
});
