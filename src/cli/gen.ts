/**
 * `linksmith gen`: writes generated cases as files: what a linker gets, each object also as yaml2obj YAML beside it
 * (`a.o.yaml`, members of an archive as `lib.a.b.o.yaml`), `scenario.json`, the same as text in `scenario.txt`, and
 * `link.sh` with the link command. One folder a case, named by its index.
 * Not here: the generators, the YAML (`src/report/object-yaml.ts`).
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { count, wholeNumber } from './option-values.ts';
import { printJson, type Surroundings } from './surroundings.ts';

interface GenOptions {
  readonly seed: number;
  readonly count: number;
  readonly first: number;
  readonly profile: string;
  readonly out: string;
  readonly json?: boolean;
}

export function addGen({ program, surroundings, action }: CommandContext): void {
  program
    .command('gen')
    .description('write generated objects, their scenarios and link commands')
    .requiredOption('--seed <n>', 'the seed', wholeNumber)
    .requiredOption('--out <dir>', 'folder for the cases: case-0, case-1 …')
    .option('--count <n>', 'how many cases', count, 1)
    .option('--first <n>', 'index of the first case', wholeNumber, 0)
    .option('--profile <name>', 'what kind of cases', 'default')
    .option('--json', 'print the folders, files and arguments as JSON')
    .action(action((options: GenOptions) => gen(options, surroundings)));
}

async function gen(options: GenOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { seed, count, first, profile, out, json = false } = options;
  const { checkProfile, openHarness } = await import('./workshop.ts');
  const { fileName } = await import('../campaign/findings/finding.ts');
  const { yamlOf } = await import('../report/object-yaml.ts');
  const harness = await openHarness(surroundings);
  checkProfile(harness, profile);
  const cases = [];
  for (let index = first; index < first + count; index++) {
    const scenario = harness.caseAt({ profile, seed, index });
    const { files, args, outputName = 'out.wasm' } = harness.lower(scenario);
    const folder = join(resolve(surroundings.cwd, out), `case-${index}`);
    await mkdir(folder, { recursive: true });
    for (const [name, bytes] of files) {
      await writeFile(join(folder, fileName.parse(name)), bytes);
      for (const [object, yaml] of yamlOf(name, bytes)) await writeFile(join(folder, fileName.parse(object)), yaml);
    }
    await writeFile(join(folder, 'scenario.json'), `${JSON.stringify(scenario, undefined, 2)}\n`);
    await writeFile(join(folder, 'scenario.txt'), harness.printScenario(scenario));
    await writeFile(join(folder, 'link.sh'), await linkScript(args, outputName), { mode: 0o755 });
    const made = {
      index,
      folder: relative(surroundings.cwd, folder) || '.',
      files: [...files.keys()],
      args,
      outputName,
    };
    if (json) cases.push(made);
    else surroundings.stdout(`${made.folder}: ${made.files.join(' ')}\n`);
  }
  if (json) printJson(surroundings, { schemaVersion: 1, profile, seed, cases });
  return ExitCode.Clean;
}

async function linkScript(args: readonly string[], outputName: string): Promise<string> {
  const { shellWord } = await import('../campaign/findings/repro-script.ts');
  const words = [...args, '-o', outputName].map(shellWord).join(' ');
  return ['#!/bin/sh', 'cd "$(dirname "$0")" || exit 2', `exec \${LINKER:-linksmith-ld} ${words}`, ''].join('\n');
}
