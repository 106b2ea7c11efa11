/**
 * `linksmith stats`: how often the generators produce each feature, each relocation kind, each relocation kind with a
 * section and a kind of symbol, and each pair of features, over cases of a seed. What never occurs is listed with a zero;
 * of pairs only those. Nothing is linked.
 * Not here: the generators, what they promise (`generators/features/distribution.ts`).
 */

import type { Harness } from '../campaign/engine/harness.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { FeaturePairs } from './feature-pairs.ts';
import { count, wholeNumber } from './option-values.ts';
import type { Progress } from './progress.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

interface StatsOptions {
  readonly seed: number;
  readonly runs: number;
  readonly profile: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addStats({ program, surroundings, action }: CommandContext): void {
  program
    .command('stats')
    .description('count what the generators produce')
    .option('--seed <n>', 'the seed', wholeNumber, 1)
    .option('--runs <n>', 'how many cases', count, 500)
    .option('--profile <name>', 'what kind of cases', 'default')
    .option('--json', 'print as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((options: StatsOptions) => stats(options, surroundings)));
}

async function stats(options: StatsOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { checkProfile, openHarness } = await import('./workshop.ts');
  const harness = await openHarness(surroundings);
  checkProfile(harness, options.profile);
  const { openProgress } = await import('./progress.ts');
  const progress = openProgress(options, surroundings);
  const counted = await countCases(harness, options, progress).finally(() => progress.close());
  if (options.json === true) printJson(surroundings, asJson(counted, options));
  else surroundings.stdout(await asText(counted, options, surroundings));
  return ExitCode.Clean;
}

interface Counted {
  readonly features: ReadonlyMap<string, number>;
  readonly relocationKinds: ReadonlyMap<string, number>;
  /** `KIND section symbol`. */
  readonly relocationUses: ReadonlyMap<string, number>;
  readonly pairs: FeaturePairs;
}

async function countCases(
  harness: Harness,
  { profile, seed, runs }: StatsOptions,
  progress: Progress,
): Promise<Counted> {
  const { relocationKinds } = await import('../wasm/relocation-kinds.ts');
  const { relocationUses, relocationUsesOf } = await import('../../generators/features/relocation-uses.ts');
  const { features: words } = harness.lane(profile);
  const features = zeros(words);
  const kinds = zeros(relocationKinds.map(({ name }) => name));
  const uses = zeros(relocationUses);
  const pairs = new FeaturePairs(words);
  for (let index = 0; index < runs; index++) {
    const scenario = harness.caseAt({ profile, seed, index });
    const found = harness.featuresOf(scenario);
    const used = [...relocationUsesOf(harness.lower(scenario).files)];
    countEach(features, found);
    countEach(uses, used);
    countEach(kinds, new Set(used.map((use) => `R_WASM_${use.slice(0, use.indexOf(' '))}`)));
    pairs.add(found);
    progress.show(`${index + 1} of ${runs} cases`, (index + 1) / runs);
  }
  return { features, relocationKinds: kinds, relocationUses: uses, pairs };
}

const zeros = (words: readonly string[]): Map<string, number> => new Map(words.map((word) => [word, 0]));

function countEach(counts: Map<string, number>, words: Iterable<string>): void {
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
}

function asJson({ features, relocationKinds, relocationUses, pairs }: Counted, options: StatsOptions) {
  const { profile, seed, runs } = options;
  return {
    schemaVersion: 1,
    profile,
    seed,
    cases: runs,
    features: Object.fromEntries(features),
    relocationKinds: Object.fromEntries(relocationKinds),
    relocationUses: Object.fromEntries(relocationUses),
    featurePairs: Object.fromEntries(
      [...pairs.counts()].map(([first, second, times]) => [`${first} ${second}`, times]),
    ),
  };
}

async function asText(counted: Counted, { runs }: StatsOptions, surroundings: Surroundings): Promise<string> {
  const { textTable } = await import('../report/text-table.ts');
  const colors = await colorsFor(surroundings);
  const table = (head: string, counts: ReadonlyMap<string, number>) => {
    const rows = [...counts].sort(([, left], [, right]) => right - left);
    const shown = rows.map(([word, times]) => [times === 0 ? colors.yellow(word) : word, times, percent(times, runs)]);
    return textTable({ head: [head, 'cases', 'share'], rows: shown, right: [1, 2], colors });
  };
  const parts = [
    table('feature', counted.features),
    table('relocation kind', counted.relocationKinds),
    table('relocation kind, section, symbol', counted.relocationUses),
    pairsText(counted),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What occurs, but never together: a line for each word that misses any. */
function pairsText({ features, pairs }: Counted): string {
  const apart = new Map<string, string[]>();
  let possible = 0;
  let missed = 0;
  for (const [first, second, times] of pairs.counts()) {
    if (features.get(first) === 0 || features.get(second) === 0) continue;
    possible++;
    if (times > 0) continue;
    missed++;
    apart.set(first, [...(apart.get(first) ?? []), second]);
  }
  const lines = [...apart].map(([first, others]) => `  ${first}: ${others.join(', ')}`);
  return [`pairs of features: ${possible - missed} of ${possible}; never together:`, ...lines].join('\n');
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
