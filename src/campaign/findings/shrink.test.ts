import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.ts';

/** Numbers shrink to all below, the smallest first; lists would do as well. */
const smallerNumbers = (from: number): number[] => Array.from({ length: from }, (_, i) => i);

const run = (start: number, failing: (n: number) => boolean, options: { budget?: number; lanes?: number } = {}) => {
  const asked: number[] = [];
  const stillFails = async (candidate: number) => {
    asked.push(candidate);
    return failing(candidate);
  };
  const plan = { candidates: smallerNumbers, stillFails, budget: options.budget ?? 1000, lanes: options.lanes ?? 1 };
  return shrink(start, plan).then((shrunk) => ({ ...shrunk, asked }));
};

describe('shrink', () => {
  it('ends at a scenario none of whose candidates fails', async () => {
    const shrunk = await run(40, (n) => n >= 7);
    expect(shrunk).toMatchObject({ scenario: 7, complete: true, accepted: 1 });
    expect(shrunk.asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6]);
  });

  it('goes on where it found the last one, and comes back to the candidates before', async () => {
    // 30 → 20 (only 20 and 3 fail; 3 only once 20 is reached).
    let reached20 = false;
    const shrunk = await run(30, (n) => {
      if (n === 20) reached20 = true;
      return n === 20 || (n === 3 && reached20);
    });
    expect(shrunk).toMatchObject({ scenario: 3, complete: true, accepted: 2 });
  });

  it('is the same for any number of lanes', async () => {
    const failing = (n: number) => n % 2 === 1 || n > 30;
    const [one, two, five] = await Promise.all([1, 2, 5].map((lanes) => run(60, failing, { lanes })));
    expect(one).toMatchObject({ scenario: 1, tried: 3, complete: true });
    for (const other of [two!, five!]) {
      expect({ ...other, asked: 0 }).toEqual({ ...one, asked: 0 });
    }
  });

  it.each([1, 3])('stops at its budget with %i lanes and says that it is not complete', async (lanes) => {
    const shrunk = await run(40, (n) => n >= 20, { budget: 10, lanes });
    expect(shrunk).toMatchObject({ scenario: 40, complete: false, tried: 10 });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    let asked = 0;
    const shrunk = await shrink(40, {
      candidates: smallerNumbers,
      stillFails: async () => {
        asked++;
        stop.abort();
        return false;
      },
      budget: 100,
      lanes: 1,
      stop: stop.signal,
    });
    expect(shrunk).toMatchObject({ scenario: 40, complete: false });
    expect(asked).toBe(1);
  });
});
