import { describe, expect, it } from 'vitest';
import { FolderTakenError } from '../campaign/engine/campaign.ts';
import { WorkerStartError } from '../campaign/engine/worker-pool.ts';
import { StoredDataError } from '../campaign/findings/finding.ts';
import { CommandTemplateError } from '../targets/command.ts';
import { TargetMissingError } from '../targets/target.ts';
import { InputError, reportError, UsageError } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';

async function report(error: unknown, env: Record<string, string> = {}) {
  let stderr = '';
  const surroundings: Surroundings = {
    stdout() {},
    stderr(text) {
      stderr += text;
    },
    stdoutIsTerminal: false,
    terminal: undefined,
    env,
    cwd: '/',
    onInterrupt: () => () => {},
  };
  return { exitCode: await reportError(error, surroundings), stderr };
}

describe('reportError', () => {
  it.each([
    [new UsageError('m'), 2],
    [new FolderTakenError('m'), 2],
    [new CommandTemplateError('m'), 2],
    [new InputError('m'), 1],
    [new StoredDataError('m'), 1],
    [new WorkerStartError('m'), 1],
    [new TargetMissingError('m'), 3],
  ])('%s ends with %i', async (error, exitCode) => {
    expect(await report(error)).toEqual({ exitCode, stderr: 'linksmith: m\n' });
  });

  it('keeps a message to one line', async () => {
    expect((await report(new InputError('a.o:\n  is\nbad\n'))).stderr).toBe('linksmith: a.o:: is: bad\n');
  });

  it('shows no stack of an error that nobody expected, unless it is asked for', async () => {
    const error = new TypeError('x is undefined');
    expect((await report(error)).stderr).toMatch(
      /^linksmith: internal error: x is undefined; please report this[^\n]*\n$/,
    );
    expect((await report(error, { LINKSMITH_DEBUG: '1' })).stderr).toContain('TypeError: x is undefined\n    at ');
    expect(await report('a word')).toMatchObject({ exitCode: 1 });
  });
});
