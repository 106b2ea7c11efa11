import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Coverer, minimalCover } from './set-cover.ts';

/** `a:xyz:3` shows x, y and z and has the size 3. */
const items = (texts: readonly string[]): Coverer[] =>
  texts.map((text) => {
    const [name = '', words = '', size = '1'] = text.split(':');
    return { name, words: [...words], size: Number(size) };
  });

const namesOf = (list: readonly Coverer[]) => list.map(({ name }) => name).join('');

describe('minimalCover', () => {
  it.each<[string[], string]>([
    [['a:x', 'b:y', 'c:xy'], 'c'],
    [['a:x', 'b:y', 'c:xy:9'], 'ab'],
    [['a:xy', 'b:yz', 'c:zx'], 'ab'],
    [['a:xyz:4', 'b:x:1', 'c:yz:2', 'd:w'], 'bcd'],
    [['a:', 'b:x'], 'b'],
    [[], ''],
  ])('of %j is %s', (texts, wanted) => {
    expect(namesOf(minimalCover(items(texts)))).toBe(wanted);
  });

  const coverers = fc
    .array(
      fc.record({ words: fc.uniqueArray(fc.constantFrom(...'abcdefghij')), size: fc.integer({ min: 1, max: 9 }) }),
      {
        maxLength: 20,
      },
    )
    .map((list) => list.map((item, at) => ({ ...item, name: `${at}` })));

  it('shows all that was shown, has nothing superfluous, and stays as it is', () => {
    const shown = (list: readonly Coverer[]) => new Set(list.flatMap(({ words }) => words));
    fc.assert(
      fc.property(coverers, (all) => {
        const kept = minimalCover(all);
        expect(shown(kept)).toEqual(shown(all));
        for (const item of kept)
          expect(shown(kept.filter((other) => other !== item)).size).toBeLessThan(shown(all).size);
        expect(minimalCover(kept)).toEqual(kept);
      }),
    );
  });
});
