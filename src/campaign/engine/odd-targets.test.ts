/** A campaign over targets that do what no linker should goes on to its last case, and says of each what it did. */
import { describe, expect, test } from 'vitest';
import { nativeTarget } from '../../targets/native.ts';
import type { LinkJob } from '../../targets/target.ts';
import { harness } from '../linksmith-harness.ts';
import { RangeRunner } from './range-runner.ts';
import { slotLength } from './tasks.ts';

const odd: readonly [does: string, script: string, outcome: string, key: string][] = [
  ['dies', 'process.abort()', 'crashed', 'crashed.ended-by-sigabrt'],
  ['writes text', 'fs.writeFileSync(process.argv[1], String(1))', 'garbage', 'garbage'],
  ['says nothing', 'process.exit(1)', 'crashed', 'crashed.status-without-a-message'],
];

/** What limits end. `output` names the file to write. */
const limits = { fileLimitBytes: 2 ** 22, folderLimitBytes: 2 ** 23, memoryLimitBytes: 2 ** 28 };
const patienceMs = 300;
const limited: readonly [
  does: string,
  command: readonly string[],
  outcome: string,
  key: string | RegExp | undefined,
][] = [
  ['hangs', script('setInterval(() => {}, 1000)'), 'timed-out', 'timed-out'],
  [
    'prints without end',
    script('const text = "x".repeat(1e5); (function print() { process.stderr.write(text, print); })()'),
    'timed-out',
    'timed-out',
  ],
  [
    'fills the disk with one file',
    script('for (;;) fs.appendFileSync(output, Buffer.alloc(1e6))'),
    'crashed',
    /^crashed\.(wrote-a-file|status)/,
  ],
  [
    'fills the disk with many files',
    script('for (let n = 0; n < 40; n++) fs.writeFileSync("f" + n, Buffer.alloc(1e6)); setInterval(() => {}, 9)'),
    'crashed',
    'crashed.wrote-more-than-bytes',
  ],
  [
    'eats memory',
    script('const all = []; for (;;) all.push(Buffer.alloc(1e7, 1))'),
    'out-of-memory|crashed',
    /^(out-of-memory|crashed)/,
  ],
  ['is gone', ['no-such-linker'], 'crashed', 'crashed.could-not-be-started-status'],
  [
    'prints what is no text',
    script('fs.writeSync(2, Buffer.from([0, 1, 27, 91, 255, 10])); process.exit(1)'),
    'rejected',
    undefined,
  ],
];

function script(text: string): readonly string[] {
  return [process.execPath, '-e', `const output = process.argv[1]; ${text}`];
}

const fake = (command: readonly string[], timeLimitMs: number) =>
  nativeTarget({
    name: 'fake',
    version: async () => '1',
    lacks: () => undefined,
    command: (_job: LinkJob, output: string) => [...command, output],
    limits: { ...limits, timeLimitMs },
  });

const run = (targets: readonly string[], openTarget = harness.openTarget) =>
  new RangeRunner({ ...harness, openTarget }).runRange(
    {
      kind: 'range',
      profile: 'tiny',
      seed: 1,
      first: 0,
      count: 2,
      targets,
      properties: ['survives-anything'],
      canary: false,
    },
    new Int32Array(new SharedArrayBuffer(slotLength * Int32Array.BYTES_PER_ELEMENT)),
  );

describe('a range of cases', () => {
  test.each(odd)('goes on over a target that %s', async (_, script, outcome, key) => {
    const target = `command:"${process.execPath}" -e '${script}' {output} {inputs}`;
    const { tally, failures } = await run([target, 'lazy']);
    expect(tally.cases).toBe(2);
    expect(tally.outcomes[`${target}: ${outcome}`]).toBe(2);
    expect(failures.map((failure) => [failure.target, failure.key])).toEqual([
      [target, key],
      [target, key],
    ]);
  });

  test.each(limited)('goes on over a target that %s', async (_, command, outcome, key) => {
    // What ends by its limit of time is not waited for longer; nothing else may end by it.
    const target = fake(command, outcome === 'timed-out' ? patienceMs : 20_000);
    const opened = async (name: string) => (name === 'fake' ? target : harness.openTarget(name));
    const { tally, failures } = await run(['fake', 'lazy'], opened);
    expect(tally.cases).toBe(2);
    expect(tally.outcomes['lazy: linked']).toBe(2);
    const ended = outcome.split('|').reduce((sum, kind) => sum + (tally.outcomes[`fake: ${kind}`] ?? 0), 0);
    expect(ended).toBe(2);
    expect(failures.map((failure) => failure.target)).toEqual(key === undefined ? [] : ['fake', 'fake']);
    for (const failure of failures) expect(failure.key).toMatch(key!);
  });

  test('counts what was not given to a target, by what it lacks', async () => {
    const picky = { ...harness, openTarget: async (name: string) => lacking(await harness.openTarget(name)) };
    const { tally, failures } = await new RangeRunner(picky).runRange(
      { kind: 'range', profile: 'tiny', seed: 1, first: 0, count: 3, targets: ['lazy'], canary: false },
      new Int32Array(new SharedArrayBuffer(slotLength * Int32Array.BYTES_PER_ELEMENT)),
    );
    expect(tally).toMatchObject({ cases: 3, links: 0, skipped: { 'lazy: everything': 3 }, properties: {} });
    expect(tally.outcomes).toEqual({ 'lazy: unsupported': 3 });
    expect(failures).toEqual([]);
  });
});

const lacking = (target: Awaited<ReturnType<typeof harness.openTarget>>) => ({ ...target, lacks: () => 'everything' });
