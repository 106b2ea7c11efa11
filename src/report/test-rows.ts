/**
 * A campaign as a list of tests, for formats that know nothing else: a test is a property on a target; where it has
 * findings, each of them is a test that failed.
 * Not here: the formats (`junit.ts`, `ctrf.ts`).
 */
import type { CampaignReport } from './json.ts';

export interface TestRow {
  readonly target: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** One line: what failed, or why nothing was asked. */
  readonly message?: string;
  /** Of a finding: what a person needs. */
  readonly detail?: string;
}

export function testRows(report: CampaignReport): TestRow[] {
  return [canaryRow(report), ...report.targets.flatMap(({ name }) => rowsOf(report, name))];
}

/** Without it the others say nothing. */
function canaryRow({ canary, targets }: CampaignReport): TestRow {
  const row = { target: targets[0]?.name ?? 'lazy', name: 'canary' };
  switch (canary.kind) {
    case 'found':
      return { ...row, status: 'passed' };
    case 'interrupted':
      return { ...row, status: 'skipped', message: 'interrupted' };
    case 'missed':
      return { ...row, status: 'failed', message: `a planted fault was not found: ${canary.reason}` };
  }
}

function rowsOf(report: CampaignReport, target: string): TestRow[] {
  // Who dies or hangs fails a case without a property.
  const names = new Set(Object.keys(report.properties));
  for (const { signature } of report.findings) if (signature.target === target) names.add(signature.property);
  return [...names].flatMap((property) => rowsOfProperty(report, target, property));
}

function rowsOfProperty(report: CampaignReport, target: string, property: string): TestRow[] {
  const findings = report.findings.filter(
    ({ signature }) => signature.target === target && signature.property === property,
  );
  if (findings.length > 0) return findings.map((finding) => findingRow(finding));
  const counts = report.verdicts[`${target}: ${property}`];
  if (counts !== undefined && counts.held > 0) return [{ target, name: property, status: 'passed' }];
  return [{ target, name: property, status: 'skipped', message: 'it applied to no case' }];
}

/** Of a finding's message; the folder has all of it. Signs of markup grow when they are written. */
const longestDetail = 1_000;

function findingRow({ id, signature, cause, message, count, folder }: CampaignReport['findings'][number]): TestRow {
  return {
    target: signature.target,
    name: `${signature.property}: ${id}`,
    status: 'failed',
    message: cause ?? signature.key,
    detail: [
      message.slice(0, longestDetail),
      `in ${count} ${count === 1 ? 'case' : 'cases'}`,
      `replay: linksmith repro ${folder}`,
    ].join('\n'),
  };
}
