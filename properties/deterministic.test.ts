import { expect, test } from 'vitest';
import { cannedTarget } from '../src/targets/doctored.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { deterministic } from './deterministic.ts';
import { exampleScenario } from './example-scenario.ts';
import { scenarioSubject } from './subject.ts';

const linked = (...bytes: number[]): LinkOutcome => ({ kind: 'linked', bytes: Uint8Array.from(bytes), messages: [] });
const refused = (...messages: string[]): LinkOutcome => ({ kind: 'rejected', messages });

const rows: readonly [what: string, answers: readonly LinkOutcome[], verdict: object][] = [
  ['holds when both are equal', [linked(1), linked(1)], { kind: 'holds' }],
  ['holds when both are refused', [refused('m'), refused('m')], { kind: 'holds' }],
  ['fails when a byte differs', [linked(1), linked(2)], { kind: 'fails', key: 'bytes.header' }],
  ['fails when the second is refused', [linked(1), refused('m')], { kind: 'fails', key: 'outcome.linked.rejected' }],
  [
    'fails when errors come in another order',
    [refused('m', 'n'), refused('n', 'm')],
    { kind: 'fails', key: 'messages' },
  ],
  ['does not apply to a hang', [{ kind: 'timed-out', limitMs: 1, messages: [] }], { kind: 'not-applicable' }],
];

test.each(rows)('deterministic %s', async (_, answers, verdict) => {
  let next = 0;
  const target = cannedTarget('canned', () => answers[next++]!);
  expect(await deterministic.check(scenarioSubject(exampleScenario, { target }))).toMatchObject(verdict);
  expect(next).toBe(answers.length);
});
