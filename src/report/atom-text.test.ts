/** Answers about symbols of a small link. */
import { describe, expect, it } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import type { Scenario, ScenarioObject } from '../../generators/scenario/scenario.ts';
import { exampleScenario } from '../../properties/example-scenario.ts';
import { explainLink } from '../campaign/explain/explain-link.ts';
import { atomText, type Explained, whyText } from './atom-text.ts';

/** `pointer` points at `far` too, to which nothing else leads. */
function withFar(scenario: Scenario): Scenario {
  const { inputs } = structuredClone(scenario) as Scenario;
  const [main, ...others] = inputs;
  if (main?.kind !== 'object') throw new Error('the example begins with an object');
  const { object } = main;
  const segments = object.segments.map((segment) =>
    segment.id === 'pointer-segment'
      ? {
          ...segment,
          bytes: '0000000000000000',
          sites: [...segment.sites, { offset: 4, kind: 'MEMORY_ADDR_I32', symbol: 'far', addend: 0 } as const],
        }
      : segment,
  );
  const far = { id: 'far-segment', name: '.data.far', alignLog2: 2, bytes: '07', sites: [] };
  const symbols: ScenarioObject['symbols'] = [
    ...object.symbols,
    { id: 'far', name: 'far', binding: 'local', denotes: { kind: 'data', segment: far.id, offset: 0, size: 1 } },
  ];
  return {
    ...scenario,
    inputs: [{ kind: 'object', object: { ...object, segments: [...segments, far], symbols } }, ...others],
  };
}

const explained = explainLink(lower(withFar(exampleScenario))) as Explained;

describe('whyText', () => {
  it.each<[string, string[]]>([
    ['probe', ['probe: function 0 of main.o,', 'alive\n  --export=probe\n  → probe in main.o\n']],
    ['data', ['alive\n  --export=probe\n  → probe in main.o\n  → data in main.o, by R_WASM_']],
    [
      'far',
      [
        'alive\n  --export=probe\n  → probe in main.o\n' +
          '  → pointer in main.o, by R_WASM_MEMORY_ADDR_SLEB of pointer\n' +
          '  → far in main.o, by R_WASM_MEMORY_ADDR_I32 of far\n',
      ],
    ],
    ['dead', ['not alive\n  no root leads to it\n']],
    [
      'answer',
      ['main.o (weak) loses: weak, and other.o has a strong one', 'other.o (strong) wins: a strong definition wins'],
    ],
    ['unused', ['lib.a(', 'not linked: nothing that is linked needs this member']],
  ])('says of %s', (name, parts) => {
    const text = whyText(explained, name);
    for (const part of parts) expect(text).toContain(part);
    expect(text).toMatch(/[^\n]\n$/);
  });
});

describe('atomText', () => {
  it('shows instructions with their relocations', () => {
    expect(atomText(explained, 'probe')).toMatch(
      /<probe>:\n.*\n.*call \d+\n\t\t\t\w{8}: {2}R_WASM_FUNCTION_INDEX_LEB\tanswer\n/,
    );
  });

  it('shows data as bytes', () => {
    expect(atomText(explained, 'data')).toMatch(/<data>:\n +\w+: 01 02 03 04 05 06 07 08 00 00 00 00/);
  });
});
