/**
 * A campaign as JUnit XML, in the form that Jenkins, GitLab and GitHub's actions read: a suite a target, a test case a
 * property, a failure a finding. preact writes and escapes it; what XML cannot hold is shown as escapes.
 */
import { type ComponentChildren, h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { CampaignReport } from './json.ts';
import { type TestRow, testRows } from './test-rows.ts';
import { visible } from './visible.ts';

export function junit(report: CampaignReport): string {
  const rows = testRows(report);
  const seconds = (report.elapsedMs / 1000).toFixed(3);
  const suites = [...new Set(rows.map(({ target }) => target))].map((target) => suite(target, rows, seconds));
  const root = element('testsuites', { name: 'linksmith', ...countsOf(rows), time: seconds }, suites);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml(root)}\n`;
}

function suite(target: string, all: readonly TestRow[], time: string): VNode {
  const rows = all.filter((row) => row.target === target);
  return element('testsuite', { name: plain(target), ...countsOf(rows), time }, rows.map(testCase));
}

function testCase({ target, name, status, message = '', detail = '' }: TestRow): VNode {
  const attributes = { name: plain(name), classname: `linksmith.${plain(target)}`, time: '0' };
  if (status === 'passed') return element('testcase', attributes);
  if (status === 'skipped') return element('testcase', attributes, element('skipped', { message: plain(message) }));
  return element(
    'testcase',
    attributes,
    element('failure', { message: plain(message), type: 'finding' }, plain(detail)),
  );
}

/** What is HTML but not XML: this sequence in text. */
const xml = (root: VNode): string => renderToString(root).replaceAll(']]>', ']]&gt;');

const element = (name: string, attributes: Readonly<Record<string, string>>, children?: ComponentChildren): VNode =>
  h(name, attributes, children) as VNode;

const countsOf = (rows: readonly TestRow[]) => ({
  tests: String(rows.length),
  failures: String(rows.filter(({ status }) => status === 'failed').length),
  errors: '0',
  skipped: String(rows.filter(({ status }) => status === 'skipped').length),
});

/** Half of a surrogate pair and the last two of a plane are no XML either; colours are not kept. */
const plain = (text: string): string => visible(text).replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd');
