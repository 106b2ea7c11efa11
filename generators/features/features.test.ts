import { describe, expect, test } from 'vitest';
import { caseAt } from '../make/case.ts';
import {
  archive,
  calling,
  dataSymbol,
  defining,
  functionSymbol,
  object,
  returning,
  scenarioOf,
  segment,
  symbol,
} from '../scenario-parts.fixture.ts';
import { featuresOf, featureWords } from './features.ts';

describe('featuresOf', () => {
  test('words come in their order, each once, and none that is not listed', () => {
    expect(new Set(featureWords).size).toBe(featureWords.length);
    for (let index = 0; index < 40; index++) {
      const words = featuresOf(caseAt({ seed: 4, index, profile: 'default' }));
      expect(words).toEqual(featureWords.filter((word) => words.includes(word)));
    }
  });

  test('a plain link has plain features', () => {
    expect(featuresOf(scenarioOf([calling('a.o', 'f'), defining('b.o', 'f', 1)]))).toEqual([
      'links',
      'reloc:FUNCTION_INDEX_LEB:code',
    ]);
  });

  test('members, bindings, dead code', () => {
    const words = featuresOf(
      scenarioOf([
        calling('a.o', 'f'),
        archive('lib.a', defining('b.o', 'f', 1, 'weak'), defining('c.o', 'g', 1)),
        defining('d.o', 'f', 2),
        defining('e.o', 'f', 3, 'weak'),
        defining('h.o', 'f', 3, 'local'),
      ]),
    );
    expect(words).toEqual([
      'links',
      'archive',
      'needed-member',
      'unneeded-member',
      'strong-beats-weak',
      'local-symbol',
      'local-namesake',
      'dead-function',
      'reloc:FUNCTION_INDEX_LEB:code',
    ]);
  });

  test('what must fail says why', () => {
    expect(featuresOf(scenarioOf([defining('a.o', 'f', 1), defining('b.o', 'f', 1)]))).toEqual([
      'must-fail',
      'dead-function',
      'error:duplicate-symbol',
    ]);
  });

  test('sites at the ends of segments and of bodies', () => {
    const site = { kind: 'MEMORY_ADDR_I32', symbol: 'x', addend: 0 } as const;
    const words = featuresOf(
      scenarioOf([
        object('a.o', {
          functions: [
            returning('f', { op: 'add', left: { op: 'constant', value: 1 }, right: { op: 'get-global', symbol: 'g' } }),
            returning('h', { op: 'call', symbol: 'f', arguments: [] }),
            returning('k', { op: 'mix', terms: [{ op: 'call', symbol: 'f', arguments: [] }] }),
          ],
          segments: [
            segment('x', '0000000000', { sites: [{ ...site, offset: 1, addend: -65 }] }),
            segment('y', '0000000000', { sites: [{ ...site, offset: 0, addend: 5 }] }),
          ],
          globals: [{ id: 'g', type: 'i32', mutable: false, init: 1 }],
          symbols: [
            functionSymbol('f'),
            functionSymbol('h'),
            dataSymbol('x', 'x', 0, 5),
            symbol('g', { kind: 'global', global: 'g' }),
          ],
        }),
      ]),
    );
    expect(words.filter((word) => word.startsWith('edge:'))).toEqual([
      'edge:first-bytes-of-segment',
      'edge:last-bytes-of-segment',
      'edge:neighbouring-segments',
      'edge:first-instruction-of-body',
      'edge:last-instruction-of-body',
      'edge:neighbouring-bodies',
      'edge:negative-addend',
      'edge:addend-to-segment-end',
      'edge:addend-65',
    ]);
  });
});
