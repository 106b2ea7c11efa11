/**
 * `linksmith bench link`: what a link costs, with lazy and with eager atoms over growing programs, and against other
 * linkers on the inputs of a folder. JSON, a page with tables and a chart are kept.
 * Not here: measuring (`src/campaign/bench/bench-link.ts`, `bench-linkers.ts`), tables (`src/report/link-bench.ts`).
 */
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import type { LinkerCommand } from '../campaign/bench/bench-linkers.ts';
import type { LinkBench } from '../report/link-bench.ts';
import type { CommandContext } from './command-context.ts';
import { diskFiles } from './disk-files.ts';
import { ExitCode, InputError } from './exit-codes.ts';
import { count, share } from './option-values.ts';
import { colorsFor, type Surroundings, teller } from './surroundings.ts';

interface BenchLinkOptions {
  readonly inputs?: string;
  readonly against: readonly string[];
  readonly rounds: number;
  readonly scale: number;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const defaultLinkers = ['wasm-ld-19 --threads=1', 'wasm-ld-19'];

export function addBenchLink({ program, surroundings, action }: CommandContext): void {
  program
    .command('link')
    .description('measure what a link costs: lazy against eager atoms, and against other linkers')
    .option(
      '--inputs <dir>',
      'folders with link.rsp to link with every linker (scripts/make-bench-inputs.mjs makes some)',
    )
    .option('--against <commands...>', 'other linkers, each a command', defaultLinkers)
    .option('--rounds <n>', 'measurements of each', count, 5)
    .option('--scale <share>', 'size of the growing programs; 1: up to a million relocations', share, 1)
    .option('--out <dir>', 'where JSON, page and chart are kept', join('reports', 'link'))
    .option('--json', 'print as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((options: BenchLinkOptions) => benchLink(options, surroundings)));
}

async function benchLink(options: BenchLinkOptions, surroundings: Surroundings): Promise<ExitCode> {
  const bench = await measure(options, surroundings);
  const { linkBenchChart, linkBenchMarkdown, linkBenchText } = await import('../report/link-bench.ts');
  const { writeDurably } = await import('../campaign/engine/durable.ts');
  const json = `${JSON.stringify(bench, undefined, 2)}\n`;
  const folder = resolve(surroundings.cwd, options.out);
  await writeDurably(join(folder, 'link.json'), json);
  await writeDurably(join(folder, 'link.md'), linkBenchMarkdown(bench, 'link.svg'));
  await writeDurably(join(folder, 'link.svg'), linkBenchChart(bench));
  surroundings.stdout(options.json === true ? json : `${linkBenchText(bench, await colorsFor(surroundings))}\n`);
  return ExitCode.Clean;
}

async function measure(options: BenchLinkOptions, surroundings: Surroundings): Promise<LinkBench> {
  const { rounds, scale } = options;
  const { cwd } = surroundings;
  const tell = teller(options, surroundings);
  const { measureLinkers } = await import('../campaign/bench/bench-linkers.ts');
  const { measureStrategies } = await import('../campaign/bench/bench-link.ts');
  const folder = options.inputs === undefined ? undefined : resolve(cwd, options.inputs);
  if (folder !== undefined && !diskFiles.exists(folder)) throw new InputError(`there is no folder ${options.inputs}`);
  const against = options.against.map(linkerCommand);
  const inputs =
    folder === undefined ? [] : await measureLinkers({ inputs: folder, against, rounds, files: diskFiles }, tell);
  const strategies = await measureStrategies({ rounds, scale }, tell);
  const machine = `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} processors`;
  return { schemaVersion: 1, machine, rounds, scale, strategies, inputs };
}

function linkerCommand(text: string): LinkerCommand {
  return { name: text, command: text.split(/\s+/).filter((word) => word !== '') };
}
