import { existsSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ProcessEnd } from './limited-process.ts';
import { judge, nativeTarget, printableLines } from './native.ts';
import type { LinkJob, LinkOutcome } from './target.ts';

const limits = { timeLimitMs: 1, memoryLimitBytes: 2, fileLimitBytes: 3, folderLimitBytes: 5, textLimit: 4 };
/** The beginning of a module. */
const bytes = Uint8Array.of(0, 0x61, 0x73, 0x6d);

describe('judge', () => {
  const rows: readonly [
    end: ProcessEnd,
    stderr: string,
    output: Uint8Array | undefined,
    outcome: Partial<LinkOutcome>,
  ][] = [
    [{ kind: 'exited', code: 0 }, 'warning: w', bytes, { kind: 'linked', bytes, messages: ['warning: w'] }],
    [{ kind: 'exited', code: 0 }, '', undefined, { kind: 'garbage', reason: 'nothing was written' }],
    [{ kind: 'exited', code: 0 }, '', Uint8Array.of(7), { kind: 'garbage', reason: '1 bytes that are no module' }],
    [{ kind: 'exited', code: 1 }, 'error: e\n', undefined, { kind: 'rejected', messages: ['error: e'] }],
    [{ kind: 'exited', code: 1 }, '', undefined, { kind: 'crashed', reason: 'status 1 without a message' }],
    [
      { kind: 'exited', code: 127 },
      'sh: ld: not found',
      undefined,
      { kind: 'crashed', reason: 'could not be started: status 127' },
    ],
    [{ kind: 'exited', code: 139 }, 'trace', undefined, { kind: 'crashed', reason: 'ended by SIGSEGV' }],
    [{ kind: 'exited', code: 1 }, 'LLVM ERROR: out of memory', undefined, { kind: 'out-of-memory', limitBytes: 2 }],
    [{ kind: 'signalled', signal: 'SIGABRT' }, 'terminate: std::bad_alloc', undefined, { kind: 'out-of-memory' }],
    [{ kind: 'signalled', signal: 'SIGKILL' }, '', undefined, { kind: 'out-of-memory' }],
    [{ kind: 'signalled', signal: 'SIGSEGV' }, 'trace', undefined, { kind: 'crashed', reason: 'ended by SIGSEGV' }],
    [
      { kind: 'signalled', signal: 'SIGXFSZ' },
      '',
      undefined,
      { kind: 'crashed', reason: 'wrote a file of more than 3 bytes' },
    ],
    [{ kind: 'filled-folder' }, '', undefined, { kind: 'crashed', reason: 'wrote more than 5 bytes' }],
    [{ kind: 'timed-out' }, 'half', undefined, { kind: 'timed-out', limitMs: 1, messages: ['half'] }],
    [{ kind: 'not-started', reason: 'gone' }, '', undefined, { kind: 'crashed', reason: 'could not be started: gone' }],
  ];
  test.each(rows)('%j with %j', (end, stderr, output, outcome) => {
    expect(judge({ end, stdout: '', stderr }, output, limits)).toMatchObject(outcome);
  });
});

test('printableLines bounds what a program prints and makes it printable', () => {
  expect(printableLines('a\r\n\n  \nb\tc\n')).toEqual(['a', 'b\tc']);
  expect(printableLines('\u0000\u001b[31mx\ufffd')).toEqual(['??[31mx?']);
  expect(printableLines('y'.repeat(5_000))[0]).toHaveLength(2_000);
  expect(printableLines('z\n'.repeat(5_000)).slice(199)).toEqual(['z', '… and 4800 more lines']);
});

describe('a native target', () => {
  const link = async (script: string, some: Partial<LinkJob> = {}) => {
    const target = nativeTarget({
      name: 'script',
      version: async () => '1',
      lacks: () => undefined,
      command: (job, output) => [process.execPath, '-e', script, ...job.args, output],
    });
    onTestFinished(() => target.close?.());
    return target.link({ files: new Map([['a.o', bytes]]), args: ['a.o'], ...some });
  };
  const copy = 'fs.writeFileSync(process.argv[2], fs.readFileSync(process.argv[1]))';

  test('gives the program the files and takes its output', async () => {
    expect(await link(copy)).toEqual({ kind: 'linked', bytes, messages: [] });
  });
  test('lets an input have the name of the output', async () => {
    const job = { files: new Map([['out.wasm', bytes]]), args: ['out.wasm'] };
    expect(await link(copy, job)).toMatchObject({ kind: 'linked', bytes });
  });
  test('looks at the status, not at the file that is left', async () => {
    expect(await link(`${copy}; console.error('no'); process.exit(1)`)).toEqual({ kind: 'rejected', messages: ['no'] });
  });
  test('ends a program that hangs', async () => {
    expect(await link('for (;;) ;', { timeLimitMs: 300 })).toMatchObject({ kind: 'timed-out', limitMs: 300 });
  });
  test('reports a program that dies', async () => {
    const script = 'process.kill(process.pid, "SIGILL"); setInterval(() => 0, 1000)';
    expect(await link(script)).toMatchObject({ kind: 'crashed', reason: 'ended by SIGILL' });
  });
  test('does not let a file out of its folder', async () => {
    const job = { files: new Map([['../a.o', bytes]]), args: [] };
    expect(await link(copy, job)).toMatchObject({
      kind: 'unsupported',
      reason: "the file name '../a.o' leads out of the working folder",
    });
  });
  test('leaves nothing behind', async () => {
    const outcome = await link('console.error(process.cwd()); process.exit(1)');
    expect(existsSync(outcome.messages[0]!)).toBe(false);
  });
});
