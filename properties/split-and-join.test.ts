import { describe, expect, test } from 'vitest';
import { caseAt } from '../generators/make/case.ts';
import type { Scenario } from '../generators/scenario/scenario.ts';
import {
  dataSymbol,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
} from '../generators/scenario-parts.fixture.ts';
import { doctoredTarget } from '../src/targets/doctored.ts';
import { openTarget } from '../src/targets/index.ts';
import type { LinkOutcome, Target } from '../src/targets/target.ts';
import { exampleScenario, refusedScenario } from './example-scenario.ts';
import { firstSeed } from './sampling.ts';
import { neutralCut, splitAndJoin, splitSample } from './split-and-join.ts';
import { scenarioSubject } from './subject.ts';

const lazy = openTarget('lazy');

const check = (target: Target, scenario: Scenario = exampleScenario, seed = firstSeed(splitSample)) =>
  splitAndJoin.check(scenarioSubject(scenario, { target, seed }));

/** A linker that goes wrong when an object is cut in two. */
const wrongWhenCut = (change: (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => LinkOutcome): Target =>
  doctoredTarget(lazy, (outcome, { files }) => {
    const isCut = [...files.keys()].some((name) => name.endsWith('.right.o'));
    return isCut && outcome.kind === 'linked' ? change(outcome) : outcome;
  });

describe('split-and-join', () => {
  test('holds for the linker', async () => {
    expect(await check(lazy)).toEqual({ kind: 'holds' });
  });

  test.each([
    [
      'the halves do not link',
      () => ({ kind: 'rejected', messages: ['undefined symbol: x'] }) as const,
      'outcome.rejected',
    ],
    [
      'a call across the halves goes wrong',
      (outcome: Extract<LinkOutcome, { kind: 'linked' }>) => {
        const bytes = outcome.bytes.slice();
        bytes[Buffer.from(bytes).indexOf(Buffer.from([0x41, 0x2a, 0x0b])) + 1] = 0x29;
        return { ...outcome, bytes };
      },
      'probe.value',
    ],
  ])('fails when %s', async (_, change, key) => {
    expect(await check(wrongWhenCut(change))).toMatchObject({ kind: 'fails', key });
  });

  test('does not apply to what must not link', async () => {
    expect(await check(lazy, refusedScenario)).toMatchObject({ kind: 'not-applicable' });
  });
});

describe('neutralCut', () => {
  test('cuts nearly every generated case', () => {
    const cases = Array.from({ length: 40 }, (_, index) => caseAt({ profile: 'default', seed: 13, index }));
    const cut = cases.filter((scenario, i) => neutralCut(scenario, i) !== undefined);
    expect(cut.length).toBeGreaterThan(28);
  });

  test('makes hidden symbols of what was local and is needed across', () => {
    const names = new Set<string>();
    for (let seed = 0; seed < 16; seed++) {
      for (const name of neutralCut(exampleScenario, seed)?.nowGlobal ?? []) names.add(name);
    }
    expect([...names].sort()).toEqual(['main.o.pointer']);
  });

  test.each([
    ['all symbols are exported', { exportAll: true }, []],
    ['only some are', {}, ['a.o.data']],
  ])('keeps dead payloads dead: %s', (_, options, expected) => {
    const dead = returning('dead', {
      op: 'load',
      bytes: 4,
      place: { from: 'symbol', symbol: 'data', addend: 0, how: 'sleb' },
    });
    const a = object('a.o', {
      functions: [returning('probe', 1), dead],
      segments: [segment('x', '00000000')],
      symbols: [
        functionSymbol('probe'),
        functionSymbol('dead', 'local'),
        { ...dataSymbol('data', 'x'), binding: 'local' },
      ],
    });
    const scenario = scenarioOf([object('b.o'), a], { exports: ['probe'], ...options });
    const names = new Set<string>();
    for (let seed = 0; seed < 16; seed++) {
      for (const name of neutralCut(scenario, seed)?.nowGlobal ?? []) names.add(name);
    }
    expect([...names]).toEqual(expected);
  });
});
