import { expect, test } from 'vitest';
import type { ScalingCost } from '../campaign/bench/bench-scaling.ts';
import { growth, memoryPerByte, scalingMarkdown } from './scaling-table.ts';

const cost = (mebibytes: number, cpuMs: number, rest: Partial<ScalingCost> = {}): ScalingCost => ({
  sizeBytes: mebibytes << 20,
  links: 1,
  cpuMs,
  peakBytes: 100e6,
  entries: 0,
  linked: 1,
  failures: [],
  ...rest,
});

test.each<[string, readonly ScalingCost[], number | undefined]>([
  ['linear', [cost(1, 500), cost(2, 1000), cost(4, 2000)], 2],
  ['quadratic', [cost(1, 500), cost(4, 8000)], 4],
  ['times that say nothing do not count', [cost(1, 100), cost(2, 500), cost(4, 1000)], 2],
  ['a mean of several links', [cost(1, 1000, { links: 2 }), cost(2, 2000, { links: 2 })], 2],
  ['too little', [cost(64, 100)], undefined],
])('growth: %s', (_, costs, expected) => {
  expect(growth(costs)).toEqual(expected);
});

test('memory is the worst of all sizes', () => {
  const costs = [cost(1, 0, { peakBytes: 200e6 + (5 << 20) }), cost(2, 0, { peakBytes: 200e6 + (4 << 20) })];
  expect(memoryPerByte(costs)).toBe(5);
  expect(memoryPerByte([cost(1, 0, { peakBytes: undefined })])).toBeUndefined();
});

test('a failure is said, and its words stay text', () => {
  const failed = cost(2, 1, { linked: 0, failures: ['ended with 134: `\u001b[2J\nout of memory'] });
  const rows = [{ name: 'symbols', kind: 'shape' as const, costs: [cost(1, 500), failed] }];
  const page = scalingMarkdown({ schemaVersion: 1, machine: 'somewhere', rows });
  expect(page).toContain("- symbols, 2 MiB: `ended with 134: '\\u001b[2J out of memory`");
  expect(page).toContain('| symbols | 1 of 2 | 0.50 s | 0.00 s | – | 0.0 | 0 |');
});

test('who needs more memory than is promised is named', () => {
  const row = (name: string, peakBytes: number, entries: number) => ({
    name,
    kind: 'shape' as const,
    costs: [cost(1, 1), cost(2, 1, { peakBytes, entries })],
  });
  const input = 10 * (2 << 20);
  const rows = [
    row('little', 200e6 + input, 0),
    row('entries', 200e6 + input + 5e6, 5_000),
    row('much', 200e6 + input + 6e6, 5_000),
  ];
  const page = scalingMarkdown({ schemaVersion: 1, machine: 'somewhere', rows });
  expect(page).toContain('More than 200 MB and ten times the input: entries, much.');
  expect(page).toContain('More than that and 1,000 bytes an entry: much.');
  expect(scalingMarkdown({ schemaVersion: 1, machine: 'somewhere', rows: rows.slice(0, 1) })).toContain(
    'More than that and 1,000 bytes an entry: nothing.',
  );
});
