/**
 * Names that would be markup, controls or orders in some format, from objects to every report and to the terminal: a campaign
 * and a finding are stored with them, and all that commands write of these is read back.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { exampleScenario } from '../../properties/example-scenario.ts';
import { findingWith } from '../campaign/findings/finding.fixture.ts';
import { sha256, storeFinding } from '../campaign/findings/store.ts';
import { smallObject } from '../linker/small-object.fixture.ts';
import { hostileNames, obeyed } from '../report/hostile-names.fixture.ts';
import { exampleCampaign } from '../report/html/example-pages.fixture.tsx';
import { campaignJson } from '../report/json.ts';
import { junitSchema } from '../report/junit-schema.fixture.ts';
import { findingMarkdown } from '../report/markdown.ts';
import { visible } from '../report/visible.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { run } from './cli.fixture.ts';
import { reportFiles } from './report.ts';

const object = smallObject({
  functions: hostileNames.map((name) => ({ name })),
  data: hostileNames.map((name, at) => ({
    segment: `.data.${name}`,
    content: [[at]],
    symbols: [{ name: `d${name}` }],
  })),
});

const scenario = JSON.stringify(exampleScenario).replaceAll(
  '"name":"answer"',
  `"name":${JSON.stringify(hostileNames.join(''))}`,
);

/** A campaign with one finding a name, and the first of them stored. */
async function campaign(): Promise<string> {
  const cwd = await temporaryFolder();
  const [first] = exampleCampaign.findings;
  const findings = hostileNames.map((name, at) => ({
    ...first!,
    id: `f${at}`,
    folder: `findings/f${at}`,
    signature: { ...first!.signature, key: name, target: `t${name}` },
    cause: name,
    message: `expected ${name}`,
  }));
  await mkdir(join(cwd, 'out'));
  await writeFile(join(cwd, 'a.o'), object);
  await writeFile(
    join(cwd, 'out', 'campaign.json'),
    campaignJson({ ...exampleCampaign, findings, warnings: [...hostileNames] }),
  );
  const folder = {
    finding: findingWith({
      message: hostileNames.join('\n'),
      signature: { ...first!.signature, key: hostileNames.join(' ') },
      cause: hostileNames.join(' '),
      job: {
        args: ['--no-entry', ...hostileNames.map((name) => `--export=${name}`), 'a.o'],
        files: [{ name: 'a.o', sha256: sha256(object) }],
      },
    }),
    scenario: JSON.parse(scenario),
    original: {},
    inputs: new Map([['a.o', object]]),
    outputs: new Map([['lazy.txt', new TextEncoder().encode(hostileNames.join('\n'))]]),
  };
  const report = findingMarkdown(folder, { scenarioText: hostileNames.join('\n'), command: hostileNames.join(' ') });
  await storeFinding(join(cwd, 'out', 'findings', 'f0'), folder, { report });
  return cwd;
}

/** What is obeyed, with what stands around it. */
const orders = (text: string): string[] =>
  [...text.matchAll(new RegExp(obeyed, 'g'))].map(({ index }) => text.slice(Math.max(0, index - 40), index + 20));

const markup = /<(script>alert|img src|failure\/>|!-- x)/;

/** Of a table in Markdown: how many cells each line has. */
const cellsOf = (text: string): number[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replaceAll(/\\[\\|]/g, '').split('|').length);

/** Without blocks of code, where markup is text. */
const withoutCode = (text: string): string =>
  text.replaceAll(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '').replaceAll(/`[^`\n]*`/g, '');

describe('names from objects stay text', async () => {
  const checks: Readonly<Record<keyof typeof reportFiles, (text: string) => Promise<void> | void>> = {
    html: (text) => {
      expect(text).not.toMatch(markup);
      expect(text).toContain('&lt;script>alert(1)&lt;/script>');
    },
    markdown: (text) => {
      expect(withoutCode(text)).not.toMatch(markup);
      expect(withoutCode(text)).not.toMatch(/(?<!\\)\]\(javascript/);
      expect(text).not.toMatch(/^# heading/m);
      const findings = text.slice(text.indexOf('### Findings'), text.indexOf('### Properties'));
      expect(new Set(cellsOf(findings))).toEqual(new Set([8]));
    },
    junit: async (text) => {
      const schema = [{ fileName: 'junit.xsd', contents: junitSchema }] as const;
      const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents: text }, schema: [...schema] });
      expect(errors).toEqual([]);
      expect(text).not.toMatch(markup);
    },
    sarif: (text) => {
      const messages = JSON.parse(text).runs[0].results.map(
        ({ message }: { message: { text: string } }) => message.text,
      );
      for (const [at, name] of hostileNames.entries()) {
        expect(messages[at].replaceAll(/\\([\\[\]])/g, '$1')).toContain(visible(name).split('\n')[0]);
        expect(messages[at]).not.toContain('[link](');
      }
    },
    ctrf: (text) => expect(() => JSON.parse(text)).not.toThrow(),
    jsonl: (text) => {
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.length).toBe(1 + hostileNames.length);
    },
  };

  test('in every report of a campaign, and in that of a finding', async () => {
    const cwd = await campaign();
    const kinds = Object.keys(reportFiles) as (keyof typeof reportFiles)[];
    const written = await run(['report', 'out', ...kinds.map((kind) => `--${kind}`)], {
      cwd,
      harness: 'linksmith-harness',
    });
    expect([written.exitCode, written.stderr]).toEqual([0, '']);
    for (const kind of kinds) {
      const text = await readFile(join(cwd, 'out', reportFiles[kind]), 'utf8');
      // What programs read keeps names as they are.
      if (kind !== 'ctrf' && kind !== 'jsonl') expect(orders(text), kind).toEqual([]);
      await checks[kind](text);
    }
    const report = await readFile(join(cwd, 'out/findings/f0/report.md'), 'utf8');
    expect(orders(report)).toEqual([]);
    expect(
      withoutCode(report)
        .split('\n')
        .filter((line) => markup.test(line)),
    ).toEqual([]);
    const page = await run(['report', 'out/findings/f0'], { cwd, harness: 'linksmith-harness' });
    expect(page.exitCode).toBe(0);
    const html = await readFile(join(cwd, 'out/findings/f0/report.html'), 'utf8');
    expect(orders(html)).toEqual([]);
    checks.html(html);
  });

  test.each([
    [['inspect', 'a.o']],
    [['inspect', '-d', 'a.o']],
    ...hostileNames.filter((name) => !name.includes('\0')).map((name) => [['inspect', '--why', name, 'a.o']]),
    [['inspect', '\u001b[2J\n.o']],
    [['repro', 'out/findings/f0']],
  ])('at a terminal: %j', async (argv) => {
    const cwd = await campaign();
    const { stdout, stderr } = await run(argv, { cwd, harness: 'linksmith-harness', terminal: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
    const told = `${stdout}${stderr}`.replaceAll(/\u001b\[(1|2|22|3[12369])m/g, '');
    expect(orders(told)).toEqual([]);
    expect(told.length).toBeGreaterThan(10);
  });
});
