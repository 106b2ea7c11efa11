/**
 * Runs one program to its end in a process group of its own, under limits of time, memory, file size and kept text, and
 * says how it ended as a value. Whatever the program leaves running in its group is killed when it ends.
 * Limits of memory and files come from the `ulimit` of `/bin/sh`; on a system without it only time and text are limited.
 * Not here: what the end means for a link (`native.ts`), which folder it runs in (`scratch-folder.ts`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

export interface ProcessLimits {
  /** Wall clock. */
  readonly timeLimitMs: number;
  /** Private writable memory: what is reserved and never touched does not count. */
  readonly memoryLimitBytes: number;
  /** Size of each file that it writes. */
  readonly fileLimitBytes: number;
  /** Characters kept of standard output and standard error, each; the rest is read and dropped. */
  readonly textLimit: number;
}

export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  /** The program could not be started: the system's reason. */
  | { readonly kind: 'not-started'; readonly reason: string };

export interface ProcessResult {
  readonly end: ProcessEnd;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessRequest {
  /** Program (a path, or a name on PATH) and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly limits: ProcessLimits;
  /** Holds the process while it runs, so that its owner can end it early. */
  readonly running?: Set<ChildProcess>;
}

export async function runLimited(request: ProcessRequest): Promise<ProcessResult> {
  const [program, ...args] = underLimits(request.command, request.limits);
  const child = spawn(program!, args, {
    cwd: request.folder,
    env: request.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  request.running?.add(child);
  const stdout = keepText(child.stdout, request.limits.textLimit);
  const stderr = keepText(child.stderr, request.limits.textLimit);
  const end = await endOf(child, request.limits.timeLimitMs);
  killGroup(child);
  await drained(child);
  request.running?.delete(child);
  return { end, stdout: stdout(), stderr: stderr() };
}

/** Kills the process and everything else in its group; nothing happens when all of it has ended. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

const shell = '/bin/sh';
const hasShell = existsSync(shell);

/** The shell sets the limits, then becomes the program, so that its end is the program's own. */
function underLimits(command: readonly string[], limits: ProcessLimits): readonly string[] {
  if (!hasShell) return command;
  const settings = [
    'ulimit -c 0',
    `ulimit -d ${Math.ceil(limits.memoryLimitBytes / 1024)}`,
    `ulimit -f ${Math.ceil(limits.fileLimitBytes / 512)}`,
    // In case that nobody is left to watch the clock.
    `ulimit -t ${Math.ceil(limits.timeLimitMs / 1000) * 16 + 1}`,
  ];
  return [shell, '-c', `{ ${settings.join('; ')}; } 2>/dev/null; exec "$0" "$@"`, ...command];
}

function endOf(child: ChildProcess, timeLimitMs: number): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, timeLimitMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'not-started', reason: error.message });
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (timedOut || signal === 'SIGXCPU') resolve({ kind: 'timed-out' });
      else if (signal !== null) resolve({ kind: 'signalled', signal });
      else resolve({ kind: 'exited', code: code ?? 0 });
    });
  });
}

/** How long a process outside the group may keep the ended program's output open. */
const lingerMs = 250;

function drained(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const streams = [child.stdout, child.stderr].filter((stream) => stream !== null && !stream.closed);
    let open = streams.length;
    if (open === 0) return resolve();
    const timer = setTimeout(() => {
      for (const stream of streams) stream?.destroy();
    }, lingerMs);
    for (const stream of streams) {
      stream?.once('close', () => {
        open--;
        if (open > 0) return;
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

function keepText(stream: NodeJS.ReadableStream | null, limit: number): () => string {
  const decoder = new StringDecoder('utf8');
  let text = '';
  stream?.on('data', (chunk: Buffer) => {
    if (text.length < limit) text += decoder.write(chunk);
  });
  return () => text.slice(0, limit);
}
