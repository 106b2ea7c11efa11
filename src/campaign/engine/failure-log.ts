/**
 * `failures.jsonl`: the failures of a campaign one a line, in order of index, so that what becomes of them can be decided
 * again when shards are merged. Bounded: of one statement and cause the first 200 are kept, and those that were looked into;
 * the rest is counted.
 * What stands behind the progress file (its last lines, and half a line) was written by a process that was killed: those
 * cases run again.
 */
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson, StoredDataError } from '../findings/finding.ts';
import { DiskError, writeDurably } from './durable.ts';
import type { Failure } from './tasks.ts';

const logName = 'failures.jsonl';
const mostOfOneKind = 200;

const failureSchema = z.strictObject({
  index: z.int().nonnegative(),
  target: z.string(),
  property: z.string(),
  key: z.string(),
  evidence: z.string(),
  cause: z.string().optional(),
  features: z.array(z.string()),
});

/** Failures that differ in their case only. */
export const kindOfFailure = ({ target, property, key, cause = '' }: Omit<Failure, 'index'>): string =>
  [target, property, key, cause].join('\n');

export class FailureLog {
  readonly #directory: string;
  /** By kind: how many lines. */
  readonly #kept = new Map<string, number>();
  #pending = '';
  #file: FileHandle | undefined;

  private constructor(directory: string, kept: readonly Failure[]) {
    this.#directory = directory;
    for (const failure of kept) this.#count(failure);
  }

  /** Goes on behind the cases below `end`; later ones are forgotten. */
  static async open(directory: string, end: number): Promise<FailureLog> {
    const text = await readLog(directory);
    const kept = parseLog(text, end);
    const whole = kept.map(line).join('');
    if (whole !== text) await writeDurably(join(directory, logName), whole);
    return new FailureLog(directory, kept);
  }

  /** Says whether the failure is kept; what is not has to be counted elsewhere. */
  add(failure: Failure, { always }: { readonly always: boolean }): boolean {
    const isKept = always || (this.#kept.get(kindOfFailure(failure)) ?? 0) < mostOfOneKind;
    if (!isKept) return false;
    this.#count(failure);
    this.#pending += line(failure);
    return true;
  }

  /** On the disk when it resolves. */
  async flush(): Promise<void> {
    if (this.#pending === '') return;
    const path = join(this.#directory, logName);
    try {
      this.#file ??= await open(path, 'a');
      const text = this.#pending;
      this.#pending = '';
      await this.#file.appendFile(text);
      await this.#file.sync();
    } catch (error) {
      throw new DiskError(path, error);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }

  #count(failure: Failure): void {
    const kind = kindOfFailure(failure);
    this.#kept.set(kind, (this.#kept.get(kind) ?? 0) + 1);
  }
}

/** Those of the cases below `end`. Throws `StoredDataError` for a line that is not one of ours. */
export async function readFailures(directory: string, end: number): Promise<Failure[]> {
  return parseLog(await readLog(directory), end);
}

export const writeFailures = (directory: string, failures: readonly Failure[]): Promise<void> =>
  writeDurably(join(directory, logName), failures.map(line).join(''));

/** None before the first failure. */
async function readLog(directory: string): Promise<string> {
  try {
    return await readFile(join(directory, logName), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new StoredDataError(`${join(directory, logName)}: cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function parseLog(text: string, end: number): Failure[] {
  const failures: Failure[] = [];
  // What stands behind the last line end was cut off by a kill.
  for (const [at, each] of text.split('\n').slice(0, -1).entries()) {
    const name = `${logName}:${at + 1}`;
    const parsed = failureSchema.safeParse(parseJson(each, name));
    if (!parsed.success) throw new StoredDataError(`${name}: not a failure: ${parsed.error.issues[0]!.message}`);
    const { cause, ...failure } = parsed.data;
    if (failure.index < end) failures.push({ ...failure, ...(cause === undefined ? {} : { cause }) });
  }
  return failures;
}

/** The same failure is the same line, whoever wrote it. */
const line = ({ index, target, property, key, evidence, cause, features }: Failure): string =>
  `${JSON.stringify({ index, target, property, key, evidence, cause, features })}\n`;
