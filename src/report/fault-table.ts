/**
 * The report on planted faults as text: a line for each trial while the bench runs, a table for the terminal, and
 * Markdown for keeping, with the curve of how many faults were still hidden after how long. Also two results side by side.
 * Not here: the numbers (`fault-report.ts`, `fault-comparison.ts`).
 */
import type { TrialRecord } from '../campaign/faults/trial-record.ts';
import type { ComparedResult, FaultComparison } from './fault-comparison.ts';
import type { FaultReport, FaultRow } from './fault-report.ts';
import { markdownTable } from './markdown-table.ts';
import { type Colors, noColors, textTable } from './text-table.ts';

export { faultComparison } from './fault-comparison.ts';
export { faultReport } from './fault-report.ts';

/** `slots-are-one-off, seed 1: self-check after 3 cases, 0.2 s; 1 object, 4 symbols`. */
export function trialLine({ fault, trial }: TrialRecord): string {
  const { seed, detected, finding, end, reached, triggered } = trial;
  const begin = `${fault}, seed ${seed}: `;
  if (detected === undefined) {
    const how = triggered ? 'triggered' : reached ? 'reached' : fault === 'control' ? 'nothing planted' : 'not reached';
    return `${begin}not detected in ${end.cases} cases, ${seconds(end.ms / 1000)} s; ${how}`;
  }
  const found = `${begin}${detected.property} after ${detected.cases} cases, ${seconds(detected.ms / 1000)} s`;
  if (finding === undefined) return found;
  const { objects, symbols, replays, blamesTheFault } = finding;
  const sound = replays && blamesTheFault ? '' : replays ? '; it fails without the fault too' : '; it does not replay';
  return `${found}; ${objects} objects, ${symbols} symbols${sound}`;
}

export function faultReportTable(report: FaultReport, colors: Colors = noColors): string {
  const table = textTable({
    head: ['fault', ...columns],
    rows: report.faults.map((row) => [missed(row) ? colors.red(row.id) : row.id, ...cells(row)]),
    right: [1, 2, 3, 5, 6, 7],
    colors,
  });
  return [table, '', ...summaryLines(report)].join('\n');
}

export function faultReportMarkdown(report: FaultReport): string {
  const { profile, guided, budgetSeconds, jobs, seeds } = report;
  const head = ['fault', 'what it does wrong', ...columns];
  const rows = report.faults.map((row) => [`\`${row.id}\``, row.story, ...cells(row)]);
  return [
    '# Planted faults',
    `Made by \`linksmith bench faults${guided ? ' --guided' : ''}\`: profile ${profile}, ${budgetSeconds} s of CPU for each of a campaign’s ${jobs} workers, ` +
      `seeds ${seeds.join(', ')}. What the faults are: \`corpus/faults\`.`,
    summaryLines(report)
      .map((line) => `- ${line}`)
      .join('\n'),
    '## Still hidden after',
    'Of all campaigns with a fault, how many had not detected it yet; and how many had reached its lines, and triggered it.',
    `\`\`\`text\n${curve(report)}\n\`\`\``,
    '## What each property finds',
    'Faults of which it was the first to fail, in some campaign; and those where nothing else failed in that case. Others ' +
      'fail in later cases, and of what two see the first in the order of a case is named.',
    propertyTable(report),
    '## Each fault',
    'Campaigns in which its lines were run, in which a link differed from the intact linker’s, and in which a property ' +
      'failed; the property that failed first; medians of those campaigns.',
    markdownTable(head, rows),
    '',
  ].join('\n\n');
}

/** Which was faster, by cases and by CPU time: whole and for what it found last. */
export function faultComparisonTable(comparison: FaultComparison, colors: Colors = noColors): string {
  const { head, rows } = comparedRows(comparison);
  return `${textTable({ head, rows, right: [1, 2], colors })}\n\n${comparedCampaigns(comparison)}`;
}

/** The same for keeping, with a row for each fault. */
export function faultComparisonMarkdown(comparison: FaultComparison): string {
  const { head, rows } = comparedRows(comparison);
  const [, left = '', right = ''] = head;
  const pair = (values: readonly (number | undefined)[], print: (value: number) => string) =>
    values.map((value) => known(value, print));
  const faults = comparison.rows.map(({ fault, cases, cpuSeconds }) => [
    `\`${fault}\``,
    ...pair(cases, String),
    ...pair(cpuSeconds, seconds),
  ]);
  return [
    '# Planted faults, two results side by side',
    `Made by \`linksmith bench faults --compare\`: ${comparedCampaigns(comparison)}, seeds ${comparison.seeds.join(', ')}. ` +
      'Medians over faults, of each fault’s median over its campaigns, until it is detected.',
    markdownTable(head, rows),
    markdownTable(['fault', `cases, ${left}`, `cases, ${right}`, `CPU s, ${left}`, `CPU s, ${right}`], faults),
    '',
  ].join('\n\n');
}

