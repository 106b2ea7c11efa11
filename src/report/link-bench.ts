/**
 * What `linksmith bench link` measured, as tables for a terminal and as a page of Markdown.
 * Not here: measuring (`src/campaign/bench/bench-link.ts`, `bench-linkers.ts`), the chart (`html/line-chart.tsx`).
 */

import type { StrategyPoint, StrategySeries } from '../campaign/bench/bench-link.ts';
import type { InputMeasurement } from '../campaign/bench/bench-linkers.ts';
import { type LineChart, lineChartFile } from './html/line-chart.tsx';
import { markdownTable } from './markdown-table.ts';
import { type Colors, noColors, textTable } from './text-table.ts';
import { grouped } from './words.ts';

export interface LinkBench {
  readonly schemaVersion: 1;
  /** Versions and number of processors: what the numbers were measured on. */
  readonly machine: string;
  readonly rounds: number;
  readonly scale: number;
  readonly strategies: readonly StrategySeries[];
  /** Empty when no folder of inputs was named. */
  readonly inputs: readonly InputMeasurement[];
}

interface TableData {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns of text; the others are numbers. */
  readonly texts: number;
}

export function linkBenchText(bench: LinkBench, colors: Colors = noColors): string {
  return tablesOf(bench)
    .map(({ title, head, rows, texts }) => {
      const right = head.map((_, column) => column).slice(texts);
      return `${colors.bold(title)}\n${textTable({ head, rows, right, colors })}`;
    })
    .join('\n\n');
}

/** `chart` is the file name of the chart beside the page. */
export function linkBenchMarkdown(bench: LinkBench, chart: string): string {
  const tables = tablesOf(bench).map(({ title, head, rows }) => `## ${title}\n\n${markdownTable(head, rows)}\n`);
  return [
    '# What a link costs\n',
    `Measured with \`linksmith bench link\`, ${bench.rounds} rounds, ${bench.machine}. Times are CPU time, medians; compare`,
    'figures of one row only, since the machine did other things too.\n',
    `![CPU time of lazy and eager atoms over growing inputs](${chart})\n`,
    ...tables,
  ].join('\n');
}

export function linkBenchChart({ strategies }: LinkBench): string {
  return lineChartFile(strategies.map(chartOf));
}

function chartOf({ name, grows, points }: StrategySeries): LineChart {
  const line = (strategy: 'lazy' | 'eager') => ({
    name: strategy,
    points: points.map((point) => [point.size, point[strategy].cpuMs] as const),
  });
  return { title: name, x: grows, y: 'ms of CPU', scale: 'log', lines: [line('lazy'), line('eager')] };
}

function tablesOf({ strategies, inputs }: LinkBench): TableData[] {
  const series = strategies.map(({ name, grows, points, growth }) => ({
    title: `Lazy and eager atoms: ${name} (growth: lazy n^${growth.lazy.toFixed(2)}, eager n^${growth.eager.toFixed(2)})`,
    head: [
      grows,
      'lazy ms',
      'eager ms',
      'eager / lazy',
      'opened',
      'copied',
      'looked at',
      'atoms KB',
      'and relocations KB',
    ],
    rows: points.map(strategyRow),
    texts: 0,
  }));
  if (inputs.length === 0) return series;
  return [
    ...series,
    { title: 'Whole processes, and ours warm', head: linkerHead, rows: inputs.flatMap(linkerRows), texts: 2 },
  ];
}

/** Pairs are lazy, then eager. */
function strategyRow({ size, lazy, eager }: StrategyPoint): string[] {
  const pair = (figure: (cost: StrategyPoint['lazy']) => number) =>
    `${grouped(figure(lazy))} / ${grouped(figure(eager))}`;
  return [
    grouped(size),
    lazy.cpuMs.toFixed(1),
    eager.cpuMs.toFixed(1),
    (eager.cpuMs / lazy.cpuMs).toFixed(1),
    pair(({ stats }) => stats.atomsParsed),
    pair(({ stats }) => stats.bytesCopied),
    pair(({ stats }) => stats.relocationsScanned),
    pair(({ atomBytes }) => atomBytes / 1024),
    pair(({ atomAndRelocationBytes }) => atomAndRelocationBytes / 1024),
  ];
}

const linkerHead = [
  'input',
  'linker',
  'CPU ms',
  'wall ms',
  'peak MB',
  'our CPU / its',
  'our memory / its',
  'our warm CPU / its',
];

function linkerRows({ input, linkers, warmMs }: InputMeasurement): string[][] {
  return linkers.map(({ name, cost, cpuRatio, memoryRatio }, row) => [
    row === 0 ? input : '',
    name,
    cost === undefined ? 'does not link it' : cost.cpuMs.toFixed(0),
    cost?.wallMs.toFixed(0) ?? '',
    cost?.peakBytes === undefined ? '' : (cost.peakBytes / 2 ** 20).toFixed(0),
    cpuRatio?.toFixed(2) ?? '',
    memoryRatio?.toFixed(2) ?? '',
    cost === undefined ? '' : (warmMs / cost.cpuMs).toFixed(2),
  ]);
}
