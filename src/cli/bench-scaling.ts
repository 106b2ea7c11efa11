/**
 * `linksmith bench scaling`: what a link costs as its input doubles, up to tens of megabytes. Exit code 1 when a link ends
 * otherwise than with a module or a diagnostic; times and memory are told and not judged.
 * Not here: measuring (`src/campaign/bench/bench-scaling.ts`), the table (`src/report/scaling-table.ts`).
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ScalingCost } from '../campaign/bench/bench-scaling.ts';
import type { Scaling } from '../report/scaling-table.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, InputError } from './exit-codes.ts';
import { count } from './option-values.ts';
import { printJson, type Surroundings, teller } from './surroundings.ts';

interface BenchScalingOptions {
  readonly largest: number;
  readonly only?: string;
  readonly out: string;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addBenchScaling({ program, surroundings, action }: CommandContext): void {
  program
    .command('scaling')
    .description(
      'link inputs of 1, 2, 4 … megabytes that are large in one way, or mutated, and measure time and memory',
    )
    .option('--largest <mebibytes>', 'up to this size', count, 64)
    .option('--only <text>', 'only what has this in its name')
    .option('--out <dir>', 'where measurements and the table are kept', join('reports', 'scaling'))
    .option('--resume', 'keep what was measured in that folder, and measure the rest')
    .option('--json', 'print the measurements as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((options: BenchScalingOptions) => benchScaling(options, surroundings)));
}

const fileName = 'scaling.json';

async function benchScaling(options: BenchScalingOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { measureScaling, scalingRows } = await import('../campaign/bench/bench-scaling.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const { scalingMarkdown } = await import('../report/scaling-table.ts');
  const folder = resolve(surroundings.cwd, options.out);
  const costs = options.resume ? await measuredIn(folder) : new Map<string, ScalingCost[]>();
  const scaling = async (): Promise<Scaling> => ({
    schemaVersion: 1,
    machine: await machineText(),
    rows: scalingRows.flatMap((row) => {
      const own = costs.get(row.name);
      return own === undefined ? [] : [{ ...row, costs: own }];
    }),
  });
  const tell = teller(options, surroundings);
  const interrupt = new AbortController();
  const stopListening = surroundings.onInterrupt(() => interrupt.abort());
  for (const row of scalingRows.filter(({ name }) => name.includes(options.only ?? ''))) {
    for (let size = 1; size <= options.largest && !interrupt.signal.aborted; size *= 2) {
      const own = costs.get(row.name) ?? [];
      if (own.some(({ sizeBytes }) => sizeBytes === size << 20)) continue;
      tell(`${row.name}, ${size} MiB`);
      const cost = await measureScaling(row, size << 20);
      // Interrupts are heard between two turns of the event loop; and by the link that is measured, which ends with them.
      await new Promise(setImmediate);
      if (interrupt.signal.aborted) break;
      costs.set(row.name, [...own, cost]);
      await writeDurably(join(folder, fileName), `${JSON.stringify(await scaling())}\n`);
    }
  }
  stopListening();
  const measured = await scaling();
  const markdown = scalingMarkdown(measured);
  await writeDurably(join(folder, 'scaling.md'), markdown);
  if (options.json === true) printJson(surroundings, measured);
  else surroundings.stdout(markdown);
  if (interrupt.signal.aborted) return ExitCode.Interrupted;
  return measured.rows.some((row) => row.costs.some(({ failures }) => failures.length > 0))
    ? ExitCode.Found
    : ExitCode.Clean;
}

/** By row. */
async function measuredIn(folder: string): Promise<Map<string, ScalingCost[]>> {
  const path = join(folder, fileName);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new InputError(`--resume: ${path} is missing`);
  const { rows } = JSON.parse(text) as Scaling;
  return new Map(rows.map(({ name, costs }) => [name, [...costs]]));
}

async function machineText(): Promise<string> {
  const { cpus, totalmem } = await import('node:os');
  const gigabytes = Math.round(totalmem() / 1e9);
  return `Node ${process.versions.node} on ${process.platform}, ${cpus().length} processors, ${gigabytes} GB of memory`;
}
