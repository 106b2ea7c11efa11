/** Programs that do what no linker should, as targets: each is an outcome of its own, and none takes the caller down. */
import { expect, onTestFinished, test } from 'vitest';
import { nativeTarget } from './native.ts';
import type { LinkOutcome } from './target.ts';

const limits = { timeLimitMs: 20_000, fileLimitBytes: 2 ** 22, folderLimitBytes: 2 ** 23, memoryLimitBytes: 2 ** 28 };

/** `output` names the file to write. */
const fakes: readonly [does: string, script: string, outcome: Partial<LinkOutcome>][] = [
  ['links', 'fs.writeFileSync(output, "\\0asm")', { kind: 'linked' }],
  ['refuses', 'console.error("no"); process.exit(1)', { kind: 'rejected', messages: ['no'] }],
  ['ends without a word', 'process.exit(3)', { kind: 'crashed', reason: 'status 3 without a message' }],
  ['dies', 'process.kill(process.pid, "SIGSEGV"); for (;;);', { kind: 'crashed', reason: 'ended by SIGSEGV' }],
  ['writes nothing', '', { kind: 'garbage', reason: 'nothing was written' }],
  ['writes text', 'fs.writeFileSync(output, "ok")', { kind: 'garbage', reason: '2 bytes that are no module' }],
  ['leaves a folder', 'fs.mkdirSync(output)', { kind: 'garbage', reason: 'nothing was written' }],
  ['writes one file without end', 'for (;;) fs.appendFileSync(output, Buffer.alloc(1e6))', { kind: 'crashed' }],
  [
    'writes files without end',
    "let n = 0; setInterval(() => fs.writeFileSync('f' + n++, Buffer.alloc(1e6)), 1)",
    { kind: 'crashed', reason: 'wrote more than 8388608 bytes' },
  ],
  [
    'prints without end',
    'const text = "x".repeat(1e5); (function print() { process.stderr.write(text, print); })()',
    { kind: 'timed-out' },
  ],
  ['takes memory without end', 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))', {}],
];

test.each(fakes)('a linker that %s', async (does, script, expected) => {
  const target = nativeTarget({
    name: 'fake',
    version: async () => '1',
    lacks: () => undefined,
    command: (_, output) => [process.execPath, '-e', `const output = process.argv[1]; ${script}`, output],
    limits: does === 'prints without end' ? { ...limits, timeLimitMs: 500 } : limits,
  });
  onTestFinished(() => target.close?.());
  const outcome = await target.link({ files: new Map([['a.o', Uint8Array.of(1)]]), args: ['a.o'] });
  expect(outcome).toMatchObject(expected);
  if (does === 'takes memory without end') expect(['out-of-memory', 'crashed']).toContain(outcome.kind);
});
