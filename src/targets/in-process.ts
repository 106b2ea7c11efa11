/**
 * The linker of this project as two targets, `lazy` and `eager`: a job's command line goes through the linker's own
 * parser over files in memory, and the link runs in this process. Nothing touches the disk.
 * An exception is an outcome, `crashed`. A time limit is kept when the job names one (it costs a tenth of a millisecond);
 * without it the link is trusted to end.
 */
import { parseCommandLine } from '../linker/command-line/parse-command-line.ts';
import { printDiagnostics } from '../linker/command-line/print-diagnostics.ts';
import { versionText } from '../linker/command-line/version.ts';
import type { Diagnostic } from '../linker/diagnostics.ts';
import { type LinkResult, link } from '../linker/link.ts';
import type { LinkMap } from '../linker/link-map.ts';
import type { AtomStrategy, FileAccess } from '../linker/options.ts';
import type { LinkJob, LinkOutcome, RangeAnswer, Target } from './target.ts';
import { isTimeLimit, withinTime } from './time-limit.ts';

/** `linksmith-ld` in this process, with lazy or eager atoms. */
export function inProcessTarget(atoms: AtomStrategy): Target {
  return {
    name: atoms,
    version: async () => versionText,
    lacks: () => undefined,
    link: async (job) => linkHere(job, atoms),
  };
}

function linkHere(job: LinkJob, atoms: AtomStrategy): LinkOutcome {
  try {
    const run = () => linkJob(job, atoms);
    return job.timeLimitMs === undefined ? run() : withinTime(job.timeLimitMs, run);
  } catch (error) {
    if (job.timeLimitMs !== undefined && isTimeLimit(error)) {
      return { kind: 'timed-out', limitMs: job.timeLimitMs, messages: [] };
    }
    return { kind: 'crashed', reason: errorText(error), messages: [] };
  }
}

function linkJob(job: LinkJob, atoms: AtomStrategy): LinkOutcome {
  const args = [...job.args, '-o', job.outputName ?? 'out.wasm'];
  const command = parseCommandLine(args, filesInMemory(job.files));
  if (command.action !== 'link')
    return { kind: 'unsupported', reason: `the job asks to ${command.action}`, messages: [] };
  const result = link(command.inputs, { ...command.options, atoms });
  const messages = messageLines(result.diagnostics);
  if (!result.ok) {
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
    return { kind: 'rejected', codes: errors.map(({ code }) => code), messages };
  }
  return linked(result, messages, atoms);
}

/** Eager atoms have relocations of their own, so there is nothing to search. */
function linked(
  result: Extract<LinkResult, { ok: true }>,
  messages: readonly string[],
  atoms: AtomStrategy,
): LinkOutcome {
  const { bytes, stats, map } = result;
  const { atomsParsed, atomsMarked, relocationsVisited } = stats;
  let ranges: readonly RangeAnswer[] | undefined;
  return {
    kind: 'linked',
    bytes,
    messages,
    stats: { atomsParsed, atomsMarked, relocationsVisited, bytesCopied: stats.bytesCopied + stats.outputBytesCopied },
    /** Put together when somebody asks. */
    get ranges() {
      ranges ??= atoms === 'lazy' ? rangesOf(map) : [];
      return ranges;
    },
  };
}

function rangesOf(map: LinkMap): RangeAnswer[] {
  const ranges: RangeAnswer[] = [];
  for (const { object, sectionIndex, inputOffset, inputSize, first, last } of map.atoms()) {
    ranges.push({ object, sectionIndex, begin: inputOffset, end: inputOffset + inputSize, first, last });
  }
  return ranges;
}

function filesInMemory(files: LinkJob['files']): FileAccess {
  return {
    read: (path) => files.get(path) ?? 'No such file or directory',
    exists: (path) => files.has(path),
  };
}

function messageLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  if (diagnostics.length === 0) return [];
  const text = printDiagnostics(diagnostics, { program: 'linksmith-ld' });
  return text.split('\n').filter((line) => line !== '');
}

/** With the place in our source, since it is our bug. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const place = /\/(src\/[\w/-]+\.[tj]s)/.exec(error.stack ?? '')?.[1];
  return `${error.name}: ${error.message}${place === undefined ? '' : ` (${place})`}`;
}
