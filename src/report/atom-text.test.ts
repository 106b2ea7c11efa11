/** Answers about symbols of a small link. */
import { describe, expect, it } from 'vitest';
import { lower } from '../../generators/lower/lower.ts';
import { exampleScenario } from '../../properties/example-scenario.ts';
import { explainLink } from '../campaign/explain/explain-link.ts';
import { atomText, type Explained, whyText } from './atom-text.ts';

const explained = explainLink(lower(exampleScenario)) as Explained;

describe('whyText', () => {
  it.each<[string, string[]]>([
    ['probe', ['probe: function 0 of main.o,', 'alive\n  --export=probe\n  → probe in main.o\n']],
    ['data', ['alive\n  --export=probe\n  → probe in main.o\n  → data in main.o, by R_WASM_']],
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
