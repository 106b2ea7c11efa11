/**
 * What a program costs as a whole process, as the system counts it: CPU time by the shell's `time`, peak memory by GNU time
 * where it is installed.
 * In: a command and a folder. Out: numbers, how it ended, what it said.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface ProcessCost {
  readonly wallMs: number;
  /** User and system time of the process and its threads. */
  readonly cpuMs: number;
  /** Largest resident set; pages of mapped files count. */
  readonly peakBytes?: number | undefined;
}

export interface EndedProcess extends ProcessCost {
  /** Undefined when it did not end in time. Above 128: killed by that signal. */
  readonly status: number | undefined;
  /** The first of what it said. */
  readonly stderr: string;
}

const gnuTime = '/usr/bin/time';
const format = 'peak %M';

/** Undefined when the program did not end with 0 in time. */
export function processCost(command: readonly string[], folder: string, limitMs: number): ProcessCost | undefined {
  const { status, stderr: _, ...cost } = endedProcessCost(command, folder, limitMs);
  return status === 0 ? cost : undefined;
}

/** However it ended. */
export function endedProcessCost(command: readonly string[], folder: string, limitMs: number): EndedProcess {
  const watched = existsSync(gnuTime) ? [gnuTime, '-f', format, ...command] : command;
  const { status, stderr, error } = spawnSync(
    'bash',
    ['-c', 'TIMEFORMAT="cost %3R %3U %3S"; time "$@"', 'bash', ...watched],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: limitMs,
      maxBuffer: 1 << 30,
      // Decimal points, whatever the user's language.
      env: { ...process.env, LC_ALL: 'C' },
    },
  );
  const times = /^cost ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(stderr);
  const [wall = 0, user = 0, system = 0] = times?.slice(1).map((seconds) => Number(seconds) * 1000) ?? [];
  const peak = /^peak (\d+)$/m.exec(stderr);
  return {
    wallMs: wall,
    cpuMs: user + system,
    peakBytes: peak === null ? undefined : Number(peak[1]) * 1024,
    status: error !== undefined || times === null ? undefined : (status ?? undefined),
    stderr: stderr.slice(0, 2000),
  };
}
