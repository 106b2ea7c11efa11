/**
 * Runs a command in this process with its words captured, in a folder of its own, on the toy harness or the real one.
 * Tests only.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { main } from './main.ts';
import type { Surroundings } from './surroundings.ts';

export interface CommandRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly terminal?: boolean;
  /** Interrupts the command when this resolves. */
  readonly interruptAfter?: Promise<void>;
  readonly harness?: 'toy-harness' | 'blind-harness' | 'linksmith-harness';
  /** Where compiled modules are, when not of the source as it stands. */
  readonly address?: (path: string) => URL;
}

export async function run(argv: readonly string[], options: RunOptions = {}): Promise<CommandRun> {
  let stdout = '';
  let stderr = '';
  const { harness = 'toy-harness', address = compiled } = options;
  const file = harness === 'linksmith-harness' ? harness : `engine/${harness}.fixture`;
  const surroundings: Surroundings = {
    stdout(text) {
      stdout += typeof text === 'string' ? text : new TextDecoder().decode(text);
    },
    stderr(text) {
      stderr += text;
    },
    stdoutIsTerminal: options.terminal ?? false,
    terminal: undefined,
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    onInterrupt(listener) {
      options.interruptAfter?.then(listener);
      return () => {};
    },
    worker: await address('src/campaign/engine/worker.ts'),
    harness: (await address(`src/campaign/${file}.ts`)).href,
  };
  return { exitCode: await main(argv, surroundings), stdout, stderr };
}

export async function temporaryFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'linksmith-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
