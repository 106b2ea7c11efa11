/**
 * `linksmith check --target T FILES… [-- ld options]`: links real files and asks every property that needs no scenario.
 * Exit 1 when one fails or the link is refused.
 * Not here: the properties, and the running of them (`src/campaign/findings/replay.ts`).
 */
import { basename } from 'node:path';
import type { ReplayVerdict } from '../campaign/findings/replay.ts';
import type { LinkJob, LinkOutcome } from '../targets/target.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, UsageError } from './exit-codes.ts';
import { targetList } from './option-values.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';

interface CheckOptions {
  readonly target?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

interface TargetCheck {
  readonly target: string;
  readonly outcome: { readonly kind: LinkOutcome['kind'] | 'lost'; readonly messages: readonly string[] };
  readonly verdicts: readonly ReplayVerdict[];
}

export function addCheck({ program, surroundings, afterDashes, action }: CommandContext): void {
  program
    .command('check')
    .argument('<files...>', 'objects and archives, in the order of the command line')
    .usage('--target <names> <files...> [-- ld options]')
    .description('link real files and check every property that needs no scenario')
    .option('--target <names>', 'linkers to test, a,b (default lazy)', targetList)
    .option('--json', 'print the verdicts as JSON')
    .option('-q, --quiet', 'say it with the exit code only')
    .action(action((files: string[], options: CheckOptions) => check(files, options, { surroundings, afterDashes })));
}

async function check(
  files: readonly string[],
  options: CheckOptions,
  { surroundings, afterDashes }: { surroundings: Surroundings; afterDashes: readonly string[] },
): Promise<ExitCode> {
  const { withWorkshop } = await import('./workshop.ts');
  const { replayJob } = await import('../campaign/findings/replay.ts');
  const job = await jobOf(files, afterDashes, surroundings.cwd);
  const targets = options.target ?? ['lazy'];
  const checks = await withWorkshop(
    surroundings,
    async (workshop) => {
      await workshop.pool.greet({ kind: 'greet', targets });
      const results: TargetCheck[] = [];
      for (const target of targets) results.push(await replayJob(job, target, { ...workshop, companions: targets }));
      return results;
    },
    1,
  );
  if (options.json === true) printJson(surroundings, { schemaVersion: 1, checks });
  else if (options.quiet !== true) await print(checks, surroundings);
  return checks.every(isClean) ? ExitCode.Clean : ExitCode.Found;
}

const isClean = ({ outcome, verdicts }: TargetCheck): boolean =>
  outcome.kind === 'linked' && verdicts.every(({ kind }) => kind !== 'fails');

/** Files keep their base names; of two with the same name, the second gets a number in front. */
async function jobOf(files: readonly string[], options: readonly string[], cwd: string): Promise<LinkJob> {
  const { readInput } = await import('./input-file.ts');
  const contents = new Map<string, Uint8Array>();
  for (const [position, path] of files.entries()) {
    const name = contents.has(basename(path)) ? `${position + 1}-${basename(path)}` : basename(path);
    contents.set(name, await readInput(path, cwd));
  }
  const output = options.findIndex((option) => option === '-o' || option.startsWith('--output'));
  if (output >= 0) throw new UsageError(`${options[output]}: check names the output itself`);
  return { files: contents, args: [...options, ...contents.keys()] };
}

async function print(checks: readonly TargetCheck[], surroundings: Surroundings): Promise<void> {
  const { textTable } = await import('../report/text-table.ts');
  const { visible } = await import('../report/visible.ts');
  const colors = await colorsFor(surroundings);
  const paint = { holds: colors.green, fails: colors.red, 'not-applicable': colors.dim };
  const say = (text: string) => surroundings.stdout(`${text}\n`);
  for (const { target, outcome, verdicts } of checks) {
    say(`${colors.bold(target)}: ${outcome.kind === 'linked' ? colors.green('linked') : colors.red(outcome.kind)}`);
    for (const message of outcome.messages) say(`  ${visible(message)}`);
    const rows = verdicts.map(({ property, kind, key, detail }) => [
      property,
      paint[kind](kind === 'not-applicable' ? 'does not apply' : kind),
      kind === 'fails' ? (key ?? '') : detail,
    ]);
    say(textTable({ head: ['property', 'verdict', ''], rows, colors }));
    for (const { kind, property, detail } of verdicts) {
      if (kind === 'fails') say(`${property}:\n${visible(detail)}`);
    }
  }
}
