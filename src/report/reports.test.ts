/** The three faces of a campaign: JSON, the closing table, a finding's Markdown. */

import { describe, expect, it } from 'vitest';
import type { CampaignResult } from '../campaign/engine/campaign.ts';
import { findingWith } from '../campaign/findings/finding.fixture.ts';
import type { FindingFolder } from '../campaign/findings/finding.ts';
import { campaignMarkdown } from './campaign-markdown.ts';
import { ctrf } from './ctrf.ts';
import { campaignPage } from './html/campaign-page.tsx';
import { campaignJson, campaignReport, campaignReportSchema } from './json.ts';
import { jsonLines } from './json-lines.ts';
import { junit } from './junit.ts';
import { findingMarkdown } from './markdown.ts';
import { sarif } from './sarif.ts';
import { closingTable } from './table.ts';

const finding = {
  id: 'lazy-self-check-x',
  signature: { target: 'lazy', property: 'self-check', key: 'wrong', features: ['weak'] },
  message: 'expected 1\ngot 2',
  count: 2,
  indices: [4, 9],
  sights: [],
};

/** As the campaign has it of a server: more than what is told. */
const server = { name: 'ld-server', version: 'LD 1', linker: 'ld' };

const result = (change: Partial<CampaignResult> = {}): CampaignResult => ({
  linksmith: '0.1.0',
  plan: { profile: 'default', seed: 5, targets: ['lazy'] },
  ended: 'runs',
  canary: { kind: 'found', property: 'self-check', key: 'wrong', cases: 1 },
  targets: [{ name: 'lazy', version: '0.1.0' }, server],
  properties: ['self-check', 'never-asked'],
  knownFeatures: ['weak', 'zebra', 'alias'],
  jobs: 2,
  nextIndex: 1234,
  warnings: [],
  tally: {
    cases: 1234,
    links: 2468,
    properties: { 'self-check': { held: 1230, failed: 2, notApplicable: 2 } },
    verdicts: { 'lazy: self-check': { held: 1230, failed: 2, notApplicable: 2 } },
    features: { weak: 7, alias: 70 },
    relocationKinds: { R_WASM_TYPE_INDEX_LEB: 3 },
    skipped: { 'lazy: archive': 3, 'lazy: comdat-function': 4 },
    divergences: { 'order-of-types': 12 },
    outcomes: { 'lazy: rejected': 34, 'lazy: linked': 1200 },
  },
  findings: [],
  timeline: {
    everyMs: 1_000,
    points: [{ elapsedMs: 1_000, cases: 500, findings: 0, features: 2, rssMiB: 200, heapMiB: 60 }],
  },
  memory: {
    ...{ rssMiB: 412, mostRssMiB: 430, overMs: 14_400_000, overCases: 1_000_000 },
    ...{ mibPerHour: 1.2, mibPer10kCases: -0.1 },
  },
  elapsedMs: 2_000,
  casesPerSecond: 617.04,
  ...change,
});

const options = { directory: 'reports/x', relocationKinds: ['R_WASM_TYPE_INDEX_LEB', 'R_WASM_OTHER'] };

describe('campaignReport', () => {
  it('fits its own schema, in an order that does not depend on the run', () => {
    const report = campaignReport(result());
    expect(campaignReportSchema.parse(JSON.parse(campaignJson(report)))).toEqual(report);
    expect(Object.keys(report.features)).toEqual(['alias', 'weak']);
    expect(report).toMatchObject({
      verdict: 'nothing-found',
      featuresNeverSeen: ['zebra'],
      properties: { 'never-asked': { held: 0, failed: 0, notApplicable: 0 } },
    });
  });

  it.each<[Partial<CampaignResult>, string]>([
    [{ findings: [finding] }, 'findings'],
    [{ findings: [finding], ended: 'interrupted' }, 'interrupted'],
    [{ findings: [{ ...finding, replayed: 'both' }] }, 'findings'],
    [{ findings: [{ ...finding, replayed: 'passes' }] }, 'nothing-found'],
    [{ ended: 'canary-missed', canary: { kind: 'missed', reason: 'x', cases: 1 } }, 'canary-missed'],
  ])('has a verdict for %j: %s', (change, verdict) => {
    expect(campaignReport(result(change)).verdict).toBe(verdict);
  });

  it('lists first what has a cause or a key that none before it has', () => {
    const row = (id: string, key: string, cause?: string) => ({
      ...finding,
      id,
      signature: { ...finding.signature, key },
      ...(cause === undefined ? {} : { cause }),
    });
    const findings = [row('a', 'x'), row('b', 'x'), row('c', 'x', 'told'), row('d', 'y'), row('e', 'z', 'told')];
    expect(
      campaignReport(result({ findings }))
        .findings.map(({ id }) => id)
        .join(''),
    ).toBe('acdbe');
  });

  it.each([
    ['a long message', 1, 'x'.repeat(1_000_000), 10_000],
    ['thousands of findings', 2_000, 'y'.repeat(3_000), 2 ** 20],
    ['bytes that JSON writes with six letters', 2_000, '\u0001'.repeat(3_000), 2 ** 20],
  ])('stays small with %s', (_, count, message, limit) => {
    const findings = Array.from({ length: count }, (_, i) => {
      const features = Array.from({ length: 300 }, (_, word) => `feature-${word}`);
      const signature = { ...finding.signature, key: `${i}${message}`, features: count === 1 ? [] : features };
      return { ...finding, message, signature };
    });
    const report = campaignReport(result({ findings }));
    expect(Buffer.byteLength(campaignJson(report))).toBeLessThan(limit);
    expect(report.findings.length + report.findingsLeftOut).toBe(count);
    expect(report.findings.length).toBeGreaterThan(0);
  });
});

