/**
 * Mutations of the command line: options twice, without value, with values that hurt, together with what excludes them;
 * inputs twice, missing, out of order, behind the wrong option.
 * Not here: response files, which are files like others.
 */
import type { Choices } from '../make/choices.ts';
import { type CommandLineMutator, painful } from './mutator.ts';

export const commandLineMutators: readonly CommandLineMutator[] = [
  { name: 'argument-dropped', apply: atArgument((args, at) => args.toSpliced(at, 1)) },
  { name: 'argument-repeated', apply: atArgument((args, at) => args.toSpliced(at, 0, args[at]!)) },
  { name: 'arguments-swapped', apply: (args, choices) => choices.shuffle(args) },
  { name: 'argument-cut', apply: atArgument((args, at, choices) => args.with(at, cut(args[at]!, choices))) },
  { name: 'option-added', apply: atArgument((args, at, choices) => args.toSpliced(at, 0, choices.pick(options))) },
  {
    name: 'option-with-number',
    apply: atArgument((args, at, choices) => args.toSpliced(at, 0, `${choices.pick(numeric)}${number(choices)}`)),
  },
  {
    name: 'option-unknown',
    apply: atArgument((args, at, choices) => args.toSpliced(at, 0, choices.pick(unknown))),
  },
];

type AtArgument = (args: readonly string[], at: number, choices: Choices) => readonly string[];

function atArgument(change: AtArgument): CommandLineMutator['apply'] {
  return (args, choices) => (args.length === 0 ? undefined : change(args, choices.below(args.length), choices));
}

const cut = (argument: string, choices: Choices): string => argument.slice(0, choices.below(argument.length + 1));

function number(choices: Choices): string {
  return choices.percent(70)
    ? String(choices.pick(painful))
    : choices.pick(['', '-1', '0x10', '1e3', '18446744073709551616', 'many', ' 1', '65536 ']);
}

const numeric: readonly string[] = [
  '--initial-memory=',
  '--max-memory=',
  '--initial-heap=',
  '--global-base=',
  '--table-base=',
  '--error-limit=',
  '-zstack-size=',
  '-O',
  '--threads=',
  '--thinlto-jobs=',
];

/** Each alone is right; what it stands with may exclude it. */
const options: readonly string[] = [
  '-r',
  '-shared',
  '-pie',
  '--experimental-pic',
  '--shared-memory',
  '--import-memory',
  '--import-memory=m,n,o',
  '--export-memory=m',
  '--import-table',
  '--export-table',
  '--growable-table',
  '--emit-relocs',
  '--compress-relocations',
  '--strip-all',
  '--strip-debug',
  '--no-gc-sections',
  '--export-all',
  '--stack-first',
  '--whole-archive',
  '--no-whole-archive',
  '--start-lib',
  '--end-lib',
  '--allow-undefined',
  '--unresolved-symbols=import-dynamic',
  '--unresolved-symbols=ignore-all',
  '--fatal-warnings',
  '--no-merge-data-segments',
  '--features=',
  '--features=atomics,bulk-memory',
  '--wrap=probe0',
  '--defsym=probe0=probe0',
  '--entry=missing',
  '--entry=',
  '--export=missing',
  '--undefined=missing',
  '--trace-symbol=probe0',
  '--why-extract=-',
  '--Map=-',
  '--build-id=0x1',
  '--build-id',
  '-m',
  '-mwasm64',
  '-mwasm32',
  '--print-gc-sections',
  '--verbose',
  '-Bsymbolic',
  '-L.',
  '-lmissing',
  '--',
];

const unknown: readonly string[] = [
  '--no-such-option',
  '-Q',
  '--export',
  '-e',
  '@missing.rsp',
  '-',
  '',
  '--=',
  '-z',
  '-zfoo',
];
