/**
 * A night as Markdown, for a terminal and for the summary of a job: what somebody has to look at, what was checked, how the
 * nights before went. Bounded, whatever was found.
 * Not here: what a night is (`src/campaign/nights`), a finding's own report (`markdown.ts`).
 */
import type { NightFinding, NightReport } from '../campaign/nights/night-report.ts';
import { markdownTable, markdownText } from './markdown-table.ts';

export function nightMarkdown(report: NightReport): string {
  const { night, day, seed, profile, targets, linksmith } = report;
  return [
    `# Night ${night}, ${day}: ${headline(report)}`,
    `linksmith ${linksmith}, seed ${seed}, profile ${profile}, ${targets.map(({ name, version }) => `${name} (${markdownText(version)})`).join(', ')}`,
    ...failures(report),
    ...findings(
      'What is new',
      report.findings.filter((finding) => finding.isNews),
    ),
    '## Checked',
    checked(report),
    ...findings(
      'What is known',
      report.findings.filter((finding) => !finding.isNews),
    ),
    '## Nights',
    trend(report),
    '',
  ].join('\n\n');
}

function headline({ verdict, findings }: NightReport): string {
  switch (verdict) {
    case 'nothing-new':
      return 'nothing new';
    case 'interrupted':
      return 'interrupted; the next night goes on with it';
    case 'news': {
      const news = findings.filter((finding) => finding.isNews).length;
      return news === 0 ? 'a check failed' : `${news} ${news === 1 ? 'finding' : 'findings'} to look at`;
    }
  }
}

/** What makes a night red beside findings. */
function failures({ canaries, corpus, warnings }: NightReport): string[] {
  const lines = [
    ...canaries.flatMap(({ target, canary }) =>
      canary.kind === 'missed' ? [`- **the canary on ${target} stayed green**: ${markdownText(canary.reason)}`] : [],
    ),
    ...corpus.failed.slice(0, mostRows).map((name) => `- **a regression case fails**: ${markdownText(name)}`),
    ...warnings.map((warning) => `- ${markdownText(warning)}`),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function checked({ canaries, corpus, cases, casesPerSecond, findings }: NightReport): string {
  const caught = canaries.filter(({ canary }) => canary.kind === 'found').length;
  return [
    `- ${caught} of ${canaries.length} canaries found`,
    `- ${corpus.replays} replays of regression cases, ${corpus.failed.length} failed`,
    `- ${findings.length} findings in the history`,
    `- ${cases} fresh cases, ${casesPerSecond} a second`,
  ].join('\n');
}

function findings(title: string, all: readonly NightFinding[]): string[] {
  if (all.length === 0) return [];
  const rows = all
    .slice(0, mostRows)
    .map(({ life, target, property, key, found, failed, id }) => [
      life,
      markdownText(target),
      markdownText(`${property}: ${key}`),
      found,
      failed,
      `findings/${id}`,
    ]);
  const more = all.length - rows.length;
  const table = markdownTable(['life', 'target', 'what fails', 'found', 'failed last', 'folder'], rows);
  return [`## ${title}`, table, ...(more > 0 ? [`and ${more} more in \`history.json\``] : [])];
}

function trend({ trend: nights }: NightReport): string {
  const rows = nights.slice(-nightsShown).map(({ night, day, cases, casesPerSecond, features, lives, verdict }) => [
    `${night}`,
    day,
    `${cases}`,
    `${casesPerSecond}`,
    `${features}`,
    Object.entries(lives)
      .filter(([, count]) => count > 0)
      .map(([life, count]) => `${count} ${life}`)
      .join(', '),
    verdict.replace('-', ' '),
  ]);
  return markdownTable(['night', 'day', 'cases', 'a second', 'features', 'findings', 'verdict'], rows);
}

const mostRows = 100;
const nightsShown = 14;
