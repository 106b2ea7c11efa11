/**
 * `linksmith bench harness`: what a case costs, as a table or as JSON.
 * Not here: the measuring (`src/campaign/bench/bench-harness.ts`).
 */
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { count, list, wholeNumber } from './option-values.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

interface BenchHarnessOptions {
  readonly profile?: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addBenchHarness({ program, surroundings, action }: CommandContext): void {
  program
    .command('harness')
    .description('measure what a case costs')
    .option('--profile <names>', 'what kinds of cases, p,q (default: default)', list)
    .option('--seed <n>', 'the seed of the cases', wholeNumber, 1)
    .option('--runs <n>', 'how many cases of each kind', count, 200)
    .option('--json', 'print as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((options: BenchHarnessOptions) => benchHarness(options, surroundings)));
}

async function benchHarness(options: BenchHarnessOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { checkProfile, openHarness } = await import('./workshop.ts');
  const { measureProfile } = await import('../campaign/bench/bench-harness.ts');
  const harness = await openHarness(surroundings);
  const { seed, runs, profile: names = ['default'] } = options;
  for (const profile of names) checkProfile(harness, profile);
  const { openProgress } = await import('./progress.ts');
  const progress = openProgress(options, surroundings);
  const profiles = [];
  try {
    for (const [at, profile] of names.entries()) {
      progress.show(`profile ${profile}, ${at + 1} of ${names.length}`, at / names.length);
      profiles.push(await measureProfile(harness, { profile, seed, runs }));
    }
  } finally {
    progress.close();
  }
  if (options.json === true) {
    printJson(surroundings, { schemaVersion: 1, seed, runs, profiles });
    return ExitCode.Clean;
  }
  const { textTable } = await import('../report/text-table.ts');
  const rows = profiles.map(({ profile, casesPerSecond, msPerCase }) => [
    profile,
    casesPerSecond.toFixed(1),
    msPerCase.toFixed(2),
  ]);
  const head = ['profile', 'cases a second', 'ms a case'];
  surroundings.stdout(`${textTable({ head, rows, right: [1, 2], colors: await colorsFor(surroundings) })}\n`);
  return ExitCode.Clean;
}
