/**
 * How far a command is: one live line on a terminal, a plain line every ten seconds elsewhere, nothing when quiet. All on
 * standard error, so that what is printed for programs stays whole.
 * Not here: what campaigns say (`campaign-progress.ts`).
 */
import { SingleBar } from 'cli-progress';
import type { Surroundings } from './surroundings.ts';

export interface Progress {
  /** What is done, in words, and as a share from 0 to 1 where that is known. */
  show(text: string, share?: number): void;
  close(): void;
}

export interface ProgressOptions {
  readonly quiet?: boolean | undefined;
  /** Milliseconds since anything. */
  readonly clock?: () => number;
}

export function openProgress(
  { quiet = false, clock = () => performance.now() }: ProgressOptions,
  { terminal, stderr }: Surroundings,
): Progress {
  if (quiet) return { show() {}, close() {} };
  return terminal === undefined ? plainLines(clock, stderr) : liveLine(terminal);
}

const plainEveryMs = 10_000;

function plainLines(clock: () => number, write: (text: string) => void): Progress {
  let shownAt = clock();
  return {
    show(text) {
      if (clock() - shownAt < plainEveryMs) return;
      shownAt = clock();
      write(`linksmith: ${text}\n`);
    },
    close() {},
  };
}

function liveLine(stream: NodeJS.WriteStream): Progress {
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
    show(text, share = 0) {
      line = text;
      bar.update(Math.round(share * total));
    },
    close: () => bar.stop(),
  };
}
