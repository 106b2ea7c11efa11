/** A campaign over targets that do what no linker should goes on to its last case, and says of each what it did. */
import { describe, expect, test } from 'vitest';
import { harness } from '../linksmith-harness.ts';
import { RangeRunner } from './range-runner.ts';
import { slotLength } from './tasks.ts';

const odd: readonly [does: string, script: string, outcome: string, key: string][] = [
  ['dies', 'process.abort()', 'crashed', 'crashed.ended-by-sigabrt'],
  ['writes text', 'fs.writeFileSync(process.argv[1], String(1))', 'garbage', 'garbage'],
  ['says nothing', 'process.exit(1)', 'crashed', 'crashed.status-without-a-message'],
];

const run = (targets: readonly string[]) =>
  new RangeRunner(harness).runRange(
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
