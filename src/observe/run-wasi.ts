/**
 * Runs a WASI command (a module with `_start`) under `node:wasi` in a process of its own, with what it prints captured,
 * its exit code, and limits on time and output. In: the module's bytes, arguments, environment, standard input. Out: how
 * it ended, as a value. The program sees no files unless `folders` opens some.
 * Not here: modules that are called rather than run (`execute.ts`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WasiRequest {
  /** `argv[0]` and what follows. Default `['program']`. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the program reads on standard input. */
  readonly input?: string | Uint8Array;
  /** Folders that the program may open: its name for each, and the real path. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Default 20,000. */
  readonly timeLimitMs?: number;
  /** Bytes kept of standard output and standard error, each; a program that prints more is ended. Default 16 MiB. */
  readonly outputLimitBytes?: number;
}

export type WasiEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'trapped'; readonly message: string }
  /** The module could not be compiled or instantiated, or has no `_start`. */
  | { readonly kind: 'not-started'; readonly message: string }
  | { readonly kind: 'timed-out'; readonly limitMs: number }
  | { readonly kind: 'printed-too-much'; readonly limitBytes: number }
  /** The engine itself died. */
  | { readonly kind: 'crashed'; readonly message: string };

export interface WasiRun {
  readonly end: WasiEnd;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runWasi(bytes: Uint8Array, request: WasiRequest = {}): Promise<WasiRun> {
  const folder = await mkdtemp(join(tmpdir(), 'linksmith-wasi-'));
  try {
    const path = join(folder, 'program.wasm');
    await writeFile(path, bytes);
    return await runFile(path, request);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs in the child as plain JavaScript, so that it is the same before and after compilation of this project. */
const childProgram = `
const { readFileSync } = require('node:fs');
const { WASI } = require('node:wasi');
const tell = (end) => process.send(end, () => process.exit(0));
process.once('message', ({ path, args, env, preopens }) => {
  let stage = 'not-started';
  try {
    const wasi = new WASI({ version: 'preview1', args, env, preopens, returnOnExit: true });
    const module = new WebAssembly.Module(readFileSync(path));
    const instance = new WebAssembly.Instance(module, wasi.getImportObject());
    if (typeof instance.exports._start !== 'function') throw new Error('the module exports no function _start');
    stage = 'trapped';
    tell({ kind: 'exited', code: wasi.start(instance) });
  } catch (error) {
    tell({ kind: stage, message: String(error instanceof Error ? error.message : error) });
  }
});`;

async function runFile(path: string, request: WasiRequest): Promise<WasiRun> {
  const { args = ['program'], environment = {}, folders = {}, input = '' } = request;
  const { timeLimitMs = 20_000, outputLimitBytes = 2 ** 24 } = request;
  const stdio = ['pipe', 'pipe', 'pipe', 'ipc'] as const;
  const child = spawn(process.execPath, ['--no-warnings', '-e', childProgram], { stdio: [...stdio], env: {} });
  const limits = new AbortController();
  const stdout = collect(child.stdout!, outputLimitBytes, limits);
  const stderr = collect(child.stderr!, outputLimitBytes, limits);
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  child.send({ path, args, env: environment, preopens: folders }, () => {});
  const timer = setTimeout(() => limits.abort({ kind: 'timed-out', limitMs: timeLimitMs }), timeLimitMs);
  limits.signal.addEventListener('abort', () => child.kill('SIGKILL'));
  const end = await endOf(child);
  clearTimeout(timer);
  return { end: limits.signal.aborted ? limits.signal.reason : end, stdout: stdout(), stderr: stderr() };
}

function endOf(child: ChildProcess): Promise<WasiEnd> {
  return new Promise((resolve) => {
    let told: WasiEnd | undefined;
    child.once('message', (message) => {
      told = message as WasiEnd;
    });
    child.once('error', (error) => resolve({ kind: 'crashed', message: error.message }));
    child.once('close', (code, signal) => {
      resolve(told ?? { kind: 'crashed', message: `the engine ended with ${signal ?? `status ${code}`}` });
    });
  });
}

function collect(stream: NodeJS.ReadableStream, limitBytes: number, limits: AbortController): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limitBytes) limits.abort({ kind: 'printed-too-much', limitBytes } satisfies WasiEnd);
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
