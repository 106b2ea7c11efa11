import { describe, expect, test } from 'vitest';
import { lower } from '../generators/lower/lower.ts';
import { knownBugs } from '../generators/model/reference-bugs.ts';
import { takenAsPlaced } from '../generators/model/taken-as-placed.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import {
  dataSymbol,
  functionSymbol,
  object,
  returning,
  segment,
  symbol,
} from '../generators/scenario-parts.fixture.ts';
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

/** The example with a function that loads from an absolute symbol, or from data. */
function withNumber(loads: boolean): Scenario {
  const place = { from: 'symbol', symbol: loads ? 'number' : 'd', addend: 0, how: 'leb' } as const;
  const more = object('number.o', {
    functions: [returning('far', { op: 'load', place, bytes: 4 })],
    segments: [segment('d', '00000000')],
    symbols: [
      functionSymbol('far'),
      dataSymbol('d', 'd'),
      symbol('number', { kind: 'absolute-data', address: 4096 }, 'local'),
    ],
  });
  const { inputs, options } = exampleScenario;
  return {
    ...exampleScenario,
    inputs: [...inputs, { kind: 'object', object: more }],
    options: { ...options, exports: [...options.exports, 'far'] },
  };
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

  describe('where something is known to be wrong with the other', () => {
    test('holds when the other does right all the same', async () => {
      expect(await check(lazy, [named('wasm-ld-19')], withNumber(true))).toEqual({ kind: 'holds' });
    });

    test('holds when the other made what is right of what it takes the case for', async () => {
      const taken = lower(takenAsPlaced(withNumber(true))!);
      const placing = { ...named('wasm-ld-19'), link: () => lazy.link(taken) };
      expect(await check(lazy, [placing], withNumber(true))).toEqual({ kind: 'holds' });
      expect(await check(lazy, [placing], withNumber(false))).toMatchObject({ kind: 'fails', key: 'bytes.code' });
    });

    test('does not apply when the other does something else', async () => {
      const verdict = { kind: 'not-applicable', reason: 'known: absolute-symbol' };
      expect(await check(lazy, [named('wasm-ld-19', anotherConstant)], withNumber(true))).toEqual(verdict);
    });

    test('fails when the known bug could only have crashed', async () => {
      const scenario = { ...exampleScenario, options: { ...exampleScenario.options, warnUnresolvedSymbols: true } };
      expect(knownBugs(scenario, 'wasm-ld-14')).toMatchObject([{ key: 'constructor-that-is-not-there' }]);
      const verdict = await check(lazy, [named('wasm-ld-14', anotherExport)], scenario);
      expect(verdict).toMatchObject({ kind: 'fails', key: 'export.more' });
    });
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
