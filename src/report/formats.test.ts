/** A campaign in the formats of other programs, each against its schema; and Markdown for a job's summary. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { campaignMarkdown } from './campaign-markdown.ts';
import { ctrf } from './ctrf.ts';
import { exampleCampaign, hostileName } from './html/example-pages.fixture.tsx';
import type { CampaignReport } from './json.ts';
import { jsonLines } from './json-lines.ts';
import { junit } from './junit.ts';
import { junitSchema } from './junit-schema.fixture.ts';
import { sarif } from './sarif.ts';

const require = createRequire(import.meta.url);
const many = Array.from({ length: 3_000 }, (_, at) => ({
  ...exampleCampaign.findings[0]!,
  id: `f${at}`,
  message: 'x'.repeat(2_000),
}));
const campaigns: readonly (readonly [string, CampaignReport])[] = [
  ['findings', exampleCampaign],
  ['nothing', { ...exampleCampaign, findings: [], verdict: 'nothing-found' }],
  [
    'a missed canary',
    { ...exampleCampaign, canary: { kind: 'missed', reason: hostileName, cases: 9 }, verdict: 'canary-missed' },
  ],
  [
    'no XML',
    { ...exampleCampaign, findings: [{ ...exampleCampaign.findings[0]!, message: '\ud800\uffff\u0001\u001b[31m]]>' }] },
  ],
];

/** What a schema says is wrong, by path. */
function schemaCheck(path: string): (value: unknown) => string[] {
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  // SARIF's says that it is of a draft that ajv does not know any more, and uses nothing of it.
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  const check = ajv.compile(schema);
  return (value) =>
    check(value) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('sarif', () => {
  const errorsIn = schemaCheck(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

  it.each(campaigns)('fits the schema with %s', (_, campaign) => {
    expect(errorsIn(JSON.parse(sarif(campaign)))).toEqual([]);
  });

  it('has a rule and a fingerprint for each result', () => {
    const [run] = JSON.parse(sarif(exampleCampaign)).runs;
    expect(run.results).toHaveLength(3);
    for (const { ruleId, ruleIndex, partialFingerprints } of run.results) {
      expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(Object.keys(partialFingerprints)).toEqual(['linksmithSignature/v1']);
    }
  });

  it('is seen to fail', () => {
    expect(errorsIn({ version: '2.1.0', runs: [{ tool: {} }] })).not.toEqual([]);
  });
});

describe('ctrf', () => {
  const errorsIn = schemaCheck(require.resolve('ctrf').replace(/ctrf\/dist\/.*$/, 'ctrf/dist/ctrf-schema-0.0.json'));

  it.each(campaigns)('fits the schema with %s', (_, campaign) => {
    expect(errorsIn(JSON.parse(ctrf(campaign)))).toEqual([]);
  });

  it.each([
    [campaigns[0], { tests: 4, failed: 3, passed: 1, skipped: 0 }],
    [campaigns[1], { tests: 3, failed: 0, passed: 3, skipped: 0 }],
    [campaigns[2], { failed: 4, passed: 0 }],
  ] as const)('counts in %#', ([, campaign] = campaigns[0]!, counts) => {
    expect(JSON.parse(ctrf(campaign)).results.summary).toMatchObject(counts);
  });

  it('is seen to fail', () => {
    expect(errorsIn({ results: { tests: [{}] } })).not.toEqual([]);
  });
});

describe('junit', () => {
  const schema = [{ fileName: 'junit.xsd', contents: junitSchema }] as const;
  const errorsIn = async (contents: string) =>
    (await validateXML({ xml: { fileName: 'junit.xml', contents }, schema: [...schema] })).errors.map(
      ({ message }) => message,
    );

  it.each(campaigns)('is XML of the usual form with %s', async (_, campaign) => {
    expect(await errorsIn(junit(campaign))).toEqual([]);
  });

  it('keeps what would end a section of text', async () => {
    expect(junit(campaigns[3]![1])).toContain(']]&gt;');
  });

  it('is seen to fail', async () => {
    expect(await errorsIn('<testsuites><test/></testsuites>')).not.toEqual([]);
  });
});

describe('jsonLines', () => {
  it('has the campaign and each finding', () => {
    const lines = jsonLines(exampleCampaign)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ kind, id }) => id ?? kind)).toEqual(['campaign', 'two', 'one', 'three']);
  });
});

describe('campaignMarkdown', () => {
  it('stays small, and shows names as text', () => {
    const text = campaignMarkdown({ ...exampleCampaign, findings: many });
    expect(Buffer.byteLength(text)).toBeLessThan(100_000);
    expect(text).toContain('## ❌ 3000 findings in 1,000 cases');
    expect(text).toContain('and 2900 more');
    expect(campaignMarkdown(exampleCampaign)).not.toMatch(/<(img|script)/);
  });
});
