/**
 * What `bench scaling` measured, as Markdown for keeping: a line a shape or class of mutators, a column a size, by how much
 * time grew where the input doubled, and peak memory in proportion to the input.
 * Not here: measuring (`src/campaign/bench/bench-scaling.ts`).
 */
import type { ScalingCost, ScalingRow } from '../campaign/bench/bench-scaling.ts';
import { memoryOfAnEntry } from '../wasm/limits.ts';
import { markdownTable } from './markdown-table.ts';
import { visible } from './visible.ts';
import { grouped } from './words.ts';

export interface Scaling {
  readonly schemaVersion: 1;
  /** What the numbers were measured on. */
  readonly machine: string;
  readonly rows: readonly (ScalingRow & { readonly costs: readonly ScalingCost[] })[];
}

type Row = Scaling['rows'][number];

const mebibyte = 1 << 20;
/** Times below say more of the program's start than of its input. */
const leastMs = 400;

export function scalingMarkdown({ machine, rows }: Scaling): string {
  const sizes = [...new Set(rows.flatMap(({ costs }) => costs.map(({ sizeBytes }) => sizeBytes)))].sort(
    (a, b) => a - b,
  );
  const failures = rows.flatMap(({ name, costs }) =>
    costs.flatMap((cost) =>
      cost.failures.map((what) => `- ${name}, ${mebibytes(cost.sizeBytes)}: \`${inline(what)}\``),
    ),
  );
  return [
    '# What a link costs as its input doubles',
    'Made by `linksmith bench scaling`: our own program as a process of its own, CPU time and peak memory of the whole ' +
      `process as the system counts them. ${machine}.`,
    '*Growth* is the factor by which time grows where the input doubles, over all sizes whose links take longer than ' +
      `${leastMs / 1000} s each. *Memory* is the largest peak less 200 MB, divided by the input: what a small input needs is ` +
      'not counted. *Entries* are those of lists (functions, symbols, segments, …), in the largest input.',
    ...memoryText(rows),
    `${failures.length === 0 ? 'Nothing ended' : 'What ended'} otherwise than with a module or a diagnostic${failures.length === 0 ? '.' : ':'}`,
    ...(failures.length === 0 ? [] : [failures.join('\n')]),
    '## Large in one way',
    'One link each, of files that are well-formed. The linker refuses some of them, for what there is too much of.',
    table('what there is much of', rowsOf(rows, 'shape'), sizes),
    '## Mutated',
    "A file of a compiler's proportions (for `archive` and `member` an archive of small objects), mutated once by each " +
      'mutator of a class; times are means of a link.',
    table('class', rowsOf(rows, 'mutators'), sizes),
    '',
  ].join('\n\n');
}

const rowsOf = (rows: readonly Row[], wanted: ScalingRow['kind']) => rows.filter(({ kind }) => kind === wanted);

function table(title: string, rows: readonly Row[], sizes: readonly number[]): string {
  const head = [title, 'linked', ...sizes.map(mebibytes), 'growth', 'memory', 'entries'];
  const cells = rows.map((row) => [row.name, linked(row), ...sizes.map((size) => seconds(row, size)), ...figures(row)]);
  return markdownTable(
    head,
    cells,
    head.map((_, column) => column).filter((column) => column > 0),
  );
}

function linked({ costs }: Row): string {
  const sum = (count: (cost: ScalingCost) => number) => costs.reduce((all, cost) => all + count(cost), 0);
  return `${sum((cost) => cost.linked)} of ${sum(({ links }) => links)}`;
}

function seconds({ costs }: Row, size: number): string {
  const cost = costs.find(({ sizeBytes }) => sizeBytes === size);
  return cost === undefined ? '–' : `${(meanMs(cost) / 1000).toFixed(2)} s`;
}

const figures = ({ costs }: Row): string[] => [
  factor(growth(costs)),
  factor(memoryPerByte(costs)),
  grouped(Math.max(...costs.map(({ entries }) => entries))),
];
const factor = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(1));
const meanMs = ({ cpuMs, links }: ScalingCost): number => cpuMs / Math.max(1, links);

/** By which factor time grows when the input doubles: from the smallest size that counts to the largest. */
export function growth(costs: readonly ScalingCost[]): number | undefined {
  const counted = costs.filter((cost) => meanMs(cost) >= leastMs).toSorted((a, b) => a.sizeBytes - b.sizeBytes);
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const doublings = Math.log2(last.sizeBytes / first.sizeBytes);
  return (meanMs(last) / meanMs(first)) ** (1 / doublings);
}

/** What is left of the largest peak, in bytes a byte of input. */
export function memoryPerByte(costs: readonly ScalingCost[]): number | undefined {
  const ratios = costs.flatMap(({ peakBytes, sizeBytes }) =>
    peakBytes === undefined ? [] : [Math.max(0, peakBytes - 200e6) / sizeBytes],
  );
  return ratios.length === 0 ? undefined : Math.max(...ratios);
}

/** What is promised of memory, and who needs more. */
function memoryText(rows: readonly Row[]): string[] {
  const breaking = (limit: (cost: ScalingCost) => number) =>
    rows.filter(({ costs }) => costs.some((cost) => (cost.peakBytes ?? 0) > limit(cost))).map(({ name }) => name);
  const ofBytes = ({ sizeBytes }: ScalingCost) => 200e6 + 10 * sizeBytes;
  const above = breaking(ofBytes);
  const unbounded = breaking((cost) => ofBytes(cost) + memoryOfAnEntry * cost.entries);
  return [
    `More than 200 MB and ten times the input: ${named(above)}. That goes by entries, which are short in a file and become ` +
      'values; how many there may be is bounded (`src/wasm/limits.ts`).',
    `More than that and ${grouped(memoryOfAnEntry)} bytes an entry: ${named(unbounded)}.`,
  ];
}

const named = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

const mebibytes = (bytes: number): string => `${bytes / mebibyte} MiB`;
const inline = (text: string): string => visible(text).replaceAll('`', "'").replaceAll('\n', ' ');
