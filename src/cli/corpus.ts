/**
 * `linksmith corpus list|add|prune|verify`: the regression cases, the covering corpus, the relocation guard, hostile files,
 * the known divergences of other linkers and the real programs.
 * Not here: the cases (`src/campaign/corpora/corpus.ts`), the guard (`src/campaign/corpora/relocation-corpus.ts`), the programs
 * (`src/campaign/real/real-corpus.ts`).
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { CaseVerdict, ReplayableCase } from '../campaign/corpora/corpus.ts';
import type { HostileVerdict } from '../campaign/corpora/hostile-corpus.ts';
import type { GuardResult } from '../campaign/corpora/relocation-corpus.ts';
import type { DivergenceVerdict } from '../campaign/corpora/verify-divergences.ts';
import type { RealResult } from '../campaign/real/real-corpus.ts';
import type { CommandContext } from './command-context.ts';
import { corpusRoot } from './corpus-root.ts';
import { ExitCode, InputError } from './exit-codes.ts';
import { targetList, wholeNumber } from './option-values.ts';
import type { Progress } from './progress.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

interface CorpusOptions {
  readonly root?: string;
  readonly json?: boolean;
}
interface AddOptions extends CorpusOptions {
  readonly note: string;
}
interface VerifyOptions extends CorpusOptions {
  readonly target?: readonly string[];
  readonly only?: string;
  readonly quiet?: boolean;
}

const parts = ['regressions', 'cover', 'relocations', 'hostile', 'divergences', 'real'] as const;

interface PruneOptions extends CorpusOptions {
  readonly runs: number;
  readonly seed: number;
  readonly profile: string;
  readonly quiet?: boolean;
}

interface Verified {
  readonly regressions: readonly CaseVerdict[];
  readonly cover: readonly CaseVerdict[];
  readonly relocations: readonly GuardResult[];
  readonly hostile: readonly HostileVerdict[];
  readonly divergences: readonly DivergenceVerdict[];
  readonly real: readonly RealResult[];
}

const rootOption = ['--root <dir>', 'the folder that holds corpus/ (default: here, or the package)'] as const;

export function addCorpus({ program, surroundings, action }: CommandContext): void {
  const corpus = program.command('corpus').description('the regression corpus and the real programs');
  corpus
    .command('list')
    .description('list the regression cases')
    .option(...rootOption)
    .option('--json', 'print as JSON')
    .action(action((options: CorpusOptions) => listCases(options, surroundings)));
  corpus
    .command('add')
    .argument('<finding>', 'folder of a finding')
    .description('keep a finding as a regression case')
    .option(...rootOption)
    .option('--note <text>', 'what the bug was', '')
    .option('--json', 'print the path of the case as JSON')
    .action(action((finding: string, options: AddOptions) => addCase(finding, options, surroundings)));
  corpus
    .command('prune')
    .description('keep the fewest cases of the covering corpus that show all which it shows, and fresh ones with it')
    .option(...rootOption)
    .option('--runs <n>', 'also look at so many fresh cases', wholeNumber, 0)
    .option('--seed <n>', 'their seed', wholeNumber, 1)
    .option('--profile <name>', 'their profile', 'default')
    .option('--json', 'print what is kept as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((options: PruneOptions) => prune(options, surroundings)));
  corpus
    .command('verify')
    .description('replay every regression and covering case and the relocation guard, link and run every real program')
    .option(...rootOption)
    .option('--target <names>', 'linkers to test, a,b (default lazy,eager)', targetList)
    .option('--only <part>', 'regressions, cover, relocations, hostile, divergences or real')
    .option('--json', 'print the results as JSON')
    .option('-q, --quiet', 'only what fails')
    .action(action((options: VerifyOptions) => verify(options, surroundings)));
}

async function listCases(options: CorpusOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { readCorpus, regressionsIn } = await import('../campaign/corpora/corpus.ts');
  const cases = await readCorpus(regressionsIn(corpusRoot(options.root, surroundings)));
  if (options.json === true) {
    const listed = cases.map(({ name, case: { scenario: _, ...header } }) => ({ name, ...header }));
    printJson(surroundings, { schemaVersion: 1, cases: listed });
    return ExitCode.Clean;
  }
  const { textTable } = await import('../report/text-table.ts');
  const rows = cases.map(({ name, case: { property, note } }) => [name, property, note]);
  const colors = await colorsFor(surroundings);
  surroundings.stdout(`${textTable({ head: ['case', 'property', 'note'], rows, colors })}\n`);
  return ExitCode.Clean;
}

async function addCase(
  finding: string,
  { root, note, json }: AddOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { addToCorpus, regressionsIn } = await import('../campaign/corpora/corpus.ts');
  const { readFinding } = await import('../campaign/findings/store.ts');
  const folder = await readFinding(resolve(surroundings.cwd, finding));
  const base = resolve(surroundings.cwd, root ?? '.');
  const { path, added } = await addToCorpus(regressionsIn(base), folder, { note, commit: await commitOf(base) });
  const name = relative(surroundings.cwd, path);
  if (json === true) printJson(surroundings, { schemaVersion: 1, path: name, added });
  else surroundings.stdout(`${name}${added ? '' : ': is there already'}\n`);
  return ExitCode.Clean;
}

/** The commit that is checked out, or `unknown` outside a repository. */
async function commitOf(directory: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: directory });
    return stdout.trim();
  } catch {
    return 'unknown';
  }
}

