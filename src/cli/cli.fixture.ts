/**
 * Runs a command in this process with its words captured, in a folder of its own, on the toy harness or the real one.
 * Tests only.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compiled } from '../campaign/real/compiled.fixture.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
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
  /** Hears what goes to standard output, as it comes. */
  readonly onOutput?: (text: string) => void;
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
      const words = typeof text === 'string' ? text : new TextDecoder().decode(text);
      stdout += words;
      options.onOutput?.(words);
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

/** The same for commands that start no worker: nothing is compiled. */
export const runAlone = (argv: readonly string[], options: RunOptions = {}): Promise<CommandRun> =>
  run(argv, { ...options, address: (path) => new URL(path, import.meta.url) });

/** A folder with a corpus of one case, which passes. */
export async function folderWithCorpus(): Promise<string> {
  const cwd = await temporaryFolder();
  await addCorpus(cwd);
  return cwd;
}

/** A corpus of one case, which passes, in a folder. */
export async function addCorpus(cwd: string): Promise<void> {
  const regressions = join(cwd, 'corpus', 'regressions');
  await mkdir(regressions, { recursive: true });
  const stored = {
    schemaVersion: 1,
    property: 'sum-is-right',
    signature: { target: 'bad', property: 'sum-is-right', key: 'off-by-2', features: [] },
    profile: 'default',
    seed: 1,
    index: 1,
    commit: 'unknown',
    linksmith: '0',
    note: 'five',
    scenario: { values: [5] },
  };
  await writeFile(join(regressions, 'five.json'), JSON.stringify(stored));
}
