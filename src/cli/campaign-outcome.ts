/**
 * How commands that end with a campaign (`fuzz`, `merge`) tell of it: its folder's name, `campaign.json`, the closing table
 * or JSON, the exit code, and what an interrupt does meanwhile.
 * Not here: the campaign (`src/campaign/engine`), what the table says (`src/report/table.ts`).
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CampaignResult } from '../campaign/engine/campaign.ts';
import type { Life } from '../campaign/nights/history.ts';
import type { CampaignReport } from '../report/json.ts';
import { ExitCode } from './exit-codes.ts';
import { colorsFor, type Surroundings } from './surroundings.ts';

export interface OutcomeOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** One in `reports/` that is not there yet. In UTC, so that names sort by time. */
export function newFolder(cwd: string, what: string): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const first = join(cwd, 'reports', `${stamp}-${what}`);
  let folder = first;
  for (let n = 2; existsSync(folder); n++) folder = `${first}-${n}`;
  return folder;
}

/** Runs work that an interrupt ends in order, a second one at once. */
export async function interruptible<Result>(
  surroundings: Surroundings,
  work: (interrupt: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => {
    if (interrupt.signal.aborted) process.exit(ExitCode.Interrupted);
    surroundings.stderr('linksmith: interrupted; writing the report (interrupt again to end at once)\n');
    interrupt.abort();
  });
  try {
    return await work(interrupt.signal);
  } finally {
    stopListening();
  }
}

/** The campaign as it is told, with the lives of its findings where a history knows them; also written to its folder. */
export async function writeReport(
  result: CampaignResult,
  directory: string,
  lives?: ReadonlyMap<string, Life>,
): Promise<CampaignReport> {
  const { campaignJson, campaignReport } = await import('../report/json.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const report = campaignReport(result, lives);
  await writeDurably(join(directory, 'campaign.json'), campaignJson(report));
  return report;
}

export async function printReport(
  report: CampaignReport,
  directory: string,
  { json, quiet }: OutcomeOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { campaignJson } = await import('../report/json.ts');
  if (json === true) return surroundings.stdout(campaignJson(report));
  if (quiet === true && report.verdict === 'nothing-found') return;
  const { closingTable } = await import('../report/table.ts');
  const { relocationKinds } = await import('../wasm/relocation-kinds.ts');
  const table = closingTable(report, {
    directory: relative(surroundings.cwd, directory) || '.',
    relocationKinds: relocationKinds.map(({ name }) => name),
    colors: await colorsFor(surroundings),
  });
  surroundings.stdout(`${table}\n`);
}

/** With a history only what it has not seen, or has seen fixed, is red. */
export function exitCodeOf({ verdict, findings }: CampaignReport): ExitCode {
  const isKnown = findings.every(({ life }) => life === 'known' || life === 'flaky');
  if (verdict === 'findings' && isKnown) return ExitCode.Clean;
  switch (verdict) {
    case 'nothing-found':
      return ExitCode.Clean;
    case 'interrupted':
      return ExitCode.Interrupted;
    case 'findings':
    case 'canary-missed':
      return ExitCode.Found;
  }
}
