/**
 * How far a campaign is: one live line on a terminal, a plain line every ten seconds elsewhere, nothing when quiet. All on
 * standard error.
 * Not here: the closing table (`src/report/table.ts`).
 */
import { SingleBar } from 'cli-progress';
import type { Snapshot } from '../campaign/engine/campaign.ts';
import type { Surroundings } from './surroundings.ts';

export interface ProgressOptions {
  readonly quiet: boolean;
  readonly timeMs?: number;
  readonly runs?: number;
}

export interface Progress {
  show(snapshot: Snapshot): void;
  close(): void;
}

export function openProgress(options: ProgressOptions, { terminal, stderr }: Surroundings): Progress {
  if (options.quiet) return { show() {}, close() {} };
  return terminal === undefined ? plainLines(options, stderr) : liveLine(options, terminal);
}

const plainEveryMs = 10_000;

function plainLines(options: ProgressOptions, write: (text: string) => void): Progress {
  let shownAt = 0;
  return {
    show(snapshot) {
      if (snapshot.elapsedMs - shownAt < plainEveryMs) return;
      shownAt = snapshot.elapsedMs;
      write(`linksmith: ${progressText(snapshot, options)}\n`);
    },
    close() {},
  };
}

function liveLine(options: ProgressOptions, stream: NodeJS.WriteStream): Progress {
  let line = 'starting';
  const total = 1000;
  const bar = new SingleBar({
    stream,
    format: (barOptions, { progress }) => {
      const done = Math.round(progress * 20);
      const blocks = `${barOptions.barCompleteString?.slice(0, done)}${barOptions.barIncompleteString?.slice(0, 20 - done)}`;
      return `${blocks} ${line}`;
    },
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    fps: 5,
    gracefulExit: false,
  });
  bar.start(total, 0);
  return {
    show(snapshot) {
      line = progressText(snapshot, options);
      bar.update(Math.round(shareDone(snapshot, options) * total));
    },
    close: () => bar.stop(),
  };
}

/** From 0 to 1: of the time or of the runs, whichever is nearer to its end. */
export function shareDone({ elapsedMs, tally }: Snapshot, { timeMs, runs }: ProgressOptions): number {
  const ofTime = timeMs === undefined ? 0 : elapsedMs / timeMs;
  const ofRuns = runs === undefined ? 0 : tally.cases / runs;
  return Math.min(1, Math.max(ofTime, ofRuns));
}

/** `12 s of 20 s, 5,312 cases, 431 a second, 2 findings` */
export function progressText(
  { elapsedMs, tally, casesPerSecond, findings, phase }: Snapshot,
  options: ProgressOptions,
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
