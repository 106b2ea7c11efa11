/** Campaigns and merges on the toy harness, in folders of their own. Tests only. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { compiled } from '../real/compiled.fixture.ts';
import { type CampaignOptions, type CampaignResult, runCampaign } from './campaign.ts';
import { mergeCampaigns } from './merge.ts';
import type { SessionOptions } from './session.ts';

export interface Wanted extends Partial<CampaignOptions> {
  readonly target?: string;
  readonly toy?: string;
}

export async function campaign(wanted: Wanted): Promise<CampaignResult & { directory: string }> {
  const directory = wanted.directory ?? (await temporaryFolder());
  const { target = 'good', toy = 'toy-harness' } = wanted;
  const plan = { profile: 'default', seed: 7, targets: [target] };
  const result = await runCampaign({ ...(await toySession(toy)), plan, runs: 300, ...wanted, directory });
  return { ...result, directory };
}

export async function merged(...directories: string[]): Promise<CampaignResult & { directory: string }> {
  const directory = await temporaryFolder();
  const result = await mergeCampaigns({ ...(await toySession('toy-harness')), directories, directory });
  return { ...result, directory };
}

async function toySession(toy: string): Promise<SessionOptions> {
  return {
    jobs: 1,
    interrupt: new AbortController().signal,
    renderReport: ({ finding }, text) => `# ${finding.property}\n${text}\n`,
    harness: (await compiled(`src/campaign/engine/${toy}.fixture.ts`)).href,
    worker: await compiled('src/campaign/engine/worker.ts'),
  };
}

/** Every file of a folder with its bytes. */
export async function contents(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.sort().map(async (path) => [path.slice(directory.length), await readFile(path, 'latin1')]);
  return Object.fromEntries(await Promise.all(read));
}
