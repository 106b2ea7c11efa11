/**
 * `linksmith repro`: replays a finding, a corpus case, or a case by seed and index. Exit 1 while it still fails, 0 when it
 * passes.
 * Not here: what is stored (`stored-case.ts`), running (`src/campaign/findings/replay.ts`).
 */
import type { ReplayResult } from '../campaign/findings/replay.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { wholeNumber } from './option-values.ts';
import type { StoredSubject, SubjectOptions } from './stored-case.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';
import type { Workshop } from './workshop.ts';

interface ReproOptions extends SubjectOptions {
  readonly target?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addRepro({ program, surroundings, action }: CommandContext): void {
  program
    .command('repro')
    .argument('[case]', 'folder of a finding, or file or name of a corpus case')
    .description('replay what failed; exit 1 while it still fails')
    .option('--seed <n>', 'with --index: the case of a campaign', wholeNumber)
    .option('--index <n>', 'with --seed', wholeNumber)
    .option('--profile <name>', 'with --seed (default: default)')
    .option('--target <name>', 'on this target (default: where it was found, or lazy)')
    .option('--json', 'print the verdicts as JSON')
    .option('-q, --quiet', 'say it with the exit code only')
    .action(action((name: string | undefined, options: ReproOptions) => repro(name, options, surroundings)));
}

async function repro(name: string | undefined, options: ReproOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { findSubject } = await import('./stored-case.ts');
  const { checkProfile, withWorkshop } = await import('./workshop.ts');
  const subject = await findSubject(name, options, surroundings.cwd);
  const result = await withWorkshop(
    surroundings,
    (workshop) => {
      if (subject.kind === 'place') checkProfile(workshop.harness, subject.place.profile);
      return replay(subject, workshop, options.target);
    },
    1,
  );
  if (options.json === true) printJson(surroundings, { schemaVersion: 1, ...result });
  else if (options.quiet !== true) await print(result, surroundings);
  return result.fails ? ExitCode.Found : ExitCode.Clean;
}

/** Runs the subject again, on the given target or its own. */
export async function replay(
  subject: StoredSubject,
  workshop: Workshop,
  target: string | undefined,
): Promise<ReplayResult> {
  const { replayCase, replayFinding, replayPlace } = await import('../campaign/findings/replay.ts');
  switch (subject.kind) {
    case 'finding':
      return replayFinding(subject.folder, { ...workshop, target });
    case 'corpus-case':
      return replayCase(subject.case, target ?? subject.case.signature.target, workshop);
    case 'place':
      return replayPlace(subject.place, { ...workshop, target: target ?? 'lazy' });
  }
}

async function print({ verdicts, target, fails }: ReplayResult, surroundings: Surroundings): Promise<void> {
  const colors = await colorsFor(surroundings);
  const { visible } = await import('../report/visible.ts');
  const say = (text: string) => surroundings.stdout(`${text}\n`);
  for (const { property, kind, key, detail } of verdicts) {
    if (kind === 'holds') say(`${colors.green('holds')}  ${property}`);
    else if (kind === 'not-applicable') say(`${colors.dim('does not apply')}  ${property}: ${visible(detail)}`);
    else say(`${colors.red('fails')}  ${property}: ${visible(key ?? '')}\n${indented(visible(detail))}`);
  }
  say(fails ? colors.red(`still fails on ${target}`) : colors.green(`passes on ${target}`));
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
