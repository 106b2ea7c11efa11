/** The loop on a toy: what runs is what letters a text has. And V8's coverage on a function of this file. */
import { expect, test } from 'vitest';
import { growCorpus } from './grow-corpus.ts';
import { hasRun, PreciseCoverage, type Ran, SeenCode } from './precise-coverage.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A letter runs only when the one before it in the alphabet stands before it. */
function toy() {
  let ran = new Set<number>();
  return {
    run: (bytes: Uint8Array) => {
      const letters = text(bytes);
      for (let i = 0; i < letters.length && (i === 0 || letters.charCodeAt(i) === letters.charCodeAt(i - 1) + 1); i++)
        ran.add(letters.charCodeAt(i) - 97);
      return letters.includes('abcd') ? 'has abcd' : undefined;
    },
    look: (): Ran => {
      const characters = new Uint8Array(26);
      for (const letter of ran) characters[letter] = 1;
      ran = new Set();
      return new Map([['toy', characters]]);
    },
  };
}

test('growCorpus reaches step by step what no single mutation does, and keeps little', () => {
  const { run, look } = toy();
  const grown = growCorpus({
    seeds: [new TextEncoder().encode('a!!!')],
    mutant: (number, pool) => {
      const base = pool[number % pool.length]!;
      return base.with(number % base.length, 97 + ((number * 7) % 5));
    },
    smaller: function* (bytes) {
      for (let size = bytes.length - 1; size > 0; size--) yield bytes.slice(0, size);
      if (bytes.length < 4) yield new Uint8Array([...bytes, 33]).slice(0, 0);
    },
    run,
    coverage: { look },
    isOver: ({ inputs }) => inputs > 20_000,
  });
  expect(grown.covered).toBeGreaterThan(1);
  expect(grown.files.length).toBeLessThanOrEqual(grown.pool);
  const seen = new SeenCode();
  for (const bytes of grown.files) {
    run(bytes);
    seen.add(seen.newIn(look()));
  }
  expect(seen.size).toBe(grown.covered);
});

test('SeenCode tells what is new once', () => {
  const seen = new SeenCode();
  const ran: Ran = new Map([['m', Uint8Array.of(0, 1, 1)]]);
  const fresh = seen.newIn(ran);
  expect(fresh).toEqual(new Map([['m', [1, 2]]]));
  seen.add(fresh);
  expect([seen.newIn(ran).size, seen.size]).toEqual([0, 2]);
  expect([hasRun(ran, fresh), hasRun(new Map(), fresh)]).toEqual([true, false]);
});

test('PreciseCoverage sees a branch that is taken for the first time', () => {
  const coverage = new PreciseCoverage((url) => url.includes('grow-corpus.test'));
  const branchy = (taken: boolean) => (taken ? Math.max(1, 2) : Math.min(3, 4));
  const seen = new SeenCode();
  const runs = [false, false, true, true].map((taken) => {
    coverage.look();
    branchy(taken);
    const fresh = seen.newIn(coverage.look());
    seen.add(fresh);
    return fresh.size > 0;
  });
  coverage.close();
  expect(runs).toEqual([true, false, true, false]);
});
