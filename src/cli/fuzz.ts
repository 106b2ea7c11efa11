/**
 * `linksmith fuzz`: a campaign from its options to its exit code. It draws the seed when none is given, shows progress,
 * ends at an interrupt with the report written, and prints the closing table or JSON.
 * Not here: the campaign itself (`src/campaign/engine/campaign.ts`).
 */
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { CampaignOptions, CampaignPlan } from '../campaign/engine/campaign.ts';
import type { CampaignReport } from '../report/json.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { count, duration, list, targetList, wholeNumber } from './option-values.ts';
import { colorsFor, type Surroundings } from './surroundings.ts';

interface FuzzOptions {
  readonly time?: number;
  readonly runs?: number;
  readonly seed?: number;
  readonly jobs?: number;
  readonly target?: readonly string[];
  readonly property?: readonly string[];
  readonly profile?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
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
    .option('--resume <dir>', 'go on with the campaign in this folder')
    .option('--json', 'print the report as JSON')
    .option('-q, --quiet', 'no progress, and no table unless something is found')
    .action(action((options: FuzzOptions) => fuzz(options, surroundings)));
}

const defaultTimeMs = 60_000;

async function fuzz(options: FuzzOptions, surroundings: Surroundings): Promise<ExitCode> {
  const plan = options.resume === undefined ? await planOf(options, surroundings) : undefined;
  if (plan === undefined) refuseWithResume(options);
  const directory = resolve(surroundings.cwd, options.resume ?? options.out ?? newFolder(plan!.seed));
  const report = await run(options, plan, directory, surroundings);
  await print(report, options, directory, surroundings);
  return exitCodeOf(report);
}

/** What decides the cases belongs to the campaign that goes on. */
function refuseWithResume(options: FuzzOptions): void {
  const fixed = (['seed', 'target', 'property', 'profile', 'out'] as const).find((name) => options[name] !== undefined);
  if (fixed !== undefined) throw new UsageError(`--${fixed} cannot be given with --resume: the campaign has its own`);
}

async function planOf(options: FuzzOptions, surroundings: Surroundings): Promise<CampaignPlan> {
  const { checkProfile, checkProperties, openHarness } = await import('./workshop.ts');
  const harness = await openHarness(surroundings);
  checkProperties(harness, options.property);
  const targets = options.target ?? ['lazy'];
  const profile = options.profile ?? (await harness.profileFor?.(targets)) ?? 'default';
  checkProfile(harness, profile);
  return {
    profile,
    seed: options.seed ?? randomInt(2 ** 32),
    targets,
    ...(options.property === undefined ? {} : { properties: options.property }),
  };
}

async function run(
  options: FuzzOptions,
  plan: CampaignPlan | undefined,
  directory: string,
  surroundings: Surroundings,
): Promise<CampaignReport> {
  const { runCampaign } = await import('../campaign/engine/campaign.ts');
  const { campaignJson, campaignReport } = await import('../report/json.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const { openProgress } = await import('./progress.ts');
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => interruptOnce(interrupt, surroundings));
  const progress = openProgress({ quiet: options.quiet === true, ...limitsOf(options) }, surroundings);
  try {
    const result = await runCampaign({
      ...(await campaignOptions(options, surroundings)),
      ...(plan === undefined ? {} : { plan }),
      directory,
      interrupt: interrupt.signal,
      onProgress: (snapshot) => progress.show(snapshot),
    });
    const report = campaignReport(result);
    await writeDurably(join(directory, 'campaign.json'), campaignJson(report));
    return report;
  } finally {
    progress.close();
    stopListening();
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
  const { harnessAddress } = await import('./workshop.ts');
  const { reportRenderer } = await import('./finding-report.ts');
  const { worker } = surroundings;
  return {
    jobs: options.jobs ?? availableParallelism(),
    ...limitsOf(options),
    renderReport: reportRenderer,
    harness: harnessAddress(surroundings),
    ...(worker === undefined ? {} : { worker }),
  };
}

/** The first interrupt ends the campaign in order, the second at once. */
function interruptOnce(interrupt: AbortController, { stderr }: Surroundings): void {
  if (interrupt.signal.aborted) process.exit(ExitCode.Interrupted);
  stderr('linksmith: interrupted; writing the report (interrupt again to end at once)\n');
  interrupt.abort();
}

/** In UTC, so that names sort by time. */
function newFolder(seed: number): string {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return join('reports', `${stamp}-seed-${seed}`);
}

async function print(
  report: CampaignReport,
  options: FuzzOptions,
  directory: string,
  surroundings: Surroundings,
): Promise<void> {
  const { campaignJson } = await import('../report/json.ts');
  if (options.json === true) return surroundings.stdout(campaignJson(report));
  if (options.quiet === true && report.verdict === 'nothing-found') return;
  const { closingTable } = await import('../report/table.ts');
  const { relocationKinds } = await import('../wasm/relocation-kinds.ts');
  const table = closingTable(report, {
    directory: relative(surroundings.cwd, directory) || '.',
    relocationKinds: relocationKinds.map(({ name }) => name),
    colors: await colorsFor(surroundings),
  });
  surroundings.stdout(`${table}\n`);
}

function exitCodeOf({ verdict }: CampaignReport): ExitCode {
  switch (verdict) {
    case 'nothing-found':
      return ExitCode.Clean;
    case 'interrupted':
      return ExitCode.Interrupted;
    case 'findings':
    case 'canary-missed':
      return ExitCode.Found;
  }
}
