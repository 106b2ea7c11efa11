/**
 * `linksmith bench hostile`: millions of wrong inputs, counted by mutator. Exit code 1 when one of them does not end in a
 * module or a diagnostic. With `--against`, the links go to other linkers, which promised nothing: exit code 0.
 * Not here: the loops (`src/campaign/bench/bench-hostile.ts`, `hostile-others.ts`), the tables (`src/report`).
 */
import { join, resolve } from 'node:path';
import type { HostileTally } from '../campaign/bench/hostile-tally.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { count, targetList, wholeNumber } from './option-values.ts';
import { printJson, type Surroundings, teller } from './surroundings.ts';

interface BenchHostileOptions {
  readonly inputs: number;
  readonly against?: readonly string[];
  readonly seed: number;
  readonly firstBase: number;
  readonly linkEvery: number;
  readonly out: string;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addBenchHostile({ program, surroundings, action }: CommandContext): void {
  program
    .command('hostile')
    .description('feed the readers and the linker wrong inputs by the million, and count what becomes of them')
    .option('--inputs <n>', 'how many, at least', count, 100_000)
    .option('--seed <n>', 'the seed of the links that are mutated', wholeNumber, 1)
    .option('--first-base <n>', 'the number of the first of them', wholeNumber, 0)
    .option('--link-every <n>', 'one in so many inputs is linked, the others are only read', count, 32)
    .option('--against <targets>', 'give the links to these other linkers, a,b, and count how each ends', targetList)
    .option('--out <dir>', 'where counts and the table are kept', join('reports', 'hostile'))
    .option('--resume', 'go on where the counts in that folder end')
    .option('--json', 'print the counts as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((options: BenchHostileOptions) => benchHostile(options, surroundings)));
}

const benchHostile = (options: BenchHostileOptions, surroundings: Surroundings): Promise<ExitCode> =>
  options.against === undefined
    ? benchOurs(options, surroundings)
    : benchOthers(options, options.against, surroundings);

async function benchOthers(
  options: BenchHostileOptions,
  names: readonly string[],
  surroundings: Surroundings,
): Promise<ExitCode> {
  if (options.resume === true) throw new UsageError('--resume: links of --against are not gone on with');
  const { openTarget } = await import('../targets/index.ts');
  const { firstCases, noOthers, runOthersBase } = await import('../campaign/bench/hostile-others.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const { hostileOthersMarkdown } = await import('../report/hostile-others-table.ts');
  const tell = teller(options, surroundings);
  const targets = [...new Set(names)].map(openTarget);
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => interrupt.abort());
  try {
    const { seed, firstBase, linkEvery } = options;
    const tally = await noOthers({ seed, firstBase, linkEvery }, targets);
    while (tally.inputs < options.inputs && !interrupt.signal.aborted) {
      await runOthersBase(tally, targets, interrupt.signal);
      tell(`${tally.links.toLocaleString('en')} links, ${tally.places.length} places`);
    }
    const markdown = hostileOthersMarkdown(tally);
    const folder = resolve(surroundings.cwd, options.out);
    await writeDurably(join(folder, 'hostile-others.md'), markdown);
    for (const [name, first] of firstCases(tally)) {
      await writeDurably(join(folder, 'hostile-others', name), `${JSON.stringify(first, undefined, 2)}\n`);
    }
    if (options.json === true) printJson(surroundings, tally);
    else surroundings.stdout(markdown);
  } finally {
    stopListening();
    await Promise.all(targets.map((target) => target.close?.()));
  }
  return interrupt.signal.aborted ? ExitCode.Interrupted : ExitCode.Clean;
}

async function benchOurs(options: BenchHostileOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { writeTally } = await import('../campaign/bench/hostile-tally.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const { hostileMarkdown } = await import('../report/hostile-table.ts');
  const folder = resolve(surroundings.cwd, options.out);
  const path = join(folder, 'hostile.json');
  const tally = await begun(path, options);
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => interrupt.abort());
  const keep = () => writeTally(path, tally);
  try {
    await runBases(tally, options.inputs, { interrupt: interrupt.signal, keep, tell: teller(options, surroundings) });
  } finally {
    stopListening();
  }
  await keep();
  const markdown = hostileMarkdown(tally);
  await writeDurably(join(folder, 'hostile.md'), markdown);
  if (options.json === true) printJson(surroundings, tally);
  else surroundings.stdout(markdown);
  if (interrupt.signal.aborted) return ExitCode.Interrupted;
  return tally.faults.length > 0 ? ExitCode.Found : ExitCode.Clean;
}

async function begun(path: string, { seed, firstBase, linkEvery, resume }: BenchHostileOptions): Promise<HostileTally> {
  const { noTally, readTally } = await import('../campaign/bench/hostile-tally.ts');
  if (resume !== true) return noTally({ seed, firstBase, linkEvery });
  const tally = await readTally(path);
  if (tally === undefined) throw new UsageError(`--resume: ${path} is missing`);
  return tally;
}

interface Session {
  readonly interrupt: AbortSignal;
  readonly keep: () => Promise<void>;
  readonly tell: (line: string) => void;
}

const keepEveryMs = 10_000;

async function runBases(tally: HostileTally, wanted: number, { interrupt, keep, tell }: Session): Promise<void> {
  const { runHostileBase } = await import('../campaign/bench/bench-hostile.ts');
  const { inputsOf } = await import('../campaign/bench/hostile-tally.ts');
  const { inspectWhole } = await import('./inspect-whole.ts');
  let kept = performance.now();
  while (inputsOf(tally) < wanted && !interrupt.aborted) {
    await runHostileBase(tally, inspectWhole);
    if (performance.now() - kept < keepEveryMs) continue;
    await keep();
    tell(`${inputsOf(tally).toLocaleString('en')} inputs, ${tally.faults.length} faults`);
    kept = performance.now();
    // Interrupts are heard between two turns of the event loop.
    await new Promise(setImmediate);
  }
}
