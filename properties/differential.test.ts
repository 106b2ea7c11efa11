import { describe, expect, test } from 'vitest';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { moduleIn } from '../src/observe/decoded-files.ts';
import { cannedTarget, doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import { findProgram } from '../src/targets/program-path.ts';
import type { LinkOutcome, Target } from '../src/targets/target.ts';
import { differential } from './differential.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { scenarioSubject } from './subject.ts';

const lazy = openTarget('lazy');
type Linked = Extract<LinkOutcome, { kind: 'linked' }>;

/** This linker under another name, its outcome changed. */
const named = (name: string, change: (outcome: Linked) => LinkOutcome = (outcome) => outcome): Target => ({
  ...doctoredTarget(lazy, (outcome) => (outcome.kind === 'linked' ? change(outcome) : outcome)),
  name,
  linker: name,
});

const check = (target: Target, others: readonly Target[], scenario: Scenario = exampleScenario) =>
  differential.check(scenarioSubject(scenario, { target, others: new Map(others.map((one) => [one.name, one])) }));

const replace = (from: readonly number[], to: readonly number[]) => (outcome: Linked) => {
  const bytes = outcome.bytes.slice();
  bytes.set(to, Buffer.from(bytes).indexOf(Buffer.from(from)));
  return { ...outcome, bytes };
};
const anotherConstant = replace([0x41, 0x2a, 0x0b], [0x41, 0x29, 0x0b]);
const anotherExport = replace([...Buffer.from('initialized')], [...Buffer.from('initialised')]);
const anotherName = replace([...Buffer.from('answer')], [...Buffer.from('Answer')]);

/** What the linker makes itself has no payload of the inputs: its call of the constructor becomes nothing. */
function withoutConstructors(outcome: Linked): Linked {
  const { names, code } = moduleIn(outcome.bytes);
  const index = names?.functions.find(({ name }) => name === '__wasm_call_ctors')?.index;
  const { bytes, headerSize } = code[index!]!;
  const nops = bytes.map((byte, at) => (at > headerSize && at < bytes.length - 1 ? 1 : byte));
  return replace([...bytes], [...nops])(outcome);
}

describe('differential', () => {
  test('holds for two that do the same', async () => {
    expect(await check(lazy, [named('wasm-ld-19')])).toEqual({ kind: 'holds' });
    expect(await check(named('wasm-ld-22'), [lazy, named('wasm-ld-19')])).toEqual({ kind: 'holds' });
    expect(await check(lazy, [named('wasm-ld-19')], refusedScenario)).toEqual({ kind: 'holds' });
  });

  const refusing = (message: string) => cannedTarget('wasm-ld-19', () => ({ kind: 'rejected', messages: [message] }));
  test.each([
    ['one byte differs where bytes are promised', named('wasm-ld-19', anotherConstant), 'bytes.code'],
    ['the other refuses', refusing('error: undefined symbol: x'), 'outcome.linked.rejected.undefined-symbol'],
    ['the other refuses without a known reason', refusing('error: no'), 'outcome.linked.rejected.error-no'],
  ])('fails when %s', async (_, other, key) => {
    expect(await check(lazy, [other])).toMatchObject({ kind: 'fails', key });
  });

  test.each([
    ['an export is another function', anotherConstant, 'export.differs'],
    ['a probe does something else', withoutConstructors, 'probe'],
    ['something else is exported', anotherExport, 'export.more'],
  ])('fails, without promised bytes, when %s', async (_, change, key) => {
    expect(await check(lazy, [named('ld', change)])).toMatchObject({ kind: 'fails', key });
    expect(await check(named('wasm-ld-22', change), [named('ld')])).toMatchObject({ kind: 'fails', key });
  });

  test('fails when both refuse for different reasons', async () => {
    expect(await check(lazy, [refusing('error: undefined symbol: x')], refusedScenario)).toMatchObject({
      kind: 'fails',
      key: 'reason.duplicate-symbol.undefined-symbol',
    });
  });

  test('passes over names, which only a promise of bytes holds', async () => {
    expect(await check(lazy, [named('ld', anotherName)])).toEqual({ kind: 'holds' });
  });

  test.each<readonly [string, Target, readonly Target[]]>([
    ['there is no other', lazy, []],
    ['there is only this linker again', lazy, [openTarget('eager')]],
    ['the other is this linker, which was compared already', named('wasm-ld-22'), [lazy]],
    ['the other’s turn comes', named('wasm-ld-19'), [lazy, named('wasm-ld-22')]],
    ['the other crashes', lazy, [cannedTarget('ld', () => ({ kind: 'crashed', reason: 'x', messages: [] }))]],
    [
      'the other does not do that',
      lazy,
      [cannedTarget('ld', () => ({ kind: 'unsupported', reason: 'x', messages: [] }))],
    ],
  ])('does not apply when %s', async (_, target, others) => {
    expect(await check(target, others)).toMatchObject({ kind: 'not-applicable' });
  });

  test.skipIf(findProgram('wasm-ld-19') === undefined)('holds against wasm-ld 19 itself', async () => {
    expect(await check(lazy, [openTarget('wasm-ld-19')])).toEqual({ kind: 'holds' });
  });
});
