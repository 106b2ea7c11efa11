/**
 * `linksmith nightly`: what runs every night, with a folder that remembers. Ends with 1 when there is something that
 * somebody has to look at: a finding that is new, back or flaky since tonight, a canary that stayed green, a regression
 * case that fails. Findings that are known and still there are told, and are not red.
 * Not here: the night (`src/campaign/nights/night.ts`), its text (`src/report/night-text.ts`).
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { NightCampaign } from '../campaign/nights/night.ts';
import type { NightReport } from '../campaign/nights/night-report.ts';
import type { Begun } from '../campaign/nights/night-state.ts';
import { interruptible } from './campaign-outcome.ts';
import type { CommandContext } from './command-context.ts';
import { corpusRoot } from './corpus-root.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { count, duration, list, targetList, wholeNumber } from './option-values.ts';
import type { Surroundings } from './surroundings.ts';

interface NightlyOptions {
  readonly state: string;
  readonly time: number;
  readonly runs?: number;
  readonly firstSeed?: number;
  readonly jobs?: number;
  readonly target?: readonly string[];
  readonly profile: string;
  readonly from?: readonly string[];
  readonly root?: string;
  readonly summary?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addNightly({ program, surroundings, action }: CommandContext): void {
  program
    .command('nightly')
    .description('canaries, corpus, known findings, a fresh campaign, and what is new since the last night')
    .option('--state <dir>', 'what nights leave for the next one', join('reports', 'nightly'))
    .option('--time <duration>', 'how long fresh cases are run', duration, 30 * 60_000)
    .option('--runs <n>', 'stop after so many fresh cases', count)
    .option(
      '--first-seed <n>',
      'the seed of the first night; each later one has the next (default: drawn)',
      wholeNumber,
    )
    .option('--jobs <n>', 'workers (default: one a core)', count)
    .option('--target <names>', 'linkers to test, a,b (default lazy)', targetList)
    .option('--profile <name>', 'what kind of cases', 'default')
    .option('--from <dirs>', 'the fresh campaign ran as these shards: merge them, a,b', list)
    .option('--root <dir>', 'the folder that holds corpus/ (default: here, or the package)')
    .option('--summary <file>', 'append the report as Markdown to this file, as for the summary of a CI job')
    .option('--json', 'print the report as JSON')
    .option('-q, --quiet', 'print nothing unless there is news')
    .action(action((options: NightlyOptions) => nightly(options, surroundings)));
}

async function nightly(options: NightlyOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { runNight } = await import('../campaign/nights/night.ts');
  const { sweepNights } = await import('../campaign/nights/night-state.ts');
  const { regressionsIn } = await import('../campaign/corpora/corpus.ts');
  const { checkProfile, openHarness, withWorkshop } = await import('./workshop.ts');
  const { reportRenderer } = await import('./finding-report.ts');
  const directory = resolve(surroundings.cwd, options.state);
  const jobs = options.jobs ?? availableParallelism();
  const planned = await planOf(options, directory, surroundings);
  checkProfile(await openHarness(surroundings), planned.profile);
  const report = await interruptible(surroundings, (interrupt) =>
    runNight({
      ...planned,
      directory,
      corpus: regressionsIn(corpusRoot(options.root, surroundings)),
      interrupt,
      renderReport: reportRenderer,
      withWorkshop: (work) => withWorkshop(surroundings, work, jobs),
      campaign: () => freshCampaign(planned, { ...options, jobs, directory, interrupt }, surroundings),
      say: (line) => options.quiet !== true && surroundings.stderr(`linksmith: ${line}\n`),
    }),
  );
  await sweepNights(directory);
  await tell(report, directory, options, surroundings);
  return exitCodeOf(report);
}

interface Planned {
  readonly begun: Begun;
  readonly profile: string;
  readonly targets: readonly string[];
}

/** Shards say themselves what they ran. */
async function planOf(options: NightlyOptions, directory: string, { cwd }: Surroundings): Promise<Planned> {
  const { beginNight, readState } = await import('../campaign/nights/night-state.ts');
  const { readProgress } = await import('../campaign/engine/progress-file.ts');
  const [shard] = options.from ?? [];
  const ran = shard === undefined ? undefined : await readProgress(resolve(cwd, shard));
  const state = await readState(directory);
  if (state !== undefined && options.firstSeed !== undefined) {
    throw new UsageError(`--first-seed: ${options.state} has its seeds already; the next is ${state.nextSeed}`);
  }
  const day = new Date().toISOString().slice(0, 10);
  const firstSeed = options.firstSeed ?? randomInt(2 ** 31);
  const begun = beginNight(state, { day, firstSeed, ...(ran === undefined ? {} : { seed: ran.seed }) });
  return {
    begun,
    profile: ran?.profile ?? options.profile,
    targets: ran?.targets ?? options.target ?? ['lazy'],
  };
}

