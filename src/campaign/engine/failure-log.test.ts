import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { FailureLog, readFailures } from './failure-log.ts';
import type { Failure } from './tasks.ts';

const failure = (index: number, change: Partial<Failure> = {}): Failure => ({
  index,
  target: 'lazy',
  property: 'self-check',
  key: 'wrong',
  evidence: 'expected 1\ngot 2',
  features: ['weak'],
  ...change,
});

async function logWith(failures: readonly Failure[]): Promise<string> {
  const directory = await temporaryFolder();
  const log = await FailureLog.open(directory, 0);
  for (const each of failures) log.add(each, { always: false });
  await log.flush();
  await log.close();
  return directory;
}

const indicesIn = async (directory: string, end = Number.POSITIVE_INFINITY) =>
  (await readFailures(directory, end)).map(({ index }) => index);

describe('FailureLog', () => {
  it('gives back what was flushed, below an index', async () => {
    const failures = [failure(3, { cause: 'a wrong addend' }), failure(5), failure(5, { target: 'eager' }), failure(9)];
    const directory = await logWith(failures);
    expect(await readFailures(directory, 10)).toEqual(failures);
    expect(await indicesIn(directory, 9)).toEqual([3, 5, 5]);
  });

  it('forgets what a killed process wrote behind its progress, and half a line', async () => {
    const directory = await logWith([failure(3), failure(5), failure(9)]);
    await appendFile(join(directory, 'failures.jsonl'), '{"index":1');
    const log = await FailureLog.open(directory, 6);
    log.add(failure(6), { always: false });
    await log.flush();
    await log.close();
    expect(await indicesIn(directory)).toEqual([3, 5, 6]);
    const turned = Object.fromEntries(Object.entries(failure(6)).reverse()) as unknown as Failure;
    const undisturbed = await logWith([failure(3), failure(5), turned]);
    const textOf = (folder: string) => readFile(join(folder, 'failures.jsonl'), 'utf8');
    expect(await textOf(directory)).toBe(await textOf(undisturbed));
  });

  it('keeps 200 of a kind and what must be kept, also over sessions', async () => {
    const directory = await logWith(Array.from({ length: 201 }, (_, i) => failure(i)));
    expect(await indicesIn(directory)).toHaveLength(200);
    const log = await FailureLog.open(directory, 300);
    expect(log.add(failure(300), { always: false })).toBe(false);
    expect(log.add(failure(300), { always: true })).toBe(true);
    expect(log.add(failure(300, { cause: 'another' }), { always: false })).toBe(true);
  });

  it('refuses a line that is not a failure', async () => {
    const directory = await temporaryFolder();
    const file = join(directory, 'failures.jsonl');
    await writeFile(file, `${JSON.stringify({ ...failure(1), index: -1 })}\n`);
    await expect(readFailures(directory, 9)).rejects.toThrow(/failures\.jsonl:1: not a failure/);
    await writeFile(file, 'nothing\n');
    await expect(readFailures(directory, 9)).rejects.toThrow(/failures\.jsonl:1: not JSON/);
  });
});
