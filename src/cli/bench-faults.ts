/**
 * `linksmith bench faults`: how many of the planted faults a default campaign finds, how fast, and how small it makes what
 * it finds; or two of its results side by side. Works in a checkout, since faults are patches of sources.
 * Not here: trials (`src/campaign/faults/fault-bench.ts`), the table (`src/report/fault-table.ts`).
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../campaign/faults/fault-bank.ts';
import type { TrialRecord } from '../campaign/faults/trial-record.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, InputError, ToolMissingError, UsageError } from './exit-codes.ts';
import { count, duration, wholeNumber } from './option-values.ts';
import { colorsFor, printJson, type Surroundings, teller } from './surroundings.ts';

/** As in `trial-record.ts`, which `--help` need not load. */
const control: typeof import('../campaign/faults/trial-record.ts').control = 'control';

interface BenchFaultsOptions {
  readonly seeds: number;
  readonly firstSeed: number;
  readonly budget: number;
  readonly jobs: number;
  readonly profile: string;
  readonly out: string;
  readonly guided?: boolean;
  readonly together?: boolean;
  readonly resume?: boolean;
  readonly compare?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly markdown?: boolean;
}

export function addBenchFaults({ program, surroundings, action }: CommandContext): void {
  program
    .command('faults')
    .description('plant known faults in copies of the linker, and see how many a campaign finds, and how fast')
    .argument('[ids...]', `faults of corpus/faults, or ${control} (default: all)`)
    .option('--seeds <n>', 'campaigns against each fault', count, 3)
    .option('--first-seed <n>', 'their seeds count from this', wholeNumber, 1)
    .option('--budget <duration>', 'how long each campaign looks, in CPU time of each worker', duration, 60_000)
    .option('--jobs <n>', 'workers of a campaign', count, 2)
    .option('--profile <name>', 'what kind of cases', 'default')
    .option('--guided', 'what has been seen decides which cases come next')
    .option(
      '--together',
      'one campaign with a worker for all faults of a seed: when each is detected, without findings',
    )
    .option('--out <dir>', 'where records and the table are kept', join('reports', 'faults'))
    .option('--resume', 'go on: trials that have a record are not run again')
    .option('--compare <dirs...>', 'run nothing: set two such folders side by side')
    .option('--json', 'print the table as JSON')
    .option('-q, --quiet', 'no progress')
    .option('--markdown', 'with --compare: print it as Markdown, with a row for each fault')
    .action(
      action((ids: string[], { compare, ...options }: BenchFaultsOptions) =>
        compare === undefined
          ? benchFaults(ids, options, surroundings)
          : compareResults(compare, { ids, ...options }, surroundings),
      ),
    );
}

async function benchFaults(
  ids: readonly string[],
  options: BenchFaultsOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const root = checkout();
  const { readFaults } = await import('../campaign/faults/fault-bank.ts');
  const { checkProfile, openHarness } = await import('./workshop.ts');
  checkProfile(await openHarness(surroundings), options.profile);
  const bank = await readFaults(root);
  const faults = chosen(ids, bank);
  const { records, isWhole } = await run(faults, options, root, surroundings);
  await tell(records, bank, options, surroundings);
  return isWhole ? ExitCode.Clean : ExitCode.Interrupted;
}

/** The folder of the checkout that this program is part of. */
function checkout(): string {
  const roots = ['../..', '../../..'].map((up) => fileURLToPath(new URL(up, import.meta.url)));
  const root = roots.find((folder) => existsSync(join(folder, 'src', 'linker', 'link.ts')));
  const needed = ['typescript', 'diff'].map((name) => join('node_modules', name));
  if (root === undefined) {
    throw new ToolMissingError('bench faults patches the sources of linksmith: run it in a checkout, after npm ci');
  }
  const missing = needed.find((path) => !existsSync(join(root, path)));
  if (missing !== undefined) throw new ToolMissingError(`bench faults needs ${missing}: npm ci installs it`);
  return root;
}

function chosen(ids: readonly string[], bank: readonly Fault[]): (Fault | undefined)[] {
  if (ids.length === 0) return [undefined, ...bank];
  return ids.map((id) => {
    const fault = bank.find((each) => each.id === id);
    if (fault === undefined && id !== control) throw new UsageError(`no fault is named '${id}'`);
    return fault;
  });
}

async function run(
  faults: readonly (Fault | undefined)[],
  options: BenchFaultsOptions,
  root: string,
  surroundings: Surroundings,
): Promise<{ records: TrialRecord[]; isWhole: boolean }> {
  const { runFaultBench } = await import('../campaign/faults/fault-bench.ts');
  const { trialLine } = await import('../report/fault-table.ts');
  const { seeds, firstSeed, budget, profile, guided = false, together = false, out, resume = false } = options;
  const tell = teller(options, surroundings);
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => interrupt.abort());
  try {
    const records = await runFaultBench(
      {
        faults,
        seeds: Array.from({ length: seeds }, (_, i) => firstSeed + i),
        budgetMs: budget,
        jobs: together ? 1 : options.jobs,
        profile,
        guided,
        together,
        directory: trialsOf(out, surroundings),
        resume,
      },
      {
        root,
        interrupt: interrupt.signal,
        onRecord: (record) => tell(trialLine(record)),
      },
    );
    return { records, isWhole: !interrupt.signal.aborted };
  } finally {
    stopListening();
  }
}

async function tell(
  records: readonly TrialRecord[],
  bank: readonly Fault[],
  options: BenchFaultsOptions,
  surroundings: Surroundings,
): Promise<void> {
  const { faultReport, faultReportMarkdown, faultReportTable } = await import('../report/fault-table.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const report = faultReport(records, bank);
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const folder = resolve(surroundings.cwd, options.out);
  await writeDurably(join(folder, 'faults.json'), json);
  await writeDurably(join(folder, 'faults.md'), faultReportMarkdown(report));
  if (options.json === true) surroundings.stdout(json);
  else surroundings.stdout(`${faultReportTable(report, await colorsFor(surroundings))}\n`);
}

async function compareResults(
  folders: readonly string[],
  { ids, json, markdown }: Pick<BenchFaultsOptions, 'json' | 'markdown'> & { readonly ids: readonly string[] },
  surroundings: Surroundings,
): Promise<ExitCode> {
  const [before, after] = folders;
  if (folders.length !== 2 || ids.length > 0) throw new UsageError('--compare takes two folders, and nothing else');
  const { faultComparison, faultComparisonMarkdown, faultComparisonTable } = await import('../report/fault-table.ts');
  const left = { name: before!, records: await recordsIn(before!, surroundings) };
  const right = { name: after!, records: await recordsIn(after!, surroundings) };
  const comparison = faultComparison(left, right);
  if (comparison.campaigns === 0) throw new InputError(`${before} and ${after} have no campaign in common`);
  if (json === true) printJson(surroundings, comparison);
  else if (markdown === true) surroundings.stdout(faultComparisonMarkdown(comparison));
  else surroundings.stdout(`${faultComparisonTable(comparison, await colorsFor(surroundings))}\n`);
  return ExitCode.Clean;
}

async function recordsIn(folder: string, surroundings: Surroundings): Promise<TrialRecord[]> {
  const directory = trialsOf(folder, surroundings);
  if (!existsSync(directory)) throw new InputError(`${folder} has no trials: it is no folder of bench faults`);
  const { readRecords } = await import('../campaign/faults/fault-bench.ts');
  return readRecords(directory);
}

const trialsOf = (out: string, { cwd }: Surroundings): string => join(resolve(cwd, out), 'trials');
