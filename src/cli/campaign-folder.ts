/**
 * A campaign's folder as reports want it: `campaign.json` checked, and findings with what explains them.
 * Not here: the reports (`src/report`), writing them (`report.ts`).
 */

import { readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { Harness } from '../campaign/engine/harness.ts';
import { explainLink } from '../campaign/explain/explain-link.ts';
import { parseStored, StoredDataError } from '../campaign/findings/finding.ts';
import { commandOf, shellWord } from '../campaign/findings/repro-script.ts';
import { readFinding } from '../campaign/findings/store.ts';
import { scenarioText } from '../campaign/findings/triage.ts';
import type { ShownFinding } from '../report/html/finding-page.tsx';
import { type CampaignReport, campaignReportSchema } from '../report/json.ts';
import { InputError } from './exit-codes.ts';

export async function readCampaign(directory: string): Promise<CampaignReport> {
  const path = join(directory, 'campaign.json');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new InputError(`${path}: no such file: no campaign has ended in this folder`);
  });
  return parseStored(campaignReportSchema, text, path);
}

/** Findings of a report whose folders are there; a page of too many would help nobody. */
export async function shownFindings(
  { findings }: CampaignReport,
  directory: string,
  options: ShowOptions,
): Promise<ShownFinding[]> {
  const shown: ShownFinding[] = [];
  for (const { folder } of findings.slice(0, mostShown)) {
    try {
      shown.push(await shownFinding(join(directory, folder), options));
    } catch (error) {
      if (!(error instanceof StoredDataError)) throw error;
    }
  }
  return shown;
}

const mostShown = 30;

export interface ShowOptions {
  readonly harness: Harness;
  readonly cwd: string;
}

export async function shownFinding(path: string, { harness, cwd }: ShowOptions): Promise<ShownFinding> {
  const folder = await readFinding(path);
  const { job, target } = folder.finding;
  const { program, args } = commandOf(target.name, job, job.outputName ?? 'out.wasm');
  return {
    id: basename(path),
    folder,
    explanation: explainLink({ files: folder.inputs, args: job.args, outputs: modulesIn(folder.outputs) }),
    command: [...program, ...args].map(shellWord).join(' '),
    replay: ['linksmith', 'repro', relative(cwd, path) || '.'].map(shellWord).join(' '),
    scenarioText: scenarioText(harness, folder.scenario === null ? null : harness.parseScenario(folder.scenario)),
  };
}

function modulesIn(outputs: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const modules = [...outputs].filter(([name]) => name.endsWith('.wasm'));
  return new Map(modules.map(([name, bytes]) => [name.slice(0, -'.wasm'.length), bytes]));
}
