/** The arithmetic of the benchmark of links, and what its programs are; never how fast. */
import { describe, expect, it } from 'vitest';
import { link } from '../../linker/link.ts';
import { median, slope } from './bench-link.ts';
import { type BenchShape, benchArchive, benchProgram, benchRoot } from './bench-programs.ts';
import { processCost } from './process-cost.ts';

const shape: BenchShape = { objects: 4, functionsEach: 20, callsEach: 3, liveShare: 0.5 };
const toRoot = { entry: undefined, exports: [benchRoot] };

describe('a program of the benchmark', () => {
  it.each<[string, BenchShape, number]>([
    ['the share of functions', shape, 40],
    ['everything', { ...shape, liveShare: 1 }, 80],
    ['the share of members', { ...shape, liveShare: 1, liveObjectOf: 2 }, 40],
  ])('keeps %s alive, and no more', (_, wanted, functions) => {
    for (const inputs of [benchProgram(wanted), [benchArchive(wanted)]]) {
      const result = link(inputs, toRoot);
      expect(result.diagnostics).toEqual([]);
      expect(result.ok && result.stats.atomsMarked).toBe(functions);
    }
  });
});

describe('figures', () => {
  it('fits the exponent of a power', () => {
    const square = [1, 2, 5, 10].map((x) => [x, 3 * x ** 2] as const);
    expect(slope(square)).toBeCloseTo(2);
  });

  it('takes the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
});

describe.skipIf(process.platform === 'win32')('processCost', () => {
  it('counts a process that ends well, and no other', () => {
    expect(processCost([process.execPath, '-e', '0'], '.', 60_000)?.cpuMs).toBeGreaterThan(0);
    expect(processCost([process.execPath, '-e', 'process.exit(3)'], '.', 60_000)).toBeUndefined();
  });
});
