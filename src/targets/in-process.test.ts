import { describe, expect, test } from 'vitest';
import { inProcessTarget } from './in-process.ts';
import type { LinkJob, LinkOutcome } from './target.ts';

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
/** An object with nothing in it but the version of its linking section. */
const empty = bytesOf('\0asm\u0001\0\0\0\0\u0009\u0007linking\u0002');

const job = (args: readonly string[], files: Readonly<Record<string, Uint8Array>> = { 'a.o': empty }): LinkJob => ({
  files: new Map(Object.entries(files)),
  args,
});

describe.each(['lazy', 'eager'] as const)('%s', (name) => {
  const target = inProcessTarget(name);
  const link = (...given: Parameters<typeof job>) => target.link(job(...given));

  test('has a name, a version, and lacks nothing', async () => {
    expect(target.name).toBe(name);
    expect(await target.version()).toMatch(/^linksmith-ld \d+\.\d+\.\d+/);
    expect(target.lacks({ features: ['comdat'], args: [] })).toBeUndefined();
  });

  test('links what the arguments name, response files among it', async () => {
    const plain = await link(['--no-entry', 'a.o']);
    expect(plain).toMatchObject({
      kind: 'linked',
      messages: [],

      ranges: [],
    });
    const response = await link(['@rsp'], { rsp: bytesOf('--no-entry lib/a.o'), 'lib/a.o': empty });
    expect(response.kind === 'linked' && response.bytes).toEqual(plain.kind === 'linked' && plain.bytes);
  });

  test('names the output as the job says', async () => {
    const outcome = await target.link({ ...job(['--no-entry', 'a.o']), outputName: 'other.wasm' });
    expect(outcome.kind === 'linked' && Buffer.from(outcome.bytes).includes('other.wasm')).toBe(true);
  });

  const refusals: readonly [what: string, given: LinkJob, outcome: Partial<LinkOutcome>][] = [
    ['a file that is missing', job(['--no-entry', 'b.o']), { kind: 'rejected', codes: ['cannot-open-file'] }],
    [
      'a file that is no object',
      job(['a.o'], { 'a.o': bytesOf('text') }),
      { kind: 'rejected', codes: ['unknown-file-type'] },
    ],
    [
      'an option that is unknown',
      job(['--no-such', 'a.o']),
      { kind: 'rejected', codes: ['unknown-argument', 'undefined-entry'] },
    ],
    ['a job that is no link', job(['--version']), { kind: 'unsupported', reason: 'the job asks to print-version' }],
  ];
  test.each(refusals)('refuses %s with its reason', async (_, given, outcome) => {
    const got = await target.link(given);
    expect(got).toMatchObject({ kind: outcome.kind });
    if ('codes' in outcome) expect(outcome.codes).toEqual(expect.arrayContaining([...(got as typeof outcome).codes!]));
    if (got.kind === 'rejected') expect(got.messages[0]).toMatch(/^linksmith-ld: error: /);
  });

  /** Files that do something when they are read. */
  const trapped = (onRead: () => never): LinkJob => {
    const files = new Map([['a.o', empty]]);
    files.get = onRead;
    return { files, args: ['--no-entry', 'a.o'] };
  };

  test('reports an exception as a crash, with its place', async () => {
    const outcome = await target.link(
      trapped(() => {
        throw new RangeError('too deep');
      }),
    );
    expect(outcome).toMatchObject({ kind: 'crashed', reason: expect.stringMatching(/^RangeError: too deep \(src\//) });
  });

  test('keeps a time limit', async () => {
    const hanging = trapped(() => {
      for (;;);
    });
    const outcome = await target.link({ ...hanging, timeLimitMs: 100 });
    expect(outcome).toEqual({ kind: 'timed-out', limitMs: 100, messages: [] });
    const quick = await target.link({ ...job(['--no-entry', 'a.o']), timeLimitMs: 10_000 });
    expect(quick.kind).toBe('linked');
  });
});
