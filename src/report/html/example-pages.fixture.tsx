/** A campaign and a finding with names that would like to be markup: for tests of the pages. */
import { lower } from '../../../generators/lower/lower.ts';
import type { Scenario } from '../../../generators/scenario/scenario.ts';
import { exampleScenario } from '../../../properties/example-scenario.ts';
import { explainLink } from '../../campaign/explain/explain-link.ts';
import type { Finding } from '../../campaign/findings/finding.ts';
import { openTarget } from '../../targets/index.ts';
import { type CampaignReport, campaignReportSchema } from '../json.ts';
import type { ShownFinding } from './finding-page.tsx';

export const hostileName = '<img src=x onerror="document.title=1">\u001b[2J</script><script>document.title=2</script>';

/** A finding whose output has one byte of a call changed. */
export async function exampleFinding(id = 'one'): Promise<ShownFinding> {
  const text = JSON.stringify(exampleScenario).replaceAll('"name":"answer"', `"name":${JSON.stringify(hostileName)}`);
  const { files, args } = lower(JSON.parse(text) as Scenario);
  const outcome = await openTarget('lazy').link({ files, args });
  const linked = outcome.kind === 'linked' ? outcome.bytes.slice() : new Uint8Array();
  const call = linked.findIndex((byte, at) => byte === 0x10 && linked[at + 2] === 0x80 && linked[at + 4] === 0x80);
  linked[call + 1] = 0x83;
  const outputs = new Map([['ld.wasm', linked]]);
  return {
    id,
    folder: { finding: finding([...args]), scenario: {}, original: {}, inputs: files, outputs },
    explanation: explainLink({ files, args, outputs: new Map([['ld', linked]]) }),
    command: 'ld main.o',
    replay: `linksmith repro out/findings/${id}`,
    scenarioText: `object ${hostileName}`,
  };
}

const finding = (args: string[]): Finding => ({
  schemaVersion: 1,
  property: 'relocation-audit',
  statement: 'Every relocation site holds what it must.',
  target: { name: 'ld', version: '1' },
  signature: { target: 'ld', property: 'relocation-audit', key: 'FUNCTION_INDEX_LEB.code.value', features: ['weak'] },
  elsewhere: [{ target: 'other', version: '2', says: 'holds' }],
  linksmith: '0.1.0',
  profile: 'default',
  seed: 5,
  index: 4,
  message: `function 3 is named ${hostileName}`,
  reproduced: true,
  shrink: { complete: true, tried: 12 },
  job: { args, files: [] },
});

const row = (id: string, property: string, target: string, life: string) => ({
  id,
  life,
  folder: `findings/${id}`,
  signature: { target, property, key: `wrong ${hostileName}`, features: [] },
  count: 2,
  indices: [4, 9],
  message: `expected 1 ${hostileName}`,
});

export const exampleCampaign: CampaignReport = campaignReportSchema.parse({
  schemaVersion: 1,
  linksmith: '0.1.0',
  verdict: 'findings',
  plan: { profile: 'default', seed: 5, targets: ['ld', 'lazy'] },
  ended: 'time',
  canary: { kind: 'found', property: 'self-check', key: 'x', cases: 1 },
  targets: [
    { name: 'ld', version: 'LD 1' },
    { name: 'lazy', version: '0.1.0' },
  ],
  jobs: 2,
  nextIndex: 1_000,
  elapsedMs: 20_000,
  casesPerSecond: 50,
  cases: 1_000,
  links: 2_000,
  properties: { 'self-check': { held: 1_990, failed: 2, notApplicable: 8 } },
  verdicts: {
    'ld: self-check': { held: 994, failed: 2, notApplicable: 4 },
    'lazy: self-check': { held: 996, failed: 0, notApplicable: 4 },
  },
  timeline: [1, 2, 3].map((at) => ({
    elapsedMs: at * 5_000,
    cases: at * 240,
    findings: at,
    features: 90 + at,
    rssMiB: 200,
    heapMiB: 60,
  })),
  features: { weak: 300, alias: 20 },
  featuresNeverSeen: ['zebra'],
  relocationKinds: { R_WASM_TYPE_INDEX_LEB: 40 },
  outcomes: { 'ld: linked': 900, 'ld: rejected': 100, 'lazy: linked': 1_000 },
  skipped: { 'ld: tables': 7 },
  divergences: {},
  warnings: ['slower than it was'],
  findingsLeftOut: 2,
  findings: [
    row('two', 'self-check', 'ld', 'known'),
    row('one', 'relocation-audit', 'ld', 'new'),
    row('three', 'self-check', 'lazy', 'known'),
  ],
});
