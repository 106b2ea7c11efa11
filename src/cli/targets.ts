/**
 * `linksmith targets`: the linkers that can be used here with their versions, and how to get those that cannot.
 * Not here: finding them (`src/targets/registry.ts`).
 */

import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

export function addTargets({ program, surroundings, action }: CommandContext): void {
  program
    .command('targets')
    .description('list the linkers that can be tested here, with versions')
    .option('--json', 'print as JSON')
    .action(action((options: { readonly json?: boolean }) => listAll(options, surroundings)));
}

async function listAll(options: { readonly json?: boolean }, surroundings: Surroundings): Promise<ExitCode> {
  const { listTargets } = await import('../targets/index.ts');
  const targets = await listTargets();
  if (options.json === true) {
    printJson(surroundings, { schemaVersion: 1, targets });
    return ExitCode.Clean;
  }
  const { textTable } = await import('../report/text-table.ts');
  const colors = await colorsFor(surroundings);
  const rows = targets.map((target) =>
    target.kind === 'available'
      ? [target.name, target.version]
      : [colors.dim(target.name), colors.dim(`not here: ${target.howToGet}`)],
  );
  const any = ['command:PROGRAM {options} {inputs} -o {output}', 'any linker that a command line can call'];
  surroundings.stdout(`${textTable({ head: ['target', 'version'], rows: [...rows, any], colors })}\n`);
  return ExitCode.Clean;
}
