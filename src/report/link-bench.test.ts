/** Tables, page and chart of `linksmith bench link`, from figures that nobody measured. */
import { expect, it } from 'vitest';
import type { StrategyCost } from '../campaign/bench/bench-link.ts';
import { type LinkBench, linkBenchChart, linkBenchMarkdown, linkBenchText } from './link-bench.ts';

const stats = { ...{ atomsParsed: 3, atomsMarked: 3, relocationsScanned: 0, relocationsVisited: 7 } };
const cost = (cpuMs: number): StrategyCost => ({
  cpuMs,
  stats: { ...stats, bytesCopied: 0, relocationsCopied: 0, outputBytesCopied: 9 },
  atomBytes: 1024,
  atomAndRelocationBytes: 2048,
});
const shape = { objects: 1, functionsEach: 1, callsEach: 1, liveShare: 1 };
const point = (size: number) => ({ shape, relocations: size, size, lazy: cost(size), eager: cost(size * size) });

const bench: LinkBench = {
  schemaVersion: 1,
  ...{ machine: 'a machine', rounds: 3, scale: 1 },
  strategies: [{ name: 'objects', grows: 'objects', points: [point(10), point(100)], growth: { lazy: 1, eager: 2 } }],
  inputs: [
    {
      input: 'small',
      warmMs: 5,
      linkers: [
        {
          name: 'ours',
          cost: { wallMs: 30, cpuMs: 20, peakBytes: 2 ** 21 },
          ...{ cpuRatio: 1, memoryRatio: 1 },
        },
        { name: 'other', cost: undefined, cpuRatio: undefined, memoryRatio: undefined },
      ],
    },
  ],
};

it('says ratios, growth, and who does not link an input', () => {
  expect(linkBenchText(bench).split('\n')).toEqual([
    'Lazy and eager atoms: objects (growth: lazy n^1.00, eager n^2.00)',
    expect.stringMatching(/^objects {2}lazy ms {2}eager ms {2}eager \/ lazy/),
    expect.stringMatching(/^ +10 +10\.0 +100\.0 +10\.0 +3 \/ 3 +0 \/ 0 +0 \/ 0 +1 \/ 1 +2 \/ 2$/),
    expect.stringMatching(/^ +100 +100\.0 +10000\.0 +100\.0/),
    '',
    'Whole processes, and ours warm',
    expect.stringMatching(/^input +linker +CPU ms/),
    expect.stringMatching(/^small +ours +20 +30 +2 +1\.00 +1\.00 +0\.25$/),
    expect.stringMatching(/^ +other +does not link it$/),
  ]);
  expect(linkBenchMarkdown(bench, 'chart.svg')).toContain('| 100 | 100.0 | 10000.0 | 100.0 |');
});

it('draws a power as a straight line: a decade is as long everywhere', () => {
  const [lazy, eager] = [...linkBenchChart(bench).matchAll(/<path d="M([^"]*)" fill="none"/g)].map(([, points]) =>
    points!.split('L').map((place) => place.split(',').map(Number)),
  );
  const climb = (line: number[][] | undefined) => line![0]![1]! - line![1]![1]!;
  expect(climb(eager) / climb(lazy)).toBeCloseTo(2, 1);
});
