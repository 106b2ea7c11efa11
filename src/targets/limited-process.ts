/**
 * Runs one program to its end in a process group of its own, under limits of time, memory, file size and kept text, and
 * says how it ended as a value. Whatever the program leaves running in its group is killed when it ends.
 * Limits of memory and files come from the `ulimit` of `/bin/sh`; on a system without it only time and text are limited.
 * Not here: what the end means for a link (`native.ts`), which folder it runs in (`scratch-folder.ts`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** What a process and all that it starts may take. */
export interface ProcessLimits {
  /** Wall clock. */
  readonly timeLimitMs: number;
  /** Private writable memory: what is reserved and never touched does not count. */
  readonly memoryLimitBytes: number;
  /** Size of each file that it writes. */
  readonly fileLimitBytes: number;
  /** All files in its folder together, looked at a few times a second. */
  readonly folderLimitBytes: number;
  /** Characters kept of standard output and standard error, each; the rest is read and dropped. */
  readonly textLimit: number;
}

/** Why a process is no more. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'filled-folder' }
  /** The program could not be started: the system's reason. */
  | { readonly kind: 'not-started'; readonly reason: string };

/** How a process ended, and what it wrote. */
export interface ProcessResult {
  readonly end: ProcessEnd;
  readonly stdout: string;
  readonly stderr: string;
}

/** What is started, and where. */
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
  const end = await endOf(child, request);
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

function endOf(child: ChildProcess, { limits, folder }: ProcessRequest): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    let killedFor: 'timed-out' | 'filled-folder' | undefined;
    const killFor = (reason: 'timed-out' | 'filled-folder') => {
      killedFor ??= reason;
      killGroup(child);
    };
    const timer = setTimeout(() => killFor('timed-out'), limits.timeLimitMs);
    const disk = setInterval(() => {
      if (sizeOf(folder, limits.folderLimitBytes) > limits.folderLimitBytes) killFor('filled-folder');
    }, diskLookMs);
    const settle = (end: ProcessEnd) => {
      clearTimeout(timer);
      clearInterval(disk);
      resolve(end);
    };
    child.once('error', (error) => settle({ kind: 'not-started', reason: error.message }));
    child.once('exit', (code, signal) => {
      if (killedFor !== undefined) settle({ kind: killedFor });
      else if (signal === 'SIGXCPU') settle({ kind: 'timed-out' });
      else if (signal !== null) settle({ kind: 'signalled', signal });
      else settle({ kind: 'exited', code: code ?? 0 });
    });
  });
}

const diskLookMs = 200;

/** Of all files below a folder, as far as it can be read; more than `enough` is not counted to its end. */
function sizeOf(folder: string, enough: number): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) sum += sizeOf(path, enough - sum);
      else if (entry.isFile()) sum += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (sum > enough) break;
    }
  } catch {
    // The program may have removed it.
  }
  return sum;
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
