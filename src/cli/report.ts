/**
 * `linksmith report DIR`: a campaign's folder, or a finding's, as files for people and for other programs.
 * Not here: what stands in them (`src/report`).
 */
import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { CampaignReport } from '../report/json.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { printJson, type Surroundings } from './surroundings.ts';

/** By kind of report: its file in the folder, when no other is named. */
export const reportFiles = {
  html: 'report.html',
  markdown: 'summary.md',
  junit: 'junit.xml',
  sarif: 'report.sarif',
  ctrf: 'ctrf.json',
  jsonl: 'report.jsonl',
} as const;

export type ReportKind = keyof typeof reportFiles;
export const reportKinds = Object.keys(reportFiles) as ReportKind[];

/** `html,junit:out/junit.xml`: kinds, each perhaps with a file. */
export function reportRequests(text: string, before: ReportRequests = {}): ReportRequests {
  const requests: Record<string, string | true> = { ...before };
  for (const word of text.split(',').filter((one) => one !== '')) {
    const [kind = '', ...file] = word.split(':');
    if (!(kind in reportFiles)) throw new InvalidArgumentError(`Kinds are ${reportKinds.join(', ')}.`);
    requests[kind] = file.length === 0 ? true : file.join(':');
  }
  return requests;
}

/** What is to be written, and where: `true` for its usual file in the folder. */
export type ReportRequests = { readonly [kind in ReportKind]?: string | true };

export function addReport({ program, surroundings, action }: CommandContext): void {
  program
    .command('report')
    .argument('<dir>', 'the folder of a campaign, or of a finding')
    .description('write the report of a campaign or a finding (without an option: HTML)')
    .option('--html [file]', `one page that holds everything it needs (default: ${reportFiles.html} in the folder)`)
    .option('--markdown [file]', `a summary for a job's page (default: ${reportFiles.markdown})`)
    .option('--junit [file]', `JUnit XML: a test a property and target, or a finding (default: ${reportFiles.junit})`)
    .option('--sarif [file]', `SARIF 2.1.0, for code scanning (default: ${reportFiles.sarif})`)
    .option('--ctrf [file]', `Common Test Report Format (default: ${reportFiles.ctrf})`)
    .option('--jsonl [file]', `JSON lines: the campaign, then each finding (default: ${reportFiles.jsonl})`)
    .option('--json', 'print what was written as JSON')
    .action(
      action((directory: string, { json = false, ...requests }: ReportRequests & { readonly json?: boolean }) =>
        report(directory, requests, { json, surroundings }),
      ),
    );
}

async function report(
  name: string,
  requests: ReportRequests,
  { json, surroundings }: { readonly json: boolean; readonly surroundings: Surroundings },
): Promise<ExitCode> {
  const directory = resolve(surroundings.cwd, name);
  const isFinding = (await stat(join(directory, 'finding.json')).catch(() => undefined))?.isFile() === true;
  const wanted = Object.keys(requests).length === 0 ? ({ html: true } as const) : requests;
  const written = isFinding
    ? await writeFinding(directory, wanted, surroundings)
    : await writeReports(directory, wanted, surroundings);
  const paths = written.map((path) => relative(surroundings.cwd, path));
  if (json) printJson(surroundings, { schemaVersion: 1, written: paths });
  else for (const path of paths) surroundings.stdout(`${path}\n`);
  return ExitCode.Clean;
}

async function writeFinding(
  directory: string,
  requests: ReportRequests,
  surroundings: Surroundings,
): Promise<string[]> {
  const other = reportKinds.find((kind) => kind !== 'html' && requests[kind] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} is of a campaign: a finding has --html`);
  const { shownFinding } = await import('./campaign-folder.ts');
  const { findingPage } = await import('../report/html/finding-page.tsx');
  const { openHarness } = await import('./workshop.ts');
  const shown = await shownFinding(directory, { harness: await openHarness(surroundings), cwd: surroundings.cwd });
  return [await write(directory, 'html', { requests, surroundings, text: findingPage(shown) })];
}

/** Writes the reports of a campaign that has ended; gives their paths. */
export async function writeReports(
  directory: string,
  requests: ReportRequests,
  surroundings: Surroundings,
): Promise<string[]> {
  const { readCampaign } = await import('./campaign-folder.ts');
  const campaign = await readCampaign(directory);
  const paths: string[] = [];
  for (const kind of reportKinds) {
    if (requests[kind] === undefined) continue;
    const text = await textOf[kind](campaign, directory, surroundings);
    paths.push(await write(directory, kind, { requests, surroundings, text }));
  }
  return paths;
}

type Render = (campaign: CampaignReport, directory: string, surroundings: Surroundings) => Promise<string>;

const textOf: { readonly [kind in ReportKind]: Render } = {
  async html(campaign, directory, surroundings) {
    const { shownFindings } = await import('./campaign-folder.ts');
    const { campaignPage } = await import('../report/html/campaign-page.tsx');
    const { openHarness } = await import('./workshop.ts');
    const { relocationKinds } = await import('../wasm/relocation-kinds.ts');
    const harness = await openHarness(surroundings);
    return campaignPage(campaign, {
      directory: relative(surroundings.cwd, directory) || '.',
      relocationKinds: relocationKinds.map(({ name }) => name),
      findings: await shownFindings(campaign, directory, { harness, cwd: surroundings.cwd }),
    });
  },
  markdown: async (campaign) => (await import('../report/campaign-markdown.ts')).campaignMarkdown(campaign),
  junit: async (campaign) => (await import('../report/junit.ts')).junit(campaign),
  sarif: async (campaign) => (await import('../report/sarif.ts')).sarif(campaign),
  ctrf: async (campaign) => (await import('../report/ctrf.ts')).ctrf(campaign),
  jsonl: async (campaign) => (await import('../report/json-lines.ts')).jsonLines(campaign),
};

interface Writing {
  readonly requests: ReportRequests;
  readonly surroundings: Surroundings;
  readonly text: string;
}

async function write(directory: string, kind: ReportKind, { requests, surroundings, text }: Writing): Promise<string> {
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const named = requests[kind];
  const path = typeof named === 'string' ? resolve(surroundings.cwd, named) : join(directory, reportFiles[kind]);
  await writeDurably(path, text);
  return path;
}
