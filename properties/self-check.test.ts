import { describe, expect, test } from 'vitest';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { parseModuleText } from '../src/observe/text-format.ts';
import { cannedTarget } from '../src/targets/doctored.ts';
import { findProgram } from '../src/targets/program-path.ts';
import type { LinkOutcome } from '../src/targets/target.ts';
import { wasmLdTarget } from '../src/targets/wasm-ld.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { selfCheck } from './self-check.ts';
import { scenarioSubject } from './subject.ts';

/** A module whose exports do what `exampleScenario` says, one of them changed. */
const module = (changed: Readonly<Record<string, string>> = {}) => {
  const bodies = { probe: 'i32.const -106572939', alias: 'i32.const 42', initialized: 'i32.const 3', ...changed };
  const functions = Object.entries(bodies).map(([name, body]) => `(func (export "${name}") (result i32) ${body})`);
  return parseModuleText(`(module (memory 1) ${functions.join(' ')})`);
};

const linked = async (changed?: Readonly<Record<string, string>>): Promise<LinkOutcome> => ({
  kind: 'linked',
  bytes: await module(changed),
  messages: [],
});
const refused = (...messages: string[]): LinkOutcome => ({ kind: 'rejected', messages });

const check = (scenario: Scenario, outcome: LinkOutcome) =>
  selfCheck.check(scenarioSubject(scenario, { target: cannedTarget('canned', () => outcome) }));

test('self-check holds for a module that does what the model says', async () => {
  expect(await check(exampleScenario, await linked())).toEqual({ kind: 'holds' });
});

describe('self-check fails when', () => {
  test.each([
    ['a probe returns another value', { alias: 'i32.const 41' }, 'probe.value'],
    ['a probe traps', { alias: 'unreachable' }, 'probe.trapped.unreachable'],
    ['a probe reads out of bounds', { probe: 'i32.const -4 i32.load' }, 'probe.trapped.memory-access-out-of-bounds'],
    ['a later probe is wrong', { initialized: 'i32.const 0' }, 'probe.value'],
  ])('%s', async (_, changed, key) => {
    expect(await check(exampleScenario, await linked(changed))).toMatchObject({ kind: 'fails', key });
  });

  const outcomes: readonly [what: string, outcome: LinkOutcome, key: string][] = [
    [
      'nothing is exported',
      { kind: 'linked', bytes: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), messages: [] },
      'probe.not-callable',
    ],
    ['the module cannot be compiled', { kind: 'linked', bytes: Uint8Array.of(1), messages: [] }, 'not-started.compile'],
    ['it is refused', refused('error: undefined symbol: probe'), 'rejected.undefined-symbol'],
    ['it is refused for something else', refused('error: no'), 'rejected.error-no'],
    ['the linker crashes', { kind: 'crashed', reason: 'ended by SIGSEGV', messages: [] }, 'crashed'],
    ['the linker hangs', { kind: 'timed-out', limitMs: 1, messages: [] }, 'timed-out'],
  ];
  test.each(outcomes)('%s', async (_, outcome, key) => {
    expect(await check(exampleScenario, outcome)).toMatchObject({ kind: 'fails', key });
  });

  test('a probe returns a value of another type', async () => {
    const text = '(module (func (export "probe") (result i64) i64.const -106572939))';
    const outcome: LinkOutcome = { kind: 'linked', bytes: await parseModuleText(text), messages: [] };
    expect(await check(exampleScenario, outcome)).toMatchObject({ kind: 'fails', key: 'probe.value' });
  });

  test('a probe does not return', async () => {
    const outcome = await linked({ alias: '(loop br 0) i32.const 1' });
    const target = cannedTarget('lazy', () => outcome);
    const verdict = await selfCheck.check(scenarioSubject(exampleScenario, { target, timeLimitMs: 200 }));
    expect(verdict).toEqual({ kind: 'fails', key: 'probe.timed-out', evidence: 'alias has not returned after 200 ms' });
  });

  test('it warns of what is not there', async () => {
    const outcome = { ...(await linked()), messages: ['warning: function signature mismatch: answer'] };
    expect(await check(exampleScenario, outcome)).toMatchObject({ kind: 'fails', key: 'warning.signature-mismatch' });
  });
});

describe('self-check of a scenario that must be refused', () => {
  test.each([
    ['holds when it is, with the reason', refused('ld: error: duplicate symbol: answer'), { kind: 'holds' }],
    ['holds when it is, in words that are not known', refused('no'), { kind: 'holds' }],
    [
      'fails when the reason is another',
      refused('error: undefined symbol: answer'),
      { key: 'reason.duplicate-symbol.undefined-symbol' },
    ],
    ['fails when the linker crashes', { kind: 'crashed', reason: 'x', messages: [] } as const, { key: 'crashed' }],
  ])('%s', async (_, outcome, verdict) => {
    expect(await check(refusedScenario, outcome)).toMatchObject(verdict);
  });
  test('fails when it is linked', async () => {
    expect(await check(refusedScenario, await linked())).toMatchObject({
      kind: 'fails',
      key: 'linked.duplicate-symbol',
    });
  });
});

describe.skipIf(findProgram('wasm-ld-19') === undefined)(
  'self-check of wasm-ld-19 (skipped where it is not on PATH)',
  () => {
    test.each([
      ['an example', exampleScenario],
      ['a refusal', refusedScenario],
    ])('%s holds', async (_, scenario) => {
      const target = wasmLdTarget('wasm-ld-19');
      expect(await selfCheck.check(scenarioSubject(scenario, { target }))).toEqual({ kind: 'holds' });
      await target.close?.();
    });
  },
);
