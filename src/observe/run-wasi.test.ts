import { describe, expect, test } from 'vitest';
import { runWasi, type WasiRequest, type WasiRun } from './run-wasi.ts';
import { parseModuleText } from './text-format.ts';

const command = (body: string) =>
  parseModuleText(`(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\\10\\00\\00\\00\\03\\00\\00\\00")
    (data (i32.const 16) "hi\\n")
    (func (export "_start") ${body}))`);

const print = (fd: number) => `(drop (call $write (i32.const ${fd}) (i32.const 0) (i32.const 1) (i32.const 64)))`;

describe('runWasi', () => {
  const rows: readonly [what: string, body: string, request: WasiRequest, run: Partial<WasiRun>][] = [
    [
      'captures both outputs',
      print(1) + print(2),
      {},
      { end: { kind: 'exited', code: 0 }, stdout: 'hi\n', stderr: 'hi\n' },
    ],
    ['gives the exit code', '(call $exit (i32.const 7))', {}, { end: { kind: 'exited', code: 7 } }],
    [
      'reports a trap and what was printed before',
      `${print(1)} unreachable`,
      {},
      { end: { kind: 'trapped', message: 'unreachable' }, stdout: 'hi\n' },
    ],
    [
      'gives the program its input',
      `(drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 64))) ${print(1)}`,
      { input: 'abc' },
      { stdout: 'abc' },
    ],
    [
      'ends a program that hangs',
      `${print(1)} (loop br 0)`,
      { timeLimitMs: 1_000 },
      { end: { kind: 'timed-out', limitMs: 1_000 }, stdout: 'hi\n' },
    ],
    [
      'ends a program that prints without end',
      `(loop ${print(1)} br 0)`,
      { outputLimitBytes: 100 },
      { end: { kind: 'printed-too-much', limitBytes: 100 } },
    ],
  ];
  test.each(rows)('%s', async (_, body, request, run) => {
    expect(await runWasi(await command(body), request)).toMatchObject(run);
  });

  test('says why a module cannot be run', async () => {
    expect(await runWasi(Uint8Array.of(1, 2, 3))).toMatchObject({ end: { kind: 'not-started' } });
    const { end } = await runWasi(await parseModuleText('(module (memory (export "memory") 1))'));
    expect(end).toEqual({ kind: 'not-started', message: 'the module exports no function _start' });
  });
});
