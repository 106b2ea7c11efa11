/**
 * How a command ends: the exit codes of the program, and what each kind of error means for them. Every error is one line
 * on standard error that says what is wrong and where; no stack trace reaches a user.
 * Not here: the linker's own exit codes (`ld.ts`).
 */
import { systemReason } from './disk-files.ts';
import type { Surroundings } from './surroundings.ts';

export const ExitCode = {
  /** Nothing found, all passed. */
  Clean: 0,
  /** Findings, a link that failed, an input that cannot be read, a disk that is full, a worker that cannot start. */
  Found: 1,
  Usage: 2,
  /** A named tool or target is not on this machine. */
  Missing: 3,
  Interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The command line cannot be meant like that. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A file or folder that was named is not what it must be; the message says which. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** A tool that a command needs is not here; the message says how to get it. */
export class ToolMissingError extends Error {
  override readonly name = 'ToolMissingError';
}

/** Prints the one line; gives the exit code. */
export async function reportError(error: unknown, { stderr, env }: Surroundings): Promise<ExitCode> {
  const { visible } = await import('../report/visible.ts');
  const oneLine = (text: string) => visible(text.trim().replace(/\s*\n\s*/g, ': '));
  const known = error instanceof Error ? exitCodes.get(error.name) : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (known !== undefined) {
    stderr(`linksmith: ${oneLine(message)}\n`);
    return known;
  }
  if (isSystemError(error)) {
    stderr(`linksmith: ${oneLine(`${error.path}: ${systemReason(error)}`)}\n`);
    return ExitCode.Found;
  }
  stderr(`linksmith: internal error: ${oneLine(message)}; please report this (LINKSMITH_DEBUG=1 shows where)\n`);
  if (env.LINKSMITH_DEBUG !== undefined && error instanceof Error) stderr(`${error.stack}\n`);
  return ExitCode.Found;
}

/** By the name of the error's class, so that no room has to be loaded for its errors. */
const exitCodes: ReadonlyMap<string, ExitCode> = new Map([
  ['UsageError', ExitCode.Usage],
  ['CommandTemplateError', ExitCode.Usage],
  ['FolderTakenError', ExitCode.Usage],
  ['NotOneCampaignError', ExitCode.Usage],
  ['InputError', ExitCode.Found],
  ['StoredDataError', ExitCode.Found],
  ['WorkerStartError', ExitCode.Found],
  ['DiskError', ExitCode.Found],
  ['TargetMissingError', ExitCode.Missing],
  ['ToolMissingError', ExitCode.Missing],
]);

/** The disk is full, a folder may not be written to, a file stands where a folder should. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
