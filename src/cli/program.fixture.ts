/**
 * `linksmith` as a program of its own, which can be killed (`mortal-program.fixture.ts`): on the toy harness, or on the real
 * one in a copy of the source with faults planted. Tests only.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';

/** What is run, before the command's own words. */
export type ProgramWords = readonly [script: string, harness: string];

const script = 'src/cli/mortal-program.fixture.ts';

type Address = (path: string) => URL | Promise<URL>;

export const toyProgram = async (): Promise<ProgramWords> => [
  fileURLToPath(await compiled(script)),
  'engine/toy-harness.fixture',
];

/** Of the source as it stands (`compiled`), or of a copy. */
export const realProgram = async (address: Address): Promise<ProgramWords> => [
  fileURLToPath(await address(script)),
  'linksmith-harness',
];

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it says first on standard error. */
  readonly firstWords: Promise<string>;
}

export function start(
  program: ProgramWords,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Program {
  const child = spawn(process.execPath, [...program, ...argv], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  const ended = once(child, 'close').then(async ([exitCode, signal]) => ({
    exitCode: exitCode as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout: await stdout,
    stderr: await stderr,
  }));
  return { child, ended, firstWords: once(child.stderr, 'data').then(String) };
}
