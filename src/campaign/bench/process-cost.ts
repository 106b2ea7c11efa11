/**
 * What a program costs as a whole process, as the system counts it: CPU time by the shell's `time`, peak memory by GNU time
 * where it is installed.
 * In: a command and a folder. Out: numbers, or `undefined` when the program did not end with 0 in time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface ProcessCost {
  readonly wallMs: number;
  /** User and system time of the process and its threads. */
  readonly cpuMs: number;
  /** Largest resident set; pages of mapped files count. */
  readonly peakBytes: number | undefined;
}

const gnuTime = '/usr/bin/time';
const format = 'peak %M';

export function processCost(command: readonly string[], folder: string, limitMs: number): ProcessCost | undefined {
  const watched = existsSync(gnuTime) ? [gnuTime, '-f', format, ...command] : command;
  const { status, stderr } = spawnSync('bash', ['-c', 'TIMEFORMAT="cost %3R %3U %3S"; time "$@"', 'bash', ...watched], {
    cwd: folder,
    encoding: 'utf8',
    timeout: limitMs,
    maxBuffer: 1 << 26,
    // Decimal points, whatever the user's language.
    env: { ...process.env, LC_ALL: 'C' },
  });
  const times = /^cost ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(stderr);
  if (status !== 0 || times === null) return undefined;
  const [wall = 0, user = 0, system = 0] = times.slice(1).map((seconds) => Number(seconds) * 1000);
  const peak = /^peak (\d+)$/m.exec(stderr);
  return { wallMs: wall, cpuMs: user + system, peakBytes: peak === null ? undefined : Number(peak[1]) * 1024 };
}