async function prune(options: PruneOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { root, runs, seed, profile, json } = options;
  const { coverIn, freshCover, pruned, readCover, renewed, writeCover } = await import('../campaign/corpora/cover.ts');
  const { linksmithVersion } = await import('../campaign/linksmith-version.ts');
  const { openProgress } = await import('./progress.ts');
  const { checkProfile, openHarness } = await import('./workshop.ts');
  const harness = await openHarness(surroundings);
  checkProfile(harness, profile);
  const folder = coverIn(resolve(surroundings.cwd, root ?? '.'));
  const stored = existsSync(folder) || runs === 0 ? await readCover(folder) : [];
  const present = stored.map((each) => renewed(harness, each));
  const progress = openProgress(options, surroundings);
  const fresh = freshCover(harness, { profile, seed, count: runs, linksmith: linksmithVersion });
  const cases = pruned(present, told(fresh, runs, progress));
  await writeCover(folder, cases);
  const words = new Set(cases.flatMap((each) => each.words)).size;
  const bytes = cases.reduce((sum, { size }) => sum + size, 0);
  const kept = cases.map(({ name }) => name);
  if (json === true) {
    printJson(surroundings, { schemaVersion: 1, words, bytes, kept });
  } else {
    const went = present.filter(({ name }) => !kept.includes(name)).length;
    const came = kept.length - (present.length - went);
    surroundings.stdout(`${kept.length} cases show ${words} words in ${bytes} bytes; ${came} came, ${went} went\n`);
  }
  return ExitCode.Clean;
}

/** The same, counted as they are asked for; the progress ends with them. */
function* told<Item>(items: Iterable<Item>, count: number, progress: Progress): Generator<Item> {
  let seen = 0;
  try {
    for (const item of items) {
      progress.show(`${++seen} of ${count} fresh cases`, seen / count);
      yield item;
    }
  } finally {
    progress.close();
  }
}

async function verify(options: VerifyOptions, surroundings: Surroundings): Promise<ExitCode> {
  const root = corpusRoot(options.root, surroundings);
  const targets = options.target ?? ['lazy', 'eager'];
  const say =
    options.quiet === true || options.json === true ? () => {} : (line: string) => surroundings.stderr(`${line}\n`);
  if (options.only !== undefined && !parts.some((part) => part === options.only)) {
    throw new InputError(`--only ${options.only}: there are ${parts.join(', ')}`);
  }
  const wants = (part: (typeof parts)[number]) => options.only === undefined || options.only === part;
  const verified: Verified = {
    regressions: wants('regressions') ? await verifyRegressions(root, targets, surroundings, say) : [],
    cover: wants('cover') ? await verifyCovering(root, targets, surroundings, say) : [],
    relocations: wants('relocations') ? await verifyGuard(root, targets, say) : [],
    hostile: wants('hostile') ? await verifyHostile(root, say) : [],
    divergences: wants('divergences') ? await verifyKnown(root, surroundings, say) : [],
    real: wants('real') ? await verifyPrograms(root, targets, say) : [],
  };
  if (options.json === true) {
    printJson(surroundings, { schemaVersion: 1, ...verified });
  } else {
    await printSummary(verified, surroundings);
  }
  return isFailed(verified) ? ExitCode.Found : ExitCode.Clean;
}

