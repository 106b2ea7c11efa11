import { describe, expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { exampleScenario } from './example-scenario.ts';
import { firstSeed } from './sampling.ts';
import { stripIsNeutral, stripSample } from './strip-is-neutral.ts';
import { jobSubject, scenarioSubject } from './subject.ts';

const seed = firstSeed(stripSample);
const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const code = [10, 2, 1, 7];
const custom = [0, 3, 1, 0x78, 9];
const linked = (...bytes: number[]): LinkOutcome => ({
  kind: 'linked',
  bytes: Uint8Array.from([...header, ...bytes]),
  messages: [],
});

describe('strip-is-neutral', () => {
  const rows: readonly [what: string, stripped: LinkOutcome, verdict: object][] = [
    ['holds when custom sections go', linked(...code), { kind: 'holds' }],
    ['holds when they stay', linked(...custom, ...code, ...custom), { kind: 'holds' }],
    ['fails when another section changes', linked(10, 2, 1, 8), { kind: 'fails', key: 'bytes.code' }],
    ['fails when another section goes', linked(), { kind: 'fails', key: 'bytes.code' }],
    ['fails when it is refused', { kind: 'rejected', messages: ['no'] }, { kind: 'fails', key: 'outcome.rejected' }],
  ];
  test.each(rows)('%s', async (_, stripped, verdict) => {
    const target = cannedTarget('canned', ({ args }) =>
      args.includes('--strip-all') ? stripped : linked(...code, ...custom),
    );
    expect(await stripIsNeutral.check(scenarioSubject(exampleScenario, { target, seed }))).toMatchObject(verdict);
  });

  test.each(['-r', '--emit-relocs', '--compress-relocations'])('does not apply with %s', async (arg) => {
    const target = cannedTarget('canned', () => linked(...code));
    const subject = jobSubject({ files: new Map(), args: [arg] }, { target, seed });
    expect(await stripIsNeutral.check(subject)).toMatchObject({ kind: 'not-applicable' });
  });

  test('is asked for the sampled cases only', async () => {
    const target = cannedTarget('canned', ({ args }) => linked(args.length));
    const subject = scenarioSubject(exampleScenario, { target, seed: firstSeed(stripSample, false) });
    expect(await stripIsNeutral.check(subject)).toMatchObject({ kind: 'not-applicable' });
  });
});
