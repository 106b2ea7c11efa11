import { describe, expect, test } from 'vitest';
import type { Expression, Scenario } from '../generators/scenario/scenario.ts';
import {
  archive,
  calling,
  defining,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
} from '../generators/scenario-parts.fixture.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkOutcome, Target } from '../src/targets/target.ts';
import {
  decodeObject,
  encodeObject,
  type ObjectSource,
  type ObjectSymbol,
  SymbolFlag,
  toSource,
} from '../src/wasm/index.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { partialLink, partialSample } from './partial-link.ts';
import { firstSeed } from './sampling.ts';
import { scenarioSubject } from './subject.ts';

const lazy = openTarget('lazy');

const check = (target: Target, scenario: Scenario = exampleScenario, seed = firstSeed(partialSample)) =>
  partialLink.check(scenarioSubject(scenario, { target, seed }));

/** A linker whose `-r` is doctored. */
const withFirst = (change: (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => LinkOutcome): Target =>
  doctoredTarget(lazy, (outcome, { args }) =>
    args.includes('-r') && outcome.kind === 'linked' ? change(outcome) : outcome,
  );

const withObject = (change: (source: ObjectSource) => ObjectSource): Target =>
  withFirst((outcome) => ({ ...outcome, bytes: encodeObject(change(toSource(decodeObject(outcome.bytes)))) }));

/** Every relocation of one kind, changed. */
const relocations = (
  source: ObjectSource,
  kind: string,
  change: { addend?: bigint; index?: number },
): ObjectSource => ({
  ...source,
  relocations: (source.relocations ?? []).map((list) => ({
    ...list,
    entries: list.entries.map((entry) => (entry.kind.name === `R_WASM_${kind}` ? { ...entry, ...change } : entry)),
  })),
});

const withSymbol = (name: string, changed: Partial<ObjectSymbol>): Target =>
  withObject((source) => {
    const symbols = (source.linking.symbols ?? []).map((one) => (one.name === name ? { ...one, ...changed } : one));
    return { ...source, linking: { ...source.linking, symbols } };
  });

/** An object with retained segments of the section `table`, and a program that looks where it begins. */
function measuring(count: number, bound?: '__start_table'): Scenario {
  const entries = Array.from({ length: count }, (_, i) =>
    segment(`entry${i}`, '01000000', { name: 'table', retain: true }),
  );
  const place = { from: 'symbol', symbol: '__start_table', addend: 0, how: 'sleb' } as const;
  const result: Expression = { op: 'load', place, bytes: 4 };
  const main = object('main.o', {
    functions: [returning('main', bound ? result : 1)],
    segments: entries,
    symbols: [functionSymbol('main'), ...(bound ? [symbol(bound, { kind: 'undefined-data' })] : [])],
  });
  return scenarioOf([main]);
}

/** Nothing but the flag keeps the section. */
const exportingBounds: Scenario = {
  ...measuring(1),
  options: { entry: null, exports: ['main'], exportAll: true },
};

/** The second object's data is dead, and would lead to a section that has bounds. */
function reviving(): Scenario {
  const place = (segment: string) => ({ kind: 'data', segment, offset: 0, size: 4 }) as const;
  const live = object('a.o', {
    segments: [segment('d', '00000000', { name: '.rodata.d' })],
    symbols: [symbol('d', place('d'))],
  });
  const dead = object('b.o', {
    segments: [
      segment('e', '00000000', {
        name: '.rodata.d',
        sites: [{ offset: 0, kind: 'MEMORY_ADDR_I32', symbol: 'x', addend: 0 }],
      }),
      segment('x', '00000000', { name: 'own_section' }),
    ],
    symbols: [symbol('x', place('x'), 'local')],
  });
  return { ...scenarioOf([live, dead]), options: { entry: null, exports: [], exportAll: true } };
}

describe('partial-link', () => {
  test('holds for the linker', async () => {
    expect(await check(lazy)).toEqual({ kind: 'holds' });
  });

  const faults: readonly (readonly [string, Target, string])[] = [
    [
      'init functions are lost',
      withObject((source) => ({ ...source, linking: { ...source.linking, initFunctions: [] } })),
      'probe.value',
    ],
    [
      'addends are not written again',
      withObject((source) => relocations(source, 'MEMORY_ADDR_SLEB', { addend: 0n })),
      'probe.value',
    ],
    [
      'a slot is that of another function',
      withObject((source) => relocations(source, 'TABLE_INDEX_SLEB', { index: 0 })),
      'probe.trapped.maximum-call-stack-size-exceeded',
    ],
    [
      'an exported name is lost',
      withObject((source) => ({
        ...source,
        linking: {
          ...source.linking,
          symbols: (source.linking.symbols ?? []).map((symbol) =>
            symbol.name === 'alias' ? { ...symbol, name: 'other' } : symbol,
          ),
        },
      })),
      'outcome.rejected',
    ],
    [
      'a priority is lost',
      withObject((source) => ({
        ...source,
        linking: {
          ...source.linking,
          initFunctions: source.linking.initFunctions!.map((init) => ({ ...init, priority: 65_535 })),
        },
      })),
      'object.init',
    ],
    ['a weak symbol becomes strong', withSymbol('dead', { flags: SymbolFlag.BindingWeak }), 'object.symbol.weak'],
    ['a symbol is hidden', withSymbol('dead', { flags: SymbolFlag.VisibilityHidden }), 'object.symbol.hidden'],
    ['a symbol is kept', withSymbol('dead', { flags: SymbolFlag.NoStrip }), 'object.symbol.no-strip'],
    ['data has no size', withSymbol('data', { size: 0 }), 'object.symbol.size'],
    ['a symbol nobody needs is lost', withSymbol('dead', { name: 'other' }), 'object.symbol.missing'],
    ['it is refused', withFirst(() => ({ kind: 'rejected', messages: ['error: no'] })), 'first.rejected'],
    [
      'a site holds the value of another function',
      withFirst((outcome) => {
        const bytes = outcome.bytes.slice();
        const at = Buffer.from(bytes).indexOf(Buffer.from([0x10, 0x85, 0x80, 0x80, 0x80, 0x00]));
        bytes[at + 1] = 0x82;
        return { ...outcome, bytes };
      }),
      'first.FUNCTION_INDEX_LEB.code.value',
    ],
  ];
  test.each(faults)('fails when %s', async (_, target, key) => {
    expect(await check(target)).toMatchObject({ kind: 'fails', key });
  });

  const [main] = exampleScenario.inputs;
  const mainObject = main?.kind === 'object' ? main.object : undefined;
  const retained = { ...mainObject!, segments: mainObject!.segments.map((one) => ({ ...one, retain: true })) };
  const keptAnyway: Scenario = {
    ...exampleScenario,
    inputs: [{ kind: 'object', object: retained }, ...exampleScenario.inputs.slice(1)],
  };
  test.each([
    ['does not apply to what must not link', refusedScenario, 'not-applicable'],
    [
      'does not apply to an object from before reference types',
      scenarioOf([{ ...calling('main.o'), legacyTable: true }]),
      'not-applicable',
    ],
    ['holds for one object', scenarioOf([calling('main.o')]), 'holds'],
    ['holds for segments that are kept without the flag too', keptAnyway, 'holds'],
    ['does not apply where the flag gives a section its bounds', measuring(1, '__start_table'), 'not-applicable'],
    ['does not apply to a section that a program measures', measuring(2, '__start_table'), 'not-applicable'],
    ['holds for segments of a section that nobody measures', measuring(2), 'holds'],
    ['does not apply where the bounds of what the flag keeps are exported', exportingBounds, 'not-applicable'],
    ['asks nothing of data that -r joins and that leads to more exports', reviving(), 'holds'],
  ])('%s', async (_, scenario, kind) => {
    expect(await check(lazy, scenario)).toMatchObject({ kind });
  });

  const front = archive('front.a', defining('first.o', 'f', 5), defining('second.o', 'g', 6));
  test.each([
    ['does not apply to an object that asks for much in front of it', ['f', 'g'], 'not-applicable'],
    ['holds for an object that asks for one member in front of it', ['f'], 'holds'],
    ['holds for objects behind an archive that they do not ask', ['h'], 'holds'],
  ])('%s', async (_, wanted, kind) => {
    const behind = wanted.includes('h') ? [defining('b.o', 'h', 1)] : [];
    expect(await check(lazy, scenarioOf([front, calling('main.o', ...wanted), ...behind]))).toMatchObject({ kind });
  });

  test('is asked in sampled cases only', async () => {
    expect(await check(lazy, exampleScenario, firstSeed(partialSample, false))).toMatchObject({
      kind: 'not-applicable',
    });
  });
});
