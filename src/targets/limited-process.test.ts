import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ProcessLimits, runLimited } from './limited-process.ts';

const limits: ProcessLimits = {
  timeLimitMs: 20_000,
  memoryLimitBytes: 2 ** 30,
  fileLimitBytes: 2 ** 20,
  folderLimitBytes: Number.POSITIVE_INFINITY,
  textLimit: 100,
};
const run = (script: string, some: Partial<ProcessLimits> = {}) =>
  runLimited({ command: [process.execPath, '-e', script], folder: '.', limits: { ...limits, ...some } });

describe('runLimited says how a program ended', () => {
  const rows: readonly [what: string, script: string, some: Partial<ProcessLimits>, end: object][] = [
    ['a status', 'process.exit(3)', {}, { kind: 'exited', code: 3 }],
    [
      'a signal',
      'process.kill(process.pid, "SIGSEGV"); setInterval(() => 0, 1000)',
      {},
      { kind: 'signalled', signal: 'SIGSEGV' },
    ],
    ['its time limit', 'for (;;) ;', { timeLimitMs: 300 }, { kind: 'timed-out' }],
    // A child that keeps the pipes open must not keep us waiting.
    [
      'its time limit, with a child of its own',
      'child_process.spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "inherit" })',
      { timeLimitMs: 500 },
      { kind: 'timed-out' },
    ],
  ];
  test.each(rows)('%s', async (_, script, some, end) => {
    expect((await run(script, some)).end).toEqual(end);
  });
});

test('runLimited keeps both outputs, up to a limit, while it reads the rest', async () => {
  const { end, stdout, stderr } = await run('process.stdout.write("x".repeat(1e6)); console.error("é")');
  expect(end).toEqual({ kind: 'exited', code: 0 });
  expect(stdout).toBe('x'.repeat(100));
  expect(stderr).toBe('é\n');
});

test('runLimited bounds the memory that is really used', async () => {
  const { end } = await run('const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))', { memoryLimitBytes: 2 ** 28 });
  expect(end).not.toEqual({ kind: 'timed-out' });
  expect(end).not.toEqual({ kind: 'exited', code: 0 });
});

test('runLimited ends what the program leaves in its group', async () => {
  const { stdout } = await run(
    'const child = child_process.spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "inherit" }); console.log(child.pid); child.unref(); process.exit()',
  );
  await expect.poll(() => isAlive(Number(stdout)), { timeout: 20_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // Where nobody reaps orphans, a dead one stays as a zombie.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'latin1'));
}
