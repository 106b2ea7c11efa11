/**
 * The folders behind a dashboard, read anew at each look: a campaign's, and the one that nights keep. A finding is opened by
 * a name that the folder lists, so that no request names a path.
 * Not here: what is made of it (`src/report/dashboard.ts`), requests (`dashboard-server.ts`).
 */
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { hasProgress, readProgress, tallyOf } from '../campaign/engine/progress-file.ts';
import { StoredDataError } from '../campaign/findings/finding.ts';
import { type History, readHistory } from '../campaign/nights/history.ts';
import {
  findingsFolder,
  historyFile,
  type NightState,
  nightFolder,
  readState,
} from '../campaign/nights/night-state.ts';
import { type CampaignView, campaignView, type Dashboard, type NightsView, nightsView } from '../report/dashboard.ts';
import { findingPage } from '../report/html/finding-page.tsx';
import type { CampaignReport } from '../report/json.ts';
import { readCampaign, shownFinding } from './campaign-folder.ts';
import { InputError } from './exit-codes.ts';
import type { Surroundings } from './surroundings.ts';
import { openHarness } from './workshop.ts';

export interface DashboardFolder {
  /** Throws `InputError` or `StoredDataError` when there is nothing that can be read. */
  look(): Promise<Dashboard>;
  /** The page of a finding; undefined when no finding of that name is stored. */
  findingPage(id: string): Promise<string | undefined>;
}

export interface DashboardPlaces {
  readonly directory: string | undefined;
  readonly state: string | undefined;
}

export function openDashboardFolder(places: DashboardPlaces, surroundings: Surroundings): DashboardFolder {
  const { cwd } = surroundings;
  const directory = places.directory === undefined ? undefined : resolve(cwd, places.directory);
  const state = places.state === undefined ? undefined : resolve(cwd, places.state);
  return {
    async look() {
      const nights = state === undefined ? undefined : await readNights(state);
      const campaign = directory ?? (await nightsCampaign(state!, nights!.state));
      return {
        schemaVersion: 1,
        ...(campaign === undefined ? {} : { campaign: await lookAtCampaign(campaign, nights?.history, cwd) }),
        ...(nights === undefined ? {} : { nights: await lookAtNights(state!, nights, cwd) }),
      };
    },
    async findingPage(id) {
      const campaign = directory ?? (await nightsCampaign(state!, (await readNights(state!)).state));
      for (const place of [campaign, state]) {
        if (place === undefined || !(await storedIn(place)).has(id)) continue;
        const shown = await shownFinding(join(findingsFolder(place), id), {
          harness: await openHarness(surroundings),
          cwd,
        });
        return findingPage(shown);
      }
      return undefined;
    },
  };
}

interface Nights {
  readonly state: NightState;
  readonly history: History;
}

async function readNights(directory: string): Promise<Nights> {
  const state = await readState(directory);
  if (state === undefined) throw new InputError(`${directory}: no night was begun in this folder`);
  return { state, history: await readHistory(historyFile(directory)) };
}

/** That of the night that is open, or of the last one; undefined while it has not begun, or when it was swept. */
async function nightsCampaign(directory: string, { open, nights }: NightState): Promise<string | undefined> {
  const night = open?.night ?? nights.at(-1)?.night;
  if (night === undefined) return undefined;
  const folder = nightFolder(directory, night);
  return (await hasProgress(folder)) ? folder : undefined;
}

async function lookAtCampaign(directory: string, history: History | undefined, cwd: string): Promise<CampaignView> {
  const saved = await stat(join(directory, 'progress.json')).catch(() => {
    throw new InputError(`${directory}: no campaign was begun in this folder`);
  });
  const progress = await readProgress(directory);
  return campaignView({
    directory: relative(cwd, directory) || '.',
    progress,
    tally: tallyOf(progress),
    savedAgoMs: Date.now() - saved.mtimeMs,
    report: await endedReport(directory),
    stored: await storedIn(directory),
    lives: new Map(Object.entries(history?.findings ?? {}).map(([id, { life }]) => [id, life])),
  });
}

/** Undefined until a campaign has ended. */
const endedReport = (directory: string): Promise<CampaignReport | undefined> =>
  readCampaign(directory).catch((error: unknown) => {
    if (error instanceof InputError || error instanceof StoredDataError) return undefined;
    throw error;
  });

async function lookAtNights(directory: string, { state, history }: Nights, cwd: string): Promise<NightsView> {
  return nightsView({
    directory: relative(cwd, directory) || '.',
    state,
    history,
    stored: await storedIn(directory),
  });
}

/** Names of findings that are folders of their own: no links, nothing above. */
async function storedIn(directory: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(findingsFolder(directory), { withFileTypes: true }).catch(() => []);
  return new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
}