function comparedRows({ campaigns, results }: FaultComparison): { head: string[]; rows: string[][] } {
  const row = (what: string, show: (result: ComparedResult) => string) => [what, ...results.map(show)];
  return {
    head: row('', ({ name, guided }) => `${name}${guided ? ' (guided)' : ''}`),
    rows: [
      row('campaigns that detected it', ({ detected }) => `${detected}/${campaigns}`),
      row('cases, median of the faults', ({ medianCases }) => known(medianCases, String)),
      row('cases, slowest quarter', ({ slowestQuarterCases }) => known(slowestQuarterCases, String)),
      row('CPU s, median of the faults', ({ medianCpuSeconds }) => known(medianCpuSeconds, seconds)),
      row('CPU s, slowest quarter', ({ slowestQuarterCpuSeconds }) => known(slowestQuarterCpuSeconds, seconds)),
      row('faults detected sooner', ({ sooner }) => String(sooner)),
    ],
  };
}

function comparedCampaigns({ faults, campaigns, leftOut }: FaultComparison): string {
  const others = leftOut === 0 ? '' : `; ${leftOut} that only one of them has are left out`;
  return `${faults} faults, ${campaigns} campaigns in both${others}`;
}

const known = (value: number | undefined, print: (value: number) => string): string =>
  value === undefined ? 'not detected' : print(value);

function propertyTable({ properties }: FaultReport): string {
  const head = ['property', 'first', 'alone', 'alone for'];
  const rows = properties.map(({ property, first, alone }) => {
    const shown = alone.slice(0, 4).map((id) => `\`${id}\``);
    return [
      property,
      String(first.length),
      String(alone.length),
      [...shown, ...(alone.length > 4 ? ['…'] : [])].join(', '),
    ];
  });
  return markdownTable(head, rows);
}

const columns = ['reached', 'triggered', 'detected', 'first by', 'cases', 'seconds', 'CPU s', 'finding'];

function cells(row: FaultRow): string[] {
  const of = (count: number) => `${count}/${row.trials}`;
  const size = row.objects === undefined ? '' : `${row.objects} obj, ${row.symbols} sym${row.replays ? '' : ' (!)'}`;
  return [
    of(row.reached),
    of(row.triggered),
    of(row.detected),
    row.properties.join(', ') + (row.byCrashAlone ? ' (crash)' : ''),
    optional(row.cases, String),
    optional(row.seconds, seconds),
    optional(row.cpuSeconds, seconds),
    size,
  ];
}

function summaryLines({ summary, control, guided, budgetSeconds }: FaultReport): string[] {
  const { faults, detectedAlways, detectedSometimes, trials, detectedTrials, byCrashAlone } = summary;
  return [
    `${faults} faults: ${detectedAlways} detected in every campaign, ${detectedSometimes} in some, ` +
      `${faults - detectedAlways - detectedSometimes} in none (${detectedTrials} of ${trials}${guided ? ' guided' : ''} campaigns of ${budgetSeconds} s)`,
    detectedTrials === 0 ? 'nothing was detected' : untilDetection(summary),
    summary.findings === 0
      ? 'no findings were made'
      : `findings when shrunk: median ${optional(summary.medianObjects, String)} objects and ` +
        `${optional(summary.medianSymbols, String)} symbols; ${summary.findingsThatReplay} of ${summary.findings} replay, ` +
        'and hold without the fault',
    `found by a crash alone: ${byCrashAlone.length === 0 ? 'none' : byCrashAlone.join(', ')}`,
    `with nothing planted: ${control.findings} findings in ${control.cases} cases of ${control.trials} campaigns`,
  ];
}

const untilDetection = (summary: FaultReport['summary']): string =>
  `until detection: median ${optional(summary.medianCases, String)} cases, ` +
  `${optional(summary.medianSeconds, seconds)} s (${optional(summary.medianCpuSeconds, seconds)} s of CPU), ` +
  `at most ${optional(summary.slowestSeconds, seconds)} s (${optional(summary.slowestCpuSeconds, seconds)} s of CPU)`;

const optional = (value: number | undefined, print: (value: number) => string): string =>
  value === undefined ? '' : print(value);

const barWidth = 50;

function curve({ curve: points }: FaultReport): string {
  const rows = points.map(({ seconds: at, reached, triggered, detected }) => {
    const hidden = 1 - detected;
    const bar = '#'.repeat(Math.round(hidden * barWidth)).padEnd(barWidth);
    return [`${at} s`, bar, percent(hidden), percent(reached), percent(triggered)];
  });
  return textTable({ head: ['after', 'hidden', '', 'reached', 'triggered'], rows, right: [0, 2, 3, 4] });
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const seconds = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
const missed = ({ detected, trials }: FaultRow): boolean => detected < trials;
