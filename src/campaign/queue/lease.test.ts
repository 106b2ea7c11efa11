import { describe, expect, it } from 'vitest';
import { emptyTally } from '../engine/tally.ts';
import type { RangeTask } from '../engine/tasks.ts';
import { campaignId, endIn, leaseKey, leaseOf, queueName, type RangeEnd, resultOf } from './lease.ts';
import { checkedLease } from './lease-worker.ts';

const task: RangeTask = {
  kind: 'range',
  profile: 'default',
  seed: 7,
  first: 40,
  count: 2,
  targets: ['lazy'],
  canary: false,
};
const failure = {
  index: 41,
  target: 'lazy',
  property: 'layout',
  key: 'overlap',
  evidence: 'a over b',
  features: ['bss'],
};
const done: RangeEnd = {
  kind: 'done',
  value: {
    first: 40,
    count: 2,
    tally: { ...emptyTally, cases: 2 },
    failures: [failure],
    elapsedMs: 12.5,
    heapBytes: 1e7,
  },
};
const lost: RangeEnd = { kind: 'lost', how: 'died', reason: 'exit code 7', caseInRange: 1, targetInList: 0 };

/** As Redis gives it back. */
const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

describe('a lease', () => {
  it('is named by its campaign and range, whatever else is known of it', () => {
    expect(leaseKey(leaseOf(task))).toBe(leaseKey(leaseOf({ ...task, properties: undefined })));
    expect(leaseKey(leaseOf(task))).toMatch(/^[0-9a-f]{16}-40-2$/);
    const others: Partial<RangeTask>[] = [
      { seed: 8 },
      { profile: 'tiny' },
      { targets: ['lazy', 'eager'] },
      { properties: ['layout'] },
    ];
    const ids = others.map((change) => campaignId({ ...task, ...change }));
    expect(new Set([campaignId(task), ...ids]).size).toBe(others.length + 1);
  });

  it.each<[what: string, data: unknown, reason: RegExp]>([
    [
      'a target it was not started with',
      { ...leaseOf(task), task: { ...task, targets: ['lazy', 'command:rm'] } },
      /not started with the target command:rm$/,
    ],
    ['a profile that there is not', { ...leaseOf(task), task: { ...task, profile: '../x' } }, /no profile \.\.\/x$/],
    ['a canary', { ...leaseOf(task), task: { ...task, canary: true } }, /schema/],
    ['a member too many', { ...leaseOf(task), harness: 'file:///x.js' }, /schema/],
    ['a range without end', { ...leaseOf(task), task: { ...task, count: 1e9 } }, /schema/],
    ['an index that is none', { ...leaseOf(task), task: { ...task, first: -1 } }, /schema/],
    ['another version', { ...leaseOf(task), schemaVersion: 2 }, /schema/],
    ['no lease', 'lazy', /schema/],
  ])('with %s is refused by a worker', (_, data, reason) => {
    const started = { harness: { profiles: ['default'] }, targets: ['lazy'] };
    expect(checkedLease(leaseOf(task), started)).toEqual(leaseOf(task));
    expect(() => checkedLease(data, started)).toThrow(reason);
  });
});

describe('a result', () => {
  it.each([done, lost])('comes back as it was: $kind', (end) => {
    expect(endIn(stored(resultOf(end)), leaseOf(task))).toEqual(end);
  });

  it('has a digest of what was seen, not of how long it took', () => {
    const slower = { ...done, value: { ...done.value, elapsedMs: 9_000, heapBytes: 0 } };
    const other = { ...done, value: { ...done.value, failures: [] } };
    expect(resultOf(slower).digest).toBe(resultOf(done).digest);
    expect(resultOf(other).digest).not.toBe(resultOf(done).digest);
  });

  it.each<[what: string, result: unknown, reason: RegExp]>([
    ['no result', null, /expected object/],
    [
      'another content than its digest',
      { ...resultOf(done), end: { ...done, value: { ...done.value, failures: [] } } },
      /not that of the result$/,
    ],
    ['the cases of another lease', resultOf({ ...done, value: { ...done.value, first: 42 } }), /of other cases$/],
    ['a case outside the range', resultOf({ ...lost, caseInRange: 2 }), /of other cases$/],
    ['a member too many', { ...resultOf(done), path: '/etc' }, /path/],
  ])('with %s is an error', (_, result, reason) => {
    expect(() => endIn(stored(result), leaseOf(task))).toThrow(reason);
  });
});

it('is offered only to workers of the same program and linkers', () => {
  const membership = { build: 'b', targets: [{ name: 'wasm-ld-19', version: 'LLD 19.1.7' }] };
  const others = [
    { ...membership, build: 'c' },
    { ...membership, targets: [{ name: 'wasm-ld-19', version: 'LLD 19.1.6' }] },
  ];
  expect(new Set([membership, ...others].map(queueName)).size).toBe(3);
});
