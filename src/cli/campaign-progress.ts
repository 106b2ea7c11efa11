/**
 * How far a campaign is, in words and as a share.
 * Not here: where that is shown (`progress.ts`), the closing table (`src/report/table.ts`).
 */
import type { Snapshot } from '../campaign/engine/campaign.ts';
import { openProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

export interface CampaignProgressOptions {
  readonly quiet: boolean;
  readonly timeMs?: number;
  readonly runs?: number;
}

export interface CampaignProgress {
  show(snapshot: Snapshot): void;
  close(): void;
}

export function openCampaignProgress(options: CampaignProgressOptions, surroundings: Surroundings): CampaignProgress {
  const progress = openProgress(options, surroundings);
  return {
    show: (snapshot) => progress.show(progressText(snapshot, options), shareDone(snapshot, options)),
    close: () => progress.close(),
  };
}

/** From 0 to 1: of the time or of the runs, whichever is nearer to its end. */
export function shareDone({ elapsedMs, tally }: Snapshot, { timeMs, runs }: CampaignProgressOptions): number {
  const ofTime = timeMs === undefined ? 0 : elapsedMs / timeMs;
  const ofRuns = runs === undefined ? 0 : tally.cases / runs;
  return Math.min(1, Math.max(ofTime, ofRuns));
}

/** `12 s of 20 s, 5,312 cases, 431 a second, 2 findings` */
export function progressText(
  { elapsedMs, tally, casesPerSecond, findings, phase }: Snapshot,
  options: CampaignProgressOptions,
): string {
  const seconds = (ms: number) => `${Math.floor(ms / 1000)} s`;
  const time =
    options.timeMs === undefined ? seconds(elapsedMs) : `${seconds(elapsedMs)} of ${seconds(options.timeMs)}`;
  if (phase === 'canary') return 'looking for the canary';
  const cases = options.runs === undefined ? `${tally.cases} cases` : `${tally.cases} of ${options.runs} cases`;
  const found = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const words = [time, cases, `${Math.round(casesPerSecond)} a second`, found];
  if (phase === 'shrinking') words.push('shrinking a failure');
  if (phase === 'replaying' && findings.length > 0) words.push('replaying what was found');
  return words.join(', ');
}