function isFailed({ regressions, cover, relocations, hostile, divergences, real }: Verified): boolean {
  const results = [...relocations, ...real];
  return (
    [...regressions, ...cover].some(({ result }) => result.fails) ||
    hostile.some(({ problems }) => problems.length > 0) ||
    divergences.some(({ kind }) => kind === 'no-longer-matches') ||
    results.some(({ outcome }) => outcome === 'failed')
  );
}

async function verifyRegressions(
  root: string,
  targets: readonly string[],
  surroundings: Surroundings,
  say: (line: string) => void,
): Promise<readonly CaseVerdict[]> {
  const { readCorpus, regressionsIn } = await import('../campaign/corpora/corpus.ts');
  return replayAll(await readCorpus(regressionsIn(root)), targets, { surroundings, say });
}

/** A corpus of one's own need not have one; where there is a folder, it must hold cases. */
async function verifyCovering(
  root: string,
  targets: readonly string[],
  surroundings: Surroundings,
  say: (line: string) => void,
): Promise<readonly CaseVerdict[]> {
  const { coverIn, readCover } = await import('../campaign/corpora/cover.ts');
  if (!existsSync(coverIn(root))) return [];
  return replayAll(await readCover(coverIn(root)), targets, { surroundings, say });
}

async function replayAll(
  cases: readonly ReplayableCase[],
  targets: readonly string[],
  { surroundings, say }: { readonly surroundings: Surroundings; readonly say: (line: string) => void },
): Promise<readonly CaseVerdict[]> {
  const { verifyCases } = await import('../campaign/corpora/corpus.ts');
  const { withWorkshop } = await import('./workshop.ts');
  return withWorkshop(surroundings, async (workshop) => {
    await workshop.pool.greet({ kind: 'greet', targets });
    const onResult = ({ name, target, result }: CaseVerdict) => say(`${wordFor(result)}  ${name} on ${target}`);
    return verifyCases(cases, targets, { ...workshop, onResult });
  });
}

/** A property that does not apply to a target says nothing about it. */
function wordFor({ fails, verdicts }: CaseVerdict['result']): 'passed' | 'failed' | 'not applicable' {
  if (fails) return 'failed';
  return verdicts.some(({ kind }) => kind === 'holds') ? 'passed' : 'not applicable';
}

/** A corpus of one's own need not have the guard. */
async function verifyGuard(
  root: string,
  names: readonly string[],
  log: (line: string) => void,
): Promise<readonly GuardResult[]> {
  const { readGuard, relocationsIn, verifyRelocations } = await import('../campaign/corpora/relocation-corpus.ts');
  const { openTarget } = await import('../targets/index.ts');
  const folder = relocationsIn(root);
  if (!existsSync(folder)) return [];
  return verifyRelocations(await readGuard(folder), { targets: names.map(openTarget), log });
}

/** On our own linker and readers, whatever targets are named: other projects promise less. */
async function verifyHostile(root: string, say: (line: string) => void): Promise<readonly HostileVerdict[]> {
  const { hostileIn, readHostileCorpus, verifyHostileFile } = await import('../campaign/corpora/hostile-corpus.ts');
  const { inspectWhole } = await import('./inspect-whole.ts');
  const verdicts: HostileVerdict[] = [];
  for (const file of readHostileCorpus(hostileIn(root))) {
    const verdict = await verifyHostileFile(file, inspectWhole);
    say(`${verdict.problems.length === 0 ? 'passed' : 'failed'}  hostile/${verdict.name}`);
    verdicts.push(verdict);
  }
  return verdicts;
}

