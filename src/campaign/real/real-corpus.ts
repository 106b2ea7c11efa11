/**
 * The real programs of `corpus/real`: each is linked on every given target, run under `node:wasi`, and what it printed and
 * its exit code are compared with what is recorded; where the digest of wasm-ld 19's module is recorded, the bytes are
 * compared too. In: the folder of the project and the targets. Out: one result for each program, link and target.
 * Not here: how the files come about (`real-program.ts`), the regression cases (`corpus.ts`).
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { runWasi, type WasiEnd } from '../../observe/run-wasi.ts';
import type { LinkOutcome, Target } from '../../targets/target.ts';
import { defaultCacheFolder, howToGetNpmClang, npmClang } from './npm-clang.ts';
import { linksOf, type RealCorpus, type RealProgram, readRealCorpus } from './real-manifest.ts';
import { casesOf, type RealCase } from './real-program.ts';

export interface RealResult {
  /** Name of the program in `corpus/real/real.json`. */
  readonly program: string;
  /** Which of the program's links. */
  readonly link: string;
  /** Name of the target that linked it. */
  readonly target: string;
  /** `skipped` when something that the program needs is not on this machine; `detail` says what. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What differs, or why it was skipped; empty when it passed. */
  readonly detail: string;
}

export interface VerifyRealOptions {
  /** The folder that holds `corpus/real`. */
  readonly root: string;
  readonly targets: readonly Target[];
  /** Called once a result, with a line for people. */
  readonly log?: (line: string) => void;
  /** Which programs, by name; default all. */
  readonly programs?: readonly string[];
}

/** Targets that promise the bytes of wasm-ld 19. */
const sameBytesAsReference: ReadonlySet<string> = new Set(['lazy', 'eager', 'wasm-ld-19']);

/** Programs end within a second; a machine that is busy with other work takes longer. */
const timeLimitMs = 60_000;

/** Links and runs every program. Does not throw for what a program or a linker does, only for a corpus that cannot be read. */
export async function verifyReal(options: VerifyRealOptions): Promise<readonly RealResult[]> {
  const corpus = await readRealCorpus(options.root);
  const clang = await npmClang(defaultCacheFolder(options.root));
  const programs = corpus.manifest.programs.filter(({ name }) => options.programs?.includes(name) ?? true);
  // Compiling holds this thread for seconds: it is over before the first program runs against its time limit.
  const prepared: Prepared[] = [];
  for (const program of programs) {
    const needsClang = program.library !== 'none' && clang === undefined;
    prepared.push({ program, cases: needsClang ? undefined : await casesOf(corpus, program, clang) });
  }
  const results = await inLanes(prepared, availableParallelism(), async ({ program, cases }) =>
    cases === undefined ? skipAll(corpus, program, options) : verifyCases(cases, options),
  );
  return results.flat();
}

interface Prepared {
  readonly program: RealProgram;
  /** Absent when there is no compiler for them. */
  readonly cases: readonly RealCase[] | undefined;
}

async function inLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

function skipAll(corpus: RealCorpus, program: RealProgram, options: VerifyRealOptions): readonly RealResult[] {
  return linksOf(corpus.manifest, program).flatMap(({ name }) =>
    options.targets.map((target) =>
      tell(
        { program: program.name, link: name, target: target.name, outcome: 'skipped', detail: howToGetNpmClang },
        options,
      ),
    ),
  );
}

/** All links of one program on all targets, one after the other. Equal modules are run once. */
async function verifyCases(cases: readonly RealCase[], options: VerifyRealOptions): Promise<readonly RealResult[]> {
  const runs = new Map<string, Promise<string>>();
  const results: RealResult[] = [];
  for (const subject of cases) {
    for (const target of options.targets) {
      const outcome = await target.link(subject.job);
      const detail =
        outcome.kind === 'linked' ? await judgeModule(outcome.bytes, subject, target, runs) : describe(outcome);
      const names = { program: subject.program.name, link: subject.link.name, target: target.name };
      results.push(tell({ ...names, outcome: detail === '' ? 'passed' : 'failed', detail }, options));
    }
  }
  return results;
}

function tell(result: RealResult, { log }: VerifyRealOptions): RealResult {
  const { outcome, program, link, target, detail } = result;
  log?.(`${outcome}  ${program}/${link} on ${target}${detail === '' ? '' : `: ${detail}`}`);
  return result;
}

/**
 * What is wrong with a module; empty when nothing is. One whose bytes are the recorded ones is known to print what is
 * expected: the recording ran it. The program's first link is run all the same.
 */
async function judgeModule(
  bytes: Uint8Array,
  subject: RealCase,
  target: Target,
  runs: Map<string, Promise<string>>,
): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (subject.sha256 === sha256 && subject.link.name !== 'default') return '';
  const run = runs.get(sha256) ?? runAndCompare(bytes, subject);
  runs.set(sha256, run);
  const behaviour = await run;
  if (behaviour !== '') return behaviour;
  const compared = subject.sha256 !== undefined && sameBytesAsReference.has(target.name);
  return compared && subject.sha256 !== sha256
    ? `runs well, but its ${bytes.length} bytes are not those of wasm-ld 19`
    : '';
}

/** What differs from what the program should do; empty when nothing does. */
async function runAndCompare(bytes: Uint8Array, { program, stdout }: RealCase): Promise<string> {
  const args = ['program', ...(program.arguments ?? [])];
  const run = await runWasi(bytes, { args, environment: program.environment ?? {}, timeLimitMs });
  if (run.end.kind !== 'exited') return describeEnd(run.end);
  if (run.end.code !== program.exitCode) return `exit code ${run.end.code}, expected ${program.exitCode}`;
  return run.stdout === stdout ? '' : firstDifference(stdout, run.stdout);
}

function describe(outcome: Exclude<LinkOutcome, { kind: 'linked' }>): string {
  const reason = 'reason' in outcome ? [outcome.reason] : [];
  return [outcome.kind, ...reason, ...outcome.messages.slice(0, 3)].join(': ');
}

function describeEnd(end: Exclude<WasiEnd, { kind: 'exited' }>): string {
  return 'message' in end ? `${end.kind}: ${end.message}` : end.kind;
}

function firstDifference(expected: string, got: string): string {
  const [expectedLines, gotLines] = [expected.split('\n'), got.split('\n')];
  const line = expectedLines.findIndex((text, index) => text !== gotLines[index]);
  const at = line < 0 ? expectedLines.length : line;
  return `line ${at + 1} of what it prints: expected ${JSON.stringify(expectedLines[at] ?? '')}, got ${JSON.stringify(gotLines[at] ?? '')}`;
}
