/**
 * `linksmith inspect FILE…`: what stands in objects, modules and archives, as tables or JSON.
 * Not here: the facts (`src/report/inspection.ts`) and the tables (`inspection-text.ts`).
 */

import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { colorsFor, type Surroundings } from './surroundings.ts';

interface InspectOptions {
  readonly json?: boolean;
}

export function addInspect({ program, surroundings, action }: CommandContext): void {
  program
    .command('inspect')
    .argument('<files...>', 'objects, modules, archives')
    .description('print sections, symbols and relocations')
    .option('--json', 'print as JSON')
    .action(action((files: string[], options: InspectOptions) => inspectFiles(files, options, surroundings)));
}

async function inspectFiles(
  files: readonly string[],
  options: InspectOptions,
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { decoding, readWasmInput } = await import('./input-file.ts');
  const { inspect } = await import('../report/inspection.ts');
  const inspections = [];
  for (const name of files) {
    const bytes = await readWasmInput(name, surroundings.cwd);
    inspections.push({ name, inspection: decoding(name, () => inspect(bytes)) });
  }
  if (options.json === true) {
    const listed = inspections.map(({ name, inspection }) => ({ file: name, ...inspection }));
    surroundings.stdout(`${JSON.stringify({ schemaVersion: 1, files: listed }, undefined, 2)}\n`);
    return ExitCode.Clean;
  }
  const { inspectionText } = await import('../report/inspection-text.ts');
  const colors = await colorsFor(surroundings);
  const texts = inspections.map(({ name, inspection }) => inspectionText(name, inspection, colors));
  surroundings.stdout(texts.join('\n'));
  return ExitCode.Clean;
}
