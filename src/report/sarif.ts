/**
 * A campaign's findings as SARIF 2.1.0, which code scanning shows: a rule a property, a result a finding, known again by its
 * signature. The place of a finding is its report in the campaign's folder.
 */
import type { Log, Result } from 'sarif';
import type { CampaignReport } from './json.ts';
import { visible } from './visible.ts';

export function sarif(report: CampaignReport): string {
  const names = new Set([
    ...Object.keys(report.properties),
    ...report.findings.map(({ signature }) => signature.property),
  ]);
  const rules = [...names].map((id) => ({ id, shortDescription: { text: `The property ${id} does not hold.` } }));
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'linksmith', version: report.linksmith, rules } },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultOf(finding, [...names])),
        invocations: [{ executionSuccessful: report.verdict !== 'canary-missed' }],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(
  { id, signature, life, cause, message, folder, count }: CampaignReport['findings'][number],
  rules: readonly string[],
): Result {
  const { property, target, key } = signature;
  return {
    ruleId: property,
    ruleIndex: rules.indexOf(property),
    level: 'error',
    ...(life === undefined
      ? {}
      : { baselineState: life === 'known' ? 'unchanged' : life === 'fixed' ? 'absent' : 'new' }),
    message: { text: plain(`${target}: ${cause ?? key}\n${message}\nlinksmith repro ${folder}`) },
    locations: [
      { physicalLocation: { artifactLocation: { uri: `${encodeURI(folder)}/report.md` }, region: { startLine: 1 } } },
    ],
    partialFingerprints: { 'linksmithSignature/v1': id },
    occurrenceCount: count,
  };
}

/** Brackets would be a link. */
const plain = (text: string): string => visible(text).replace(/[\\[\]]/g, '\\$&');
