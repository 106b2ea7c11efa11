/**
 * A linker that is a program: each job gets a fresh private folder with its files, the program runs there under limits,
 * and how it ended becomes an outcome. What the program prints is bounded and made printable; its status decides, never
 * the mere presence of an output file (some leave an empty one behind when they refuse).
 * Not here: how a job becomes a command line (`wasm-ld.ts`, `command.ts`), processes themselves (`limited-process.ts`).
 */
import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isWasm } from '../wasm/index.ts';
import {
  killGroup,
  type ProcessEnd,
  type ProcessLimits,
  type ProcessRequest,
  type ProcessResult,
  runLimited,
} from './limited-process.ts';
import { ScratchFolder, unsafeName } from './scratch-folder.ts';
import { type LinkFeatures, type LinkJob, type LinkOutcome, linkerOf, type Target } from './target.ts';

/** What tells one program from another. */
export interface NativeLinker {
  readonly name: string;
  readonly linker?: string;
  /** As `Target.version`. */
  version(): Promise<string>;
  /** As `Target.lacks`. */
  lacks(wanted: LinkFeatures): string | undefined;
  /** Program and arguments; the files of the job lie in the working folder, the module has to be written to `output`. */
  command(job: LinkJob, output: string): readonly string[];
  readonly limits?: Partial<ProcessLimits>;
  /** Runs a command in the place of a process of its own: a server. */
  readonly run?: (request: ProcessRequest) => Promise<ProcessResult>;
  /** Beside that of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What each link of a program may take. */
export const nativeLimits: ProcessLimits = {
  timeLimitMs: 10_000,
  memoryLimitBytes: 2 ** 32,
  fileLimitBytes: 2 ** 30,
  folderLimitBytes: 2 ** 31,
  textLimit: 2 ** 18,
};

/** Of the targets at work, what ends their programs: none may outlive this process. */
const atWork = new Set<() => void>();

function atExit(endAll: () => void): void {
  if (atWork.size === 0) process.once('exit', endAtWork);
  atWork.add(endAll);
}

function endAtWork(): void {
  for (const endAll of atWork) endAll();
}

/** A program as a target: each link in a private folder, under `nativeLimits`. */
export function nativeTarget(linker: NativeLinker): Target {
  const scratch = new ScratchFolder();
  const running = new Set<ChildProcess>();
  const endAll = () => {
    for (const child of running) killGroup(child);
    scratch.clear();
  };
  return {
    name: linker.name,
    get linker() {
      return linkerOf(linker);
    },
    version: () => linker.version(),
    lacks: (wanted) => linker.lacks(wanted),
    link(job) {
      atExit(endAll);
      return linkInFolder(linker, job, { scratch, running });
    },
    async close() {
      endAll();
      atWork.delete(endAll);
      if (atWork.size === 0) process.off('exit', endAtWork);
    },
  };
}

interface Workplace {
  readonly scratch: ScratchFolder;
  readonly running: Set<ChildProcess>;
}

async function linkInFolder(linker: NativeLinker, job: LinkJob, { scratch, running }: Workplace): Promise<LinkOutcome> {
  const refusal = unfit(job);
  if (refusal !== undefined) return { kind: 'unsupported', reason: refusal, messages: [] };
  const limits = { ...nativeLimits, ...linker.limits };
  if (job.timeLimitMs !== undefined) limits.timeLimitMs = job.timeLimitMs;
  let folder: string;
  try {
    folder = await scratch.enter(job.files);
    // In a folder of its own, so that an input may have the output's name.
    await mkdir(join(folder, outputFolder));
  } catch (error) {
    // A full disk is no fault of the linker's.
    return { kind: 'unsupported', reason: `the input files could not be written: ${String(error)}`, messages: [] };
  }
  try {
    const output = join(outputFolder, job.outputName ?? 'out.wasm');
    const environment = { ...process.env, LC_ALL: 'C', TMPDIR: folder, ...linker.environment };
    const command = linker.command(job, output);
    const run = linker.run ?? runLimited;
    const result = await run({ command, folder, environment, limits, running });
    return judge(result, await readOutput(join(folder, output), result.end), limits);
  } finally {
    await scratch.remove(folder);
  }
}

const outputFolder = 'linked';

/** Why files of a job cannot lie in one folder with the output. */
export function unfit(job: LinkJob): string | undefined {
  for (const name of [...job.files.keys(), job.outputName ?? 'out.wasm']) {
    const problem = name.startsWith(`${outputFolder}/`) ? 'lies where the output goes' : unsafeName(name);
    if (problem !== undefined) return `the file name '${name}' ${problem}`;
  }
  return undefined;
}

async function readOutput(path: string, end: ProcessEnd): Promise<Uint8Array | undefined> {
  if (end.kind !== 'exited' || end.code !== 0) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const buffer = await readFile(path);
  // Not a view of node's pool, which would keep the pool alive and mislead readers of `.buffer`.
  return buffer.buffer.byteLength === buffer.length
    ? new Uint8Array(buffer.buffer as ArrayBuffer)
    : new Uint8Array(buffer);
}

/** What the end of the program means for the link. */
export function judge(result: ProcessResult, output: Uint8Array | undefined, limits: ProcessLimits): LinkOutcome {
  const { end } = result;
  const messages = printableLines(`${result.stderr}\n${result.stdout}`);
  const outOfMemory: LinkOutcome = { kind: 'out-of-memory', limitBytes: limits.memoryLimitBytes, messages };
  switch (end.kind) {
    case 'timed-out':
      return { kind: 'timed-out', limitMs: limits.timeLimitMs, messages };
    case 'filled-folder':
      return { kind: 'crashed', reason: `wrote more than ${limits.folderLimitBytes} bytes`, messages };
    case 'not-started':
      return { kind: 'crashed', reason: `could not be started: ${end.reason}`, messages };
    case 'signalled':
      if (end.signal === 'SIGKILL' || saysOutOfMemory(messages)) return outOfMemory;
      return { kind: 'crashed', reason: signalReason(end.signal, limits), messages };
    case 'exited':
      if (end.code === 0) return linked(output, messages);
      if (saysOutOfMemory(messages)) return outOfMemory;
      return refused(end.code, messages, limits);
  }
}

function linked(output: Uint8Array | undefined, messages: readonly string[]): LinkOutcome {
  if (output === undefined) return { kind: 'garbage', reason: 'nothing was written', messages };
  if (!isWasm(output)) return { kind: 'garbage', reason: `${output.length} bytes that are no module`, messages };
  return { kind: 'linked', bytes: output, messages };
}

function refused(code: number, messages: readonly string[], limits: ProcessLimits): LinkOutcome {
  // A shell or a wrapper reports the signal that ended its child as 128 + its number.
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  if (signal !== undefined) return { kind: 'crashed', reason: signalReason(signal, limits), messages };
  // A shell's words for a program that cannot be run, or is gone.
  if (code === 126 || code === 127)
    return { kind: 'crashed', reason: `could not be started: status ${code}`, messages };
  if (saysFileTooLarge(messages)) return { kind: 'crashed', reason: signalReason('SIGXFSZ', limits), messages };
  if (messages.length === 0) return { kind: 'crashed', reason: `status ${code} without a message`, messages };
  return { kind: 'rejected', messages };
}

function signalReason(signal: string, limits: ProcessLimits): string {
  return signal === 'SIGXFSZ' ? `wrote a file of more than ${limits.fileLimitBytes} bytes` : `ended by ${signal}`;
}

const saysOutOfMemory = (messages: readonly string[]) =>
  messages.some((line) => /out of memory|OutOfMemory|bad_alloc|cannot allocate memory|allocation failed/i.test(line));

/** Some ignore the signal that comes with it. */
const saysFileTooLarge = (messages: readonly string[]) => messages.some((line) => /EFBIG|file too large/i.test(line));

const maxLines = 200;
const maxLineLength = 2_000;

/** The lines that have something in them; control characters and what is not text become `?`. */
export function printableLines(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const kept = lines.slice(0, maxLines).map((line) => line.slice(0, maxLineLength).replace(/[^\P{C}\t]|\uFFFD/gu, '?'));
  return lines.length > maxLines ? [...kept, `… and ${lines.length - maxLines} more lines`] : kept;
}
