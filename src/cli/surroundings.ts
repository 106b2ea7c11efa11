/**
 * All that a command has from the world outside: where its words go, the environment, the folder, interrupts. A test puts
 * its own in place, and runs commands without starting a program.
 */
import type { Colors } from '../report/text-table.ts';

export interface Surroundings {
  stdout(text: string | Uint8Array): void;
  stderr(text: string): void;
  /** Standard output is a terminal. */
  readonly stdoutIsTerminal: boolean;
  /** The terminal that a live line can be drawn on: standard error when it is one. */
  readonly terminal: NodeJS.WriteStream | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly cwd: string;
  /** Calls the listener at every interrupt until the result is called. */
  onInterrupt(listener: () => void): () => void;
  /** Module addresses of the worker and the harness, when they are not the built ones beside this file. */
  readonly worker?: URL;
  readonly harness?: string;
}

export function processSurroundings(): Surroundings {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdoutIsTerminal: process.stdout.isTTY ?? false,
    terminal: process.stderr.isTTY ? process.stderr : undefined,
    env: process.env,
    cwd: process.cwd(),
    onInterrupt(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
  };
}

/** Colours for standard output: none in a pipe, none where `NO_COLOR` is set. */
export async function colorsFor({ stdoutIsTerminal, env }: Surroundings): Promise<Colors> {
  const { default: picocolors } = await import('picocolors');
  const wanted = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const unwanted = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  return picocolors.createColors(!unwanted && (stdoutIsTerminal || wanted));
}

/** What `--json` prints; its schema is in `schemas/`. */
export function printJson<Value extends { readonly schemaVersion: number }>(
  { stdout }: Surroundings,
  value: Value,
): void {
  stdout(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** For what takes long and has a word to say now and then: a line on standard error, none when quiet. */
export function teller(
  { quiet = false }: { readonly quiet?: boolean | undefined },
  { stderr }: Surroundings,
): (text: string) => void {
  return quiet ? () => {} : (text) => stderr(`linksmith: ${text}\n`);
}