/** On the linkers that each entry names: what was chosen for the rest says nothing about them. */
async function verifyKnown(
  root: string,
  surroundings: Surroundings,
  say: (line: string) => void,
): Promise<readonly DivergenceVerdict[]> {
  const { readDivergences } = await import('../campaign/findings/divergences.ts');
  const { verifyDivergences } = await import('../campaign/corpora/verify-divergences.ts');
  const { withWorkshop } = await import('./workshop.ts');
  const divergences = readDivergences(root);
  if (divergences.length === 0) return [];
  const verdicts = await withWorkshop(surroundings, (workshop) => verifyDivergences(divergences, root, workshop), 1);
  for (const { key, target, kind } of verdicts) say(`${kind}  ${key} on ${target}`);
  return verdicts;
}

async function verifyPrograms(
  root: string,
  names: readonly string[],
  log: (line: string) => void,
): Promise<readonly RealResult[]> {
  const { verifyReal } = await import('../campaign/real/real-corpus.ts');
  const { openTarget } = await import('../targets/index.ts');
  return verifyReal({ root, targets: names.map(openTarget), log });
}

async function printSummary(
  { regressions, cover, relocations, hostile, divergences, real }: Verified,
  surroundings: Surroundings,
): Promise<void> {
  const colors = await colorsFor(surroundings);
  const say = (text: string) => surroundings.stdout(`${text}\n`);
  for (const { name, target, result } of [...regressions, ...cover]) {
    if (result.fails) say(`${colors.red('failed')}  ${name} on ${target}`);
  }
  for (const { kind, link, way, target, outcome, details } of relocations) {
    if (outcome === 'failed') say(`${colors.red('failed')}  ${kind} ${link}, ${way}, on ${target}: ${details[0]}`);
  }
  for (const { name, problems } of hostile) {
    for (const problem of problems) say(`${colors.red('failed')}  hostile/${name}: ${problem}`);
  }
  for (const { key, target, kind, detail } of divergences) {
    if (kind !== 'no-longer-matches') continue;
    say(
      `${colors.red('failed')}  divergence ${key} on ${target}: its case shows it no more (${detail}): remove the entry`,
    );
  }
  for (const { program, link, target, outcome, detail } of real) {
    if (outcome === 'failed') say(`${colors.red('failed')}  ${program}/${link} on ${target}: ${detail}`);
  }
  if (regressions.length > 0) say(`regressions: ${endsOf(regressions)}`);
  if (cover.length > 0) say(`covering cases: ${endsOf(cover)}`);
  if (relocations.length > 0) say(`relocations: ${countOf(relocations)}`);
  const unharmed = hostile.filter(({ problems }) => problems.length === 0).length;
  if (hostile.length > 0) say(`hostile files: ${unharmed} passed, ${hostile.length - unharmed} failed`);
  const known = (wanted: DivergenceVerdict['kind']) => divergences.filter(({ kind }) => kind === wanted).length;
  if (divergences.length > 0) {
    say(
      `divergences: ${known('still-differs')} still there, ${known('no-longer-matches')} failed, ${known('not-here')} without their linker here`,
    );
  }
  if (real.length > 0) say(`real programs: ${countOf(real)}`);
  const skipped = real.find(({ outcome }) => outcome === 'skipped');
  if (skipped !== undefined) say(`skipped: ${skipped.detail}`);
}

function endsOf(verdicts: readonly CaseVerdict[]): string {
  const ended = (word: string) => verdicts.filter(({ result }) => wordFor(result) === word).length;
  return `${ended('passed')} passed, ${ended('failed')} failed, ${ended('not applicable')} did not apply`;
}

function countOf(results: readonly { readonly outcome: 'passed' | 'failed' | 'skipped' }[]): string {
  const counted = (wanted: string) => results.filter(({ outcome }) => outcome === wanted).length;
  return `${counted('passed')} passed, ${counted('failed')} failed, ${counted('skipped')} skipped`;
}