interface CampaignSurroundings extends NightlyOptions {
  readonly jobs: number;
  readonly directory: string;
  readonly interrupt: AbortSignal;
}

/** Goes on with what a night that was cut off has left. */
async function freshCampaign(
  { begun, profile, targets }: Planned,
  { from, time, runs, jobs, directory, interrupt, quiet }: CampaignSurroundings,
  surroundings: Surroundings,
): Promise<NightCampaign> {
  const { nightFolder } = await import('../campaign/nights/night-state.ts');
  const { hasProgress } = await import('../campaign/engine/progress-file.ts');
  const { removeFolderDurably } = await import('../campaign/engine/durable.ts');
  const { mergeCampaigns } = await import('../campaign/engine/merge.ts');
  const { runCampaign } = await import('../campaign/engine/campaign.ts');
  const { poolOptions } = await import('./workshop.ts');
  const { reportRenderer: renderReport } = await import('./finding-report.ts');
  const { openCampaignProgress } = await import('./campaign-progress.ts');
  const { writeReport } = await import('./campaign-outcome.ts');
  const folder = nightFolder(directory, begun.night);
  const common = { ...poolOptions(surroundings, jobs), directory: folder, interrupt, renderReport };
  if (from !== undefined) {
    await removeFolderDurably(folder);
    const directories = from.map((each) => resolve(surroundings.cwd, each));
    return { result: await mergeCampaigns({ ...common, directories }), directory: folder };
  }
  const limits = { timeMs: time, ...(runs === undefined ? {} : { runs }) };
  const progress = openCampaignProgress({ quiet: quiet === true, ...limits }, surroundings);
  const plan = { profile, seed: begun.seed, targets };
  const result = await runCampaign({
    ...common,
    ...limits,
    ...((await hasProgress(folder)) ? {} : { plan }),
    onProgress: (snapshot) => progress.show(snapshot),
    onWarning: (text) => surroundings.stderr(`linksmith: ${text}\n`),
  }).finally(() => progress.close());
  await writeReport(result, folder);
  return { result, directory: folder };
}

async function tell(
  report: NightReport,
  directory: string,
  { json, quiet, summary }: NightlyOptions,
  { stdout, cwd }: Surroundings,
): Promise<void> {
  const { appendFile } = await import('node:fs/promises');
  const { nightMarkdown } = await import('../report/night-text.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const text = nightMarkdown(report);
  const data = `${JSON.stringify(report, undefined, 2)}\n`;
  await writeDurably(join(directory, 'night.json'), data);
  await writeDurably(join(directory, 'night.md'), text);
  if (summary !== undefined) await appendFile(resolve(cwd, summary), text);
  if (json === true) stdout(data);
  else if (quiet !== true || report.verdict !== 'nothing-new') stdout(text);
}

function exitCodeOf({ verdict }: NightReport): ExitCode {
  switch (verdict) {
    case 'nothing-new':
      return ExitCode.Clean;
    case 'news':
      return ExitCode.Found;
    case 'interrupted':
      return ExitCode.Interrupted;
  }
}