describe('a campaign with thousands of findings', () => {
  const findings = Array.from({ length: 5_000 }, (_, i) => ({
    ...finding,
    id: `lazy-self-check-${i}`,
    signature: { ...finding.signature, key: `key-${i}`, features: Array.from({ length: 40 }, (_, at) => `word-${at}`) },
    message: '<f&g>"'.repeat(330),
  }));
  const report = campaignReport(result({ findings }));

  it.each<[string, string]>([
    ['campaign.json', campaignJson(report)],
    ['HTML', campaignPage(report, { ...options, findings: [] })],
    ['Markdown', campaignMarkdown(report)],
    ['JUnit', junit(report)],
    ['SARIF', sarif(report)],
    ['CTRF', ctrf(report)],
    ['JSON lines', jsonLines(report)],
    ['the table', closingTable(report, options)],
  ])('stays below 1 MiB as %s', (_, text) => {
    expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20);
  });
});

describe('closingTable', () => {
  it('says how much was done and what was seen', () => {
    const table = closingTable(campaignReport(result()), options);
    expect(table).toMatch(/cases +1,234 in 2\.0 s/);
    expect(table).toMatch(/cases a second +617 on 2 workers/);
    expect(table).toMatch(/links +lazy: linked 1,200, lazy: rejected 34/);
    expect(table).toMatch(/self-check +1,230 +2 +2/);
    expect(table).toMatch(/lazy was not asked in 7 of 1,234 cases, which hold\n +comdat-function 4, archive 3/);
    expect(table).toMatch(/known divergences +order-of-types 12/);
    expect(table).toMatch(/memory +412 MiB; over the last 240 min \+1\.2 MiB an hour, -0\.1 MiB per 10,000 cases/);
    expect(table).toMatch(/never-asked +0 +0 +0/);
    expect(table).toMatch(/features seen: 2 of 3\n {2}never: zebra\n {2}weak 7, alias 70/);
    expect(table).toMatch(/relocation kinds seen: 1 of 2\n {2}TYPE_INDEX_LEB 3/);
    expect(table).toMatch(/nothing found in 1,234 cases$/);
  });

  it('lists findings with the command that replays them', () => {
    const table = closingTable(campaignReport(result({ findings: [finding] })), { ...options, directory: 'my dir' });
    expect(table).toContain('self-check on lazy: wrong\n  expected 1\n  in 2 cases, first at index 4; features: weak');
    expect(table).toContain("linksmith repro 'my dir/findings/lazy-self-check-x'");
    expect(table).toContain("\nas pages: linksmith report 'my dir'\n");
    expect(table).toMatch(/1 finding$/);
    const features = Array.from({ length: 15 }, (_, at) => `f${at}`);
    const long = campaignReport(result({ findings: [{ ...finding, signature: { ...finding.signature, features } }] }));
    expect(closingTable(long, options)).toContain('features: f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 and 3 more\n');
    const flaky = campaignReport(result({ findings: [{ ...finding, replayed: 'both' }] }));
    expect(closingTable(flaky, options)).toContain('\ncomes and goes: self-check on lazy: wrong\n');
  });

  it('is loud about a canary that stayed green', () => {
    const missed = result({
      ended: 'canary-missed',
      canary: { kind: 'missed', reason: 'no property failed', cases: 64 },
    });
    expect(closingTable(campaignReport(missed), options)).toMatch(/THE CANARY STAYED GREEN.*no property failed/);
  });
});

describe('findingMarkdown', () => {
  const folder: FindingFolder = {
    finding: findingWith({
      statement: 'Calls give what the model says.',
      signature: { target: 'lazy', property: 'self-check', key: 'wrong`key', features: ['weak'] },
      seed: 5,
      index: 4,
      message: 'expected ```1```, got 2',
      shrink: { complete: true, tried: 12 },
    }),
    scenario: {},
    original: {},
    inputs: new Map([
      ['a.o', Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])],
      ['b.o', Uint8Array.of(1)],
    ]),
    outputs: new Map([['eager.txt', new TextEncoder().encode('rejected\nundefined symbol: x\n')]]),
  };
  const text = findingMarkdown(folder, { scenarioText: 'object a.o', command: 'linksmith-ld a.o' });

  it.each([
    '# self-check does not hold on lazy\n\nCalls give what the model says.',
    'found at seed 5, index 4, profile default',
    'minimal: none of the 12 simpler scenarios',
    '````\nexpected ```1```, got 2\n````',
    '```sh\nlinksmith-ld a.o\n```',
    'a.o: module, 8 bytes',
    'b.o: 1 bytes, invalid magic number',
    'eager.txt:\nrejected\nundefined symbol: x',
    '## Scenario\n\n```\nobject a.o\n```',
    "`wrong'key`",
  ])('has %j', (part) => {
    expect(text).toContain(part);
  });

  it('says when the case did not fail again, or is not minimal', () => {
    const unsure = {
      ...folder,
      finding: { ...folder.finding, reproduced: false, shrink: { complete: false, tried: 3 } },
    };
    const said = findingMarkdown(unsure, { scenarioText: '', command: '' });
    expect(said).toContain('did not fail again');
    expect(said).toContain('not minimal');
    expect(said).not.toContain('## Scenario');
  });
});
