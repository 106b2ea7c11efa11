import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { exampleScenario } from './example-scenario.ts';
import { lazyEqualsEager } from './lazy-equals-eager.ts';
import { scenarioSubject } from './subject.ts';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const linked = (...bytes: number[]): LinkOutcome => ({
  kind: 'linked',
  bytes: Uint8Array.from([...header, 10, 2, 0, 1, ...bytes]),
  messages: [],
});
const refused = (codes: string[], ...messages: string[]): LinkOutcome => ({ kind: 'rejected', codes, messages });
const crashed: LinkOutcome = { kind: 'crashed', reason: 'assertion', messages: [] };

const rows: readonly [what: string, lazy: LinkOutcome, eager: LinkOutcome, verdict: object][] = [
  ['holds for equal modules', linked(7), linked(7), { kind: 'holds' }],
  ['holds for equal refusals', refused(['a'], 'm'), refused(['a'], 'm'), { kind: 'holds' }],
  ['fails when a byte differs', linked(11, 1, 5), linked(11, 1, 6), { kind: 'fails', key: 'bytes.data' }],
  ['fails when one is longer', linked(), linked(11, 1, 6), { kind: 'fails', key: 'bytes.data' }],
  ['fails when one is refused', linked(), refused(['a'], 'm'), { kind: 'fails', key: 'outcome.linked.rejected' }],
  ['fails when one crashes', crashed, linked(), { kind: 'fails', key: 'outcome.crashed.linked' }],
  ['fails when the codes differ', refused(['a'], 'm'), refused(['b'], 'm'), { kind: 'fails', key: 'codes' }],
  ['fails when the words differ', refused(['a'], 'm'), refused(['a'], 'n'), { kind: 'fails', key: 'messages' }],
];

test.each(rows)('lazy-equals-eager %s', async (_, lazy, eager, verdict) => {
  const others = new Map([['eager', cannedTarget('eager', () => eager)]]);
  const subject = scenarioSubject(exampleScenario, { target: cannedTarget('lazy', () => lazy), others });
  expect(await lazyEqualsEager.check(subject)).toMatchObject(verdict);
});

test('lazy-equals-eager is asked of the lazy target only, and needs the eager one', async () => {
  expect(lazyEqualsEager.appliesTo(cannedTarget('lazy', () => crashed))).toBe(true);
  expect(lazyEqualsEager.appliesTo(cannedTarget('wasm-ld-19', () => crashed))).toBe(false);
  const subject = scenarioSubject(exampleScenario, { target: cannedTarget('lazy', () => crashed) });
  expect(await lazyEqualsEager.check(subject)).toMatchObject({ kind: 'not-applicable' });
});
