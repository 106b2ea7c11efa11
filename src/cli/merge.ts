/**
 * `linksmith merge`: the folders of shards become one campaign, with the findings and the counts that one campaign over all
 * their cases would have had.
 * Not here: how (`src/campaign/engine/merge.ts`), shards (`fuzz --shard`).
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { CommandContext } from './command-context.ts';
import type { ExitCode } from './exit-codes.ts';
import { count } from './option-values.ts';
import type { Surroundings } from './surroundings.ts';

interface MergeCommandOptions {
  readonly out?: string;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addMerge({ program, surroundings, action }: CommandContext): void {
  program
    .command('merge')
    .argument('<dirs...>', 'folders of campaigns that were run with --shard, or merged already')
    .description('make one campaign of those that shared its cases')
    .option('--out <dir>', 'folder for the merged campaign (default: a new one in reports/)')
    .option('--jobs <n>', 'workers (default: one a core)', count)
    .option('--json', 'print the report as JSON')
    .option('-q, --quiet', 'no progress, and no table unless something is found')
    .action(action((dirs: string[], options: MergeCommandOptions) => merge(dirs, options, surroundings)));
}

async function merge(
  dirs: readonly string[],
  options: MergeCommandOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { mergeCampaigns } = await import('../campaign/engine/merge.ts');
  const { exitCodeOf, interruptible, newFolder, printReport, writeReport } = await import('./campaign-outcome.ts');
  const { poolOptions } = await import('./workshop.ts');
  const { openCampaignProgress } = await import('./campaign-progress.ts');
  const { reportRenderer } = await import('./finding-report.ts');
  const { cwd } = surroundings;
  const directory = options.out === undefined ? newFolder(cwd, 'merged') : resolve(cwd, options.out);
  const progress = openCampaignProgress({ quiet: options.quiet === true }, surroundings);
  const result = await interruptible(surroundings, (interrupt) =>
    mergeCampaigns({
      ...poolOptions(surroundings, options.jobs ?? availableParallelism()),
      directories: dirs.map((each) => resolve(surroundings.cwd, each)),
      directory,
      renderReport: reportRenderer,
      interrupt,
      onProgress: (snapshot) => progress.show(snapshot),
    }),
  ).finally(() => progress.close());
  for (const warning of result.warnings) surroundings.stderr(`linksmith: ${warning}\n`);
  const report = await writeReport(result, directory);
  await printReport(report, directory, options, surroundings);
  return exitCodeOf(report);
}
