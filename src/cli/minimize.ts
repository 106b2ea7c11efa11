/**
 * `linksmith minimize CASE -o DIR`: shrinks a finding or a corpus case further and stores the smaller one as a finding.
 * Exit 0 when it was stored, 1 when the case does not fail any more.
 * Not here: the shrinking (`src/campaign/findings/minimize.ts`).
 */
import { readdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { FindingFolder } from '../campaign/findings/finding.ts';
import type { MinimizeSubject } from '../campaign/findings/minimize.ts';
import type { CommandContext } from './command-context.ts';
import { ExitCode, InputError, UsageError } from './exit-codes.ts';
import { count } from './option-values.ts';
import type { StoredSubject } from './stored-case.ts';
import { printJson, type Surroundings } from './surroundings.ts';

interface MinimizeOptions {
  readonly out: string;
  readonly target?: string;
  readonly budget: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function addMinimize({ program, surroundings, action }: CommandContext): void {
  program
    .command('minimize')
    .argument('<case>', 'folder of a finding, or file or name of a corpus case')
    .description('shrink a failing case further')
    .requiredOption('-o, --out <dir>', 'folder for the smaller finding')
    .option('--target <name>', 'on this target (default: where it was found)')
    .option('--budget <n>', 'simpler scenarios to try at most', count, 20_000)
    .option('--json', 'print what came of it as JSON')
    .option('-q, --quiet', 'no progress')
    .action(action((name: string, options: MinimizeOptions) => runMinimize(name, options, surroundings)));
}

async function runMinimize(name: string, options: MinimizeOptions, surroundings: Surroundings): Promise<ExitCode> {
  const { readStored } = await import('./stored-case.ts');
  const directory = resolve(surroundings.cwd, options.out);
  const present = await readdir(directory).catch(() => []);
  if (present.length > 0) throw new UsageError(`${options.out}: is not empty`);
  const stored = await readStored(name, surroundings.cwd);
  const folder = await shrinkStored(stored, options, surroundings);
  if (folder === undefined) throw new InputError(`${name}: does not fail any more: there is nothing to shrink`);
  await store(directory, folder, surroundings);
  tell(relative(surroundings.cwd, directory) || '.', folder, options, surroundings);
  return ExitCode.Clean;
}

function tell(
  name: string,
  { finding, inputs }: FindingFolder,
  { json }: MinimizeOptions,
  surroundings: Surroundings,
): void {
  const { tried, complete } = finding.shrink;
  const many = inputs.size === 1 ? '1 input' : `${inputs.size} inputs`;
  const how = complete ? 'minimal' : 'not minimal yet';
  if (json === true) {
    printJson(surroundings, { schemaVersion: 1, folder: name, inputs: [...inputs.keys()], tried, complete });
  } else {
    surroundings.stdout(`${name}: ${many}, after ${tried} scenarios, ${how}\n`);
  }
}

async function shrinkStored(
  stored: StoredSubject,
  options: MinimizeOptions,
  surroundings: Surroundings,
): Promise<FindingFolder | undefined> {
  const { withWorkshop } = await import('./workshop.ts');
  const { minimize } = await import('../campaign/findings/minimize.ts');
  const { openProgress } = await import('./progress.ts');
  const { subject, profile, seed, foundOn } = subjectOf(stored);
  const target = options.target ?? foundOn;
  const stop = new AbortController();
  const progress = openProgress(options, surroundings);
  const stopListening = surroundings.onInterrupt(() => stop.abort());
  try {
    return await withWorkshop(surroundings, async ({ pool, harness }) => {
      const { targets } = await pool.greet({ kind: 'greet', targets: [target] });
      const common = { pool, harness, profile, seed, targets, canary: false, target, stop: stop.signal };
      const scenario = harness.parseScenario(subject.scenario);
      const onShrink = (tried: number) => progress.show(`${tried} simpler scenarios`, tried / options.budget);
      return minimize({ ...subject, scenario }, { ...common, shrinkBudget: options.budget, onShrink });
    });
  } finally {
    progress.close();
    stopListening();
  }
}

function subjectOf(stored: StoredSubject): {
  subject: MinimizeSubject;
  profile: string;
  seed: number;
  foundOn: string;
} {
  if (stored.kind === 'place') throw new UsageError('name a finding or a corpus case');
  const { property, signature, index, profile, seed } = stored.kind === 'finding' ? stored.folder.finding : stored.case;
  const { scenario, original } =
    stored.kind === 'finding' ? stored.folder : { ...stored.case, original: stored.case.scenario };
  if (scenario === null) throw new InputError('the finding has no scenario: its case cannot be generated');
  return {
    subject: { scenario, original, property, key: signature.key, index },
    profile,
    seed,
    foundOn: signature.target,
  };
}

async function store(directory: string, folder: FindingFolder, surroundings: Surroundings): Promise<void> {
  const { storeFinding } = await import('../campaign/findings/store.ts');
  const { scenarioText } = await import('../campaign/findings/triage.ts');
  const { openHarness } = await import('./workshop.ts');
  const { reportRenderer } = await import('./finding-report.ts');
  const text = scenarioText(await openHarness(surroundings), folder.scenario);
  await storeFinding(directory, folder, { report: reportRenderer(folder, text) });
}
