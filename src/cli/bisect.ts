/**
 * `linksmith bisect`: in which of several versions of a linker a case fails: where its bug came, where it went. Exit 1 while
 * the last version that was asked fails. (For one's own linker between commits: `git bisect run linksmith repro CASE`.)
 * Not here: what the words mean (`src/campaign/findings/bisect.ts`).
 */
import type { Turn, VersionWord } from '../campaign/findings/bisect.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode } from './exit-codes.ts';
import { targetList } from './option-values.ts';
import { colorsFor, printJson, type Surroundings } from './surroundings.ts';
import type { Workshop } from './workshop.ts';

interface BisectOptions {
  readonly targets: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addBisect({ program, surroundings, action }: CommandContext): void {
  program
    .command('bisect')
    .argument('<case>', 'folder of a finding, or file or name of a corpus case')
    .description('say in which versions of a linker a case fails')
    .requiredOption('--targets <names>', 'the versions, the oldest first: wasm-ld-14,16,19,22', targetList)
    .option('--json', 'print the words as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((name: string, options: BisectOptions) => bisect(name, options, surroundings)));
}

async function bisect(name: string, options: BisectOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { readStored } = await import('./stored-case.ts');
  const { replay } = await import('./repro.ts');
  const { fullNames, turnsIn, wordOf } = await import('../campaign/findings/bisect.ts');
  const { withWorkshop } = await import('./workshop.ts');
  const { openProgress } = await import('./progress.ts');
  const subject = await readStored(name, surroundings.cwd);
  const progress = openProgress(options, surroundings);
  const ask = async (workshop: Workshop) => {
    const { targets } = await workshop.pool.greet({ kind: 'greet', targets: fullNames(options.targets) });
    const words: VersionWord[] = [];
    for (const [at, target] of targets.entries()) {
      progress.show(`${target.name}, ${at + 1} of ${targets.length}`, at / targets.length);
      words.push(wordOf(target, await replay(subject, workshop, target.name)));
    }
    return words;
  };
  const words = await withWorkshop(surroundings, ask, 1).finally(() => progress.close());
  const turns = turnsIn(words);
  if (options.json === true) {
    printJson(surroundings, { schemaVersion: 1, versions: words, turns });
  } else {
    await print(words, turns, surroundings);
  }
  const last = words.findLast(({ says }) => says !== 'not-asked');
  return last?.says === 'fails' ? ExitCode.Found : ExitCode.Clean;
}

async function print(words: readonly VersionWord[], turns: readonly Turn[], surroundings: Surroundings): Promise<void> {
  const { textTable } = await import('../report/text-table.ts');
  const { visible } = await import('../report/visible.ts');
  const colors = await colorsFor(surroundings);
  const rows = words.map(({ target, version, says, detail }) => {
    const said = `${says.replace('-', ' ')}${detail === '' ? '' : `: ${visible(detail)}`}`;
    return [target, visible(version), says === 'fails' ? colors.red(said) : said];
  });
  const lines = turns.length > 0 ? turns.map(sentence) : [sentenceWithout(words)];
  surroundings.stdout(`${textTable({ head: ['linker', 'version', 'says'], rows, colors })}\n\n${lines.join('\n')}\n`);
}

function sentence({ kind, target, after }: Turn): string {
  if (kind === 'fixed-in') return `fixed in ${target}; ${after} fails`;
  return after === undefined ? `bad in ${target} already, the first of them` : `bad from ${target} on; ${after} passes`;
}

const sentenceWithout = (words: readonly VersionWord[]): string =>
  words.some(({ says }) => says === 'passes') ? 'fails in none of them' : 'none of them does this';
