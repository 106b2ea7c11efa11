/**
 * `linksmith bench …`: the benchmarks, a subcommand each. They print what they measured and judge no number: the exit code
 * says only whether they ran, and of `hostile` whether anything broke.
 * Not here: what is measured (`src/campaign/bench-….ts`).
 */
import { addBenchFaults } from './bench-faults.ts';
import { addBenchHarness } from './bench-harness.ts';
import { addBenchHostile } from './bench-hostile.ts';
import { addBenchLink } from './bench-link.ts';
import { addBenchScaling } from './bench-scaling.ts';
import type { CommandContext } from './command-context.ts';

const benchmarks: readonly ((context: CommandContext) => void)[] = [
  addBenchLink,
  addBenchHarness,
  addBenchFaults,
  addBenchHostile,
  addBenchScaling,
];

export function addBench(context: CommandContext): void {
  const bench = context.program.command('bench').description('the benchmarks');
  for (const add of benchmarks) add({ ...context, program: bench });
}
