import { describe, expect, test } from 'vitest';
import type { Scenario } from '../generators/scenario/scenario.ts';
import { archive, calling, defining, scenarioOf } from '../generators/scenario-parts.fixture.ts';
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
  const object = main?.kind === 'object' ? main.object : undefined;
  const retained = object && { ...object, segments: object.segments.map((one) => ({ ...one, retain: true })) };
  test.each([
    ['it must not link', refusedScenario],
    ['there is one object only', { ...exampleScenario, inputs: [main!, ...exampleScenario.inputs.slice(2)] }],
    [
      'a segment is retained',
      {
        ...exampleScenario,
        inputs: [{ kind: 'object', object: retained! }, ...exampleScenario.inputs.slice(1)],
      } satisfies Scenario,
    ],
  ])('does not apply when %s', async (_, scenario) => {
    expect(await check(lazy, scenario)).toMatchObject({ kind: 'not-applicable' });
  });

  const behindArchive = (wanted: string): Scenario =>
    scenarioOf([archive('front.a', defining('first.o', 'f', 5)), calling('main.o', wanted), defining('b.o', 'g', 1)]);
  test.each([
    ['does not apply to objects that ask an archive in front of them', 'f', 'not-applicable'],
    ['holds for objects behind an archive that they do not ask', 'g', 'holds'],
  ])('%s', async (_, wanted, kind) => {
    expect(await check(lazy, behindArchive(wanted))).toMatchObject({ kind });
  });

  test('is asked in sampled cases only', async () => {
    expect(await check(lazy, exampleScenario, firstSeed(partialSample, false))).toMatchObject({
      kind: 'not-applicable',
    });
  });
});
