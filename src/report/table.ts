/**
 * The table that closes a campaign: verdict first, then how much was done, what each property said, what was seen of
 * features and relocation kinds, and the findings with how to replay them.
 * Not here: `campaign.json` (`json.ts`), a finding's own report (`markdown.ts`).
 */

import type { CampaignReport } from './json.ts';
import { type Colors, noColors, textTable } from './text-table.ts';
import { visible } from './visible.ts';
import { canaryText, grouped, memoryText, shortKind, standingText } from './words.ts';

export interface ClosingTableOptions {
  /** The campaign's folder as the user would write it. */
  readonly directory: string;
  /** Names of all relocation kinds. */
  readonly relocationKinds: readonly string[];
  readonly colors?: Colors;
}

export function closingTable(report: CampaignReport, options: ClosingTableOptions): string {
  const { colors = noColors } = options;
  const parts = [
    summary(report, options, colors),
    properties(report, colors),
    skipped(report, colors),
    seen(report, options, colors),
    findings(report, options, colors),
    verdict(report, colors),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function summary(report: CampaignReport, { directory }: ClosingTableOptions, colors: Colors): string {
  const { plan, targets, jobs, canary } = report;
  const seconds = (report.elapsedMs / 1000).toFixed(1);
  const rows = [
    ['cases', `${grouped(report.cases)} in ${seconds} s`],
    ['cases a second', `${grouped(Math.round(report.casesPerSecond))} on ${jobs} ${jobs === 1 ? 'worker' : 'workers'}`],
    ['seed', `${plan.seed}, profile ${plan.profile}${shardText(plan)}`],
    ['targets', targets.map(({ name, version }) => `${name} (${version})`).join(', ')],
    [
      'links',
      Object.entries(report.outcomes)
        .map(([outcome, count]) => `${outcome} ${grouped(count)}`)
        .join(', '),
    ],
    ['canary', canaryText(canary)],
    ...(report.memory === undefined ? [] : [['memory', memoryText(report.memory)]]),
    ...knownRows(report.divergences),
    ...report.warnings.map((warning) => ['warning', colors.yellow(visible(warning))]),
    ['folder', directory],
  ];
  return textTable({ head: ['campaign', ''], rows, colors });
}

const shardText = ({ shard }: CampaignReport['plan']): string =>
  shard === undefined ? '' : `, shard ${shard.index} of ${shard.of}`;

/** Failures that were passed over, since `corpus/divergences.json` knows them. */
function knownRows(divergences: CampaignReport['divergences']): string[][] {
  const words = Object.entries(divergences).map(([key, count]) => `${key} ${grouped(count)}`);
  return words.length === 0 ? [] : [['known divergences', words.join(', ')]];
}

function properties(report: CampaignReport, colors: Colors): string {
  const rows = Object.entries(report.properties).map(([name, { held, failed, notApplicable }]) => [
    name,
    grouped(held),
    failed === 0 ? '0' : colors.red(grouped(failed)),
    grouped(notApplicable),
  ]);
  return textTable({ head: ['property', 'held', 'failed', 'did not apply'], rows, right: [1, 2, 3], colors });
}

/** What each target was not asked, and why: a campaign says nothing about it. */
function skipped(report: CampaignReport, colors: Colors): string {
  const lines = report.targets.flatMap(({ name }) => {
    const prefix = `${name}: `;
    const reasons = Object.entries(report.skipped).filter(([reason]) => reason.startsWith(prefix));
    if (reasons.length === 0) return [];
    const all = reasons.reduce((sum, [, count]) => sum + count, 0);
    const words = reasons
      .sort(([, left], [, right]) => right - left)
      .map(([reason, count]) => `${reason.slice(prefix.length)} ${grouped(count)}`);
    return [
      colors.bold(`${name} was not asked in ${grouped(all)} of ${grouped(report.cases)} cases, which hold`),
      ...wrapped(words),
    ];
  });
  return lines.join('\n');
}

function seen(report: CampaignReport, { relocationKinds }: ClosingTableOptions, colors: Colors): string {
  const kindsSeen = Object.keys(report.relocationKinds).length;
  const features = Object.entries(report.features).sort(([, left], [, right]) => left - right);
  const all = features.length + report.featuresNeverSeen.length;
  const rarest = features.slice(0, rarestShown).map(([feature, count]) => `${feature} ${grouped(count)}`);
  return [
    colors.bold(`features seen: ${features.length} of ${all}`),
    ...wrapped(firstOf(report.featuresNeverSeen, neverShown), 'never: '),
    ...wrapped(rarest, features.length > rarestShown ? 'rarest: ' : ''),
    colors.bold(`relocation kinds seen: ${kindsSeen} of ${relocationKinds.length}`),
    ...wrapped(Object.entries(report.relocationKinds).map(([kind, count]) => `${shortKind(kind)} ${grouped(count)}`)),
  ].join('\n');
}

function findings(report: CampaignReport, { directory }: ClosingTableOptions, colors: Colors): string {
  if (report.findings.length === 0) return '';
  const lines = report.findings.flatMap(({ signature, cause, count, message, folder, indices, ...standing }) => [
    `${standingText(standing)}${colors.red(signature.property)} on ${signature.target}: ${visible(signature.key)}`,
    ...(cause === undefined ? [] : [`  ${visible(cause)}`]),
    `  ${visible(firstLine(message))}`,
    `  in ${count} ${count === 1 ? 'case' : 'cases'}, first at index ${indices[0]}; features: ${firstOf(signature.features, ofFindingShown).join(' ')}`,
    `  linksmith repro ${shellPath(`${directory}/${folder}`)}`,
  ]);
  return [colors.bold('findings'), ...lines, `as pages: linksmith report ${shellPath(directory)}`].join('\n');
}

function verdict({ verdict: word, findings, findingsLeftOut, canary, cases }: CampaignReport, colors: Colors): string {
  const all = findings.length + findingsLeftOut;
  const found = all === 1 ? '1 finding' : `${all} findings`;
  switch (word) {
    case 'nothing-found':
      return colors.green(`nothing found in ${grouped(cases)} cases`);
    case 'findings':
      return colors.red(found);
    case 'interrupted':
      return colors.yellow(
        `interrupted after ${grouped(cases)} cases, ${findings.length === 0 ? 'nothing found' : found}`,
      );
    case 'canary-missed':
      return colors.red(
        `THE CANARY STAYED GREEN: a fault was planted and not found (${canary.kind === 'missed' ? canary.reason : ''}). ` +
          'This campaign says nothing about the linker.',
      );
  }
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

const shellPath = (path: string): string => (/[^\w./@:+=-]/.test(path) ? `'${path.replaceAll("'", `'\\''`)}'` : path);

/** All are in `campaign.json`. */
const rarestShown = 16;
const neverShown = 60;
const ofFindingShown = 12;

/** The first words, and how many more there are. */
const firstOf = (words: readonly string[], shown: number): readonly string[] =>
  words.length <= shown ? words : [...words.slice(0, shown), `and ${grouped(words.length - shown)} more`];

const lineWidth = 100;

/** Words in lines of a bearable width, indented. */
function wrapped(words: readonly string[], label = ''): string[] {
  const lines: string[] = [];
  let line = `  ${label}`;
  for (const [position, word] of words.entries()) {
    const piece = position === words.length - 1 ? word : `${word}, `;
    if (line.length + piece.length > lineWidth) {
      lines.push(line.trimEnd());
      line = `  ${' '.repeat(label.length)}`;
    }
    line += piece;
  }
  return words.length === 0 ? [] : [...lines, line];
}
