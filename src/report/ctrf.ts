/** A campaign in the Common Test Report Format (ctrf.io): a test a property on a target, or a finding. */
import type { CampaignReport } from './json.ts';
import { testRows } from './test-rows.ts';

export function ctrf(report: CampaignReport): string {
  const tests = testRows(report).map(({ target, name, status, message, detail }) => ({
    name,
    status,
    duration: 0,
    suite: [target],
    ...(message === undefined ? {} : { message }),
    ...(detail === undefined ? {} : { trace: detail }),
  }));
  const count = (status: string) => tests.filter((test) => test.status === status).length;
  const value = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: 'linksmith', version: report.linksmith },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: 0,
        // A report does not say when: these are milliseconds since the campaign began.
        start: 0,
        stop: Math.round(report.elapsedMs),
      },
      tests,
      environment: { appName: 'linksmith', extra: { seed: report.plan.seed, profile: report.plan.profile } },
    },
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
