/**
 * A campaign as Markdown for the summary of a job: the verdict, the findings, what each property said, what was not asked.
 * Far below the megabyte that GitHub takes, however many findings there are.
 * Not here: a finding's own report (`markdown.ts`).
 */
import type { CampaignReport } from './json.ts';
import { markdownTable, markdownText } from './markdown-table.ts';
import { memoryText, standingText } from './words.ts';

export function campaignMarkdown(report: CampaignReport): string {
  const { plan, targets, properties, skipped, warnings } = report;
  const parts = [
    `## ${verdictOf(report)}`,
    `${number(report.cases)} cases in ${(report.elapsedMs / 1000).toFixed(1)} s; seed ${plan.seed}, profile ${plan.profile}; ` +
      `targets ${targets.map(({ name, version }) => `${markdownText(name)} (${markdownText(version)})`).join(', ')}; linksmith ${report.linksmith}`,
    ...(report.memory === undefined ? [] : [`memory: ${memoryText(report.memory)}`]),
    ...warnings.map((warning) => `**${markdownText(warning)}**`),
    ...findingsOf(report),
    '### Properties',
    markdownTable(
      ['property', 'held', 'failed', 'did not apply'],
      Object.entries(properties).map(([name, counts]) => [
        name,
        ...[counts.held, counts.failed, counts.notApplicable].map(number),
      ]),
      [1, 2, 3],
    ),
    ...(Object.keys(skipped).length === 0
      ? []
      : ['### Not asked', markdownTable(['target: what', 'cases'], rowsOf(skipped), [1])]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function verdictOf({ verdict, findings, cases, canary }: CampaignReport): string {
  const found = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'} in ${number(cases)} cases`;
  switch (verdict) {
    case 'nothing-found':
      return `✅ nothing found in ${number(cases)} cases`;
    case 'findings':
      return `❌ ${found}`;
    case 'interrupted':
      return `⏹ interrupted: ${found}`;
    case 'canary-missed':
      return `❌ the canary stayed green: ${canary.kind === 'missed' ? markdownText(canary.reason) : ''}`;
  }
}

const mostFindings = 100;

function findingsOf({ findings }: CampaignReport): string[] {
  if (findings.length === 0) return [];
  const rows = findings
    .slice(0, mostFindings)
    .map(({ signature, cause, count, message, folder, ...standing }) => [
      `${standingText(standing)}${markdownText(signature.property)}`,
      markdownText(signature.target),
      markdownText(cause ?? signature.key),
      markdownText(message.split('\n')[0]!),
      number(count),
      `\`linksmith repro ${markdownText(folder)}\``,
    ]);
  const rest = findings.length - rows.length;
  return [
    '### Findings',
    markdownTable(['property', 'target', 'what', 'message', 'cases', 'replay'], rows, [4]),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ];
}

const rowsOf = (counts: Readonly<Record<string, number>>): string[][] =>
  Object.entries(counts)
    .sort(([, left], [, right]) => right - left)
    .slice(0, mostFindings)
    .map(([name, count]) => [markdownText(name), number(count)]);

const number = (count: number): string => count.toLocaleString('en-US');
