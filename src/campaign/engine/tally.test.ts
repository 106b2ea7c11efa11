import { describe, expect, it } from 'vitest';
import { addTallies, emptyTally, type Tally, tallyOfCase, tallyOfResult } from './tally.ts';

const one = tallyOfCase({ features: ['weak', 'alias'], relocationKinds: ['R_A'] });
const result = tallyOfResult('lazy', {
  verdicts: [
    { property: 'p', verdict: { kind: 'holds' } },
    { property: 'q', verdict: { kind: 'fails', key: 'k', evidence: '' } },
    { property: 'r', verdict: { kind: 'not-applicable', reason: '' } },
  ],
  outcomes: new Map([
    ['lazy', { kind: 'rejected', messages: [] }],
    ['eager', { kind: 'linked', bytes: new Uint8Array(), messages: [] }],
  ]),
  links: 3,
});

describe('addTallies', () => {
  it('adds every count', () => {
    const sum = [one, result, one, result].reduce(addTallies);
    expect(sum).toEqual<Tally>({
      cases: 2,
      links: 6,
      properties: {
        p: { held: 2, failed: 0, notApplicable: 0 },
        q: { held: 0, failed: 2, notApplicable: 0 },
        r: { held: 0, failed: 0, notApplicable: 2 },
      },
      verdicts: {
        'lazy: p': { held: 2, failed: 0, notApplicable: 0 },
        'lazy: q': { held: 0, failed: 2, notApplicable: 0 },
        'lazy: r': { held: 0, failed: 0, notApplicable: 2 },
      },
      features: { weak: 2, alias: 2 },
      relocationKinds: { R_A: 2 },
      skipped: {},
      divergences: {},
      outcomes: { 'lazy: rejected': 2 },
    });
  });

  it('does not depend on grouping or order, and changes neither side', () => {
    const parts = [one, result, tallyOfCase({ features: ['tls'], relocationKinds: [] }), emptyTally];
    const before = structuredClone(parts);
    const [a, b, c, d] = parts as [Tally, Tally, Tally, Tally];
    expect(addTallies(addTallies(a, b), addTallies(c, d))).toEqual(addTallies(d, addTallies(c, addTallies(b, a))));
    expect(parts).toEqual(before);
  });
});
