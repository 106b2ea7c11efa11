/**
 * `linksmith fuzz`: a campaign from its options to its exit code. It draws the seed when none is given, and shows progress.
 * Not here: the campaign itself (`src/campaign/engine/campaign.ts`), how its end is told (`campaign-outcome.ts`).
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CampaignOptions, CampaignPlan } from '../campaign/engine/campaign.ts';
import type { Shard } from '../campaign/engine/shard.ts';
import type { ReplayedFinding } from '../campaign/findings/replay-findings.ts';
import type { Life } from '../campaign/nights/history.ts';
import type { CampaignReport } from '../report/json.ts';
import { exitCodeOf, interruptible, newFolder, printReport, writeReport } from './campaign-outcome.ts';
import type { CommandContext } from './command-context.ts';
import { type ExitCode, UsageError } from './exit-codes.ts';
import { count, duration, list, shard, targetList, wholeNumber } from './option-values.ts';
import { type ReportRequests, reportRequests, writeReports } from './report.ts';
import type { Surroundings } from './surroundings.ts';

interface FuzzOptions {
  readonly time?: number;
  readonly runs?: number;
  readonly seed?: number;
  readonly jobs?: number;
  readonly target?: readonly string[];
  readonly property?: readonly string[];
  readonly profile?: string;
  readonly out?: string;
  readonly shard?: Shard;
  readonly history?: string;
  readonly resume?: string;
  readonly report?: ReportRequests;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly queue?: string | true;
  readonly guided?: boolean;
}

export function addFuzz({ program, surroundings, action }: CommandContext): void {
  program
    .command('fuzz')
    .description('run a campaign: generate objects, link them, check every property')
    .option(
      '--time <duration>',
      'stop after this time: 90s, 10m, 1h30m (default 60s, unless --runs is given)',
      duration,
    )
    .option('--runs <n>', 'stop after so many cases', count)
    .option('--seed <n>', 'the seed of all cases (default: drawn)', wholeNumber)
    .option('--jobs <n>', 'workers (default: one a core)', count)
    .option('--target <names>', 'linkers to test, a,b (default lazy); see linksmith targets', targetList)
    .option('--property <names>', 'only these properties, p,q', list)
    .option(
      '--profile <name>',
      'what kind of cases (default: default, or plain where a target does hardly any of those)',
    )
    .option('--out <dir>', 'folder for findings and reports (default: a new one in reports/)')
    .option('--shard <i/n>', 'only the i-th of n equal shares of the cases; linksmith merge puts them together', shard)
    .option('--history <dir>', 'state of linksmith nightly: ends with 1 only for findings that are new to it')
    .option('--resume <dir>', 'go on with the campaign in this folder')
    .option('--queue [address]', 'let linksmith worker run the cases: redis://HOST:PORT (default: LINKSMITH_REDIS_URL)')
    .option('--guided', 'choose the cases by what has not been seen much, and vary those that did something rare')
    .option(
      '--report <kinds>',
      'also write reports: html, markdown, junit, sarif, ctrf, jsonl; junit:FILE',
      reportRequests,
    )
    .option('--json', 'print the report as JSON')
    .option('-q, --quiet', 'no progress, and no table unless something is found')
    .action(action((options: FuzzOptions) => fuzz(options, surroundings)));
}

const defaultTimeMs = 60_000;

function folderOf({ resume, out }: FuzzOptions, plan: CampaignPlan | undefined, { cwd }: Surroundings): string {
  const named = resume ?? out;
  return named === undefined ? newFolder(cwd, `seed-${plan!.seed}`) : resolve(cwd, named);
}

async function fuzz(options: FuzzOptions, surroundings: Surroundings): Promise<ExitCode> {
  const plan = options.resume === undefined ? await planOf(options, surroundings) : undefined;
  if (plan === undefined) refuseWithResume(options);
  const directory = folderOf(options, plan, surroundings);
  const report = await run(options, plan, directory, surroundings);
  if (options.report !== undefined) await writeReports(directory, options.report, surroundings);
  await printReport(report, directory, options, surroundings);
  return exitCodeOf(report);
}

/** What decides the cases belongs to the campaign that goes on. */
function refuseWithResume(options: FuzzOptions): void {
  const fixed = (['seed', 'target', 'property', 'profile', 'shard', 'guided', 'out'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (fixed !== undefined) throw new UsageError(`--${fixed} cannot be given with --resume: the campaign has its own`);
}

async function planOf(options: FuzzOptions, surroundings: Surroundings): Promise<CampaignPlan> {
  const { checkProfile, checkProperties, openHarness } = await import('./workshop.ts');
  const harness = await openHarness(surroundings);
  checkProperties(harness, options.property);
  if (options.shard !== undefined && options.seed === undefined) {
    throw new UsageError('--shard needs --seed: all shards share one');
  }
  const other = (['shard', 'queue'] as const).find((name) => options[name] !== undefined);
  if (options.guided === true && other !== undefined) {
    throw new UsageError(`--guided cannot be given with --${other}: what was seen decides what comes next`);
  }
  const targets = options.target ?? ['lazy'];
  const profile = options.profile ?? (await harness.profileFor?.(targets)) ?? 'default';
  checkProfile(harness, profile);
  return {
    profile,
    seed: options.seed ?? randomInt(2 ** 32),
    targets,
    ...(options.property === undefined ? {} : { properties: options.property }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(options.guided === true ? { guided: true } : {}),
  };
}

async function run(
  options: FuzzOptions,
  plan: CampaignPlan | undefined,
  directory: string,
  surroundings: Surroundings,
): Promise<CampaignReport> {
  const { runCampaign } = await import('../campaign/engine/campaign.ts');
  const { openCampaignProgress } = await import('./campaign-progress.ts');
  const { casesBelow, wholeCampaign } = await import('../campaign/engine/shard.ts');
  const { timeMs, runs } = limitsOf(options);
  const shown = {
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(runs === undefined ? {} : { runs: casesBelow(runs, options.shard ?? wholeCampaign) }),
  };
  const progress = openCampaignProgress({ quiet: options.quiet === true, ...shown }, surroundings);
  try {
    const common = await campaignOptions(options, surroundings);
    const result = await interruptible(surroundings, (interrupt) =>
      runCampaign({
        ...common,
        ...(plan === undefined ? {} : { plan }),
        directory,
        interrupt,
        onProgress: (snapshot) => progress.show(snapshot),
        onWarning: (text) => surroundings.stderr(`linksmith: ${text}\n`),
      }),
    );
    const history = options.history === undefined ? undefined : resolve(surroundings.cwd, options.history);
    return await writeReport(result, directory, await livesIn(history, result.findings));
  } finally {
    progress.close();
  }
}

function limitsOf({ time, runs }: FuzzOptions): { timeMs?: number; runs?: number } {
  if (time === undefined && runs === undefined) return { timeMs: defaultTimeMs };
  return { ...(time === undefined ? {} : { timeMs: time }), ...(runs === undefined ? {} : { runs }) };
}

async function campaignOptions(
  options: FuzzOptions,
  surroundings: Surroundings,
): Promise<Omit<CampaignOptions, 'plan' | 'directory' | 'interrupt' | 'onProgress'>> {
  const { poolOptions } = await import('./workshop.ts');
  const { reportRenderer } = await import('./finding-report.ts');
  return {
    ...poolOptions(surroundings, options.jobs ?? availableParallelism()),
    ...limitsOf(options),
    renderReport: reportRenderer,
    openRanges: await rangesOf(options, surroundings),
  };
}

/** What the nights before know of each finding; undefined when no history is named. */
async function livesIn(
  history: string | undefined,
  findings: readonly ReplayedFinding[],
): Promise<ReadonlyMap<string, Life> | undefined> {
  if (history === undefined) return undefined;
  const { readHistory } = await import('../campaign/nights/history.ts');
  const { historyFile } = await import('../campaign/nights/night-state.ts');
  const { livesOf } = await import('../campaign/nights/lives-of.ts');
  return livesOf(findings, await readHistory(historyFile(history)));
}

/** Undefined: this program's own workers run the cases. */
async function rangesOf({ queue }: FuzzOptions, { env, stderr }: Surroundings): Promise<CampaignOptions['openRanges']> {
  if (queue === undefined) return undefined;
  const { redisAddress } = await import('../campaign/queue/redis-address.ts');
  const { openLeaseQueue } = await import('../campaign/queue/lease-queue.ts');
  const address = redisAddress(queue === true ? undefined : queue, env);
  const onNobody = () =>
    stderr(
      'linksmith: no worker serves the queue: start linksmith worker, of this same build, with the same targets\n',
    );
  return (targets) => openLeaseQueue({ address, targets, onNobody });
}
