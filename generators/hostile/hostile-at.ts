/**
 * Hostile cases by number: a generated link of a random profile, small most of the time, and one to four mutations of its
 * files or its command line. The same (profile, seed, index) gives the same case on any machine.
 * Not here: the mutators (a file a level).
 */
import { lower } from '../lower/lower.ts';
import { Choices } from '../make/choices.ts';
import { generateScenario } from '../make/generate.ts';
import { type ProfileName, profiles } from '../make/profiles.ts';
import { type HostileCase, hostileCase } from './hostile-case.ts';
import { type FileLevel, fileMutators, MutableFile } from './mutable-file.ts';
import { commandLineMutators } from './mutate-command-line.ts';
import type { FileMutator, ObjectMutator } from './mutator.ts';

/** What a profile mutates; `hostile` is all of them. */
const levels = {
  'hostile-bytes': ['bytes'],
  'hostile-lebs': ['lebs'],
  'hostile-objects': ['object'],
  'hostile-archives': ['archive', 'member'],
  'hostile-command-lines': ['command-line'],
  hostile: ['bytes', 'lebs', 'object', 'object', 'object', 'archive', 'member', 'command-line'],
} as const satisfies Record<string, readonly Level[]>;

type Level = FileLevel | 'command-line';
export type HostileProfile = keyof typeof levels;
export const hostileProfiles = Object.keys(levels) as readonly HostileProfile[];

export function isHostileProfile(profile: string): profile is HostileProfile {
  return Object.hasOwn(levels, profile);
}

/** Names of all mutators: the features of hostile cases. */
export const mutatorNames: readonly string[] = [
  ...fileMutators.bytes,
  ...fileMutators.lebs,
  ...fileMutators.object,
  ...fileMutators.archive,
  ...commandLineMutators,
].map(({ name }) => name);

export interface HostilePlace {
  readonly profile: HostileProfile;
  readonly seed: number;
  readonly index: number;
}

export function hostileAt({ profile, seed, index }: HostilePlace): HostileCase {
  const choices = new Choices(seed, index);
  const title = `${profile} ${seed}:${index}`;
  const draft = new HostileDraft(choices, generateScenario(choices, profiles[baseProfile(profile, choices)], title));
  const wanted = 1 + choices.small(0, 3);
  // A mutator that finds nothing to do costs one of these tries.
  for (let tries = 0; tries < 8 && draft.mutations.length < wanted; tries++)
    draft.mutate(choices.pick(levels[profile]));
  return hostileCase({
    title,
    mutations: draft.mutations,
    files: draft.files,
    args: draft.args,
  });
}

const bases: readonly ProfileName[] = [
  'comdats',
  'custom-sections',
  'debug-strings',
  'default',
  'globals',
  'init-functions',
  'memory64',
  'pic',
  'tables',
];

function baseProfile(profile: HostileProfile, choices: Choices): ProfileName {
  if (profile === 'hostile-archives') return 'archives';
  if (choices.percent(70)) return 'tiny';
  return choices.percent(20) ? 'archives' : choices.pick(bases);
}

class HostileDraft {
  readonly files: Map<string, Uint8Array>;
  readonly mutations: { mutator: string; file?: string }[] = [];
  args: readonly string[];
  readonly #choices: Choices;

  constructor(choices: Choices, scenario: Parameters<typeof lower>[0]) {
    const { files, args } = lower(scenario);
    this.files = new Map(files);
    this.args = args;
    this.#choices = choices;
  }

  mutate(level: Level): void {
    if (level === 'command-line') this.#mutateCommandLine();
    else this.#mutateFile(level);
  }

  #mutateCommandLine(): void {
    const mutator = this.#choices.pick(commandLineMutators);
    const changed = mutator.apply(this.args, this.#choices);
    if (changed === undefined) return;
    this.args = changed;
    this.mutations.push({ mutator: mutator.name });
  }

  #mutateFile(level: FileLevel): void {
    const file = this.#choices.pickOrNone([...this.files.keys()]);
    if (file === undefined) return;
    const at = this.#choices.below(fileMutators[level].length);
    const mutator: FileMutator | ObjectMutator = fileMutators[level][at]!;
    if ('rare' in mutator && !this.#choices.percent(20)) return;
    const given = new MutableFile(this.files.get(file)!);
    const bytes = given.mutant(level, at, this.#choices, [...this.files.values()]);
    if (bytes === undefined) return;
    this.files.set(file, bytes);
    this.mutations.push({ mutator: mutator.name, file });
  }
}
